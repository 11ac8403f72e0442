"""What stands at risk: each line once, at its worst, in whole cents; an unknown charge is no zero."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contralateral import flow
from contralateral.claim.risk import FATES, ROUTES, Share, Stake, by_fate, by_route, stakes

CASES = Path(__file__).parents[2] / "examples" / "cases"
DAY = date(2026, 11, 23)
#: A rule's name is its route here.
BY_NAME: Any = {route: route for route in ROUTES}


def finding(
    line: int, outcome: str, group: str = "", *, route: str = "resubmit", verdict: str = "fails"
) -> Any:
    return SimpleNamespace(
        line=line, outcome=outcome, verdict=verdict, rule=route, forecast=SimpleNamespace(group=group)
    )


def checked(name: str, *changes: tuple[str, str]) -> tuple[Stake, ...]:
    text = (CASES / f"{name}.yaml").read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return flow.check([(f"{name}.yaml", text.encode())], today=DAY).claims[0].stakes


def test_each_outcome_gets_the_charges_of_its_lines() -> None:
    told = stakes(
        [(1, 10_000), (2, 2_550), (3, 399), (4, 70_001), (5, 5), (6, 640), (7, 80), (8, 1)],
        [
            finding(1, "reject", "CO"),
            finding(2, "deny", "CO", route="appeal"),
            finding(3, "deny", "PR", route="none"),
            finding(4, "audit", "CO", route="fix"),
            finding(5, "deny", "CO", verdict="unknown"),
            finding(6, "advise", "CO"),
            finding(7, "deny", "OA"),
        ],
        {8},
        BY_NAME,
    )
    # 10,000 + 2,550 + 80 + 399 + 70,001 + 5 + 1 + 640 = 83,676 cents, the whole claim.
    assert by_fate(told) == (
        Share("reject", 10_000, (1,), ()),
        Share("deny_supplier_pays", 2_550, (2,), ()),
        Share("deny_not_told_who_pays", 80, (7,), ()),
        Share("deny_patient_pays", 399, (3,), ()),
        Share("audit", 70_001, (4,), ()),
        Share("unknown", 5, (5,), ()),
        Share("unexamined", 1, (8,), ()),
        Share("none", 640, (6,), ()),
    )
    # Sent again: the rejected 10,000 and the 80 of group OA. Questions and advice have no route.
    assert by_route(told) == (
        Share("none", 399, (3,), ()),
        Share("appeal", 2_550, (2,), ()),
        Share("resubmit", 10_080, (1, 7), ()),
        Share("fix", 70_001, (4,), ()),
    )


def test_a_line_with_several_findings_counts_once_at_its_worst() -> None:
    found = [
        finding(1, "audit", "CO", route="none"),
        finding(1, "deny", "CO", route="resubmit"),
        finding(1, "deny", "CO", route="appeal"),
        finding(1, "reject", "CO", verdict="unknown"),
    ]
    told = stakes([(1, 12_345)], found, (), BY_NAME)
    # The denial is worse than the audit, a question never outweighs it; of its two routes the appeal is the harder.
    assert told == (Stake(1, 12_345, "deny_supplier_pays", "appeal"),)
    assert sum(share.cents for share in by_fate(told)) == 12_345


def test_an_unknown_charge_is_named_and_no_zero() -> None:
    told = stakes([(1, None), (2, 0), (3, 100)], [finding(n, "reject") for n in (1, 2, 3)], (), BY_NAME)
    # 0 + 100: line 2 is billed at nothing, of line 1 nobody has told.
    assert by_fate(told) == (Share("reject", 100, (1, 2, 3), (1,)),)


def test_a_clean_claim_stakes_nothing() -> None:
    told = checked("scoliosis-clean")
    # 2,400.00 + 110.00 + 120.00 = 2,630.00
    assert by_fate(told) == (Share("none", 263_000, (1, 2, 3), ()),)
    assert by_route(told) == ()


def test_a_line_left_without_its_charge_stays_unknown() -> None:
    told = checked("scoliosis-clean", ("charge: 110.00, ", ""))
    # 2,400.00 + 120.00 = 2,520.00 beside line 2
    assert by_fate(told) == (Share("none", 252_000, (1, 2, 3), (2,)),)


def test_the_story_is_returned_whole_although_it_would_be_denied_too() -> None:
    # One line of 3,900.00 with two rejections (resubmit) and two denials.
    assert checked("mastectomy-story") == (Stake(1, 390_000, "reject", "resubmit"),)


def test_a_valid_notice_moves_the_denial_to_the_patient() -> None:
    """L8035 with GA: Medicare denies it as PR 50, and the patient, who signed, pays the 500.00.

    The papers of the case lack something too, which an audit finds: a denial is the worse.
    """
    made = ("make: prefabricated", "make: custom fabricated")
    signed = "notices: [{kind: abn, form_expires: 2029-03-31, signed: 2026-11-01, names_item: yes, states_reason: yes}]"
    told = checked(
        "breast-medicare",
        made,
        ("notices: []", signed),
        ("{code: L8030, modifiers: [LT]", "{code: L8035, modifiers: [LT, GA]"),
    )
    without = checked(
        "breast-medicare", made, ("{code: L8030, modifiers: [LT]", "{code: L8035, modifiers: [LT]")
    )
    assert [(s.cents, s.fate) for s in told] == [(50_000, "deny_patient_pays")]
    assert [(s.cents, s.fate) for s in without] == [(50_000, "deny_supplier_pays")]


@given(
    charges=st.lists(st.none() | st.integers(-(10**7), 10**9), min_size=1, max_size=9),
    drawn=st.lists(
        st.tuples(
            st.integers(1, 9),
            st.sampled_from(["reject", "deny", "audit", "advise"]),
            st.sampled_from(["CO", "PR", "OA", "PI", ""]),
            st.sampled_from(ROUTES),
            st.sampled_from(["fails", "unknown"]),
        ),
        max_size=20,
    ),
    gaps=st.sets(st.integers(1, 9)),
)
def test_the_parts_add_up_to_the_whole(
    charges: list[int | None], drawn: list[tuple[int, str, str, str, str]], gaps: set[int]
) -> None:
    lines = list(enumerate(charges, start=1))
    found = [finding(n, o, g, route=r, verdict=v) for n, o, g, r, v in drawn if n <= len(charges)]
    told = stakes(lines, found, gaps, BY_NAME)
    shares = by_fate(told)
    assert sum(s.cents for s in shares) == sum(c for c in charges if c is not None)
    assert sorted(n for s in shares for n in s.lines) == [n for n, _ in lines]
    assert sorted(n for s in shares for n in s.uncharged) == [n for n, c in lines if c is None]
    # What is returned, denied or taken back has a route, and nothing else has.
    lost = [s for s in shares if FATES.index(s.name) <= FATES.index("audit")]  # type: ignore[arg-type]
    assert sum(s.cents for s in by_route(told)) == sum(s.cents for s in lost)


@pytest.mark.parametrize("name", sorted(p.stem for p in CASES.glob("*.yaml")))
def test_the_parts_of_every_shipped_case_add_up(name: str) -> None:
    report = flow.check([(name, (CASES / f"{name}.yaml").read_bytes())], today=DAY).claims[0]
    assert sum(s.cents for s in by_fate(report.stakes)) == sum(s.cents or 0 for s in report.stakes)
    assert [s.line for s in report.stakes] == [c.line for c in report.coverage]
    if report.verdict == "clean":
        assert {s.fate for s in report.stakes} <= {"none", "deny_patient_pays"}
