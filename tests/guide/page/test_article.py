"""A reader of the guide of L1290 finds every question of the article answered, and each error corrected with a source.

The numbers are those of docs/article.md, which goes through the article statement by statement. Three of its rows have
nothing to compute and are not here; the page says so of each.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from contralateral.guide.page import Guide, guide

PAGE = Path(__file__).parents[3] / "docs" / "article.md"
NOTHING_TO_COMPUTE = {"1.6", "2.6", "8.2"}
#: Statement → section in which it is answered, and what has to stand there.
ANSWERS: dict[str, tuple[str, str]] = {
    "1.1": ("definition", r"“Addition to tlso, \(low profile\), lateral trochanteric pad”"),
    "1.2": ("definition", r"It is an addition and needs its base .*L1200"),
    "1.3": ("definition", r"HCPCS Level II"),
    "1.4": ("definition", r"What sets it apart from its neighbours is the place of the pad"),
    "1.5": ("definition", r"What it does for a patient.* no table tells"),
    "2.1": ("context", r"mastectomy patients.*It conflicts: .*scoliosis"),
    "2.2": ("context", r"off-the-shelf.*It conflicts"),
    "2.3": ("context", r"Practitioner has to speak"),
    "2.4": ("context", r"rehabilitation after surgery.*It conflicts"),
    "2.5": ("context", r"The curve of the spine, measured"),
    "3.1": ("modifiers", r"Modifiers that exist"),
    "3.2": ("modifiers", r"No list of Medicare's .* asks for RT or LT on L1290"),
    "3.3": ("modifiers", r"KX where no policy defines it"),
    "3.4": ("modifiers", r"it attests criteria"),
    "3.5": ("modifiers", r"GA, and no ABN was given for it"),
    "3.6": ("modifiers", r"Advance Beneficiary Notice of Non-coverage, form CMS-R-131"),
    "4.1": ("documentation", r"Standard written order"),
    "4.2": ("documentation", r"Objective measures of the asymmetry"),
    "4.3": ("documentation", r"no prosthesis stands in its place"),
    "4.4": ("documentation", r"History: surgery, injury or birth"),
    "4.5": ("documentation", r"It is the orthotist who does"),
    "4.6": ("documentation", r"Goals of treatment"),
    "5.1": ("denials", r"Reviews find thin or missing documents first"),
    "5.2": ("denials", r"No prosthesis stands in the place of a pad"),
    "5.3": ("denials", r"the written order does not give all that it must"),
    "5.4": ("denials", r"No Medicare list asks for a side on it"),
    "5.5": ("documentation", r"Photographs"),
    "5.6": ("insurers", r"No policy that we know calls L1290 cosmetic"),
    "6.1": ("insurers", r"Plans differ from Medicare and from each other"),
    "6.2": ("insurers", r"None of them covers L1000 to L1499"),
    "6.3": ("insurers", r"No policy that we know governs L1290 for"),
    "6.4": ("insurers", r"L1290 is not on Medicare's list of required prior authorization"),
    "6.5": ("insurers", r"contra estimate CASE"),
    "6.6": ("insurers", r"An item that the contract excludes"),
    "7.1": ("similar", r"It stands among the orthotic codes L1000 to L1499"),
    "7.2": ("similar", r"L8035 is one breast prosthesis among several"),
    "7.3": ("definition", r"prosthetic custom asymmetric system.*It conflicts"),
    "7.4": ("similar", r"L0100 is no valid code"),
    "7.5": ("similar", r"No rule that asks for proof of customization was found"),
    "7.6": ("similar", r"contra compare"),
    "8.1": ("definition", r"It conflicts: The text says a prosthesis"),
}


@pytest.fixture(scope="module")
def told() -> Guide:
    return guide("L1290", on=date(2026, 11, 23))


def rows() -> dict[str, str]:
    """Each numbered row of the page: its number and what became of it."""
    found = re.findall(r"^\| (\d\.\d) \|[^|]*\| (.*) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    return dict(found)


def test_no_statement_of_the_article_is_left_out() -> None:
    assert set(rows()) == set(ANSWERS) | NOTHING_TO_COMPUTE


@pytest.mark.parametrize("number", ANSWERS)
def test_a_statement_is_answered_in_its_section_with_a_source(number: str, told: Guide) -> None:
    key, pattern = ANSWERS[number]
    (section,) = (s for s in told.sections if s.key == key)
    points = [p for group in section.groups for p in group.points if re.search(pattern, p.text)]
    assert points, f"{number}: nothing in {key} says {pattern}"
    assert all(p.cite.title for p in points)


def test_every_error_is_corrected_on_the_word_of_somebody_else_than_the_article(told: Guide) -> None:
    wrong = [number for number, became in rows().items() if became.startswith("**corrected**")]
    assert len(wrong) >= 15
    for number in wrong:
        key, pattern = ANSWERS[number]
        (section,) = (s for s in told.sections if s.key == key)
        points = [p for group in section.groups for p in group.points if re.search(pattern, p.text)]
        assert any("article" not in p.cite.title and p.cite.sure != "NV" for p in points), number
