"""Reading what is published: one file a format, recognized by content, checked whole before anything is handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.codes.editions import noted_in, stated_in
from contralateral.codes.importers import contractor, fees, hcpcs, icd10, lists, mue
from contralateral.codes.importers.opening import Opened, open_file
from contralateral.codes.importers.parsed import KEYS, LEAST, SCHEMAS, Parsed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["KEYS", "LEAST", "SCHEMAS", "Parsed", "read"]


def _when(
    looks: Callable[[Opened], bool], read: Callable[[Opened], list[Parsed]]
) -> Callable[[Opened], list[Parsed] | None]:
    return lambda opened: read(opened) if looks(opened) else None


#: Tried in this order: the most particular header first.
_FORMATS: tuple[Callable[[Opened], list[Parsed] | None], ...] = (
    _when(contractor.looks, contractor.read),
    _when(fees.looks, fees.read),
    _when(mue.looks, mue.read),
    lists.corrections,
    lists.prior_authorization,
    lists.places,
    lists.rural_zips,
    _when(hcpcs.looks, hcpcs.read),
    _when(icd10.looks, icd10.read),
)


def read(path: Path) -> list[Parsed]:
    """Return every table a file holds; of a zip, the first of each kind.

    Raises:
        TableRefused: when nothing in it is a table we know, or a table in it is cut, damaged or mixed up.
    """
    found: dict[str, Parsed] = {}
    members = open_file(path)
    for opened in members:
        for parsed in _tables(opened):
            found.setdefault(parsed.kind, parsed)
    if not found:
        what = members[0] if members else Opened(str(path), path.name)
        fault = "no table that CMS or CDC publishes is recognized in it."
        known = "HCPCS, modifiers, DMEPOS fees, MUE, prior authorization, places of service, ICD-10-CM, rural ZIP codes"
        raise what.refused(fault, f"It must be one of: {known}.")
    return list(found.values())


def _tables(opened: Opened) -> list[Parsed]:
    for attempt in _FORMATS:
        if tables := attempt(opened):
            return [_dated(parsed, opened) for parsed in tables]
    return []


def _dated(parsed: Parsed, opened: Opened) -> Parsed:
    """Put the release that the notes and the file's name state beside the table."""
    stated = noted_in(parsed.stated) if parsed.stated else None
    named = stated_in(parsed.kind, opened.name) or stated_in(
        parsed.kind, opened.path.replace("\\", "/").rsplit("/")[-1]
    )
    return Parsed(parsed.kind, parsed.frame, parsed.path, parsed.what, stated, named, parsed.dropped)
