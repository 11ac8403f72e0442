"""Medically unlikely edits of DME suppliers, with the headers CMS prints or the plain ones.

The practitioner's and the hospital's files have other limits for the same codes and are refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contralateral.codes.importers.parsed import SCHEMAS, Parsed
from contralateral.codes.importers.sheet import Row, Sheet, code_of, find_sheet, frame_of, whole

if TYPE_CHECKING:
    from contralateral.codes.importers.opening import Opened

__all__ = ["looks", "read"]

_COLUMNS = {
    "code": ("hcpcs_cpt_code", "hcpcs_code", "hcpcs"),
    "units": ("dme_supplier_services_mue_values", "mue_units", "mue_values"),
    "other": ("practitioner_services_mue_values", "outpatient_hospital_services_mue_values"),
    "mai": ("mue_adjudication_indicator", "mue_mai"),
    "rationale": ("mue_rationale",),
    "service": ("mue_service",),
}
_CODE = re.compile(r"[A-Z]\d{4}|\d{4}[0-9A-Z]")


def looks(opened: Opened) -> bool:
    """Say whether the header names codes, units and the adjudication indicator."""
    return any(find_sheet(opened, _COLUMNS, ("code", units, "mai")) for units in ("units", "other"))


def read(opened: Opened) -> list[Parsed]:
    """Return units and adjudication indicator (1 a line, 2 or 3 a day of service) of each code.

    Raises:
        TableRefused: when it is another service's file, or at the first row that is cut or not a limit.
    """
    sheet = find_sheet(opened, _COLUMNS, ("code", "units", "mai"))
    if sheet is None:
        raise opened.refused("these limits are not for DME suppliers.", "Get the DME supplier's file.")
    dropped = 0

    def record(row: Row) -> tuple[object, ...] | None:
        nonlocal dropped
        code = code_of(row, _CODE, sheet)
        if not re.fullmatch(r"[A-CE-Z]\d{4}", code):
            dropped += 1
            return None
        return (
            code,
            whole(row, "units", sheet),
            _indicator(row, sheet),
            row["rationale"] or None,
            _service(row, sheet),
        )

    frame = frame_of(sheet, SCHEMAS["mue"], ("code",), record)
    what = "medically unlikely edits, DME supplier"
    return [Parsed("mue", frame, opened.path, what, stated=sheet.notes or None, dropped=dropped)]


def _indicator(row: Row, sheet: Sheet) -> int:
    found = re.match(r"([123])\b", row["mai"])
    if not found:
        fault = f"'{row['mai'][:20]}' is not an adjudication indicator of 1, 2 or 3."
        raise sheet.opened.refused(fault, "Get the right file.", row.place)
    return int(found[1])


def _service(row: Row, sheet: Sheet) -> str:
    service = row["service"] or "DME Supplier"
    if service != "DME Supplier":
        fault = f"'{service[:30]}' is not the DME supplier's edit."
        raise sheet.opened.refused(fault, "Get the DME supplier's file.", row.place)
    return service
