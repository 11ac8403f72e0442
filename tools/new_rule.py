"""Start a rule: `python tools/new_rule.py medicare_dme/ebp/x` writes an unfinished record and its page.

Both fail the tests until they are finished: write the page first, watch it fail, then write the record.
"""

from __future__ import annotations

import sys
from pathlib import Path

RULES = Path(__file__).parents[1] / "src" / "contralateral" / "policy" / "rules"

RECORD = """title = ""                # a short noun phrase: it reads well after "allow"
check = ""                # a function in policy/checks; reuse one where the idea is the same
codes = []                # codes, ranges "L1000-L1499", "@sets", or "*"
outcome = "reject"        # reject: returned unprocessed - deny: adjudicated - audit: taken back - advise: good to know
blocks = true             # an expected denial under proper notice does not block
route = "resubmit"        # after the payer's answer: resubmit, appeal or none
message = ""
remedy = ""
forecast = { group = "CO", carc = "", rarc = [] }

[[version]]
from = 2026-01-01         # on the rule's basis; lasts until the next version
source = ""               # a key of sources.toml
at = ""
confidence = "H"          # H and M may block; NV only advises
verified = 2026-01-01     # the day you looked
"""
PAGE = """# Title

What the rule says, since when, on whose word, and what a biller does.

```claim medicare-dme 2026-01-01
L0000        # fails
L0000 ?      # unknown
```

The day before, and another payer.

```claim medicare-dme 2025-12-31
L0000
```

```claim commercial 2026-01-01
L0000
```
"""


def main(arguments: list[str]) -> int:
    """Write the two files, unless they are there."""
    if len(arguments) != 1 or arguments[0].count("/") < 1:
        print("usage: make rule NAME=<pack>/<topic>/<name>")
        return 2
    record = RULES / f"{arguments[0]}.toml"
    if record.exists():
        print(f"{record} is there already.")
        return 2
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(RECORD, "utf-8")
    record.with_suffix(".md").write_text(PAGE, "utf-8")
    print(f"{record}\n{record.with_suffix('.md')}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
