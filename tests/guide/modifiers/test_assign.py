"""The modifiers of small cases, line by line; put on the lines, the rules have nothing more to say of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contralateral import case as cases
from contralateral import flow
from contralateral.case import Case
from contralateral.guide.modifiers import Assigned, assign
from contralateral.guide.modifiers.patch import apply, plain

from .stories import ABN, STORIES, Story, line, note, told

TODAY = dt.date(2026, 11, 23)
EXAMPLES = sorted((Path(__file__).parents[3] / "examples" / "cases").glob("*.yaml"))
#: What comes of a modifier that is right, or what is no matter of modifiers: no fault of theirs.
FORESEEN = {
    "medicare_dme/liability/gz_denied",
    "medicare_dme/liability/gy_forecast",
    "medicare_dme/liability/ey_denied",
    "medicare_dme/shoes/ey_excluded",
    "medicare_dme/ebp/custom_with_ga",
    "medicare_dme/ebp/custom_with_gz",
}
TOPICS = ("/laterality/", "/liability/", "/modifier/")
CHECKS = ("modifier", "kx_", "level_", "side", "notice_", "replacement_", "partner_", "gratis_", "mixed_")


def put(content: dict[str, Any] | Case) -> Assigned:
    read = content if isinstance(content, Case) else Case.model_validate(content)
    return assign(read, path="story.yaml", today=TODAY)


def faults(content: dict[str, Any]) -> list[str]:
    """What `contra check` finds wrong about modifiers."""
    from contralateral import policy

    book = policy.load()
    (report,) = flow.check([("story.yaml", cases.write(content).encode())], today=TODAY).claims
    found = [f.rule for f in report.findings if f.verdict == "fails" and f.rule not in FORESEEN]
    about = [r for r in found if any(t in r for t in TOPICS) or book.rule(r).record.check.startswith(CHECKS)]
    return sorted(set(about))


@pytest.mark.parametrize("story", STORIES, ids=lambda s: s.name)
def test_the_right_modifiers(story: Story) -> None:
    answer = put(told(story))
    assert [(x.code, " ".join(x.proposed)) for x in answer.lines] == story.right
    assert {a.fact for x in answer.lines for a in x.asks} >= story.asks
    if not story.asks:
        assert not [a.question for x in answer.lines for a in x.asks]


@pytest.mark.parametrize("story", STORIES, ids=lambda s: s.name)
def test_every_change_has_its_reason_and_the_patch_makes_it(story: Story) -> None:
    content = told(story)
    answer = put(content)
    for each in answer.lines:
        on_it = [c.modifier for c in each.changes if c.action != "drop"]
        assert tuple(on_it) == each.proposed
        assert {c.modifier for c in each.changes} == {*each.proposed, *(each.carries or ())}
        assert all(c.reason and (c.sources or not c.authority) for c in each.changes)
        assert not any(c.confirm for c in each.changes), "the case names who confirms"
        assert each.written == each.proposed
    made = apply(plain(Case.model_validate(content)), answer.patch)
    assert [tuple(x.get("modifiers", ())) for x in made["lines"]] == [x.written for x in answer.lines]
    assert [x["code"] for x in made["lines"]] == [x.code for x in answer.lines]
    assert sum(len(c["lines"]) for c in answer.cases) == len(answer.lines)


@pytest.mark.parametrize("story", [s for s in STORIES if not s.asks - {"charge_cents"}], ids=lambda s: s.name)
def test_with_them_on_the_lines_no_rule_finds_a_fault(story: Story) -> None:
    answer = put(told(story))
    assert [faults(content) for content in answer.cases] == [[]] * len(answer.cases)


def test_without_them_the_rules_do_find_faults() -> None:
    """The loop above would also pass where no rule looked."""

    def bare(story: Story) -> dict[str, Any]:
        content = told(story)
        return content | {"lines": [{"modifiers": []} | x for x in content["lines"]]}

    found = [s.name for s in STORIES if faults(bare(s))]
    assert len(found) >= 15, found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_the_examples_come_out_clean(path: Path) -> None:
    read = cases.read(path.read_text("utf-8"), path=str(path))
    answer = put(read)
    assert [faults(content) for content in answer.cases] == [[]]
    again = put(Case.model_validate(answer.cases[0]))
    assert [x.proposed for x in again.lines] == [x.proposed for x in answer.lines]
    assert not again.patch


def test_what_nobody_confirms_is_proposed_and_not_written() -> None:
    story = next(s for s in STORIES if s.name == "level-and-kx")
    answer = put(told(story) | {"attestations": []})
    assert answer.lines[1].proposed == ("LT", "K3", "KX")
    assert answer.lines[1].written == ("LT", "K3")
    assert [c.modifier for c in answer.lines[1].changes if c.confirm] == ["KX"]
    by = put(told(story) | {"attestations": [{"modifier": "KX", "by": "A. Example", "line": 2}]})
    assert by.lines[0].written == ("LT",)
    assert by.lines[1].written == ("LT", "K3", "KX")
    assert by.lines[1].changes[-1].confirmed_by == "A. Example"


def test_the_covered_line_waits_for_the_word_on_its_notice() -> None:
    story = next(s for s in STORIES if s.name == "upgrade-with-notice")
    answer = put(told(story) | {"attestations": []})
    assert [x.proposed for x in answer.lines] == [("RT", "GA"), ("RT", "GK")]
    assert [len(c["lines"]) for c in answer.cases] == [1]


def test_items_without_an_order_go_on_a_claim_of_their_own() -> None:
    story = next(s for s in STORIES if s.name == "no-order")
    (only,) = put(told(story)).lines
    assert only.claim == 1, "one line needs no second claim"
    mixed = next(s for s in STORIES if s.name == "bra-not-ordered")
    answer = put(told(mixed))
    assert [x.claim for x in answer.lines] == [1, 2]
    assert [[x["code"] for x in c["lines"]] for c in answer.cases] == [["L8030"], ["L8000"]]


def test_a_line_has_room_for_four() -> None:
    story = next(s for s in STORIES if s.name == "leg-replaced")
    content = told(story)
    content["lines"] = [content["lines"][0], content["lines"][1] | {"modifiers": ["CR"]}]
    (_, foot) = put(content).lines
    assert foot.proposed == ("LT", "K3", "KX", "RB", "CR")
    assert foot.written == ("LT", "K3", "KX", "RB")
    assert "CR" in foot.notes[-1]


def test_the_first_day_of_one_line_a_side() -> None:
    story = next(s for s in STORIES if s.name == "form-both-sides-before")

    def lines(day: str) -> list[str]:
        return [" ".join(x.proposed) for x in put(told(story) | {"delivery": {"date": day}}).lines]

    assert lines("2019-02-28") == ["RT LT"]
    assert lines("2019-03-01") == ["RT", "LT"]


def test_a_notice_for_one_line_follows_its_halves() -> None:
    story = next(s for s in STORIES if s.name == "form-both-sides")
    notices = [ABN | {"line": 2}]
    content = told(story) | {"notices": notices, "lines": [line("L8031", units=2), line("L8000", [])]}
    answer = put(content)
    assert [x.proposed for x in answer.lines][:2] == [("RT", "GZ"), ("LT", "GZ")], "the notice is for the bra"
    made = apply(plain(Case.model_validate(content)), answer.patch)
    assert [n["line"] for n in made["notices"]] == [3]


_BOOLS = st.sampled_from([True, False, None])
_MODS = st.lists(
    st.sampled_from(["RT", "LT", "K3", "KX", "GA", "GZ", "GY", "GX", "GK", "GL", "EY", "CG", "RA", "KM"]),
    max_size=4,
)


@settings(max_examples=30, deadline=None)
@given(
    codes=st.lists(
        st.tuples(
            st.sampled_from(["L5301", "L5981", "L8035", "L8030", "L7600", "L1843", "L0450", "A5500"]), _MODS
        ),
        min_size=1,
        max_size=3,
    ),
    facts=st.fixed_dictionaries(
        dict.fromkeys(("functional_state_expected", "motivated_to_walk", "brace_not_elastic"), _BOOLS)
    ),
    notice=st.sampled_from([None, [], [ABN], [ABN | {"names_item": False}], [ABN | {"signed": None}]]),
    signed=_BOOLS,
    side=st.sampled_from(["left", "right", "both", None]),
)
def test_no_proposal_contradicts_itself(
    codes: list[tuple[str, list[str]]],
    facts: dict[str, Any],
    notice: Any,
    signed: bool | None,
    side: str | None,
) -> None:
    content = {
        "payer": "medicare-dme",
        "condition": {"diagnoses": ["Z89.512"]},
        "device": {"side": side},
        "order": {"signed": signed},
        "notices": notice,
        "documents": note(**facts),
        "delivery": {"date": "2026-11-02"},
        "lines": [line(code, mods) for code, mods in codes],
    }
    for each in put(content).lines:
        mods = set(each.proposed)
        assert not ("KX" in mods and mods & {"GA", "GY", "GZ"})
        assert len(mods & {"GA", "GZ", "GY"}) <= 1
        assert not ({"GK", "GL"} <= mods)
        assert len(mods & {"K0", "K1", "K2", "K3", "K4"}) <= 1
        assert "GX" not in mods or "GY" in mods
        assert len(each.proposed) == len(mods)
        if "GA" in mods:
            assert notice == [ABN], "GA stands on a notice that holds"
