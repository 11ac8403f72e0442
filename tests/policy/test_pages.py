"""Every rule has its page, and every page proves its rule: it fires, keeps silent, asks, and minds days and payers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contralateral import policy

from .page import Proof, answers, proofs

BOOK = policy.load()
RULES = {rule.id: rule for rule in BOOK.rules}


@pytest.fixture(params=RULES)
def rule(request: pytest.FixtureRequest) -> policy.Rule:
    return RULES[request.param]


def test_the_page_holds(rule: policy.Rule) -> None:
    assert rule.page.exists(), f"{rule.id} has no page"
    for proof in proofs(rule.page):
        assert answers(rule, proof) == proof.expected, proof.text


def test_the_page_is_whole(rule: policy.Rule) -> None:
    shown = proofs(rule.page)
    words = {word for proof in shown for word in proof.expected}
    assert words == {"fails", "unknown", "silent"}, f"{rule.id} shows only {sorted(words)}"
    days = {proof.day for proof in shown}
    for edition in rule.editions:
        assert edition.starts in days, f"{rule.id}: no case on {edition.starts}"
        assert edition.starts - timedelta(days=1) in days, (
            f"{rule.id}: no case on the day before {edition.starts}"
        )


def test_another_payer_is_not_concerned(rule: policy.Rule) -> None:
    if rule.pack == "all":
        assert all(rule in BOOK.of_payer(payer) for payer in [*BOOK.payers, "nobody we know"])
        return
    others = [p for p in proofs(rule.page) if rule not in BOOK.of_payer(p.payer)]
    assert others, f"{rule.id}: no case of a payer that does not select it"
    assert all(set(p.expected) == {"silent"} for p in others)


def test_pages_belong_to_rules() -> None:
    homes = {rule.folder for rule in BOOK.rules}
    pages = {p.relative_to(home).with_suffix("").as_posix() for home in homes for p in home.rglob("*.md")}
    assert pages == set(RULES)


def test_marks_are_checked() -> None:
    assert all(isinstance(p, Proof) for p in proofs(next(iter(RULES.values())).page))
