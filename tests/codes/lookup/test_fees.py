"""Fees by state, ZIP code, modifier and former bidding area."""

from __future__ import annotations

import pytest

from contralateral.codes import fee, fee_range
from tests.codes.made import day

NOW = day("2026-08-01")


def test_amount_of_a_state() -> None:
    answer = fee("L1290", on=NOW, state="NY")
    assert (answer.cents, answer.ceiling_cents, answer.floor_cents, answer.category) == (
        9032,
        12042,
        9032,
        "PO",
    )
    assert (answer.basis, answer.release) == ("table of the day", "2026-07")


def test_one_amount_is_everyones() -> None:
    # No rural amount is printed for L1290: the ZIP code changes nothing.
    assert fee("L1290", on=NOW, state="NY", zip_code="12790").cents == 9032
    assert fee("L1290", on=NOW, state="NY", rural=True).cents == 9032


@pytest.mark.parametrize(
    ("rural", "zip_code", "cents"), [(False, None, 69971), (True, None, 101443), (None, "12790", 101443)]
)
def test_rural(rural: bool | None, zip_code: str | None, cents: int) -> None:
    assert fee("L0648", on=NOW, state="NY", rural=rural, zip_code=zip_code).cents == cents


def test_rural_unknown_is_no_amount() -> None:
    answer = fee("L0648", on=NOW, state="NY")
    assert answer.cents is None
    assert "ZIP" in answer.note


def test_alaska_prints_one_amount() -> None:
    assert fee("L0648", on=NOW, state="AK", rural=True).cents == 117355


def test_modifiers_select() -> None:
    assert fee("L8040", on=NOW, state="OH").cents == 305275
    assert fee("L8040", on=NOW, state="OH", modifiers=("RT", "KM")).cents == 290010
    without = fee("E0143", on=NOW, state="NY")
    assert without.cents is None
    assert "NU" in without.note


def test_former_bidding_area() -> None:
    assert fee("L0648", on=NOW, state="OH", area="toledo, oh").cents == 63501
    assert fee("L0648", on=NOW, state="OH", area="Nowhere, OH").cents is None
    assert "area" in fee("L0648", on=NOW, state="OH", rural=False).note


def test_no_amount_is_said() -> None:
    answer = fee("L1007", on=NOW, state="NY")
    assert answer.cents is None
    assert "individually" in answer.note


def test_before_and_after_the_schedule() -> None:
    before = fee("L1290", on=day("2026-06-30"), state="NY")
    assert (before.cents, before.basis) == (None, "before oldest release")
    after = fee("L1290", on=day("2026-11-23"), state="NY")
    assert (after.cents, after.basis) == (9032, "after newest release")


def test_range() -> None:
    answer = fee_range("L8035", on=NOW)
    assert (answer.lowest_cents, answer.highest_cents) == (440311, 528369)
    assert (answer.ceiling_cents, answer.floor_cents) == (537334, 403001)
    assert fee_range("L8035", on=day("2020-01-01")).lowest_cents is None
    assert fee_range("L8033", on=NOW).highest_cents is None


def test_range_leaves_rental_out() -> None:
    low = fee_range("E0143", on=NOW).lowest_cents
    new = fee("E0143", on=NOW, state="NY", rural=False, modifiers=("NU",)).cents
    rent = fee("E0143", on=NOW, state="NY", rural=False, modifiers=("RR",)).cents
    assert low is not None
    assert new is not None
    assert rent is not None
    assert rent < low <= new
