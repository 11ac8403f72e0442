"""Worked situations, from the case file to the patient's share. The arithmetic stands beside each.

Fees: CMS DMEPOS schedule of July 2026. L1290 in New York, not rural: $90.32; L8030 in Ohio: $430.39, L8035 $4,511.21.
The Part B deductible of 2026 is $283.00.
"""

from __future__ import annotations

import copy
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from contralateral import case as cases
from contralateral import flow

if TYPE_CHECKING:
    from contralateral.claim.share import Estimate, Range

TODAY = date(2026, 11, 23)
#: A Medicare case in which everything is told, and the answers are the plainest.
PLAIN: dict[str, Any] = {
    "case": "worked",
    "payer": "medicare-dme",
    "patient": {"state": "NY", "zip": "14604"},
    "coverage": {"plan_type": "original_medicare", "qmb": "no", "deductible_met": "283.00"},
    "other_payers": [],
    "supplier": {"participating": "yes"},
    "delivery": {"date": "2026-09-15"},
    "lines": [{"code": "L1290", "modifiers": [], "units": 1, "charge": "120.00"}],
}
#: A plan in which everything is told: $500 left of a deductible of $1,000, 20%, and $3,000 left of the limit.
PLAN: dict[str, Any] = {
    **PLAIN,
    "payer": "commercial",
    "coverage": {
        "plan_type": "employer_insured",
        "network": "in",
        "deductible": "1000.00",
        "deductible_met": "500.00",
        "coinsurance_percent": 20,
        "out_of_pocket_limit": "4000.00",
        "out_of_pocket_met": "1000.00",
        "lesser_of_charge": "yes",
    },
    "lines": [{"code": "L1200", "modifiers": [], "units": 1, "charge": "2400.00", "allowed": "2000.00"}],
}


def estimated(base: dict[str, Any] = PLAIN, **changes: Any) -> Estimate:
    content = copy.deepcopy(base)
    for name, value in changes.items():
        if isinstance(value, dict) and isinstance(content.get(name), dict):
            content[name] = {k: v for k, v in {**content[name], **value}.items() if v is not None}
        else:
            content[name] = value
    content = {k: v for k, v in content.items() if v is not None}
    text = cases.write(content)
    return flow.estimate(text.encode(), path="worked.yaml", today=TODAY)


def owes(base: dict[str, Any] = PLAIN, **changes: Any) -> str:
    return words(estimated(base, **changes).patient)


def words(found: Range) -> str:
    low = f"{found.low / 100:.2f}"
    return low if found.exact else f"{low} to {'?' if found.high is None else f'{found.high / 100:.2f}'}"


def lines(*billed: tuple[str, str, str], **more: Any) -> list[dict[str, Any]]:
    return [
        {"code": code, "modifiers": modifiers, "units": 1, "charge": charge, **more}
        for code, modifiers, charge in billed
    ]


# ── original Medicare ──


def test_the_deductible_is_met() -> None:
    # allowed min(120.00, 90.32) = 90.32; 20% of it = 18.064, rounded 18.06
    assert owes() == "18.06"


def test_the_deductible_is_partly_met() -> None:
    # left 283.00 - 250.00 = 33.00; 20% of (90.32 - 33.00 = 57.32) = 11.464; 33.00 + 11.46
    assert owes(coverage={"deductible_met": "250.00"}) == "44.46"


def test_nothing_of_the_deductible_is_met_and_it_is_greater_than_the_fee() -> None:
    # 90.32 of 283.00
    assert owes(coverage={"deductible_met": "0.00"}) == "90.32"


def test_the_deductible_runs_on_from_line_to_line() -> None:
    # L1290 90.32 of the 100.00 left; L1200 1,800.47: 9.68 left, 20% of 1,790.79 = 358.158; 90.32 + 9.68 + 358.16
    two = lines(("L1290", "", "120.00"), ("L1200", "", "2400.00"))
    assert owes(coverage={"deductible_met": "183.00"}, lines=two) == "458.16"


def test_a_charge_below_the_fee_is_what_is_allowed() -> None:
    # min(80.00, 90.32) = 80.00; 20%
    assert owes(lines=lines(("L1290", "", "80.00"))) == "16.00"


