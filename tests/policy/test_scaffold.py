"""A payer's own pack as it is started: the loader takes it, its page proves its rule, and nothing is made up."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from contralateral import policy
from contralateral.errors import RuleBroken
from contralateral.policy.checks import CHECKS
from contralateral.policy.scaffold import Scaffold, scaffold

from .page import answers, proofs

PAGE = Path(__file__).parents[2] / "docs" / "own-payers.md"
DAY, STARTS = date(2026, 11, 25), date(2026, 7, 1)


def made(name: str, folder: Path, ids: tuple[str, ...] = ()) -> tuple[Scaffold, policy.Book]:
    found = scaffold(name, policy.load(), ids=ids, starts=STARTS, today=DAY)
    for path, text in found.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return found, policy.load((folder,))


@pytest.mark.parametrize(
    ("name", "key", "pack"),
    [
        ("Example Health Plan", "example-health-plan", "example_health_plan"),
        ('  Example "Blue" of Nowhere, Inc. ', "example-blue-of-nowhere-inc", "example_blue_of_nowhere_inc"),
        ("Krankenkasse Übung", "krankenkasse-bung", "krankenkasse_bung"),
        ("WHCRA", "whcra", "whcra_contract"),  # a pack of that name is there
        ("Aetna", "aetna", "aetna_contract"),
    ],
)
def test_what_is_started_can_be_loaded_and_proves_itself(
    name: str, key: str, pack: str, tmp_path: Path
) -> None:
    found, book = made(name, tmp_path, ("12345",))
    assert (found.key, found.pack) == (key, pack)
    assert "12345" in book.payers[key].ids
    (rule,) = (r for r in book.rules if r.folder == tmp_path / "rules")
    assert rule in book.of_payer(key)
    assert (rule.record.outcome, rule.record.version[0].confidence) == ("advise", "NV")
    assert book.sources[rule.record.version[0].source].title == f"Contract with {name.strip()}"
    shown = proofs(rule.page)
    assert {word for proof in shown for word in proof.expected} == {"fails", "unknown", "silent"}
    assert {proof.day for proof in shown} == {STARTS, date(2026, 6, 30)}
    for proof in shown:
        assert answers(rule, proof, book) == proof.expected


def test_a_known_payer_keeps_what_is_known_of_it(tmp_path: Path) -> None:
    _, book = made("Aetna", tmp_path, ("98765",))
    ours = policy.load()
    assert book.payers["aetna"].ids == (*ours.payers["aetna"].ids, "98765")
    own = {r.id for r in book.of_payer("aetna")} - {r.id for r in ours.of_payer("aetna")}
    assert own == {"aetna_contract/limits/bras_in_a_year"}
    assert {r.id for r in ours.of_payer("aetna")} <= {r.id for r in book.of_payer("aetna")}


def test_medicare_keeps_its_filing_code(tmp_path: Path) -> None:
    _, book = made("medicare-dme", tmp_path)
    assert book.payers["medicare-dme"].filing_codes == ("MB",)
    assert not any(name in book.packs_of("medicare-dme") for name in book.laws)


def test_no_id_is_made_up(tmp_path: Path) -> None:
    _, book = made("Example Health Plan", tmp_path)
    assert book.payers["example-health-plan"].ids == ()


@pytest.mark.parametrize("name", ["", "  ", "12345", "—"])
def test_a_name_has_a_letter(name: str) -> None:
    with pytest.raises(RuleBroken, match="has no letter"):
        scaffold(name, policy.load(), starts=STARTS, today=DAY)


def test_no_plan_in_particular_is_no_payer() -> None:
    with pytest.raises(RuleBroken, match="Name the plan of the contract"):
        scaffold("Commercial", policy.load(), starts=STARTS, today=DAY)


def test_the_checks_that_its_guide_offers_exist() -> None:
    offered = {
        name
        for row in PAGE.read_text("utf-8").splitlines()
        if row.startswith("| `") and "`.md`" not in row
        for name in re.findall(r"`(\w+)`", row.split("|")[1])
    }
    assert len(offered) > 8
    assert offered <= set(CHECKS), offered - set(CHECKS)
