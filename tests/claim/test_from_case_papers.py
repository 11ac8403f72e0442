"""What a case's papers become on the claim: told, told to be empty, or not told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from contralateral import case
from contralateral.claim import from_case


def claim(text: str, column: str) -> Any:
    return from_case(case.read(text, path="made.yaml"), path="made.yaml").claims[column][0]


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("delivery: {date: 2026-11-02}", "proof_signed", None),
        ("delivery: {signed: yes}", "proof_signed", True),
        ("delivery: {proof: no}", "proof_signed", False),
        ("delivery: {proof: no}", "proof_dated", None),
        ("delivery: {relation: supplier staff}", "proof_relation", "supplier staff"),
        ("order: {replacement_reason: ''}", "order_gives_reason", False),
        ("order: {replacement_reason: it broke}", "order_gives_reason", True),
        ("order: {signed: yes}", "order_gives_reason", None),
        ("authorization: {items: [L0650, L0648]}", "authorization_items", "L0650 L0648"),
        ("authorization: {number: x}", "authorization_items", None),
        ("other_payers: []", "primary_answered", False),
        ("other_payers: [{name: A plan}]", "primary_answered", False),
        ("other_payers: [{name: A plan, rank: primary, paid: 0.00}]", "primary_answered", True),
        ("other_payers: [{name: A plan, rank: tertiary, paid: 9.00}]", "primary_answered", False),
        ("payer: x", "primary_answered", None),
        ("supplier: {accredited: no}", "supplier_accredited", False),
        ("practitioners: {ordering: {enrolled: no}}", "ordering_enrolled", False),
        ("coverage: {qmb: yes}", "qmb", True),
        ("coverage: {starts: 2026-01-01}", "coverage_from", date(2026, 1, 1)),
    ],
)
def test_what_a_case_tells(text: str, column: str, expected: Any) -> None:
    assert claim(text, column) == expected


@pytest.mark.parametrize(
    ("stays", "ends"),
    [
        ("[]", None),
        ("[{admitted: 2026-10-25, discharged: 2026-11-04}]", date(2026, 11, 4)),
        ("[{discharged: 2026-11-02}]", date(2026, 11, 2)),
        ("[{admitted: 2026-10-25, discharged: 2026-11-01}]", None),
        ("[{admitted: 2026-11-03, discharged: 2026-11-09}]", None),
        ("[{admitted: 2026-10-25}]", None),
    ],
)
def test_the_end_of_the_stay_that_the_delivery_falls_into(stays: str, ends: date | None) -> None:
    assert claim(f"delivery: {{date: 2026-11-02}}\nstays: {stays}", "stay_ends") == ends
