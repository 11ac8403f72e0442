"""Guides as values: seven sections, every point with a source, for any code, payer and day."""

from __future__ import annotations

from datetime import date

import pytest

from contralateral import codes
from contralateral.errors import NameUnknown
from contralateral.guide.page import SECTIONS, Shelf, guide, of_shelf
from contralateral.guide.page.words import fault, plain
from contralateral.guide.site import device_codes

ON = date(2026, 11, 23)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf(ON)


def texts(code: str, key: str, **more: str) -> list[str]:
    told = guide(code, on=ON, **more)
    (section,) = (s for s in told.sections if s.key == key)
    return [f"{p.who}: {p.text}" for group in section.groups for p in group.points]


#: Every kind of code: in force, ended, withdrawn, to come, outside the sections, unlisted.
ODD = ["L8010", "L0100", "L6025", "A4280", "A8002", "S1040", "L9900", "V2623", "L8499", "K1014"]


def test_every_section_of_a_sample_is_filled_and_every_point_has_a_source(shelf: Shelf) -> None:
    for code in [*device_codes(shelf)[::60], *ODD]:
        told = of_shelf(code, shelf)
        assert [s.key for s in told.sections] == list(SECTIONS)
        for section in told.sections:
            assert section.groups, (code, section.key)
        for point in told.points():
            assert point.text.endswith((".", "”", ":")), (code, point.text)
            assert point.cite.title, (code, point.text)
            assert "{" not in point.text, (code, point.text)
            assert point.cite.sure in ("H", "M", "NV", "searched")
            assert point.kind != "rule" or point.rule or point.who, point.text


def test_many_codes_at_once_are_told_as_each_alone(shelf: Shelf) -> None:
    wanted = ["L1290", "L8035", "S1040", "L5301", "L1843"]
    together = Shelf(ON)
    together.foresee(wanted)
    for code in wanted:
        assert of_shelf(code, together) == of_shelf(code, Shelf(ON)), code


def test_a_code_that_is_over_names_what_stands_in_its_place() -> None:
    told = texts("L0100", "definition")
    assert any("withdrawn" in text and "S1040" in text for text in told)
    assert any(text.startswith(": S1040") for text in texts("L0100", "similar"))


def test_words_of_our_own_are_no_official_name() -> None:
    for code, words in (("L0100", "Craniostenosis helmet"), ("L1972", "off-the-shelf twin of L1971")):
        (context,) = (s for s in guide(code, on=ON).sections if s.key == "definition")
        (said, *_) = (p for group in context.groups for p in group.points)
        assert said.text.startswith(f"No table here has the official name of {code}. In our own words: ")
        assert words in said.text
        assert said.cite.sure == "M"
    assert any("The official name of L1006 is" in text for text in texts("L1006", "definition"))


def test_a_base_that_includes_an_addition_is_not_one_to_bill_it_with() -> None:
    told = "\n".join(texts("L1290", "definition"))
    assert "history: L1000, L1200, L1300, L1310, L1499. It is not billed beside L1006 or L1007" in told


def test_a_day_before_an_end_is_another_answer_than_the_day_after() -> None:
    before = guide("L8010", on=date(2025, 3, 31))
    after = guide("L8010", on=date(2025, 4, 1))
    assert any("is in force on 2025-03-31" in p.text for p in before.points())
    assert any("no longer in force on 2025-04-01" in p.text for p in after.points())


def test_one_payer_is_told_of_alone() -> None:
    told = guide("L8035", on=ON, payer="aetna")
    assert told.payer == "aetna"
    assert not [p for p in told.points() if p.rule.startswith("medicare_dme/")]
    assert [p for p in told.points() if p.rule.startswith("aetna/")]


def test_no_payer_is_named_for_what_its_own_rules_do_not_say() -> None:
    article = "The web article on L1290, and others of its kind"
    for payer in ("medicare-dme", "aetna", "anthem", "cigna"):
        (context,) = (s for s in guide("L1290", on=ON, payer=payer).sections if s.key == "context")
        points = [p for group in context.groups for p in group.points]
        said = [p for p in points if p.cite.title == article]
        assert said, "the advice that only the article gives is there"
        assert {p.who for p in points if p.cite.title == article} <= {""}, payer


def test_what_somebody_must_say_is_cited_to_whoever_wants_it() -> None:
    (context,) = (s for s in guide("L1290", on=ON).sections if s.key == "context")
    (people,) = (g for g in context.groups if g.heading == "Who takes part")
    of_pad = [p for p in people.points if "What each pad added to the brace is for" in p.text]
    assert {p.cite.sure for p in of_pad} == {"NV"}
    assert not [p for p in of_pad if p.who]


