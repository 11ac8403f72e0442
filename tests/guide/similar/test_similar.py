"""The choice among near codes: the device decides which fits, the payer what it is worth."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from contralateral import flow
from contralateral.errors import FileUnreadable
from tests.cli.run import CASES

if TYPE_CHECKING:
    from contralateral.guide.similar import Candidate, Similar

DAY = date(2026, 11, 23)


def choice(name: str, *wanted: str, line: int = 1, changes: tuple[tuple[str, str], ...] = ()) -> Similar:
    text = (CASES / f"{name}.yaml").read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return flow.similar(text.encode(), path=f"{name}.yaml", today=DAY, line=line, wanted=wanted)


def of(told: Similar, code: str) -> Candidate:
    return next(c for c in told.candidates if c.code == code)


@pytest.fixture(scope="module")
def story() -> Similar:
    return choice("mastectomy-story", "L8030", "L8035", "L0100")


def test_the_breast_prostheses_fit_and_the_others_do_not(story: Similar) -> None:
    assert [(c.code, c.verdict, c.place) for c in story.candidates] == [
        ("L8035", "fits", 1),
        ("L8030", "fits", 2),
        ("L1290", "does not fit", 3),
        ("L0100", "does not fit", 4),
    ]
    assert [c.code for c in story.candidates if c.billed] == ["L1290"]


def test_each_disagreement_is_named(story: Similar) -> None:
    pad = of(story, "L1290").against
    assert pad == ("orthosis; the case tells of prosthesis", "spine; the case tells of breast")
    helmet = of(story, "L0100").against
    assert helmet[:2] == ("orthosis; the case tells of prosthesis", "head; the case tells of breast")
    assert helmet[2].startswith("not in force on 2026-11-03: withdrawn; in its place: S1040")
    assert of(story, "L8030").left_open == ("does not say custom fabricated",)
    assert of(story, "L8035").only_if == ("molded to a model of the patient",)


def test_the_payer_has_its_word_on_each(story: Similar) -> None:
    custom, silicone = of(story, "L8035"), of(story, "L8030")
    assert custom.stake.fate == "deny_supplier_pays"
    assert [f.rule for f in custom.findings if f.verdict == "fails"] == [
        "medicare_dme/ebp/custom_not_covered"
    ]
    assert silicone.stake.fate == "unknown"
    assert not [f for f in silicone.findings if f.verdict == "fails"]
    # Ohio, fee schedule of July 2026
    assert (custom.fee_cents, silicone.fee_cents) == (451_121, 43_039)
    assert silicone.authorization is False
    # KX and GA spoke of the billed code; the side stays.
    assert silicone.modifiers == ("RT",)
    assert of(story, "L1290").modifiers == ("RT", "KX", "GA")


def test_what_holds_of_every_code_decides_nothing(story: Similar) -> None:
    """The office as place of service is wrong whichever is billed: it is told once and weighs nothing."""
    assert "medicare_dme/place/office" in {f.rule for f in story.findings}
    for candidate in story.candidates:
        assert not {f.rule for f in candidate.findings} & {f.rule for f in story.findings}
    assert any(n.title.startswith("Standard written order") for n in story.needs)


def test_without_codes_the_near_and_the_fitting_ones_are_taken() -> None:
    told = choice("mastectomy-story")
    assert {"L1290", "L8035", "L8030", "L8020"} <= {c.code for c in told.candidates}
    assert {c.code for c in told.candidates if c.verdict != "fits"} >= {"L1290", "L1240"}


def test_a_part_is_chosen_among_its_sisters() -> None:
    told = choice("scoliosis-clean", line=3)
    assert "a part beside L1200" in told.told
    assert {c.verdict for c in told.candidates} == {"fits"}
    # The pads differ in where they press, which no field of the case tells: the billed one stands first of equals.
    first = told.candidates[0]
    assert first.code == "L1290"
    assert "does not decide between it and L1210" in first.reason


@pytest.mark.parametrize(
    ("history", "verdict", "place"),
    [("history: []", "does not fit", "against"), ("", "fits", "only_if")],
    ids=["no base", "nobody told"],
)
def test_a_part_without_its_base(history: str, verdict: str, place: str) -> None:
    lines = "  - {code: L1200, modifiers: [], units: 1, charge: 2400.00, diagnoses: [1]}\n"
    told = choice("scoliosis-clean", "L1200", line=1, changes=((lines, ""), ("history: []", history)))
    words = getattr(of(told, "L1240"), place)
    assert of(told, "L1240").verdict == verdict
    assert any("an addition to L1000" in w for w in words)


def test_making_tells_the_knee_braces_apart() -> None:
    told = choice("knee-medicare", "L1851", "L1844")
    assert of(told, "L1843").verdict == "fits"
    assert "off the shelf; the case tells of custom fitted" in of(told, "L1851").against
    assert "custom fabricated; the case tells of custom fitted" in of(told, "L1844").against


@pytest.mark.parametrize(
    ("born", "verdict"),
    [("2008-11-06", "fits"), ("2008-11-05", "does not fit")],
    ids=["a day before the eighteenth birthday", "on it"],
)
def test_a_name_for_children_goes_by_the_age_on_the_day(born: str, verdict: str) -> None:
    text = (CASES / "helmet-aetna.yaml").read_text("utf-8")
    (was,) = [line.strip() for line in text.splitlines() if line.strip().startswith("born:")]
    told = choice("helmet-aetna", "S1040", changes=((was, f"born: {born}"),))  # delivered on 2026-11-05
    assert of(told, "S1040").verdict == verdict
    untold = choice("helmet-aetna", "S1040", changes=((was, ""),))
    assert any("date of birth" in words for words in of(untold, "S1040").only_if)


def test_a_case_that_tells_nothing_leaves_it_open() -> None:
    told = flow.similar(b"payer: medicare-dme\nlines: [{code: L8030}]\n", path="bare.yaml", today=DAY)
    assert of(told, "L8030").verdict == "open"
    assert of(told, "L8030").stake.cents is None
    assert of(told, "L8030").fee_cents is None


def test_a_line_that_is_not_there_is_said() -> None:
    with pytest.raises(FileUnreadable, match="no line 4: the case has 3 lines"):
        choice("scoliosis-clean", line=4)


def test_a_line_without_a_code_has_the_fitting_ones_to_choose_from() -> None:
    told = choice("mastectomy-story", changes=(("code: L1290, ", ""),))
    assert told.billed is None
    assert told.candidates[0].code == "L8035"
    assert not any(c.billed for c in told.candidates)
    bare = flow.similar(b"lines: [{units: 1}]\n", path="bare.yaml", today=DAY)
    assert (bare.payer, bare.told, bare.candidates) == ("", (), ())


def test_what_no_table_lists_stays_open() -> None:
    told = choice("mastectomy-story", "xl99", "l8030")
    assert of(told, "L8030").verdict == "fits"
    # The newest table ends before that day: what it does not list is unknown, not wrong.
    assert of(told, "XL99").verdict == "open"
    assert of(told, "XL99").left_open[-1].startswith("no table at hand tells whether it is in force")
    assert of(told, "XL99").name == "no official name at hand"
