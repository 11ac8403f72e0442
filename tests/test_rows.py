"""Rows of the facts of the field, a case each: the rule that carries a row out finds it, and nothing beyond it."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from contralateral import flow, policy

DAY = date(2026, 11, 24)
LINE = {"modifiers": [], "units": 1, "charge": 500, "diagnoses": [1]}
FACTS = YAML(typ="safe", pure=True).load((Path(__file__).parent / "rows.yaml").read_text("utf-8"))
ROWS = FACTS["rows"]


def content(row: dict[str, Any]) -> bytes:
    """Put a row's case together: the first base, the named one, and what is the row's own, part by part."""
    told: dict[str, Any] = {}
    own = {k: v for k, v in row.items() if k not in {"row", "rule", "fires", "base"}}
    for layer in (FACTS["bases"]["breast"], FACTS["bases"][row.get("base", "breast")], own):
        for part, value in layer.items():
            whole = isinstance(value, dict) and isinstance(told.get(part), dict)
            told[part] = {**told[part], **value} if whole else value
    told["lines"] = [LINE | line for line in told.get("lines", [{"code": "L8030", "modifiers": ["LT"]}])]
    if "order" not in own:
        told["order"] = told["order"] | {"items": sorted({line["code"] for line in told["lines"]})}
    text = io.BytesIO()
    YAML(typ="safe", pure=True).dump(told, text)
    return text.getvalue()


@pytest.mark.parametrize("row", ROWS, ids=[row["row"] for row in ROWS])
def test_a_row_is_carried_out(row: dict[str, Any]) -> None:
    (claim,) = flow.check([("row.yaml", content(row))], today=DAY).claims
    wrong = {f.rule for f in claim.findings if f.verdict == "fails"}
    assert (row["rule"] in wrong) is row["fires"], sorted(wrong)


def test_rows_name_rules_that_exist() -> None:
    assert {row["rule"] for row in ROWS} <= {rule.id for rule in policy.load().rules}
    assert len({row["row"] for row in ROWS}) == len(ROWS)
