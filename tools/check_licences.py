"""Fail where a run-time dependency is under a licence that a clinic's vendor could not ship: only permissive ones,
MPL and LGPL are taken. `pip-licenses` reads what the packages declare."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ALLOWED = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|Unlicense|Zlib", re.I
)
REFUSED = re.compile(r"AGPL|Affero|(?<!L)GPL|(?<!Lesser )General Public", re.I)
PINNED = Path(__file__).parents[1] / "requirements" / "shape.txt"  # what runs, the extras included


def main() -> int:
    """Print what is refused; 0 where nothing is."""
    names = re.findall(r"^([A-Za-z0-9_.-]+)==", PINNED.read_text("utf-8"), re.M)
    command = [sys.executable, "-m", "piplicenses", "--from=mixed", "--format=json", "--packages", *names]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    if len(told) < len(names):
        missing = {n.lower() for n in names} - {t["Name"].lower() for t in told}
        # A pin for another system is not installed here and cannot be asked.
        print("not installed here, not asked:", ", ".join(sorted(missing)))
    bad = [t for t in told if REFUSED.search(t["License"]) or not ALLOWED.search(t["License"])]
    for package in bad:
        print(f"{package['Name']} {package['Version']}: {package['License']} is not taken at run time.")
    print(f"{len(told)} run-time packages, {len(bad)} refused.")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