def test_two_units_are_allowed_twice() -> None:
    # 2 x 90.32 = 180.64; 20% = 36.128
    assert owes(lines=[{"code": "L1290", "modifiers": [], "units": 2, "charge": "240.00"}]) == "36.13"


def test_the_deductible_of_the_year_of_service_counts() -> None:
    # 2025: 257.00 in place of 283.00; fees of 2025 are not at hand, so the charge is the upper end: 120.00 of 257.00
    told = estimated(coverage={"deductible_met": "0.00"}, delivery={"date": "2025-12-10"})
    assert any("2025" in table for table in told.tables)
    assert words(told.patient) == "0.00 to 120.00"


def test_a_year_whose_deductible_nobody_here_knows_is_a_question() -> None:
    told = estimated(coverage={"deductible_met": None}, delivery={"date": "2027-01-04"})
    assert "What is the Part B deductible of 2027" in told.questions[0].question
    assert words(told.patient) == "18.06 to 90.32"


def test_a_fee_that_is_another_in_rural_zip_codes() -> None:
    # L1851 in Texas: not rural and rural from the schedule; 20% of each
    city = estimated(patient={"state": "TX", "zip": "75001"}, lines=lines(("L1851", "", "2000.00")))
    country = estimated(patient={"state": "TX", "zip": "79772"}, lines=lines(("L1851", "", "2000.00")))
    assert city.lines[0].allowed.low != country.lines[0].allowed.low
    assert country.patient.low == round(country.lines[0].allowed.low * 0.2)
    open_zip = estimated(patient={"state": "TX", "zip": None}, lines=lines(("L1851", "", "2000.00")))
    assert (open_zip.patient.low, open_zip.patient.high) == tuple(
        sorted((city.patient.low, country.patient.low))
    )
    assert "ZIP" in open_zip.questions[0].question


def test_no_state_gives_the_range_over_the_states() -> None:
    # L1290 runs from 75.45 (Puerto Rico) to 120.42 by state, the charge is 120.00: 20% of 75.45 and of 120.00
    told = estimated(patient={"state": None, "zip": None})
    assert words(told.patient) == "15.09 to 24.00"
    assert told.questions[0].question.startswith("In which state")


def test_a_fee_that_is_missing() -> None:
    # L8499 is priced individually: anything up to the charge; 20% of 0 and of 500.00
    told = estimated(lines=lines(("L8499", "", "500.00")))
    assert words(told.patient) == "0.00 to 100.00"
    assert told.questions[0].question.startswith("What does the contractor allow for L8499?")


def test_a_qualified_medicare_beneficiary_owes_nothing() -> None:
    told = estimated(coverage={"qmb": "yes", "deductible_met": "0.00"}, supplier={"participating": None})
    assert words(told.patient) == "0.00"
    assert any(step.what == "not to be asked for" for step in told.lines[0].steps)


def test_without_assignment_the_patient_pays_the_charge_less_what_medicare_pays() -> None:
    # 120.00 less 80% of 90.32 (72.26) = 47.74
    assert owes(supplier={"participating": None}, claim={"assigned": "no"}) == "47.74"


def test_what_is_held_back_from_the_payment_does_not_touch_the_share() -> None:
    # 2% of 72.26 = 1.4452
    (held,) = [s for s in estimated().lines[0].steps if s.what == "held back from the payment"]
    assert held.cents == 145


def test_nothing_was_held_back_in_2021() -> None:
    told = estimated(
        delivery={"date": "2021-06-02"},
        coverage={"deductible_met": "203.00"},
        lines=lines(("L8030", "RT", "400")),
    )
    assert not [s for s in told.lines[0].steps if s.what == "held back from the payment"]


# ── denied ──

BREAST: dict[str, Any] = {
    **PLAIN,
    "patient": {"state": "OH", "zip": "43215"},
    "condition": {"region": "breast", "side": "right", "cause": "mastectomy", "diagnoses": ["Z90.11"]},
    "claim": {"place_of_service": "12"},
}
NOTICE = {
    "kind": "abn",
    "signed": "2026-09-01",
    "form_expires": "2029-03-31",
    "names_item": "yes",
    "states_reason": "yes",
}


def test_denied_with_a_notice_the_patient_pays_the_charge() -> None:
    told = estimated(BREAST, lines=lines(("L8035", "RT GA", "3900.00"), diagnoses=[1]), notices=[NOTICE])
    assert told.lines[0].outcome == "denied"
    assert words(told.patient) == "3900.00"
    # if it were paid: 20% of min(3,900.00, 4,511.21)
    assert words(told.if_covered) == "780.00"


