"""One document, one reading: what a rule finds on the claim and what the checklist asks for must not contradict.

A requirement names the rules that judge its document. The same payer, the same code and the same paper then have one
day from which they hold, one confidence, and one answer to whose word counts.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from contralateral import policy
from contralateral.codes import names
from contralateral.policy.book import Rule
from contralateral.policy.criteria import Criterion, load_criteria, of_policy
from contralateral.policy.requirement import Requirement, load_requirements

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The columns of a line that are read from each kind of paper.
READ_FROM = {
    "order": ("order_", "on_order", "ordering_"),
    "encounter": ("encounter_date",),
    "delivery": ("proof_", "delivered", "shipped"),
    "notice": ("notice_",),
    "authorization": ("authorization_",),
    "history": ("had_before", "history_", "similar_", "earlier_in_year"),
    "replaced": ("history_", "is_replacement"),
}
#: The columns that judge a field of a paper.
JUDGES = {
    ("order", "item"): {"order_lacks", "on_order"},
    ("order", "this_code"): {"on_order"},
    ("order", "patient"): {"order_lacks"},
    ("order", "quantity"): {"order_lacks"},
    ("order", "practitioner"): {"order_lacks"},
    ("order", "date"): {"order_date"},
    ("order", "received"): {"order_received"},
    ("order", "replacement_reason"): {"order_gives_reason"},
    ("authorization", "number"): {"authorization_held"},
    ("authorization", "number_of_14"): {"authorization_of_14"},
    ("authorization", "affirmed"): {"authorization_decision"},
    ("notice", "item"): {"notice_incomplete"},
    ("notice", "reason"): {"notice_incomplete"},
    ("delivery", "relation"): {"proof_relation", "proof_lacks"},
    ("delivery", "accepted_signer"): {"proof_relation"},
    ("delivery", "date"): {"proof_dated"},
    **{("delivery", name): {"proof_lacks"} for name in ("patient", "address", "item", "quantity")},
}
#: Criteria that no rule reads, and what stands for them on the claim.
OTHERWISE = {
    "medicare_dme/breast_criteria": "the diagnosis list: each of its codes tells a mastectomy or its cause"
}
#: Facts that anybody's paper may state: they are no judgment on the patient's need.
OF_THE_PLAN = {
    *("authorization_required", "out_of_network_accepted", "referral_required", "referral_held"),
    *("plan_excludes_item", "plan_one_per_side", "plan_breast_initial_only", "plan_excludes_reconstructive"),
    *("plan_covers_mastectomy", "plan_opted_out"),
}
OF_THE_DEVICE = {
    *("brace_type", "brace_is_spinecor", "brace_not_elastic", "bills_cad_cam", "supply_is_cosmetic"),
    *("device_for_activity", "product_listed", "new_impression_taken", "part_replaced_in_repair"),
    *("orthotist_qualified",),
}
#: Numbers that an instrument, a scale or a calendar gives, whoever reads it.
MEASURED = {
    "ankle_dorsiflexion_degrees",
    "knee_motion_degrees",
    "cobb_angle",
    "cranial_asymmetry_mm",
    "cephalic_index_sd",
    "weight_lb",
}
DATED = {"months_since_breast_surgery", "first_helmet_months"}

Pair = tuple[Requirement, Rule]


def pairs() -> Iterator[Pair]:
    book = policy.load()
    for requirement in load_requirements():
        for name in requirement.record.rules:
            yield requirement, book.rule(name)


PAIRS = pytest.mark.parametrize("pair", list(pairs()), ids=lambda p: f"{p[0].id}-{p[1].id}")
WITH_RULES = pytest.mark.parametrize(
    "requirement", [r for r in load_requirements() if r.record.rules], ids=lambda r: r.id
)


def criteria_of(rule: Rule) -> list[Criterion]:
    found = []
    for name in rule.reads:
        if name.startswith("met:"):
            _, listed, criterion = name.split(":")
            found += [c for c in of_policy(listed).criterion if c.name == criterion]
    return found


@PAIRS
def test_they_belong_to_one_payer_and_to_codes_and_days_in_common(pair: Pair) -> None:
    requirement, rule = pair
    assert requirement.pack == rule.pack
    known = [*names(on=date(2026, 11, 2))["code"], "S1040"]
    assert any(requirement.scope.covers(c) and e.scope.covers(c) for c in known for e in rule.editions)
    starts = max(requirement.record.version[0].from_, rule.record.version[0].from_)
    ends = [v[-1].from_ for v in (requirement.record.version, rule.record.version) if v[-1].retired]
    assert all(starts < end for end in ends)


@PAIRS
def test_what_one_source_says_holds_from_one_day_for_both(pair: Pair) -> None:
    requirement, rule = pair
    mine = {v.source: v for v in requirement.record.version}
    theirs = {v.source: v for v in rule.record.version}
    for source in mine.keys() & theirs.keys():
        assert mine[source].from_ == theirs[source].from_, source
        assert requirement.record.basis == rule.record.basis


@PAIRS
def test_what_blocks_a_claim_is_required_and_as_sure(pair: Pair) -> None:
    requirement, rule = pair
    if not rule.record.blocks:
        return
    assert requirement.record.wanted == "required"
    mine = {v.source: v.confidence for v in requirement.record.version}
    theirs = {v.source: v.confidence for v in rule.record.version}
    assert all(mine[source] == theirs[source] for source in mine.keys() & theirs.keys())


@PAIRS
def test_both_listen_to_the_same_people(pair: Pair) -> None:
    requirement, rule = pair
    record = requirement.record
    facts = set(record.facts) | (set(record.fields) if record.document == "chart" else set())
    for criterion in criteria_of(rule):
        if criterion.fact in facts:
            assert set(criterion.roles) == set(record.roles), criterion.name


@WITH_RULES
def test_some_rule_reads_the_paper_that_is_asked_for(requirement: Requirement) -> None:
    record = requirement.record
    rules = [policy.load().rule(name) for name in record.rules]
    stated = {c.fact for rule in rules for c in criteria_of(rule)}
    columns = {name for rule in rules for name in rule.reads}
    if record.criteria:
        wanted = {c.fact for c in of_policy(record.criteria).criterion}
        assert wanted <= stated or requirement.id in OTHERWISE, wanted - stated
    elif record.document in READ_FROM:
        assert any(name.startswith(READ_FROM[record.document]) for name in columns)
    elif record.document == "goals":
        assert "functional_state_expected" in stated
    else:
        assert stated & {*record.facts, *record.fields}


@WITH_RULES
def test_every_field_that_is_asked_for_is_judged_by_some_rule(requirement: Requirement) -> None:
    record = requirement.record
    columns = {name for rule in record.rules for name in policy.load().rule(rule).reads}
    for name in record.fields:
        judges = JUDGES.get((record.document or "", name))
        assert judges is None or judges & columns, name


def test_the_other_exceptions_are_still_needed() -> None:
    known = {r.id for r in load_requirements()}
    assert set(OTHERWISE) <= known


@pytest.mark.parametrize("name", sorted(load_criteria()))
def test_a_criterion_says_whose_word_counts(name: str) -> None:
    """A supplier's note alone proves no need: every criterion about the patient names who must say so."""
    free = OF_THE_PLAN | OF_THE_DEVICE | MEASURED | DATED
    for criterion in of_policy(name).criterion:
        assert criterion.roles or criterion.fact in free, criterion.fact
        if criterion.roles and criterion.fact not in OF_THE_DEVICE:
            assert set(criterion.roles) != {"supplier"}
