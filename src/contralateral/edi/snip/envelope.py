"""The envelope of a file, ISA and GS, element by element; that trailers agree with it, the first pass has told.

These are few, so that they are looked at one by one.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from contralateral.edi.snip.guide import TYPES
from contralateral.edi.snip.tables import packed
from contralateral.edi.values import Diagnostic

if TYPE_CHECKING:
    from contralateral.edi.plan import Plan
    from contralateral.edi.scan import Mark

__all__ = ["check_envelope"]

_FORMS = {"N0": re.compile(r"-?\d+"), "TM": re.compile(r"([01]\d|2[0-3])[0-5]\d([0-5]\d\d{0,2})?")}
_GUIDE = "005010"


def check_envelope(plan: Plan, limit: int = 10) -> list[Diagnostic]:
    """Check every ISA and GS of a file.

    Args:
        plan: what the first pass found.
        limit: places of one kind that are spelled out; the last tells how many more there are.
    """
    found: dict[str, list[Mark]] = {}
    for mark in (*(row.isa for row in plan.interchanges), *(row.gs for row in plan.groups)):
        for text in _faults(mark):
            found.setdefault(text, []).append(mark)
    told = []
    for text, marks in found.items():
        shown = marks[:limit]
        for i, mark in enumerate(shown):
            more = len(marks) - limit if len(marks) > limit and i == limit - 1 else 0
            tail = f" (and {more} more such places)" if more else ""
            told.append(
                Diagnostic("error", f"{text} ({_GUIDE} envelope){tail}", mark.number, mark.byte, snip=1)
            )
    return sorted(told, key=lambda d: (d.segment or 0, d.message))


@lru_cache(maxsize=1)
def _definitions() -> dict[str, list[tuple[str, int, int, tuple[str, ...]]]]:
    """Return type, lengths and codes of the elements of each envelope segment."""
    data = packed()["envelope"]
    type_, least, greatest, _, list_, *_ = data["definitions"]
    lists = [tuple(text.split("/")) if text else () for text in data["lists"]]
    return {
        use[1]: [
            (TYPES[type_[d]], least[d], greatest[d], lists[list_[d]])
            for d in range(use[6] + 1, use[6] + use[5] + 1)
        ]
        for use in data["uses"]
    }


def _faults(mark: Mark) -> list[str]:
    found = []
    definitions = _definitions()[mark.id]
    if len(mark.elements) - 1 > len(definitions):
        found.append(f"{mark.id} has more elements than the standard draws. Take them out.")
    for j, (type_, least, greatest, codes) in enumerate(definitions, start=1):
        name, text = f"{mark.id}{j:02}", mark[j]
        if not text:
            found.append(f"{name} is missing. Add it.")
        elif not least <= len(text) <= greatest:
            size = str(least) if least == greatest else f"{least} to {greatest}"
            found.append(f"{name} is not {size} characters long. Correct it.")
        elif codes and text not in codes:
            found.append(f"{name} is no code of the guide. Use {' or '.join(codes)}.")
        elif type_ in _FORMS and not _FORMS[type_].fullmatch(text):
            found.append(f"{name} is no {'number' if type_ == 'N0' else 'time as HHMM'}. Correct it.")
        elif type_ == "DT" and not _is_day(text):
            found.append(f"{name} is no day. Write it as {'YYMMDD' if greatest == 6 else 'CCYYMMDD'}.")
    return found


def _is_day(text: str) -> bool:
    century = "20" if len(text) == 6 else ""
    try:
        datetime.date.fromisoformat(century + text)
    except ValueError:
        return False
    return text.isascii() and text.isdigit()
