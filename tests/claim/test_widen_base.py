"""The line itself: its modifiers as bits, what its claim says for it, and the people on it."""

from __future__ import annotations

import pytest

from contralateral.policy.line import MODIFIERS, modifier_mask

from .widened import columns, tables, values

GOOD, BAD = "1234567893", "1234567890"


def bits(*modifiers: str) -> int:
    return modifier_mask(*modifiers)


def test_each_modifier_has_its_bit() -> None:
    given = tables({"modifiers": ["RT", "KX"]}, {"modifiers": list(MODIFIERS)})
    assert values(given, "mod_bits") == [bits("RT", "KX"), bits(*MODIFIERS)]
    assert bits("RT") != bits("LT")


def test_a_modifier_given_twice_counts_once() -> None:
    given = tables({"modifiers": ["RT", "RT", "KX"]}, {"modifiers": ["RT", "KX"]})
    assert columns(given, "mod_bits", "mods_repeated") == [
        (bits("RT", "KX"), True),
        (bits("RT", "KX"), False),
    ]


def test_modifiers_that_no_rule_asks_about_have_no_bit() -> None:
    given = tables({"modifiers": ["ZZ", "YY", "LT"]}, {"modifiers": ["ZZ"]})
    assert values(given, "mod_bits") == [bits("LT"), 0]


def test_no_modifiers_are_an_answer_and_unknown_ones_are_not() -> None:
    given = tables({"modifiers": []}, {})
    assert columns(given, "mod_bits", "mods_repeated") == [(0, False), (None, None)]


@pytest.mark.parametrize(
    ("line", "claim", "held"),
    [
        ("A1", None, True),
        (None, "A1", True),
        ("", "A1", True),  # the form has a place on the line and on the claim: one that is empty says nothing
        ("A1", "", True),
        (None, "", False),
        ("", "", False),
        ("", None, False),
        (None, None, None),
    ],
)
def test_an_authorization_stands_on_the_line_or_the_claim(
    line: str | None, claim: str | None, held: bool | None
) -> None:
    given = tables({"authorization": line}, claim={"authorization": claim})
    assert values(given, "authorization_held") == [held]


def test_the_line_names_its_own_orderer_or_has_the_claims() -> None:
    given = tables({"ordering_npi": BAD}, {"ordering_npi": ""}, {}, claim={"ordering_npi": GOOD})
    assert columns(given, "ordering_npi_given", "ordering_npi_good") == [
        (True, False),
        (True, True),
        (True, True),
    ]


def test_nobody_named_differs_from_nobody_told_us() -> None:
    assert columns(tables({"ordering_npi": ""}), "ordering_npi_given", "ordering_npi_good") == [
        (False, False)
    ]
    assert columns(tables({}), "ordering_npi_given", "ordering_npi_good") == [(None, None)]


def test_a_claim_need_not_name_who_made_the_device() -> None:
    given = tables({"rendering_npi": ""}, {"rendering_npi": BAD}, {"rendering_npi": GOOD}, {})
    assert values(given, "rendering_npi_good") == [None, False, True, None]


def test_the_suppliers_npi_has_a_check_digit() -> None:
    assert values(tables({}, claim={"billing_npi": GOOD}), "billing_npi_good") == [True]
    assert values(tables({}, claim={"billing_npi": BAD}), "billing_npi_good") == [False]
    assert values(tables({}), "billing_npi_good") == [None]
