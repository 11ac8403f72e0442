"""Diagnoses on the day: headers, the change of fiscal year, and what no table tells."""

from __future__ import annotations

import polars as pl
import pytest

from contralateral.codes import icd10, lookup_icd10
from tests.codes.made import day


@pytest.mark.parametrize(
    ("code", "on", "exists", "billable"),
    [
        ("M72.2", "2026-09-30", True, True),
        ("M72.2", "2026-10-01", True, False),
        ("M72.21", "2026-09-30", False, False),
        ("M72.21", "2026-10-01", True, True),
        ("M67.A01", "2026-10-01", True, True),
        ("M67.A0", "2026-10-01", True, False),
        ("M86.8X7", "2026-09-30", True, True),
        ("M86.8X7", "2026-10-01", True, False),
        ("M86.8X71", "2026-10-01", True, True),
        ("Z87.890", "2026-10-01", True, False),
        ("Z87.8904", "2026-10-01", True, True),
        ("Z68.1", "2026-10-01", True, False),
        ("Q87.A", "2026-10-01", True, True),
        ("N99.86", "2026-10-01", True, False),
        ("N99.861", "2026-10-01", True, True),
        ("M41", "2026-01-01", True, False),
        ("M41.124", "2026-01-01", True, True),
        ("M41.124", "2026-11-23", True, True),
        ("M41.124", "2025-10-01", True, True),
        ("M41.124", "2025-09-30", None, None),
        ("M99.ZZ", "2026-01-01", False, False),
        ("M99.ZZ", "2026-11-23", None, None),
        ("S23.420A", "2026-09-30", True, True),
        ("S23.420A", "2026-10-01", None, None),
    ],
)
def test_days(code: str, on: str, exists: bool | None, billable: bool | None) -> None:
    answer = icd10(code, on=day(on))
    assert (answer.exists, answer.billable) == (exists, billable)


def test_header_names_its_successors_and_source() -> None:
    answer = icd10("m72.2", on=day("2026-10-01"))
    assert answer.code == "M722"
    assert "M67.A01" in (answer.replaced_by or "")
    assert "2027" in answer.source
    assert answer.basis == "after newest release"
    assert icd10("M72.2", on=day("2026-09-30")).replaced_by is None


def test_names() -> None:
    assert icd10("M41.124", on=day("2026-01-01")).name == "Adolescent idiopathic scoliosis, thoracic region"
    assert icd10("Q87.A", on=day("2026-10-01")).name == "Loeys-Dietz syndrome"
    assert "our words" in icd10("Q87.A", on=day("2026-10-01")).note


def test_ranges_and_chapters_are_no_codes() -> None:
    for code in ("C00-C75", "1", "M00-M25"):
        assert icd10(code, on=day("2026-01-01")).exists is False


def test_frame_keeps_order_and_nulls() -> None:
    lines = pl.DataFrame({"diagnosis": ["M722", None, "C50911"], "dos": [day("2026-10-01")] * 3})
    answer = lookup_icd10(lines)
    assert answer["dx_billable"].to_list() == [False, None, True]
    assert answer["dx_name"][2] == "Malignant neoplasm of unspecified site of right female breast"
