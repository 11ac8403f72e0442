"""The exceptions, one for each thing that a caller can do differently.

    ContralateralError
    ├── FileUnreadable     a file cannot be read whole: mend the file
    │   ├── CaseUnreadable a case file a person typed: mend the named lines
    │   ├── TableRefused   a code table was not taken over: get the right file; nothing was changed
    │   └── ScanRefused    a scan that cannot be measured: export it again, or scan again
    │       └── UnitsUnclear   no unit, or not the one stated, gives it the size of a body: state the unit
    ├── SideUnclear        nobody said where left, front and up are: state axes, or give landmarks
    ├── ScansDiffer        two scans do not lie on each other: give two of one patient and one part of the body
    ├── RuleBroken         a rule record, its page or a payer is wrong: mend the record
    ├── LibrariesMissing   a part of contralateral was not installed: install it
    └── NameUnknown        a code, payer, rule or table that is not known: choose another name

A denied claim is never an exception: findings are values. Messages are read by people: the path comes first,
then the place, the fault and the way out, and never a patient's data.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "CaseUnreadable",
    "ContralateralError",
    "FileUnreadable",
    "LibrariesMissing",
    "NameUnknown",
    "RuleBroken",
    "ScanRefused",
    "ScansDiffer",
    "SideUnclear",
    "TableRefused",
    "UnitsUnclear",
    "nearest",
]


class ContralateralError(Exception):
    """The root: whatever contralateral raises on purpose."""


class FileUnreadable(ContralateralError):
    """A file that cannot be read whole: where, what is wrong, and the way out."""

    def __init__(self, path: str, fault: str, way_out: str, *, place: str = "") -> None:
        self.path, self.place, self.fault, self.way_out = path, place, fault, way_out
        where = f"{path}: {place}" if place else path
        super().__init__(f"{where}: {fault} {way_out}".strip())


class CaseUnreadable(FileUnreadable):
    """A case file with faults in it; every fault is listed, each with its line."""


class TableRefused(FileUnreadable):
    """A code table that was not taken over. What was there before still stands."""


class ScanRefused(FileUnreadable):
    """A scan that cannot be read, or that nothing can be measured on."""


class UnitsUnclear(ScanRefused):
    """A scan whose unit nobody knows, or whose stated unit cannot be right."""


class SideUnclear(ContralateralError):
    """Left, right, front or up were not said, or were said in a way that cannot be."""


class ScansDiffer(ContralateralError):
    """Two scans that cannot be compared: too little of one lies on the other."""


class RuleBroken(ContralateralError):
    """A rule record, its page or a payer selection that cannot be used."""


class LibrariesMissing(ContralateralError):
    """Work that wants libraries which are not installed, and the extra that brings them."""

    def __init__(self, work: str, lacking: Iterable[str], extra: str) -> None:
        self.lacking, self.extra = tuple(lacking), extra
        super().__init__(
            f"{work} wants libraries that are not installed here: {', '.join(self.lacking)}. "
            f"Install them: pip install 'contralateral[{extra}]'."
        )


class NameUnknown(ContralateralError):
    """A name that nobody knows, with the nearest that is known."""

    def __init__(self, kind: str, name: str, known: Iterable[str], way_out: str = "") -> None:
        self.kind, self.name = kind, name
        super().__init__(f"No {kind} named '{name}'.{nearest(name, known)} {way_out}".strip())


def nearest(name: str, known: Iterable[str]) -> str:
    """Return " Did you mean 'x'?" for the nearest known name, or nothing.

    >>> nearest("kx_need", ["kx_needs", "one_side"])
    " Did you mean 'kx_needs'?"
    """
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f" Did you mean '{near[0]}'?" if near else ""
