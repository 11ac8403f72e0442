"""`contra context`, of a case and of a code, and what `contra code` tells of others' guidance."""

from __future__ import annotations

import jsonschema
import pytest

from contralateral.cli.wire_context import context_schema

from .run import CASES, DAY, as_json, contra


def test_a_case_is_told_line_by_line_with_its_sources() -> None:
    status, printed, _ = contra("context", str(CASES / "knee-medicare.yaml"), "--today", "2026-11-23")
    assert status == 0
    for heading in ("Whom it serves", "Who takes part", "Evaluation", "Imaging and photographs"):
        assert heading in printed
    assert "the line has M17.11" in printed
    assert "LCD L33318" in printed


def test_a_code_that_no_table_knows_has_no_context() -> None:
    status, _, said = contra("context", "--code", "L9999", "--payer", "medicare-dme", "--today", DAY)
    assert status == 2
    assert "No code named 'L9999'." in said


def test_each_part_of_a_person_has_its_own_source() -> None:
    (line,) = as_json("context", "--code", "L1290", "--payer", "medicare-dme", "--today", DAY)["lines"]
    (maker,) = (p for p in line["participants"] if p["role"].startswith("prosthetist"))
    assert [(p["pack"], p["source"]["confidence"]) for p in maker["parts"]] == [
        ("all", "NV"),
        ("medicare_dme", "H"),
    ]
    assert [p["title"] for p in maker["parts"]] == maker["part"]


def test_a_code_without_a_case_asks_nothing_and_judges_nothing() -> None:
    told = as_json("context", "--code", "l8030", "--payer", "medicare-dme", "--today", DAY)
    (line,) = told["lines"]
    assert (line["code"], line["payer"], line["judged"]) == ("L8030", "medicare-dme", False)
    assert line["families"][0]["closed"] is True
    assert {p["role"] for p in line["participants"]} >= {"practitioner", "surgeon"}
    assert all(w["source"]["title"] and w["origin"] for w in line["wanted"])
    _, printed, _ = contra("context", "--code", "L8030", "--payer", "medicare-dme", "--today", DAY)
    assert "?" not in printed


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Name a case file, or a code with --code"),
        (["some.yaml", "--code", "L8030"], "and not both"),
        (["--code", "L8030"], "A code alone has no payer"),
        (["--code", "L8030", "--payer", "aetnaa"], "Did you mean 'aetna'?"),
        (["nothing-here.yaml"], "there is no such file"),
    ],
)
def test_what_cannot_be_told_is_said(arguments: list[str], words: str) -> None:
    status, printed, said = contra("context", *arguments)
    assert status == 2
    assert words in " ".join((printed + said).split())


@pytest.mark.parametrize("name", ["knee-medicare", "helmet-aetna", "breast-medicare"])
def test_json_keeps_to_its_schema(name: str) -> None:
    answer = as_json("context", CASES / f"{name}.yaml", "--today", DAY)
    assert answer.pop("status") == 0
    jsonschema.validate(answer, context_schema())
    assert all(line["judged"] for line in answer["lines"])


def test_a_code_tells_what_others_say_of_it() -> None:
    told = as_json("code", "L1290", "--on", DAY)
    said = {g["says"]: g["verdict"] for g in told["guidance"]}
    assert said["L1290 is a prosthetic custom asymmetric system."] == "conflicts"
    _, printed, _ = contra("code", "L1290", "--on", DAY)
    assert "said of it" in printed
    assert "conflicts: “L1290 is a prosthetic custom asymmetric" in " ".join(printed.split())
    _, other, _ = contra("code", "L2999", "--on", DAY)
    assert "said of it" not in other


def test_what_can_be_no_code_is_told() -> None:
    status, printed, said = contra("context", "--code", "Z", "--payer", "aetna")
    assert (status, printed) == (2, "")
    assert "'Z' is no code" in said
