"""Findings: what was found, in words; a question names what would decide it and nothing else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from contralateral import policy

from .records import book, write

if TYPE_CHECKING:
    from pathlib import Path

    from contralateral.policy import Book, Finding

DAY = date(2026, 6, 1)


def findings(rules: Book, *lines: dict[str, Any], **schema: pl.DataType) -> list[Finding]:
    usual = {
        "claim": 0,
        "line": 1,
        "payer": "",
        "code": "L8030",
        "dos": DAY,
        "receipt": DAY,
        "mods": ["RT", "KX"],
    }
    types = {"mods": pl.List(pl.String()), "dos": pl.Date(), "code": pl.String(), **schema}
    rows = [{**usual, **line} for line in lines]
    frame = pl.DataFrame(rows, schema_overrides=types, orient="row").with_row_index("row")
    return policy.write(policy.judge(frame.drop("row"), rules), frame, rules)


def test_what_is_wrong_is_told_with_its_authority(tmp_path: Path) -> None:
    version = '2020-01-01 at = "SV101"\nalso_sources = ["hcpcs-files"]'
    write(tmp_path, "all/x/most", version, more='forecast = { group = "CO", carc = "4" }')
    (found,) = findings(book(tmp_path), {"claim": 7, "line": 2})
    assert (found.rule, found.verdict, found.claim, found.line, found.code) == (
        "all/x/most",
        "fails",
        7,
        2,
        "L8030",
    )
    assert (found.message, found.remedy, found.asks) == ("L8030 is wrong.", "Mend it.", ())
    assert (found.outcome, found.blocks, found.would_block, found.route) == ("reject", True, True, "fix")
    assert (found.forecast.group, found.forecast.carc) == ("CO", "4")
    first, second = found.sources
    assert (first.id, first.at, first.from_, first.confidence) == ("x12-837p", "SV101", date(2020, 1, 1), "H")
    assert (second.id, second.at) == ("hcpcs-files", "")


def test_a_question_does_not_block_and_says_what_would_decide(tmp_path: Path) -> None:
    write(tmp_path, "all/x/most")
    (found,) = findings(book(tmp_path), {"mods": None})
    assert (found.verdict, found.blocks, found.would_block) == ("unknown", False, True)
    assert (found.route, found.fix) == ("resubmit", None)
    assert [a.fact for a in found.asks] == ["mods"]
    assert found.message == "Which modifiers does line 1 (L8030) carry? Write [] for none."


def test_a_line_without_a_code_is_asked_about_as_the_item(tmp_path: Path) -> None:
    write(tmp_path, "all/x/most")
    (found,) = findings(book(tmp_path), {"dos": None, "code": None})
    assert found.message == "On which date was the item (line 1) delivered?"


def test_nobody_is_asked_for_what_a_check_does_without(tmp_path: Path) -> None:
    write(tmp_path, "all/x/day", check="date_impossible", params="{}")
    silent = {"dos": None, "born": None, "dos_through": None}
    days = {"born": pl.Date(), "dos_through": pl.Date()}
    (found,) = findings(book(tmp_path), silent, **days)
    assert [a.fact for a in found.asks] == ["dos"]


def test_one_question_stands_for_several_columns(tmp_path: Path) -> None:
    write(tmp_path, "all/x/pointer", check="pointer_bad", params="{}")
    unsure = {"dx_count": 1, "pointers_good": None}
    (found,) = findings(book(tmp_path), unsure, pointers_good=pl.Boolean())
    assert [a.fact for a in found.asks] == ["pointers_given"]


def test_values_are_written_as_people_write_them(tmp_path: Path) -> None:
    path = write(tmp_path, "all/x/most")
    words = "{claim_charge_cents}, {units}, {dx}, {mods}, {dos}, {order_signed}, {born}"
    path.write_text(path.read_text("utf-8").replace("{code} is wrong.", words), "utf-8")
    (found,) = findings(
        book(tmp_path),
        {
            "claim_charge_cents": 123456,
            "units": 2.0,
            "dx": ["Z9011", "I10"],
            "order_signed": False,
            "born": None,
        },
        claim_charge_cents=pl.Int64(),
        born=pl.Date(),
    )
    assert found.message == "$1,234.56, 2, Z90.11, I10, RT, KX, 2026-06-01, no, unknown"


def test_order_is_claim_then_wrong_then_blocking_then_line(tmp_path: Path) -> None:
    write(tmp_path, "all/x/b_blocks")
    path = write(tmp_path, "all/x/a_advises")
    text = path.read_text("utf-8").replace('"reject"', '"advise"').replace("blocks = true", "blocks = false")
    path.write_text(text, "utf-8")
    told = findings(
        book(tmp_path),
        {"claim": 1, "line": 1},
        {"claim": 0, "line": 1, "mods": None},
        {"claim": 0, "line": 2},
        {"claim": 0, "line": 3},
    )
    assert [(f.claim, f.verdict, f.line, f.rule[-8:]) for f in told] == [
        (0, "fails", 2, "b_blocks"),
        (0, "fails", 3, "b_blocks"),
        (0, "fails", 2, "_advises"),
        (0, "fails", 3, "_advises"),
        (0, "unknown", 1, "b_blocks"),
        (0, "unknown", 1, "_advises"),
        (1, "fails", 1, "b_blocks"),
        (1, "fails", 1, "_advises"),
    ]


def test_every_shipped_message_can_be_written() -> None:
    loaded = policy.load()
    for rule in loaded.rules:
        words = dict.fromkeys(rule.fields, "something")
        for text in (rule.record.message, rule.record.remedy):
            assert "{" not in text.format(**words), rule.id
            assert "invalid" not in text.lower(), rule.id
