"""The contractor file: 320-character records as its layout prints them (HCPCS Contractor Record, CMS).

Columns count from 1 there: code 1-5 (a modifier in 4-5), sequence 6-10, record kind 11 (3 a code, 4 its continuation,
7 a modifier, 8 its continuation), long name 12-91, short name 92-119, pricing indicators from 120, cross references
from 205, coverage 230, date added 269-276, last day 285-292.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from contralateral.codes.importers.hcpcs import LICENSED, hcpcs_table, modifier_table
from contralateral.codes.importers.parsed import Parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contralateral.codes.importers.opening import Opened

__all__ = ["looks", "read"]

WHAT = "HCPCS contractor file (fixed width)"
_RECORD = re.compile(r"([A-Z]\d{4}|   [A-Z0-9]{2})\d{5}[3478]")
_LAST_FIELD = 293


@dataclass(slots=True)
class _Entry:
    """A code or modifier while its lines are being joined."""

    place: str
    line: str
    names: list[str] = field(default_factory=list)


def looks(opened: Opened) -> bool:
    """Say whether most of the first lines are such records; a few lines of notes may stand above."""
    lines = opened.text[:20_000].splitlines()[:40]
    return sum(bool(_RECORD.match(line)) for line in lines) > len(lines) / 2


def read(opened: Opened) -> list[Parsed]:
    """Return the codes and the modifiers.

    Raises:
        TableRefused: at the first line that is cut, out of order or not a record.
    """
    codes: list[tuple[object, ...]] = []
    modifiers: list[tuple[object, ...]] = []
    dropped = 0
    for entry in _entries(opened):
        name = entry.line[:5].strip()
        if LICENSED.fullmatch(name):
            dropped += 1
            continue
        record = entry.line
        long = " ".join(part.strip() for part in entry.names)
        added, ended = _day(opened, entry, 269), _day(opened, entry, 285)
        if record[10] == "7":
            modifiers.append((name, long, added, ended))
            continue
        pricing = ":".join(record[at : at + 2] for at in range(119, 127, 2) if record[at : at + 2].strip())
        xref = " ".join(record[at : at + 5] for at in range(204, 229, 5) if record[at : at + 5].strip())
        short, coverage = record[91:119].strip(), record[229].strip()
        codes.append((name, short, long, coverage or None, pricing or None, xref or None, added, ended))
    return [
        Parsed("hcpcs", hcpcs_table(opened, codes), opened.path, WHAT, dropped=dropped),
        Parsed("modifiers", modifier_table(opened, modifiers), opened.path, WHAT),
    ]


def _entries(opened: Opened) -> Iterator[_Entry]:
    """Join continuation lines to the record above them."""
    current: _Entry | None = None
    begun = False
    last = opened.text.rsplit("\n", 1)[-1]
    if last.strip() and len(last) < _LAST_FIELD:
        lines = opened.text.count("\n") + 1
        raise opened.refused("the last line is cut.", "Download it again.", f"line {lines}")
    for number, line in enumerate(opened.text.splitlines(), start=1):
        if not line.strip():
            continue
        place = f"line {number}"
        if not _RECORD.match(line):
            if begun:
                fault = "this line is not a contractor record: the file is cut or mixed up."
                raise opened.refused(fault, "Download it again.", place)
            continue  # notes above the first record
        begun = True
        main = line[10] in "37"
        if main and len(line) < _LAST_FIELD:
            fault = f"{len(line)} characters where a record has 320: the line is cut."
            raise opened.refused(fault, "Download it again.", place)
        if main:
            if current:
                yield current
            current = _Entry(place, line, [line[11:91]])
        elif current is None or current.line[:5] != line[:5]:
            raise opened.refused("a continuation without its record above.", "Download it again.", place)
        else:
            current.names.append(line[11:91])
    if current:
        yield current


def _day(opened: Opened, entry: _Entry, column: int) -> date | None:
    text = entry.line[column - 1 : column + 7].strip()
    if not text.strip("0"):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        fault = f"'{text}' in columns {column}-{column + 7} is not a date."
        raise opened.refused(fault, "Download it again.", entry.place) from None