def test_denied_without_a_notice_the_supplier_pays() -> None:
    told = estimated(BREAST, lines=lines(("L8035", "RT GZ", "3900.00"), diagnoses=[1]), notices=[])
    assert told.lines[0].outcome == "denied"
    assert words(told.patient) == "0.00"
    assert any(step.what == "denied, the supplier's" for step in told.lines[0].steps)


def test_an_upgrade_with_the_covered_item_beside_it() -> None:
    # GA 3,900.00 - GK 450.00 = 3,450.00, and 20% of 430.39 = 86.078 for L8030
    two = lines(("L8035", "RT GA", "3900.00"), ("L8030", "RT GK", "450.00"), diagnoses=[1])
    told = estimated(BREAST, lines=two, notices=[NOTICE])
    assert [line.outcome for line in told.lines] == ["denied", "covered"]
    assert words(told.patient) == "3536.08"


def test_a_denial_that_a_beneficiary_of_medicaid_is_told_of_waits_for_medicaid() -> None:
    told = estimated(
        BREAST,
        coverage={"qmb": "yes"},
        lines=lines(("L8035", "RT GA", "3900.00"), diagnoses=[1]),
        notices=[NOTICE],
    )
    assert words(told.patient) == "0.00 to 3900.00"
    assert "Medicaid" in told.questions[0].question


# ── other payers ──


def test_a_medigap_policy_that_takes_the_coinsurance() -> None:
    # deductible 33.00 stays, 11.46 is taken
    policy = {"name": "Medigap N", "takes_deductible": "no", "takes_percent": 100}
    assert owes(coverage={"deductible_met": "250.00"}, other_payers=[policy]) == "33.00"


def test_a_further_payer_of_unknown_terms_gives_a_range() -> None:
    told = estimated(other_payers=[{"name": "Plan Two", "rank": "secondary"}])
    assert words(told.patient) == "0.00 to 18.06"
    assert told.questions[0].question.startswith("What does Plan Two take over")


def test_medicare_after_another_payer() -> None:
    # The example of 42 CFR 411.33(b) with these amounts: charge 120.00, the other payer allowed 100.00 and paid 80.00;
    # lowest of 120.00 - 80.00 = 40.00; 80% of 90.32 = 72.26; 100.00 - 80.00 = 20.00: Medicare pays 20.00, and all is
    # settled
    told = estimated(
        coverage={"rank": "secondary"},
        other_payers=[{"name": "Employer plan", "rank": "primary", "paid": "80.00", "allowed": "100.00"}],
    )
    assert words(told.payer_pays) == "20.00"
    assert words(told.patient) == "0.00"


def test_medicare_after_a_payer_that_paid_little() -> None:
    # 120.00 - 10.00 = 110.00; 72.26; 90.32 - 10.00 = 80.32: Medicare pays 72.26; left 90.32 - 10.00 - 72.26 = 8.06
    told = estimated(
        coverage={"rank": "secondary"},
        other_payers=[{"name": "Employer plan", "rank": "primary", "paid": "10.00", "allowed": "50.00"}],
    )
    assert words(told.payer_pays) == "72.26"
    assert words(told.patient) == "8.06"


@pytest.mark.parametrize(
    ("method", "patient"),
    [
        # allowed 2,000; deductible 500, 20% of 1,500 = 300: its own benefit is 1,200; the payer before paid 1,000
        ("standard", "0.00"),  # pays min(1,200, 2,000 - 1,000) = 1,000
        (
            "non-duplication",
            "800.00",
        ),  # pays 1,200 - 1,000 = 200; left 2,000 - 1,000 - 200 = 800, at most the 800 of its own cost share
        (None, "0.00 to 800.00"),
    ],
)
def test_a_plan_as_second_payer(method: str | None, patient: str) -> None:
    told = estimated(
        PLAN,
        coverage={"rank": "secondary", "coordination": method},
        other_payers=[{"name": "First plan", "rank": "primary", "paid": "1000.00"}],
    )
    assert words(told.patient) == patient


# ── plans ──


