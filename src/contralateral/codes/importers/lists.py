"""Small lists: required prior authorization, places of service, rural ZIP codes, and corrections of our own."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import polars as pl

from contralateral.codes.importers.parsed import SCHEMAS, Parsed
from contralateral.codes.importers.sheet import HCPCS, Row, Sheet, code_of, day_of, find_sheet, frame_of

if TYPE_CHECKING:
    from contralateral.codes.importers.opening import Opened

__all__ = ["corrections", "places", "prior_authorization", "rural_zips"]

_PHASES = {
    "code": ("hcpcs", "hcpcs_code"),
    "from": ("phase_effective_date", "effective_from", "effective_date"),
    "through": ("effective_to", "end_date"),
    "states": ("states_or_blank_nationwide", "states_blank_is_nationwide", "states"),
}
_PLACES = {
    "code": ("pos_code", "place_of_service_code"),
    "name": ("pos_name", "place_of_service_name"),
    "type": ("pos_type",),
}
_CORRECTIONS = dict.fromkeys(SCHEMAS["corrections"], ())
_CHANGES = ("added", "ended", "withdrawn", "header", "uncertain", "phase", "complete")
_PLACE = re.compile(r"\d{2}")
_WORD = re.compile(r"[a-z0-9_]+")
_ANY_CODE = re.compile(r"[A-Z0-9]{1,7}")


def prior_authorization(opened: Opened) -> list[Parsed] | None:
    """Return the phases of the required list, or nothing when the file is no such list."""
    sheet = find_sheet(opened, _PHASES, ("code", "from", "states"))
    if sheet is None:
        return None

    def record(row: Row) -> tuple[object, ...]:
        day = day_of(row, "from", sheet)
        if day is None:
            raise opened.refused("a phase without a date.", "Get the right file.", row.place)
        return code_of(row, HCPCS, sheet), day, day_of(row, "through", sheet), _states(row, sheet)

    frame = frame_of(sheet, SCHEMAS["prior_authorization"], ("code", "from"), record)
    return [Parsed("prior_authorization", frame, opened.path, "required prior-authorization list")]


def places(opened: Opened) -> list[Parsed] | None:
    """Return the places of service that are assigned, or nothing when the file is no such list."""
    sheet = find_sheet(opened, _PLACES, ("code", "name"))
    if sheet is None:
        return None

    def record(row: Row) -> tuple[object, ...] | None:
        code = code_of(row, _PLACE, sheet)
        kind = row["type"].lower()
        if "unassigned" in (kind, row["name"].lower()):
            return None
        return code, row["name"], {"facility": True, "non-facility": False}.get(kind)

    frame = frame_of(sheet, SCHEMAS["places"], ("code",), record)
    return [Parsed("places", frame, opened.path, "places of service")]


def rural_zips(opened: Opened) -> list[Parsed] | None:
    """Return the rural ZIP codes of a JSON file {"ruralZips": {"01223": "MA", ...}}, or nothing."""
    if not opened.text.lstrip().startswith("{") or '"ruralZips"' not in opened.text[:200_000]:
        return None
    try:
        listed = json.loads(opened.text)["ruralZips"]
        rows = sorted((str(code), str(state)) for code, state in listed.items())
    except (ValueError, KeyError, AttributeError) as fault:
        raise opened.refused("the JSON is cut or has no list of ZIP codes.", "Download it again.") from fault
    for code, state in rows:
        if not re.fullmatch(r"\d{5}", code) or not re.fullmatch(r"[A-Z]{2}", state):
            raise opened.refused(f"'{code[:8]}' in '{state[:8]}' is not a ZIP code.", "Get the right file.")
    frame = pl.DataFrame(rows, schema=dict(SCHEMAS["rural_zips"]), orient="row")
    return [Parsed("rural_zips", frame, opened.path, "rural ZIP codes")]


def corrections(opened: Opened) -> list[Parsed] | None:
    """Return corrections, each with its source, or nothing when the file holds none."""
    sheet = find_sheet(opened, _CORRECTIONS, tuple(SCHEMAS["corrections"]))
    if sheet is None:
        return None

    def record(row: Row) -> tuple[object, ...]:
        table, change = row["table"], row["change"]
        if change not in _CHANGES or not _WORD.fullmatch(table) or not row["source"]:
            fault = f"a correction needs a table, a source and one of {', '.join(_CHANGES)}."
            raise opened.refused(fault, "Mend the row.", row.place)
        days = (day_of(row, "from", sheet), day_of(row, "through", sheet))
        texts = (row[name] or None for name in ("replaced_by", "name", "source", "confidence", "note"))
        return table, code_of(row, _ANY_CODE, sheet), change, *days, _states(row, sheet), *texts

    frame = frame_of(sheet, SCHEMAS["corrections"], ("table", "code", "change", "from"), record)
    return [Parsed("corrections", frame, opened.path, "corrections")]


def _states(row: Row, sheet: Sheet) -> str:
    states = row["states"].upper().replace(",", " ").split()
    if odd := [state for state in states if not re.fullmatch(r"[A-Z]{2}", state)]:
        raise sheet.opened.refused(f"'{odd[0][:12]}' is not a state.", "Get the right file.", row.place)
    return " ".join(states)
