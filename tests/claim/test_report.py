"""The verdict follows what blocks, then what is open; and a suggested code carries the payer's word."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from contralateral import flow, policy
from contralateral.claim.report import Covered, verdict

CASES = Path(__file__).parents[2] / "examples" / "cases"
DAY = date(2026, 11, 23)
SEEN = (Covered(1, "L1290", ("all", "medicare_dme"), ("some/rule",), ()),)


@pytest.fixture(scope="module")
def story() -> flow.Answer:
    path = CASES / "mastectomy-story.yaml"
    return flow.check([(path.name, path.read_bytes())], today=DAY)


def findings(story: flow.Answer, **wanted: object) -> list[policy.Finding]:
    return [f for f in story.claims[0].findings if all(getattr(f, k) == v for k, v in wanted.items())]


def test_one_blocking_finding_blocks(story: flow.Answer) -> None:
    assert verdict(findings(story, blocks=True)[:1], SEEN) == "blocked"


def test_advice_does_not_hold_a_claim_up(story: flow.Answer) -> None:
    advice = findings(story, outcome="advise", verdict="fails")
    assert advice
    assert verdict(advice, SEEN) == "clean"


def test_an_open_question_that_could_block_asks(story: flow.Answer) -> None:
    question = [f for f in findings(story, verdict="unknown") if f.outcome != "advise"]
    assert question
    assert verdict(question[:1], SEEN) == "ask"


def test_a_line_that_no_policy_examined_is_never_clean() -> None:
    assert verdict([], SEEN) == "clean"
    assert verdict([], (*SEEN, Covered(2, "E1399", ("all",), (), ("not examined",)))) == "ask"
    assert verdict([], ()) == "ask"


def test_suggestions_carry_the_payers_word(story: flow.Answer) -> None:
    why = {s.instead: s.why for s in story.claims[0].suggestions}
    assert "denied as not reasonable and necessary" in why["L8035"]
    assert "denied" not in why["L8030"]


def test_another_payers_word_is_not_put_into_its_mouth() -> None:
    path = CASES / "mastectomy-story.yaml"
    answer = flow.check([(path.name, path.read_bytes())], today=DAY, payer="aetna")
    why = {s.instead: s.why for s in answer.claims[0].suggestions}
    assert "denied" not in why["L8035"]


def test_the_same_claim_in_two_files_is_told() -> None:
    path = CASES / "scoliosis-clean.yaml"
    twice = [("one.yaml", path.read_bytes()), ("two.yaml", path.read_bytes())]
    first, second = flow.check(twice, today=DAY).claims
    assert first.verdict == "clean"
    assert {f.rule for f in second.findings if f.verdict == "fails"} == {"all/duplicate/same_claim"}
    assert (first.source, second.source) == ("one.yaml", "two.yaml")
