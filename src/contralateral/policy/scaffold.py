"""The first files of a payer's own pack, as a clinic starts it from a contract: text only, nothing is written here."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contralateral.errors import RuleBroken

if TYPE_CHECKING:
    from datetime import date

    from contralateral.policy.book import Book
    from contralateral.policy.record import Payer

__all__ = ["Scaffold", "scaffold"]


@dataclass(frozen=True, slots=True)
class Scaffold:
    """A payer's key and pack, and the text of each file by its path below the folder."""

    key: str
    pack: str
    files: dict[str, str]


def scaffold(name: str, book: Book, *, ids: tuple[str, ...] = (), starts: date, today: date) -> Scaffold:
    """Return the files of a payer's own pack.

    A payer that is known already keeps what is known of it, and the clinic's pack comes on top.

    Args:
        name: the payer, as the clinic calls it.
        book: the rules at hand.
        ids: how an 837 names the payer; none where left out, and none is made up.
        starts: the day the contract holds from.
        today: the day it is written on.

    Raises:
        RuleBroken: a name without a letter, or of no plan in particular.
    """
    key = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if not re.search(r"[a-z]", key):
        raise RuleBroken(f"'{name}' has no letter to name a payer by. Give it the payer's name.")
    known = book.payers.get(key)
    if known is not None and known.general:
        raise RuleBroken(f"'{key}' stands for {known.title.lower()}. Name the plan of the contract.")
    pack = key.replace("-", "_")
    if pack in {rule.pack for rule in book.rules}:
        pack += "_contract"
    rule = f"rules/{pack}/limits/bras_in_a_year"
    words = {"key": key, "pack": pack, "title": name.strip(), "starts": starts, "today": today, "rule": rule}
    files = {
        "payers.toml": _payer(key, pack, name.strip(), ids, known),
        "sources.toml": _SOURCES.format(**words, **_quoted(name.strip())),
        f"{rule}.toml": _RULE.format(**words),
        f"{rule}.md": _page(key, starts),
        "README.md": _README.format(**words),
    }
    return Scaffold(key, pack, files)


def _quoted(title: str) -> dict[str, str]:
    named = json.dumps(title, ensure_ascii=False)
    return {"quoted": json.dumps(f"Contract with {title}", ensure_ascii=False), "publisher": named}


def _payer(key: str, pack: str, title: str, ids: tuple[str, ...], known: Payer | None) -> str:
    packs = (*(known.packs if known else ("all", "commercial")), pack)
    ids = tuple(dict.fromkeys([*(known.ids if known else ()), *ids]))
    lines = [
        "# How the payer is recognized, and the packs whose rules it meets: `all` holds for everybody, `commercial`",
        "# for commercial plans; the last is your own.",
        f"[{key}]",
        f"title = {json.dumps(known.title if known else title, ensure_ascii=False)}",
        f"ids = {json.dumps(ids)}{'' if ids else _NO_ID}",
    ]
    if known and known.filing_codes:
        lines.append(f"filing_codes = {json.dumps(known.filing_codes)}")
    if known and known.except_:
        lines.append(f"except = {json.dumps(known.except_)}")
    return "\n".join([*lines, f"packs = {json.dumps(packs)}", 'source = "contract"', ""])


def _page(key: str, starts: date) -> str:
    from datetime import timedelta

    return _PAGE.format(key=key, starts=starts, before=starts - timedelta(days=1))


_NO_ID = "  # as the plan gives them for claims; without one, name the payer in the case"

_SOURCES = """# Where your facts were read: `read` is the day somebody last looked.
[contract]
title = {quoted}
publisher = {publisher}
revision = ""  # version or signature date, as the contract gives it
read = {today}
"""

_RULE = """# AN EXAMPLE, not a term of any contract: replace or delete it. While its confidence is NV it only advises.
title = "Example: four bras in twelve months"
check = "more_in_a_year"  # checks are functions of contralateral; one that fits is reused with its own values
params = {{ most = 4 }}
codes = ["L8000"]  # codes, ranges "L1000-L1499", or "*"
outcome = "advise"  # once it is verified: reject (returned), deny, audit (taken back)
blocks = false  # once it is verified: true, if a claim must not go like this
route = "appeal"
message = "{{code}}: more than the four within twelve months of the example."
remedy = "Write here what the biller does."
forecast = {{ carc = "119" }}

[[version]]
from = {starts}  # the day the contract holds from; a change of terms is a further [[version]]
source = "contract"
at = ""  # the page or clause
confidence = "NV"  # H read in the contract itself, M second-hand, NV not verified
verified = {today}
"""

_PAGE = """# Example: four bras in twelve months

This is an example and no term of any contract: replace it by one of yours, or delete it. Say here what the contract
says in your own words, in which clause, and what a biller does. Then show claims that the rule must meet; a line of
three dashes begins another claim.

```claim {key} {starts}
L8000 x5    # fails
L8030 RT
---
L8000 x?    # unknown
```

The day before, and another payer.

```claim {key} {before}
L8000 x5
```

```claim medicare-dme {starts}
L8000 x5
```
"""

_README = """# Rules of {title}

Started with `contra payer new`. Nothing in it is a term of your contract yet.

| file | what |
|---|---|
| `payers.toml` | how the payer is recognized, and which packs it meets |
| `sources.toml` | where you read your facts: each rule names one |
| `{rule}.toml` | an example of a rule: dates, codes, words, and the name of a check |
| `{rule}.md` | its page: what it says, and claims that it must meet |
| `facts.toml`, `laws.toml` | not there yet: questions of your own, and laws that bind by kind of plan |
| `requirements/{pack}/` | not there yet: documents that the payer wants, for `contra checklist` |

1. Write a rule a term: copy the example's two files under another name, then delete the example.
2. Give the day from which the term holds, the clause, and the confidence: H where you read the contract, M where
   somebody told you, NV where nobody has checked. NV only advises.
3. Look: `contra rules --packs . --payer {key}` lists them, `contra explain --packs . NAME` prints a page.
4. Use them: `contra check --packs . case.yaml`, or set `CONTRA_PACKS` to this folder once. In the case write
   `payer: {key}`.

A record that cannot be used is refused with its fault. What one case tells of its plan (authorization wanted, an item
excluded, days to file) needs no rule: write it into the case.
"""
