"""The arithmetic alone: who pays which part of a claim, whatever the terms."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from contralateral.claim.share import Benefit, Earlier, Further, Item, Split, settle

cents = st.integers(0, 2_000_000)
maybe = st.none() | cents


@st.composite
def claims(draw: st.DrawFn) -> list[Item]:
    several = draw(st.integers(1, 5))
    return [
        Item(
            line=number,
            charge=draw(cents),
            limit=draw(maybe),
            lesser=draw(st.booleans()),
            bears=draw(st.sampled_from(["", "", "", "patient", "supplier"])),
            elsewhere=draw(st.sampled_from([0, 0, 43_039])),
        )
        for number in range(1, several + 1)
    ]


earlier = st.builds(
    Earlier,
    paid=cents,
    allowed=maybe,
    coordination=st.sampled_from(["medicare", "standard", "non-duplication"]),
)
further = st.builds(Further, deductible=st.booleans(), rest=st.integers(0, 10_000))
benefits = st.builds(
    Benefit,
    deductible_left=cents,
    coinsurance=st.integers(0, 10_000),
    copayment=maybe,
    out_of_pocket_left=maybe,
    benefit_left=maybe,
    balance=st.booleans(),
    protected=st.booleans(),
    earlier=st.none() | earlier,
    further=st.none() | further,
)


def parts(split: Split) -> int:
    return split.earlier + split.payer + split.further + split.protected + split.forgone + split.share


@given(claims(), benefits)
def test_shares_add_to_the_allowed_amount_and_the_rest_to_the_charge(
    items: list[Item], benefit: Benefit
) -> None:
    for item, split in zip(items, settle(items, benefit), strict=True):
        assert parts(split) == split.allowed
        beyond = split.balance + split.denied + split.supplier + split.elsewhere
        assert split.allowed + beyond == max(item.charge, split.allowed)
        assert split.allowed <= item.charge or not item.lesser


@given(claims(), benefits)
def test_nothing_is_negative(items: list[Item], benefit: Benefit) -> None:
    for split in settle(items, benefit):
        amounts = {name: getattr(split, name) for name in Split.__slots__}
        assert min(amounts.values()) >= 0, amounts


@given(claims(), benefits)
def test_the_limits_hold_over_the_claim(items: list[Item], benefit: Benefit) -> None:
    told = settle(items, benefit)
    assert sum(s.deductible for s in told) <= benefit.deductible_left
    if benefit.out_of_pocket_left is not None:
        assert sum(s.cost - s.beyond for s in told) <= benefit.out_of_pocket_left
    if benefit.benefit_left is not None:
        assert sum(s.payer for s in told) <= benefit.benefit_left


@given(claims(), benefits, st.integers(0, 500_000))
def test_more_deductible_left_never_lowers_the_share(items: list[Item], benefit: Benefit, more: int) -> None:
    # A further payer that takes the deductible and not the rest makes a greater deductible welcome: left out.
    alone = replace(benefit, further=None)
    greater = replace(alone, deductible_left=alone.deductible_left + more)
    assert owed(items, greater) >= owed(items, alone)


@given(claims(), benefits, st.integers(0, 3_000))
def test_more_coinsurance_never_lowers_the_share(items: list[Item], benefit: Benefit, more: int) -> None:
    # What a further payer takes of each line is rounded to the cent, so that a cent may come or go: left out.
    alone = replace(benefit, further=None)
    greater = replace(alone, coinsurance=min(10_000, alone.coinsurance + more))
    assert owed(items, greater) >= owed(items, alone)


@given(claims(), benefits)
def test_a_limit_or_a_further_payer_never_raises_the_share(items: list[Item], benefit: Benefit) -> None:
    alone = replace(benefit, further=None)
    assert owed(items, benefit) <= owed(items, alone)
    unlimited = replace(alone, out_of_pocket_left=None, benefit_left=None)
    assert owed(items, replace(alone, benefit_left=None)) <= owed(items, unlimited)


@given(claims(), benefits)
def test_whom_the_law_protects_owes_nothing_of_what_is_covered(items: list[Item], benefit: Benefit) -> None:
    for split in settle(items, replace(benefit, protected=True)):
        assert split.share == split.balance == 0


@given(claims(), benefits)
def test_a_line_that_the_supplier_bears_costs_the_patient_nothing(
    items: list[Item], benefit: Benefit
) -> None:
    borne = [replace(item, bears="supplier") for item in items]
    assert owed(borne, benefit) == 0


def owed(items: list[Item], benefit: Benefit) -> int:
    return sum(split.patient for split in settle(items, benefit))
