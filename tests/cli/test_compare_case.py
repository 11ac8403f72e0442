"""`contra compare --case` and what stands at risk, as their user sees them and as a program reads them."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from contralateral.cli.wire_similar import similar_schema

from .run import CASES, CLAIMS, DAY, as_json, contra

WORDS = Path(__file__).with_name("compare_mastectomy.txt")
STORY = CASES / "mastectomy-story.yaml"


def test_the_words_of_the_story() -> None:
    """Changed on purpose only: these words are read by people."""
    status, printed, _ = contra("compare", "--case", STORY, "--today", DAY, "L8030", "L8035", "L0100")
    assert status == 0
    shown = "\n".join(line.rstrip() for line in printed.replace(str(CASES), "examples/cases").splitlines())
    assert shown + "\n" == WORDS.read_text("utf-8")


@pytest.mark.parametrize("name", ["mastectomy-story", "knee-medicare", "helmet-aetna", "scoliosis-clean"])
def test_a_code_takes_one_screen_at_most(name: str) -> None:
    _, printed, _ = contra("compare", "--case", CASES / f"{name}.yaml", "--today", DAY)
    blocks = printed.split("\n\n")[1:]
    assert blocks
    assert max(len(block.splitlines()) for block in blocks) <= 40


@pytest.mark.parametrize("name", ["mastectomy-story", "helmet-aetna", "leg-medicare"])
def test_json_keeps_to_its_schema(name: str) -> None:
    answer = as_json("compare", "--case", CASES / f"{name}.yaml", "--today", DAY)
    answer.pop("status")
    jsonschema.validate(answer, similar_schema())
    assert [c["place"] for c in answer["candidates"]] == list(range(1, len(answer["candidates"]) + 1))
    assert [c["code"] for c in answer["candidates"] if c["billed"]] == [answer["billed"]]


def test_the_payer_of_the_command_overrides_the_file() -> None:
    told = as_json("compare", "--case", STORY, "--today", DAY, "--payer", "aetna", "L8035")
    (custom,) = [c for c in told["candidates"] if c["code"] == "L8035"]
    assert told["payer"] == "aetna"
    assert custom["medicare_authorization"] is None
    assert not [f for f in custom["findings"] if f["rule"].startswith("medicare_dme/")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Name the codes"),
        (("L8030", "--line", "1"), "go with --case"),
        (("--case", STORY, "--on", DAY), "--on is for codes alone"),
        (("--case", STORY, "--line", "2"), "no line 2: the case has one line"),
        (("--case", CLAIMS / "scoliosis_clean.837"), "`contra import`"),
    ],
)
def test_what_does_not_go_together_is_said(arguments: tuple[object, ...], said: str) -> None:
    status, _, words = contra("compare", *arguments)
    assert status == 2
    assert said in words


def test_check_prints_what_stands_at_risk_by_outcome() -> None:
    _, printed, _ = contra("check", "--today", DAY, CASES / "bilateral-breast-wrong.yaml")
    rows = [" ".join(line.split()) for line in printed.splitlines()]
    # 900.00 on the line with both sides, 110.00 on the line whose proof of delivery nobody has told of
    at = rows.index("Billed $1,010.00, each line counted once at its worst:")
    assert rows[at + 1 : at + 4] == [
        "$900.00 line 1 returned unprocessed",
        "$110.00 line 2 hangs on the open questions",
        "Afterwards: $900.00 to be sent again.",
    ]


def test_check_names_a_line_without_a_charge(tmp_path: Path) -> None:
    text = (CASES / "scoliosis-clean.yaml").read_text("utf-8").replace("charge: 110.00, ", "")
    path = tmp_path / "uncharged.yaml"
    path.write_text(text, "utf-8")
    _, printed, _ = contra("check", "--today", DAY, path)
    assert "Billed $2,520.00 and line 2 without a charge: nothing found against it." in printed
    risk = as_json("check", "--today", DAY, path)["claims"][0]["at_risk"]
    assert (risk["billed_cents"], risk["uncharged"]) == (252_000, [2])
    assert risk["lines"][1] == {"line": 2, "cents": None, "outcome": "none", "route": None}


def test_json_of_a_check_adds_up() -> None:
    for claim in as_json("check", "--today", DAY, CLAIMS / "three_claims.837")["claims"]:
        risk = claim["at_risk"]
        assert sum(share["cents"] for share in risk["by_outcome"].values()) == risk["billed_cents"]
        assert {line["outcome"] for line in risk["lines"]} == set(risk["by_outcome"])
