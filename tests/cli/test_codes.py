"""`contra code`, `find`, `compare` and `tables`, as typed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from .run import DAY, as_json, contra

if TYPE_CHECKING:
    from pathlib import Path


def test_a_code_on_a_day() -> None:
    told = as_json("code", "l1290", "--on", DAY)
    assert told["long"] == "Addition to tlso, (low profile), lateral trochanteric pad"
    assert told["status"] == 0 or told["in_force"] is True
    assert (told["coverage"], told["pricing"], told["mue"]["units"]) == ("C", "38", 2)
    assert told["fees"]["ceiling_cents"] == 12042
    assert told["fees"]["floor_cents"] == 9032
    assert told["prior_authorization"]["required"] is False
    assert "L1200" in told["bases"]
    assert told["included_in"] == ["L1006", "L1007"], "their pads are in their names"
    assert not {"L1006", "L1007"} & set(told["bases"])
    assert {n["code"] for n in told["near"]} & {"L1240", "L1250", "L1260", "L1270"}
    assert "medicare_dme/scoliosis/pads_included" in {r["rule"] for r in told["rules"]}


@pytest.mark.parametrize(
    ("day", "words"),
    [("2025-03-31", "in force"), ("2025-04-01", "no longer in force"), ("2015-01-01", "unknown")],
)
def test_the_day_decides(day: str, words: str) -> None:
    status, printed, _ = contra("code", "L8010", "--on", day)
    assert status == 0
    assert words in next(line for line in printed.splitlines() if line.startswith("status"))


def test_a_withdrawn_code_names_what_stands_in_its_place() -> None:
    _, printed, _ = contra("code", "L0100", "--on", DAY)
    assert "withdrawn" in printed
    assert "S1040, L0112" in printed


def test_find_puts_the_right_code_first() -> None:
    hits = as_json("find", "silicone breast form with adhesive", "--on", DAY)
    assert hits[0]["code"] == "L8031"
    assert set(hits[0]) == {"code", "score", "short", "long"}
    assert [h["score"] for h in hits] == sorted((h["score"] for h in hits), reverse=True)


def test_compare_tells_the_four_codes_of_the_article_apart() -> None:
    told = as_json("compare", "L1290", "L8035", "L0100", "S1040", "--on", DAY)
    rows = told["attributes"]
    assert rows["kind"] == {
        "L1290": "orthosis",
        "L8035": "prosthesis",
        "L0100": "orthosis",
        "S1040": "orthosis",
    }
    assert rows["role"]["L1290"] == "addition"
    assert rows["molded to model"]["L8035"] == "yes"
    assert rows["region"] == {"L1290": "spine", "L8035": "breast", "L0100": "head", "S1040": "head"}
    assert rows["purpose"]["L0100"] == "protection"
    assert rows["purpose"]["S1040"] == "cranial remolding"
    _, printed, _ = contra("compare", "L1290", "L0100", "--on", DAY)
    assert "withdrawn" in printed


def test_tables_carry_release_and_source() -> None:
    _, printed, _ = contra("tables", "--format", "json")
    import json

    told = json.loads(printed)
    kinds = {t["kind"] for t in told}
    assert kinds >= {
        "hcpcs",
        "modifiers",
        "fees",
        "mue",
        "prior_authorization",
        "places",
        "icd10",
        "corrections",
    }
    assert all(t["release"] and t["title"] and t["rows"] for t in told)


def test_loading_a_newer_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTRA_TABLES", str(tmp_path / "tables"))
    wrong = tmp_path / "notes.txt"
    wrong.write_text("nothing that CMS publishes\n")
    status, _, said = contra("tables", "load", wrong)
    assert status == 2
    assert "notes.txt" in said
    assert not (tmp_path / "tables").exists() or not list((tmp_path / "tables").iterdir())


def test_a_code_that_nobody_knows_is_not_told_to_need_no_authorization() -> None:
    told = json.loads(contra("code", "L9999", "--format", "json")[1])
    assert told["prior_authorization"]["required"] is None
    known = json.loads(contra("code", "L1290", "--on", "2026-08-01", "--format", "json")[1])
    assert known["prior_authorization"]["required"] is False
