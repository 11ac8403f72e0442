"""Names of releases and the days they cover."""

from __future__ import annotations

import pytest

from contralateral.codes.editions import Kind, noted_in, period, stated_in
from tests.codes.made import day


@pytest.mark.parametrize(
    ("kind", "text", "label", "first", "last"),
    [
        ("hcpcs", "2026-10", "2026-10", "2026-10-01", "2026-12-31"),
        ("hcpcs", "2019", "2019-01", "2019-01-01", "2019-12-31"),
        ("places", "2024-06", "2024-06", "2024-06-01", "2024-06-30"),
        ("icd10", "FY2027", "FY2027", "2026-10-01", "2027-09-30"),
        ("icd10", "2026-10", "FY2027", "2026-10-01", "2027-09-30"),
        ("icd10", "2027-04", "2027-04", "2027-04-01", "2027-09-30"),
        ("prior_authorization", "2026-07-29", "2026-07-29", "2026-07-29", "2026-07-29"),
    ],
)
def test_period(kind: Kind, text: str, label: str, first: str, last: str) -> None:
    found = period(kind, text)
    assert found is not None
    assert (found.label, found.first, found.last) == (label, day(first), day(last))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("hcpcs", "October"),
        ("hcpcs", "2026-13"),
        ("icd10", "2027-07"),
        ("prior_authorization", "2026-07"),
        ("mue", ""),
    ],
)
def test_no_period(kind: Kind, text: str) -> None:
    assert period(kind, text) is None


@pytest.mark.parametrize(
    ("kind", "name", "label"),
    [
        ("hcpcs", "HCPC2026_OCT_ANWEB_09182026.xlsx", "2026-10"),
        ("hcpcs", "HCPC2019_CONTR_ANWEB.txt", "2019"),
        ("hcpcs", "october-2026-alpha-numeric.zip", "2026-10"),
        ("hcpcs", "merged_2026q3_all.csv", "2026-07"),
        ("fees", "DMEPOS26_JUL.csv", "2026-07"),
        ("mue", "MCR_MUE_DMESupplierServices_Eff_10-01-2026.csv", "2026-10"),
        ("icd10", "icd10cm_order_2027.txt", "FY2027"),
        ("icd10", "icd10cm_billable_codes_2026_04.txt", "2026-04"),
        ("prior_authorization", "required_pa_list_2026_07_29.csv", "2026-07-29"),
        ("hcpcs", "codes.csv", None),
        ("icd10", "icd10.txt", None),
    ],
)
def test_stated_in_a_name(kind: Kind, name: str, label: str | None) -> None:
    assert stated_in(kind, name) == label


def test_notes_that_name_two_months_leave_it_open() -> None:
    assert noted_in("DMEPOS fee schedule, July 2026") == "2026-07"
    assert noted_in("July 2026, with the corrections of October 2026") is None
    assert noted_in("copyright 2025") is None
