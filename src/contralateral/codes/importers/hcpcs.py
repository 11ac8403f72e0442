"""HCPCS Level II with a header: the ANWEB workbook, a full table, names alone, modifiers, unlisted codes, a bare list.

Dental codes (D) and CPT belong to others: they are dropped wholly, and counted. Six modifiers that CPT owns keep their
place without their names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from contralateral.codes.importers.parsed import SCHEMAS, Parsed
from contralateral.codes.importers.sheet import HCPCS, Row, Sheet, code_of, day_of, find_sheet, frame_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contralateral.codes.importers.opening import Opened

__all__ = ["LICENSED", "hcpcs_table", "looks", "modifier_table", "read"]

#: Dental (CDT) and CPT codes.
LICENSED = re.compile(r"D\d{4}|\d{4}[0-9A-Z]")
#: Physical status modifiers, printed by CMS and owned by CPT.
_CPT_MODIFIERS = frozenset(f"P{level}" for level in range(1, 7))
_MODIFIER = re.compile(r"[A-Z][A-Z0-9]")
_ANY = re.compile(r"[A-Z0-9]{2}|[A-Z0-9]{5}")

_COLUMNS = {
    "code": ("hcpc", "hcpcs", "hcpcs_code", "mod_code", "modifier", "mod"),
    "recid": ("record_id",),
    "long": ("long_description", "long_desc", "mod_description", "description"),
    "short": ("short_description", "short_desc"),
    "coverage": ("cov",),
    "price1": ("price", "price_ind"),
    **{f"price{at}": () for at in range(2, 5)},
    "xref1": ("xref",),
    **{f"xref{at}": () for at in range(2, 6)},
    "added": ("add_dt", "add_date", "date_added"),
    "ended": ("term_dt", "term_date", "date_term"),
}


def looks(opened: Opened) -> bool:
    """Say whether this is a table or a bare list of HCPCS codes or modifiers."""
    return _sheet(opened) is not None or _is_list(opened)


def read(opened: Opened) -> list[Parsed]:
    """Return the codes, the modifiers, or the unlisted codes that the file holds.

    Raises:
        TableRefused: at the first row that is not what the others are.
    """
    sheet = _sheet(opened)
    if sheet is None:
        return [_listed(opened)]
    if "recid" in sheet.columns:
        return _workbook(opened, sheet)
    first = next((row["code"] for row in sheet.rows()), "")
    if len(first) == 2:
        return [_modifiers(opened, sheet)]
    if "added" in sheet.columns and "coverage" not in sheet.columns and "short" not in sheet.columns:
        return [_unlisted(opened, sheet)]
    rows, dropped = [], 0
    for row in sheet.rows():
        if LICENSED.fullmatch(row["code"].upper()):
            dropped += 1
            continue
        rows.append((code_of(row, HCPCS, sheet), *_facts(row, sheet, row["long"])))
    return [Parsed("hcpcs", hcpcs_table(opened, rows), opened.path, "HCPCS code table", dropped=dropped)]


def hcpcs_table(opened: Opened, rows: Sequence[tuple[object, ...]]) -> pl.DataFrame:
    """Return code records as a table, or refuse the file when a code comes twice."""
    return _unique(opened, pl.DataFrame(rows, schema=dict(SCHEMAS["hcpcs"]), orient="row"))


def modifier_table(opened: Opened, rows: Sequence[tuple[object, ...]]) -> pl.DataFrame:
    """Return modifier records as a table, without the names that CPT owns."""
    frame = pl.DataFrame(rows, schema=dict(SCHEMAS["modifiers"]), orient="row")
    own = pl.col("code").is_in(list(_CPT_MODIFIERS))
    return _unique(opened, frame.with_columns(pl.when(~own).then("name").alias("name")))


def _unique(opened: Opened, frame: pl.DataFrame) -> pl.DataFrame:
    twice = frame.filter(pl.col("code").is_duplicated())["code"].sort()
    if len(twice):
        raise opened.refused(f"{twice[0]} comes twice.", "Get the right file.")
    return frame.sort("code")


def _sheet(opened: Opened) -> Sheet | None:
    return find_sheet(opened, _COLUMNS, ("code", "long"))


def _facts(row: Row, sheet: Sheet, long: str) -> tuple[object, ...]:
    """What a row says of its code, in the order of the table, the code itself left out."""
    pricing = ":".join(row[f"price{at}"] for at in range(1, 5) if row[f"price{at}"])
    xref = " ".join(row[f"xref{at}"] for at in range(1, 6) if row[f"xref{at}"])
    days = (day_of(row, "added", sheet), day_of(row, "ended", sheet))
    return row["short"] or None, long or None, row["coverage"] or None, pricing or None, xref or None, *days


def _workbook(opened: Opened, sheet: Sheet) -> list[Parsed]:
    """The ANWEB workbook: long names run on over continuation rows (record kinds 4 and 8)."""
    mains: list[Row] = []
    names: list[list[str]] = []
    dropped = 0
    for row in sheet.rows():
        code = code_of(row, _ANY, sheet)
        kind = row["recid"]
        if kind not in ("3", "4", "7", "8"):
            raise opened.refused(
                f"record kind '{kind[:5]}' is not one of 3, 4, 7, 8.", "Get the right file.", row.place
            )
        if LICENSED.fullmatch(code):
            dropped += kind in ("3", "7")
        elif kind in ("3", "7"):
            mains.append(row)
            names.append([row["long"]])
        elif mains and mains[-1]["code"].upper() == code:
            names[-1].append(row["long"])
        else:
            raise opened.refused("a continuation without its record above.", "Download it again.", row.place)
    codes, modifiers = [], []
    for row, parts in zip(mains, names, strict=True):
        facts = _facts(row, sheet, " ".join(parts))
        if row["recid"] == "3":
            codes.append((row["code"].upper(), *facts))
        else:
            modifiers.append((row["code"].upper(), facts[1], facts[-2], facts[-1]))
    what = "HCPCS workbook (ANWEB)"
    return [
        Parsed("hcpcs", hcpcs_table(opened, codes), opened.path, what, dropped=dropped),
        Parsed("modifiers", modifier_table(opened, modifiers), opened.path, what),
    ]


def _modifiers(opened: Opened, sheet: Sheet) -> Parsed:
    def record(row: Row) -> tuple[object, ...]:
        days = (day_of(row, "added", sheet), day_of(row, "ended", sheet))
        return code_of(row, _MODIFIER, sheet), row["long"] or None, *days

    frame = frame_of(sheet, SCHEMAS["modifiers"], ("code",), record)
    return Parsed("modifiers", modifier_table(opened, frame.rows()), opened.path, "HCPCS modifiers")


def _unlisted(opened: Opened, sheet: Sheet) -> Parsed:
    above = ""

    def record(row: Row) -> tuple[object, ...] | None:
        nonlocal above
        code = code_of(row, HCPCS, sheet)
        if code == above and not row["added"] and not row["ended"]:
            return None  # the name runs on
        above = code
        return code, day_of(row, "added", sheet), day_of(row, "ended", sheet)

    frame = frame_of(sheet, SCHEMAS["noc"], ("code",), record)
    return Parsed("noc", frame, opened.path, "HCPCS codes not otherwise classified")


def _is_list(opened: Opened) -> bool:
    lines = opened.text[:4_000].split()[:200]
    return len(lines) > 3 and all(HCPCS.fullmatch(line) for line in lines[:-1])


def _listed(opened: Opened) -> Parsed:
    """A bare list: which codes there are, and nothing else."""
    rows, dropped = [], 0
    blank = (None,) * (len(SCHEMAS["hcpcs"]) - 1)
    for number, line in enumerate(opened.text.splitlines(), start=1):
        code = line.strip()
        if LICENSED.fullmatch(code):
            dropped += 1
        elif HCPCS.fullmatch(code):
            rows.append((code, *blank))
        elif code:
            fault = f"'{code[:12]}' is not a code: the line is cut or of another file."
            raise opened.refused(fault, "Download it again.", f"line {number}")
    return Parsed("hcpcs", hcpcs_table(opened, rows), opened.path, "HCPCS code list", dropped=dropped)
