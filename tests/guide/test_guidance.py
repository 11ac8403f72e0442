"""What others say of a code, judged on a day: by the audit where it can tell, else by a verdict with its source."""

from __future__ import annotations

from datetime import date

import pytest

from contralateral import codes
from contralateral.guide import GUIDANCE_VERDICTS, guidance
from contralateral.guide.audit import audit
from contralateral.guide.guidance import _entries

NOW = date(2026, 11, 2)


def of(code: str, words: str, on: date = NOW) -> str:
    (found,) = [g.verdict for g in guidance(code, on=on) if words in g.says]
    return found


def test_the_article_on_l1290_conflicts_with_the_name() -> None:
    found = guidance("L1290", on=NOW)
    first = found[0]
    assert (first.verdict, first.confidence) == ("conflicts", "H")
    assert "custom asymmetric system" in first.says
    assert "orthosis" in first.official
    assert "web article" in first.source
    order = list(GUIDANCE_VERDICTS)
    assert [order.index(g.verdict) for g in found] == sorted(order.index(g.verdict) for g in found)


@pytest.mark.parametrize(
    ("code", "words", "verdict"),
    [
        ("L1290", "mastectomy", "conflicts"),
        ("L1290", "KX", "conflicts"),
        ("L1290", "RT or LT", "open"),
        ("L1290", "commercial insurers", "open"),
        ("L1290", "for scoliosis", "agrees"),
        ("L8035", "represents", "conflicts"),
        ("L0100", "cranial asymmetry", "conflicts"),
        ("L0100", "customization", "outdated"),
        ("A8002", "remolds", "conflicts"),
        ("L0720", "custom fabricated", "conflicts"),
        ("L0636", "prefabricated", "conflicts"),
        ("L8000", "bras", "open"),
    ],
)
def test_the_verdict(code: str, words: str, verdict: str) -> None:
    assert of(code, words) == verdict


@pytest.mark.parametrize(
    ("code", "words", "day", "before", "after"),
    [
        ("L1833", "no longer", date(2026, 10, 28), "agrees", "outdated"),
        ("L3761", "Master List", date(2026, 10, 28), "agrees", "outdated"),
        ("L4396", "M72.2", date(2026, 10, 1), "agrees", "outdated"),
        ("L1843", "unstable", date(2026, 1, 25), "agrees", "outdated"),
        ("L8030", "one line", date(2019, 3, 1), "agrees", "conflicts"),
    ],
)
def test_the_day_decides(code: str, words: str, day: date, before: str, after: str) -> None:
    eve = date.fromordinal(day.toordinal() - 1)
    assert (of(code, words, eve), of(code, words, day)) == (before, after)


def test_before_its_first_verdict_the_audit_judges() -> None:
    """The statement of 2024 that L1833 is off the list was wrong while it was on it."""
    assert of("L1833", "no longer", date(2023, 1, 2)) != "agrees"


def test_what_the_audit_can_tell_is_not_written_by_hand() -> None:
    """A verdict by hand stands only where tables and rules do not contradict the statement themselves."""
    for entry, scope in _entries():
        code = next(c for c in [*entry.codes, "L1843"] if not c.startswith("@") and scope.covers(c))
        says = entry.says.replace("{code}", code)
        if entry.verdict and entry.verdict[-1].from_ <= NOW:
            against = [s.why for s in audit(says, on=NOW).statements if s.verdict == "conflicts"]
            assert not against or entry.verdict[-1].verdict in {"conflicts", "outdated"}, says


def test_every_statement_names_its_code_and_is_of_a_code_that_there_is_or_was() -> None:
    for entry, scope in _entries():
        for code in entry.codes:
            if not code.startswith("@"):
                assert scope.covers(code)
                assert code in entry.says or "{code}" in entry.says
                assert codes.hcpcs(code, on=NOW).status != "not_listed"


def test_a_code_of_which_nothing_is_kept_has_none() -> None:
    assert guidance("L2999", on=NOW) == ()
