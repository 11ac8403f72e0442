"""A cancelled order: its day is the service's, and nobody asks for a proof of its delivery."""

from __future__ import annotations

from datetime import date

import pytest

from contralateral import flow

DAY = date(2026, 11, 23)
CASE = """payer: medicare-dme
device: {kind: prosthesis, region: lower limb}
order: {date: 2026-10-12, signed: yes%s}
lines: [{code: L5301, units: 1, charge: 5000, description: order cancelled by the patient}]
"""


@pytest.mark.parametrize(("told", "asked"), [("", True), (", cancelled: 2026-11-04", False)])
def test_no_proof_of_delivery_of_what_was_not_delivered(told: str, asked: bool) -> None:
    answer = flow.checklist((CASE % told).encode(), path="case.yaml", today=DAY)
    assert any(e.requirement == "medicare_dme/proof_of_delivery" for e in answer.entries) is asked


def test_the_day_of_its_end_is_the_date_of_service() -> None:
    content = (CASE % ", cancelled: 2026-11-04").encode()
    tables, _ = flow.read(content, path="case.yaml")
    assert tables.lines["dos"].to_list() == [date(2026, 11, 4)]
    (claim,) = flow.check([("case.yaml", content)], today=DAY).claims
    wrong = {f.rule for f in claim.findings if f.verdict == "fails"}
    assert (
        not {"medicare_dme/orders/cancelled_on_its_day", "medicare_dme/orders/cancelled_unexplained"} & wrong
    )
