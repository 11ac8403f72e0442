"""Payers: the id on the claim first, then the filing code, else nobody that we know."""

from __future__ import annotations

import polars as pl
import pytest

from contralateral import policy
from contralateral.errors import NameUnknown

BOOK = policy.load()


@pytest.mark.parametrize(
    ("payer_id", "filing_code", "key"),
    [
        ("18003", None, "medicare-dme"),
        ("60054", None, "aetna"),
        (" 60054 ", "MB", "aetna"),  # the id comes first
        ("99999", "MB", "medicare-dme"),
        ("99999", "CI", "commercial"),
        (None, "MB", "medicare-dme"),
        ("Medicare-DME", None, "medicare-dme"),  # as a case names it
        ("anthem", None, "anthem"),
        ("99999", None, policy.UNRECOGNIZED),
        ("99999", "ZZ", policy.UNRECOGNIZED),
        (None, None, policy.UNRECOGNIZED),
        ("", "", policy.UNRECOGNIZED),
    ],
)
def test_a_claim_names_its_payer(payer_id: str | None, filing_code: str | None, key: str) -> None:
    schema = dict.fromkeys(("payer_id", "filing_code"), pl.String)
    claims = pl.DataFrame([[payer_id, filing_code]], schema=schema, orient="row")
    assert policy.recognize(claims, BOOK).to_list() == [key]


def test_every_claim_keeps_its_place() -> None:
    claims = pl.DataFrame({"payer_id": ["60054", "nobody", "18003"], "filing_code": [None, "MB", None]})
    found = policy.recognize(claims, BOOK)
    assert (found.name, found.to_list()) == ("payer", ["aetna", "medicare-dme", "medicare-dme"])


@pytest.mark.parametrize("name", ["aetna", " AETNA ", "60054", "Aetna"])
def test_a_person_names_a_payer_in_many_ways(name: str) -> None:
    assert policy.named(BOOK, name) == "aetna"


def test_a_payer_that_is_not_there() -> None:
    with pytest.raises(NameUnknown) as caught:
        policy.named(BOOK, "aetan")
    assert str(caught.value).startswith(
        "No payer named 'aetan'. Did you mean 'aetna'? Known are medicare-dme, "
    )


def test_every_payer_meets_what_holds_for_all() -> None:
    of_all = {rule.id for rule in BOOK.rules if rule.pack == "all"}
    assert len(of_all) > 20
    for key, payer in BOOK.payers.items():
        assert of_all <= {rule.id for rule in BOOK.of_payer(key)}
        assert payer.packs[0] == "all"
    assert {rule.id for rule in BOOK.of_payer(policy.UNRECOGNIZED)} == of_all


@pytest.mark.parametrize("key", BOOK.payers)
def test_every_payer_is_found_by_its_key_its_title_and_its_ids(key: str) -> None:
    payer = BOOK.payers[key]
    assert {policy.named(BOOK, name) for name in (key, payer.title, *payer.ids)} == {key}
    claims = pl.DataFrame({"payer_id": [key], "filing_code": ["CI"]})
    assert policy.recognize(claims, BOOK).to_list() == [key]
