"""A table with a header somewhere near its top: found by its column names, then checked cell by cell.

Note rows may stand above the header. Below it every row has the header's width: a narrower one is a cut.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from contralateral.codes.importers.opening import Opened

__all__ = ["HCPCS", "Sheet", "cents", "code_of", "day_of", "find_sheet", "frame_of", "whole"]

HCPCS = re.compile(r"[A-Z]\d{4}")
_HEADER_WITHIN = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One row by canonical column name, and where a person finds it."""

    place: str
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table found in a file. ``header`` is the header as printed; ``columns`` maps canonical names to positions."""

    opened: Opened
    header: tuple[str, ...]
    columns: Mapping[str, int]
    body: Sequence[tuple[str, list[str]]]
    notes: str

    def rows(self) -> Iterator[Row]:
        """Yield the rows in order; a row narrower or wider than the header refuses the file."""
        width = len(self.header)
        for place, cells in self.body:
            if len(cells) != width:
                fault = f"{len(cells)} columns where the header has {width}: the file is cut or mixed up."
                raise self.opened.refused(fault, "Download it again.", place)
            yield Row(place, {name: cells[at].strip() for name, at in self.columns.items()})


def find_sheet(opened: Opened, columns: Mapping[str, tuple[str, ...]], need: Sequence[str]) -> Sheet | None:
    """Return the table whose header has every column of ``need``, or nothing.

    ``columns`` maps a canonical name to the names it goes by, lower case with underscores ("hcpcs_cpt_code").
    """
    wanted = {alias: name for name, aliases in columns.items() for alias in (name, *aliases)}
    for at, (_, cells) in enumerate(itertools.islice(_lines(opened), _HEADER_WITHIN)):
        found: dict[str, int] = {}
        for position, cell in enumerate(cells):
            if name := wanted.get(plain_name(cell)):
                found.setdefault(name, position)
        if all(name in found for name in need):
            lines = list(_lines(opened))
            notes = " ".join(cell for _, row in lines[:at] for cell in row if cell)
            header = tuple(cell.strip() for cell in cells)
            body = [(place, row) for place, row in lines[at + 1 :] if any(cell.strip() for cell in row)]
            return Sheet(opened, header, found, body, notes)
    return None


def plain_name(cell: str) -> str:
    """Return a header cell in lower case, every run of other signs an underscore: "ADD DT" is "add_dt"."""
    return re.sub(r"[^a-z0-9]+", "_", cell.lower()).strip("_")


def _lines(opened: Opened) -> Iterator[tuple[str, list[str]]]:
    if opened.is_workbook:
        yield from ((f"row {at}", row) for at, row in enumerate(opened.cells, start=1))
        return
    first = opened.text[:4_000]
    mark = "\t" if first.count("\t") > first.count(",") else ","
    reader = csv.reader(io.StringIO(opened.text, newline=""), delimiter=mark, strict=True)
    try:
        for row in reader:
            yield f"line {reader.line_num}", row
    except csv.Error as fault:
        # A quotation that never ends: one odd row, so that the reader of the table refuses the file there.
        yield f"line {reader.line_num}", [str(fault)]


def code_of(row: Row, shape: re.Pattern[str], sheet: Sheet, column: str = "code") -> str:
    """Return a row's code, or refuse the file when it has not the shape of one."""
    code = row[column].upper()
    if not shape.fullmatch(code):
        raise sheet.opened.refused(
            f"'{code[:12]}' is not a code of this table.", "Get the right file.", row.place
        )
    return code


def day_of(row: Row, column: str, sheet: Sheet) -> date | None:
    """Return a date written 2026-07-01, 20260701, 7/1/2026 or as a workbook's day; blank is none."""
    text = row[column]
    if not text or not text.strip("0"):
        return None
    for form in ("%Y-%m-%d", "%Y%m%d", "%m/%d/%Y", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise sheet.opened.refused(f"'{text[:20]}' in {column} is not a date.", "Get the right file.", row.place)


def whole(row: Row, column: str, sheet: Sheet) -> int:
    """Return a whole number of zero or more."""
    text = row[column].replace(",", "")
    if not re.fullmatch(r"\d{1,9}", text):
        fault = f"'{row[column][:20]}' in {column} is not a number of units."
        raise sheet.opened.refused(fault, "Get the right file.", row.place)
    return int(text)


def cents(text: str, place: str, sheet: Sheet) -> int | None:
    """Return an amount in cents; blank and zero are none."""
    bare = text.strip().replace("$", "").replace(",", "")
    if not bare:
        return None
    if not re.fullmatch(r"\d{1,9}(\.\d{1,2}\d*)?", bare):
        raise sheet.opened.refused(f"'{text[:20]}' is not an amount.", "Get the right file.", place)
    return round(float(bare) * 100) or None


def frame_of(
    sheet: Sheet,
    schema: Mapping[str, pl.DataType],
    keys: Sequence[str],
    read: Callable[[Row], tuple[object, ...] | None],
) -> pl.DataFrame:
    """Read every row into a frame sorted by ``keys``; rows that ``read`` answers with nothing are left out.

    A key that comes twice with the same content counts once.

    Raises:
        TableRefused: when a key comes twice with different content.
    """
    at = [list(schema).index(key) for key in keys]
    seen: dict[tuple[object, ...], tuple[object, ...]] = {}
    for row in sheet.rows():
        record = read(row)
        if record is None:
            continue
        key = tuple(record[i] for i in at)
        if seen.setdefault(key, record) != record:
            named = " ".join(str(part) for part in key if part is not None)
            raise sheet.opened.refused(f"{named} comes twice and differs.", "Get the right file.", row.place)
    return pl.DataFrame(list(seen.values()), schema=dict(schema), orient="row").sort(keys, nulls_last=False)
