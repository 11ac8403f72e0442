"""`contra changes`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema

from .run import CASES, contra

if TYPE_CHECKING:
    from pathlib import Path


def test_the_october_quarter_in_words() -> None:
    status, printed, _said = contra("changes", "2026-09-15", "2026-10-15", "--cases", str(CASES))
    assert status == 0
    assert "2026-10-01  L1330 added: Sternocostal orthosis, prefabricated" in printed
    assert "2026-10-01  M67.A01 added: Plantar fasciitis" in printed
    assert "last day 2026-09-30  L8696 ended" in printed
    assert "source: CMS HCPCS file of October 2026" in printed
    assert "unknown  Fees: CMS DMEPOS fee schedule, July 2026 is the newest schedule at hand." in printed
    assert "No case here meets any of it." in printed


def test_json_fits_its_schema_and_names_the_cases() -> None:
    asked = ("changes", "2018-01-01", "2027-01-01", "--cases", str(CASES), "--format", "json")
    told = json.loads(contra(*asked)[1])
    jsonschema.validate(told, json.loads(contra("schema", "changes")[1]))
    assert {hit["source"] for hit in told["touched"]} <= {str(path) for path in CASES.glob("*.yaml")}
    ids = {change["id"] for change in told["policies"]}
    assert {hit["name"] for hit in told["touched"] if hit["what"] == "rule"} <= ids


def test_what_is_asked_wrongly_is_said(tmp_path: Path) -> None:
    assert contra("changes", "2026-10-01", "2026-09-01")[0] == 2
    status, _printed, said = contra("changes", "2026-09-01", "2026-10-01", "--cases", str(tmp_path))
    assert status == 2
    assert "no case file (.yaml) is in it" in said
    status, _printed, said = contra("changes", "2026-09-01", "2026-10-01", "--cases", str(tmp_path / "none"))
    assert status == 2
    assert "this is no folder" in said