def test_a_plan_with_deductible_and_coinsurance() -> None:
    # 500.00 + 20% of (2,000.00 - 500.00) = 800.00
    assert owes(PLAN) == "800.00"


def test_a_copayment_in_place_of_coinsurance() -> None:
    # 500.00 + 75.00
    assert owes(PLAN, coverage={"coinsurance_percent": None, "copayment": "75.00"}) == "575.00"


def test_the_out_of_pocket_limit_is_reached_in_the_middle_of_the_claim() -> None:
    # 900.00 left: line 1 owes 800.00; line 2 would owe 20% of 2,000.00 = 400.00, and 100.00 is left
    two = [*PLAN["lines"], {**PLAN["lines"][0], "code": "L1300"}]
    told = estimated(PLAN, coverage={"out_of_pocket_met": "3100.00"}, lines=two)
    assert [words(line.patient) for line in told.lines] == ["800.00", "100.00"]
    assert [s.cents for s in told.lines[1].steps if s.what == "beyond the limit"] == [-30_000]


def test_a_limit_in_dollars_on_what_the_plan_pays() -> None:
    # the plan would pay 1,200.00 and has 1,000.00 left: 800.00 + 200.00
    assert owes(PLAN, coverage={"benefit_left": "1000.00"}) == "1000.00"


def test_out_of_network_the_rest_of_the_charge_is_asked_for() -> None:
    # 800.00 + (2,400.00 - 2,000.00)
    assert owes(PLAN, coverage={"network": "out", "balance_billed": "yes"}) == "1200.00"


def test_whether_the_supplier_is_in_the_network_narrows_the_range() -> None:
    told = estimated(PLAN, coverage={"network": None})
    assert words(told.patient) == "800.00 to 1200.00"
    (asked,) = told.questions
    assert [words(found) for _, found in asked.answers] == ["800.00", "1200.00"]


def test_a_contract_that_allows_a_share_of_the_charge() -> None:
    # 60% of 2,400.00 = 1,440.00; 500.00 + 20% of 940.00 = 688.00
    bare = [{k: v for k, v in PLAN["lines"][0].items() if k != "allowed"}]
    assert owes(PLAN, coverage={"rate_percent_of_charge": 60}, lines=bare) == "688.00"


def test_a_contract_that_allows_a_share_of_medicares_fee() -> None:
    # 110% of 1,800.47 = 1,980.517; 500.00 + 20% of 1,480.52 = 296.104
    bare = [{k: v for k, v in PLAN["lines"][0].items() if k != "allowed"}]
    assert owes(PLAN, coverage={"rate_percent_of_fee": 110}, lines=bare) == "796.10"


def test_a_contract_rate_above_the_charge_asks_whether_the_lesser_counts() -> None:
    # charge 1,500.00: 500.00 + 20% of 1,000.00 = 700.00; by the rate of 2,000.00: 800.00
    told = estimated(
        PLAN, coverage={"lesser_of_charge": None}, lines=[{**PLAN["lines"][0], "charge": "1500.00"}]
    )
    assert words(told.patient) == "700.00 to 800.00"


def test_a_plan_of_which_nothing_is_told() -> None:
    told = estimated(
        PLAN, coverage={"plan_type": "employer_insured"} | dict.fromkeys(PLAN["coverage"]), other_payers=None
    )
    assert words(told.patient) == "0.00 to 2400.00"
    asked = {question.fact for question in told.questions}
    assert {"deductible_left", "coinsurance", "out_of_pocket_left", "balance", "further"} <= asked


def test_who_pays_alone_pays_the_charge() -> None:
    assert owes(PLAN, coverage={"self_pay": "yes"}) == "2400.00"


def test_a_charge_that_nobody_told_has_no_upper_end_where_the_patient_bears_it() -> None:
    told = estimated(
        PLAN,
        coverage={"network": "out", "balance_billed": "yes"},
        lines=[{**PLAN["lines"][0], "charge": None}],
    )
    assert told.patient.high is None


def test_every_step_has_its_source_and_the_estimate_its_day_and_tables() -> None:
    told = estimated(coverage={"deductible_met": "250.00"})
    assert all(step.ground for line in told.lines for step in line.steps)
    assert told.made == TODAY
    assert any("fee schedule, July 2026" in table for table in told.tables)
    assert any("2026" in table and "deductible" in table for table in told.tables)
