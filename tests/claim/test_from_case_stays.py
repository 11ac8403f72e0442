"""A stay of the case and the day of delivery: was the patient in a stay that Part A pays?"""

from __future__ import annotations

from textwrap import dedent

import pytest

from contralateral.case import read
from contralateral.claim import from_case


@pytest.mark.parametrize(
    ("stay", "inside"),
    [
        ("{part_a: yes, admitted: 2026-10-25, discharged: 2026-11-03}", True),
        (
            "{part_a: yes, admitted: 2026-10-25, discharged: 2026-11-02}",
            False,
        ),  # home on the day of discharge
        ("{part_a: yes, admitted: 2026-10-01, discharged: 2026-10-08}", False),
        ("{part_a: yes, admitted: 2026-11-03}", False),
        ("{part_a: yes, admitted: 2026-11-02}", True),
        ("{part_a: yes}", True),
        ("{part_a: no, admitted: 2026-10-25, discharged: 2026-11-03}", False),
        ("{admitted: 2026-10-25, discharged: 2026-11-03}", None),
        ("{admitted: 2026-10-01, discharged: 2026-10-08}", False),
    ],
)
def test_a_stay_counts_on_its_days(stay: str, inside: bool | None) -> None:
    text = dedent(
        f"""
        stays: [{stay}]
        delivery: {{date: 2026-11-02}}
        lines: [{{code: L1200}}]
        """
    )
    assert from_case(read(text, path="a.yaml"), path="a.yaml").claims["in_part_a_stay"].to_list() == [inside]


def test_no_stays_and_none_told() -> None:
    none, silent = ("stays: []\nlines: [{code: L1200}]", "lines: [{code: L1200}]")
    stays = [
        from_case(read(t, path="a.yaml"), path="a.yaml").claims["in_part_a_stay"][0] for t in (none, silent)
    ]
    assert stays == [False, None]
