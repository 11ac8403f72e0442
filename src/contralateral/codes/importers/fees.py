"""The DMEPOS fee schedule (53 areas, non-rural and rural), and the amounts of the former bidding areas.

The file prints 0.00 or nothing where there is no amount; both become no row. A row whose every area is blank still has
its ceiling and floor, or says by being there that the code is individually considered: it keeps one row without state.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from contralateral.codes.importers.parsed import SCHEMAS, Parsed
from contralateral.codes.importers.sheet import HCPCS, Row, Sheet, cents, code_of, find_sheet

if TYPE_CHECKING:
    from contralateral.codes.importers.opening import Opened

__all__ = ["looks", "read"]

_COLUMNS = {
    "code": ("hcpcs",),
    "mod": (),
    "mod2": (),
    "jurisdiction": ("juris",),
    "category": ("catg",),
    "ceiling": (),
    "floor": (),
    "short": ("short_description", "description"),
}
_AREA = re.compile(r"([A-Z]{2})\s*\((NR|R)\)")
_BIDDING_AREA = re.compile(r".+, [A-Z]{2}")
_MODIFIER = re.compile(r"[A-Z][A-Z0-9]")


def looks(opened: Opened) -> bool:
    """Say whether the header has codes, modifiers and a column for each area."""
    sheet = _sheet(opened)
    return sheet is not None and (len(_states(sheet)) > 50 or len(_bidding_areas(sheet)) > 50)


def read(opened: Opened) -> list[Parsed]:
    """Return the amounts in cents, one row for each code, modifiers and area.

    Raises:
        TableRefused: at the first row that is cut, comes twice, or holds what is not an amount.
    """
    sheet = _sheet(opened)
    if sheet is None:
        raise opened.refused("this is not a fee schedule.", "Get the DMEPOS fee file.")
    if states := _states(sheet):
        return [_schedule(opened, sheet, states)]
    return [_areas(opened, sheet)]


def _sheet(opened: Opened) -> Sheet | None:
    return find_sheet(opened, _COLUMNS, ("code", "mod", "category"))


def _states(sheet: Sheet) -> list[tuple[int, str, bool]]:
    found = ((at, _AREA.fullmatch(cell)) for at, cell in enumerate(sheet.header))
    return [(at, match[1], match[2] == "R") for at, match in found if match]


def _bidding_areas(sheet: Sheet) -> list[tuple[int, str]]:
    return [(at, cell) for at, cell in enumerate(sheet.header) if _BIDDING_AREA.fullmatch(cell)]


def _key(
    row: Row, sheet: Sheet, seen: set[tuple[str, str | None, str | None]]
) -> tuple[str, str | None, str | None]:
    first, second = row["mod"] or None, row["mod2"] or None
    for mod in (first, second):
        if mod and not _MODIFIER.fullmatch(mod):
            raise sheet.opened.refused(f"'{mod[:8]}' is not a modifier.", "Get the right file.", row.place)
    key = (code_of(row, HCPCS, sheet), first, second)
    if key in seen:
        named = " ".join(part for part in key if part)
        raise sheet.opened.refused(f"{named} comes twice.", "Get the right file.", row.place)
    seen.add(key)
    return key


def _schedule(opened: Opened, sheet: Sheet, states: list[tuple[int, str, bool]]) -> Parsed:
    columns: dict[str, list[object]] = {name: [] for name in SCHEMAS["fees"]}
    seen: set[tuple[str, str | None, str | None]] = set()
    for row, (_, cells) in zip(sheet.rows(), sheet.body, strict=True):
        key = _key(row, sheet, seen)
        bounds = [cents(row[name], row.place, sheet) for name in ("ceiling", "floor")]
        tail = (*bounds, row["category"] or None, row["jurisdiction"] or None)
        amounts = ((state, rural, cents(cells[at], row.place, sheet)) for at, state, rural in states)
        priced: list[tuple[object, ...]] = [amount for amount in amounts if amount[2] is not None]
        for amount in priced or [(None, None, None)]:
            for name, value in zip(columns, (*key, *amount, *tail), strict=True):
                columns[name].append(value)
    frame = pl.DataFrame(columns, schema=dict(SCHEMAS["fees"])).sort("code", "mod", "mod2", "state", "rural")
    stated = sheet.notes
    return Parsed("fees", frame, opened.path, "DMEPOS fee schedule", stated=stated or None)


def _areas(opened: Opened, sheet: Sheet) -> Parsed:
    areas = _bidding_areas(sheet)
    columns: dict[str, list[object]] = {name: [] for name in SCHEMAS["area_fees"]}
    seen: set[tuple[str, str | None, str | None]] = set()
    for row, (_, cells) in zip(sheet.rows(), sheet.body, strict=True):
        key = _key(row, sheet, seen)
        for at, area in areas:
            if (amount := cents(cells[at], row.place, sheet)) is not None:
                for name, value in zip(columns, (*key, area, amount), strict=True):
                    columns[name].append(value)
    frame = pl.DataFrame(columns, schema=dict(SCHEMAS["area_fees"])).sort("code", "mod", "mod2", "area")
    stated = sheet.notes
    return Parsed(
        "area_fees", frame, opened.path, "DMEPOS amounts of former bidding areas", stated=stated or None
    )
