"""What a sentence names."""

from __future__ import annotations

import pytest

from contralateral.guide.reading import main_code, mentions


def names(text: str, heading: str = "") -> list[tuple[str, str]]:
    return [(m.sort, m.name) for m in mentions(text, heading=heading)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L8030, K0001 and V2623", [("code", "L8030"), ("code", "K0001"), ("code", "V2623")]),
        ("codes L0450-L0492 and L0621 through L0651", [("range", "L0450-L0492"), ("range", "L0621-L0651")]),
        ("codes L1000-1499", [("range", "L1000-L1499")]),
        ("CPT codes 97760 and 97761", [("procedure", "97760"), ("procedure", "97761")]),
        ("LCD L33317 and article A52478", []),
        ("diagnosis M41.25 or Z90.11", [("diagnosis", "M41.25"), ("diagnosis", "Z90.11")]),
        ("ICD-10-CM code M4125 with HCPCS code L1200", [("diagnosis", "M4125"), ("code", "L1200")]),
        ("CPT code 97760 in ZIP 30303", [("procedure", "97760")]),
        ("in Denver, CO 80202", []),
        (
            "the KX modifier and modifiers RT, LT or 59",
            [("modifier", "KX"), ("modifier", "RT"), ("modifier", "LT"), ("modifier", "59")],
        ),
        ("suppliers in GA and PA", []),
        ("add modifier PA", [("modifier", "PA")]),
        ("L8030 RT", [("code", "L8030"), ("modifier", "RT")]),
        ("bill RTLT", [("modifier", "RT"), ("modifier", "LT")]),
        (
            "an ABN on form CMS-20027",
            [("form", "Advance Beneficiary Notice of Non-coverage"), ("form", "CMS-20027")],
        ),
        ("rule CMS-1713-F", []),
        ("suite A1200-7, box 12.L1234", []),
    ],
)
def test_subjects_are_found_and_nothing_else(text: str, found: list[tuple[str, str]]) -> None:
    assert names(text) == found


def test_a_heading_tells_what_its_list_is_about() -> None:
    assert names("AV or KM", heading="Modifiers") == [("modifier", "AV"), ("modifier", "KM")]
    assert names("AV or KM", heading="Contents") == []


def test_the_code_an_article_is_about() -> None:
    assert main_code(["All on L8030", "L1200"], []) == "L8030"
    assert main_code(["L8030 and L8035"], ["L8030"] * 9) is None
    assert main_code(["Breast forms"], ["L8030", "L8030", "L8030", "L8035"]) == "L8030"
    assert main_code(["Breast forms"], ["L8030", "L8035"]) is None
    assert main_code(["Breast forms"], ["L8030"]) == "L8030"
