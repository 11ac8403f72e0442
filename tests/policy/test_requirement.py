"""Requirement records: a slip is refused with a sentence, and those shipped name what exists."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from contralateral import policy
from contralateral.errors import NameUnknown, RuleBroken
from contralateral.policy.requirement import FIELDS, load_requirements

if TYPE_CHECKING:
    from pathlib import Path

RECORD = """
title = "A paper of the clinic"
item = "order"
per = "case"
wanted = "required"
document = "order"
codes = ["*"]
question = "Is it there?"
remedy = "Get it."
"""
VERSION = """
[[version]]
from = 2020-01-01
source = "x12-837p"
confidence = "H"
verified = 2026-11-23
"""


def write(folder: Path, text: str, name: str = "ours/paper") -> Path:
    path = folder / "requirements" / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return folder


def fault(folder: Path, text: str) -> str:
    with pytest.raises(RuleBroken) as told:
        load_requirements((write(folder, text),))
    return str(told.value)


def test_a_clinic_has_requirements_of_its_own(tmp_path: Path) -> None:
    ours = [r for r in load_requirements((write(tmp_path, RECORD + VERSION),)) if r.pack == "ours"]
    assert [r.id for r in ours] == ["ours/paper"]
    assert ours[0].version(date(2019, 12, 31)) is None
    assert ours[0].version(date(2020, 1, 1)) is not None


def test_a_requirement_ends(tmp_path: Path) -> None:
    over = VERSION.replace("2020-01-01", "2024-01-01") + "retired = true\n"
    found = load_requirements((write(tmp_path, RECORD + VERSION + over),))
    (ours,) = [r for r in found if r.pack == "ours"]
    assert ours.version(date(2023, 12, 31)) is not None
    assert ours.version(date(2024, 1, 1)) is None


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        (VERSION, "version = []", "needs at least one [[version]]"),
        ('item = "order"', 'item = "ordre"', "item: one of "),
        ('wanted = "required"', 'wanted = "required"\nsing = true', "no key 'sing'. Did you mean 'signed'?"),
        ('confidence = "H"', 'confidence = "NV"', 'is only advised: wanted = "advised"'),
        ('document = "order"', "", "names a document, or the criteria"),
        ('document = "order"', 'document = "order"\ncriteria = "llp"', "names a document, or the criteria"),
        ('document = "order"', 'criteria = "lpl"', "no criteria 'lpl'. Did you mean 'llp'?"),
        (
            'document = "order"',
            'criteria = "llp"\nor_criteria = "lpl_k2"',
            "no criteria 'lpl_k2'. Did you mean 'llp_k2'?",
        ),
        ('document = "order"', 'document = "order"\nor_criteria = "llp"', "criteria names the first"),
        ("[[version]]", '[when]\nmet = "plan_network_"\n[[version]]', "Did you mean 'plan_network'?"),
        ('source = "x12-837p"', 'source = "x12-837"', "no source 'x12-837'. Did you mean 'x12-837p'?"),
        (
            'codes = ["*"]',
            'codes = ["*"]\nrules = ["medicare_dme/orders/order_mising"]',
            "Did you mean 'medicare_dme/orders/order_missing'?",
        ),
        ('codes = ["*"]', 'codes = ["*"]\ngives_way_to = ["all/photos"]', "no requirement 'all/photos'"),
        (
            "[[version]]",
            '[fields]\nquantiy = "x"\n[[version]]',
            "no field 'quantiy' in a paper of kind order.",
        ),
        ("[[version]]", '[when]\nlisted = "@llp"\n[[version]]', "'@llp' is no set of spells."),
        (
            "[[version]]",
            '[[order]]\ndate = "recieved"\nnot_after = "delivery"\n[[version]]',
            "no date 'recieved'. Did you mean 'received'?",
        ),
        (
            "[[version]]",
            '[[order]]\ndate = "date"\nnot_after = "delivry"\n[[version]]',
            "no date 'delivry' in a case. Did you mean 'delivery'?",
        ),
        ("[[version]]", '[[order]]\ndate = "date"\n[[version]]', "not_after or not_before"),
        ("[[version]]", '[[age]]\non = "service"\n[[version]]', "exactly one of months, days and until"),
        (
            'document = "order"',
            'document = "chart"\nfields = { desing = "x" }',
            "facts.toml has no question for 'desing'.",
        ),
        ('document = "order"', 'document = "measure"', "a measure is named by its facts"),
    ],
)
def test_a_slip_is_told(tmp_path: Path, was: str, now: str, words: str) -> None:
    text = RECORD + VERSION
    assert was in text
    told = fault(tmp_path, text.replace(was, now, 1))
    assert told.startswith("requirements/ours/paper.toml: ")
    assert words in told


def test_a_set_that_is_not_there_is_told(tmp_path: Path) -> None:
    write(tmp_path, (RECORD + VERSION).replace('"*"', '"@f2f_wodp"'))
    with pytest.raises(
        NameUnknown, match=r"Did you mean 'f2f_wopd'\? It is named in requirements/ours/paper"
    ):
        load_requirements((tmp_path,))


def test_two_of_one_name_are_refused(tmp_path: Path) -> None:
    write(tmp_path, RECORD + VERSION, "all/photographs")
    with pytest.raises(RuleBroken, match=r"requirements/all/photographs\.toml: a requirement of this name"):
        load_requirements((tmp_path,))


def test_the_shipped_ones_belong_to_packs_that_payers_select() -> None:
    packs = {pack for payer in policy.load().payers.values() for pack in payer.packs} | set(
        policy.load().laws
    )
    shipped = load_requirements()
    assert len(shipped) >= 35
    assert {r.pack for r in shipped} <= packs
    assert {r.record.document for r in shipped} - {None} == set(FIELDS) | {"chart"}


def test_what_a_rule_finds_a_requirement_links_to() -> None:
    """The same wording is not kept twice: where a rule judges a document, its requirement names the rule."""
    linked = {rule for r in load_requirements() for rule in r.record.rules}
    for topic in ("authorization", "delivery"):
        judged = (r for r in policy.load().rules if r.record.outcome != "advise")
        rules = {r.id for r in judged if r.id.startswith(f"medicare_dme/{topic}/")}
        assert rules <= linked, rules - linked