def test_payers_who_say_the_same_keep_their_own_sources() -> None:
    (context,) = (s for s in guide("S1040", on=ON).sections if s.key == "context")
    points = [p for group in context.groups for p in group.points]
    after = {p.who: p.cite.title for p in points if "for the time after that surgery" in p.text}
    assert "Anthem" not in after["Cigna"]
    assert after["Cigna"].startswith("Coverage policy 0543")
    assert after["UnitedHealthcare"].startswith("Policy ORT010")
    assert [p.cite.sure for p in points if p.text.startswith("Plagiocephaly") and p.who == "Aetna"] == ["M"]


def test_what_other_payers_want_is_not_denied_for_lack_of_their_rules() -> None:
    """A guide for one payer has not the rules of others at hand, and says nothing against them."""
    of_aetna = "\n".join(texts("L8035", "modifiers", payer="aetna"))
    assert "No list of Medicare's" not in of_aetna
    assert "No rule of Aetna that we know asks for RT or LT on L8035" in of_aetna
    assert "RT on L8035" in [
        g.heading for s in guide("L8035", on=ON, payer="medicare-dme").sections for g in s.groups
    ]
    of_medicare = "\n".join(texts("L8035", "insurers", payer="medicare-dme"))
    assert "No policy of Medicare" not in of_medicare
    assert "its rules for L8035 stand in sections 3 to 5." in of_medicare
    for payer in ("medicare-dme", "aetna", "cigna", "anthem"):
        told = "\n".join(texts("L8035", "insurers", payer=payer))
        assert "No law that we know" not in told, payer
        assert "Women's Health and Cancer Rights Act" in told, payer


def test_a_gap_is_said() -> None:
    assert "No policy of Moda that we know governs L1290." in "\n".join(
        texts("L1290", "insurers", payer="moda")
    )
    assert any(
        text.startswith(": No policy that we know governs L1290 for: ") and "Moda" in text
        for text in texts("L1290", "insurers")
    )


def test_what_asks_for_a_side_is_told_where_a_list_does() -> None:
    assert any("Asked for" in text and "RT" not in text for text in texts("L8030", "modifiers"))
    heads = [g.heading for s in guide("L8030", on=ON).sections if s.key == "modifiers" for g in s.groups]
    assert "RT on L8030" in heads
    heads = [g.heading for s in guide("L1290", on=ON).sections if s.key == "modifiers" for g in s.groups]
    assert "RT on L1290" not in heads


def test_the_deductible_is_of_the_year() -> None:
    last = guide("L1290", on=date(2025, 12, 1))
    assert any("The Part B deductible of 2025 is $257.00." in p.text for p in last.points())


def test_near_codes_are_linked_from_the_nearest() -> None:
    told = guide("L1290", on=ON)
    assert {"L1270", "L1200"} <= {n.code for n in told.neighbours}


def test_a_code_nobody_knows_is_no_guide() -> None:
    with pytest.raises(NameUnknown, match="No code named 'L9Z9X'"):
        guide("L9Z9X", on=ON)


def test_what_is_denied_is_told_the_right_way_round() -> None:
    told = "\n".join(texts("L1290", "denials") + texts("L1290", "modifiers"))
    assert "Denied, CO 50: where the code has no signed written order." in told
    assert "Judged: where the code carries GX without GY. " in told
    assert "Judged: where the code carries KX, and no Medicare policy gives KX a meaning for it. " in told
    assert "Without place: GX beside GY" not in told


def test_a_fault_is_told_without_a_claims_values() -> None:
    for rule in Shelf(ON).book.rules:
        told = fault(rule.record.title, rule.record.message)
        assert "{" not in told, rule.id
        assert "  " not in told, rule.id
        assert told == told.strip(" .:"), rule.id


def test_words_in_braces_are_told_without_a_claim() -> None:
    assert plain("{code} carries {sides}; a line names one.") == "The code carries; a line names one."


def test_an_authorization_asked_once_a_section_is_the_one_of_each_code(shelf: Shelf) -> None:
    some = [*(c for c in shelf.names["code"] if c[0] in "AEKL")][::60]
    listed = ["L1833", "L5856", "L0648", "K0800", "E0193"]
    for code in [*some, *listed]:
        assert shelf.authorization(code) == codes.prior_authorization(code, on=ON), code
