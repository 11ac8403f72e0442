#!/bin/sh
# The main job on shipped examples: three claims as case files, the same three as one 837P, and an article.
set -u
cd "$(dirname "$0")/.."
day=2026-11-23   # so that the answers are the same on any day

say() { printf '\n\033[1m%s\033[0m\n' "$1"; }
run() {  # run WANTED_STATUS COMMAND…: an answer other than the one expected fails the demo
  wanted=$1; shift
  printf '$ contra %s\n\n' "$*"
  contra "$@"; got=$?
  [ "$got" -eq "$wanted" ] || { echo "expected exit status $wanted, got $got"; exit 1; }
}

say "1. A claim without a fault, a spinal brace for scoliosis with two pads: half of its papers are not there yet"
run 0 check --today $day examples/cases/scoliosis-clean.yaml
say "2. The story that web articles tell: L1290 after a mastectomy"
run 1 check --today $day examples/cases/mastectomy-story.yaml
say "3. Both breasts on one line, two units, and a KX that no policy asks for"
run 1 check --today $day examples/cases/bilateral-breast-wrong.yaml
say "4. The same three as one claim file (837P): what the form does not carry becomes a question"
run 1 check --today $day examples/837/three_claims.837
say "5. An article about helmets, against the tables"
run 1 audit --on $day examples/articles/helmet-article.txt
say "6. A made scan of a chest after surgery: the asymmetry in numbers, and figures"
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
run 0 measure examples/scans/chest-left-breast.ply --region chest --units mm --up z --front -y --affected left -o "$out"
say "7. A made scan of a head: measured, written into a case, and held against the payer's rule"
sed '/^measures:/,/^goals:/{/^goals:/!d}' examples/cases/helmet-aetna.yaml > "$out/helmet.yaml"
run 0 measure examples/scans/head-plagiocephaly.ply --region head --units mm --up z --front -y --reference skull_base \
  --level 306 --case "$out/helmet.yaml" --on 2026-10-08 --role orthotist --who "A. Example" --line 1
run 1 check --today $day "$out/helmet.yaml"
say "8. A form for the same chest: a proposed solid with its checks, ready to adjust"
run 0 design examples/scans/chest-left-breast.ply --kind augment --units mm --up z --front -y --affected left \
  -o "$out/form.3mf"
say "9. What the patient will owe for a silicone form under Medicare, and the questions that would narrow it"
run 0 estimate --today $day examples/cases/breast-medicare.yaml
