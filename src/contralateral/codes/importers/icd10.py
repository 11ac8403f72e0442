"""ICD-10-CM: CDC's order file, or a plain list of codes (billable ones alone, or with their headers).

Order file: number 1-5, code 7-13, 0 for a header or 1 for a billable code in 15, short name 17-76, long name
from 78. In a plain list a code is billable when no other code starts with it; chapters and ranges are left
out. A list of billable codes alone names no headers: what such codes start with are taken for them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from contralateral.codes.importers.parsed import SCHEMAS, Parsed

if TYPE_CHECKING:
    from contralateral.codes.importers.opening import Opened

__all__ = ["looks", "read"]

_CODE = re.compile(r"[A-Z][0-9A-Z]{2,6}")
_RANGE = re.compile(r"\d{1,2}|[A-Z][0-9A-Z]{2}-[A-Z][0-9A-Z]{2}")
_ORDER = re.compile(r"\d{5} [A-Z][0-9A-Z ]{6} [01] ")
_HCPCS_LIKE = re.compile(r"[A-Z]\d{4}")


def looks(opened: Opened) -> bool:
    """Say whether this is an order file or a list of ICD-10-CM codes (not of HCPCS codes, which all have five
    signs).
    """
    lines = [line.rstrip() for line in opened.text[:8_000].splitlines()[:200]]
    if len(lines) < 4:
        return False
    if _ORDER.match(lines[0]):
        return True
    listed = all(
        _CODE.fullmatch(line.replace(".", "")) or _RANGE.fullmatch(line) for line in lines[:-1] if line
    )
    return listed and not all(_HCPCS_LIKE.fullmatch(line) for line in lines[:-1])


def read(opened: Opened) -> list[Parsed]:
    """Return codes without dots, with name (of the order file) and whether they can be billed.

    Raises:
        TableRefused: at the first line that is cut or of another file.
    """
    lines = [(at, line.rstrip()) for at, line in enumerate(opened.text.splitlines(), start=1) if line.strip()]
    if _ORDER.match(lines[0][1]):
        frame, what = _ordered(opened, lines), "ICD-10-CM order file"
    else:
        frame, what = _listed(opened, lines), "ICD-10-CM code list"
    twice = frame.filter(pl.col("code").is_duplicated())["code"].sort()
    if len(twice):
        raise opened.refused(f"{twice[0]} comes twice.", "Get the right file.")
    return [Parsed("icd10", frame.sort("code"), opened.path, what)]


def _ordered(opened: Opened, lines: list[tuple[int, str]]) -> pl.DataFrame:
    rows = []
    for number, line in lines:
        if not _ORDER.match(line) or len(line) < 78:
            fault = "this line is not as the order file has it: the file is cut or mixed up."
            raise opened.refused(fault, "Download it again.", f"line {number}")
        rows.append((line[6:13].strip(), line[77:].strip(), line[14] == "1"))
    return pl.DataFrame(rows, schema=dict(SCHEMAS["icd10"]), orient="row")


def _listed(opened: Opened, lines: list[tuple[int, str]]) -> pl.DataFrame:
    codes = set()
    for number, line in lines:
        code = line.strip().replace(".", "").upper()
        if _CODE.fullmatch(code):
            codes.add(code)
        elif not _RANGE.fullmatch(code):
            fault = f"'{code[:12]}' is not an ICD-10-CM code: the line is cut or of another file."
            raise opened.refused(fault, "Download it again.", f"line {number}")
    headers = {code[:size] for code in codes for size in range(3, len(code))}
    if headers & codes:
        headers &= codes  # the list names its headers itself
    rows = [(code, None, code not in headers) for code in codes | headers]
    return pl.DataFrame(rows, schema=dict(SCHEMAS["icd10"]), orient="row")
