"""Laws: they bind by kind of plan and state, come with packs and are selected by nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest

from contralateral import policy
from contralateral.errors import RuleBroken
from contralateral.policy.laws import binding
from contralateral.policy.record import Law

from .records import write

if TYPE_CHECKING:
    from pathlib import Path

BOOK = policy.load()
FIELDS = {"title": "A law of nowhere", "with_packs": ["commercial"], "source": "whcra"}


@pytest.mark.parametrize(
    ("kinds", "states", "kind", "state", "binds"),
    [
        (["individual"], [], "individual", None, True),
        (["individual"], [], "medicaid", None, False),
        (["individual"], [], None, None, None),
        ([], ["CO"], None, "CO", True),
        ([], ["CO"], "individual", "TX", False),
        ([], ["CO"], "individual", None, None),
        (["individual"], ["CO"], "individual", "CO", True),
        (["individual"], ["CO"], "government", None, False),  # one that is surely another is enough
        (["individual"], ["CO"], None, "TX", False),
        (["individual"], ["CO"], None, "CO", None),
        ([], [], None, None, True),
    ],
)
def test_a_law_binds_by_kind_of_plan_and_state(
    kinds: list[str], states: list[str], kind: str | None, state: str | None, binds: bool | None
) -> None:
    law = Law.model_validate({**FIELDS, "plan_types": kinds, "states": states})
    line = pl.DataFrame(
        {"plan_type": [kind], "plan_state": [state]},
        schema=dict.fromkeys(("plan_type", "plan_state"), pl.String),
    )
    assert line.select(said=binding(law))["said"].item() is binds


def test_laws_come_with_commercial_plans_and_never_with_medicare_or_medicaid() -> None:
    assert set(BOOK.laws) == {"whcra", "whcra_public", "state_activity"}
    for payer in BOOK.payers:
        meets = BOOK.packs_of(payer) & set(BOOK.laws)
        assert meets == (set(BOOK.laws) if "commercial" in BOOK.payers[payer].packs else set())
    assert not BOOK.packs_of("medicare-dme") & set(BOOK.laws)
    assert not BOOK.packs_of("oregon-medicaid") & set(BOOK.laws)
    assert BOOK.packs_of(policy.UNRECOGNIZED) == {"all"}


def test_every_rule_of_a_law_reads_what_it_binds_by() -> None:
    for rule in BOOK.rules:
        law = BOOK.laws.get(rule.pack)
        if law is not None:
            assert ("plan_type" in rule.reads) is bool(law.plan_types)
            assert ("plan_state" in rule.reads) is bool(law.states)


def test_general_packs_are_no_plans_own() -> None:
    assert BOOK.general_packs == {"all", "commercial", *BOOK.laws}


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (
            "payers.toml",
            '[plan]\ntitle = "P"\npacks = ["all", "whcra"]',
            "payers.toml: plan selects 'whcra', a law, which binds by kind of plan.",
        ),
        (
            "payers.toml",
            '[plan]\ntitle = "P"\npacks = ["all", "comercial"]',
            "payers.toml: plan selects no pack: 'comercial'. Did you mean 'commercial'?",
        ),
        (
            "payers.toml",
            '[plan]\ntitle = "P"\npacks = ["all"]\nsource = "whcrs"',
            "payers.toml: plan: no source 'whcrs'. Did you mean 'whcra'?",
        ),
        (
            "laws.toml",
            '[ours]\ntitle = "L"\nwith_packs = ["comercial"]\nsource = "whcra"',
            "laws.toml: ours: no rule is in the pack 'comercial'. Did you mean 'commercial'?",
        ),
        (
            "laws.toml",
            '[ours]\ntitle = "L"\nwith_packs = ["commercial"]\nsource = "whcrs"',
            "laws.toml: ours: no source 'whcrs'. Did you mean 'whcra'?",
        ),
        (
            "laws.toml",
            '[ours]\ntitle = "L"\nwith_packs = ["commercial"]\nsource = "whcra"\nstates = ["Colorado"]',
            "laws.toml: ours.states.1: string should match pattern '^[A-Z]{2}$'.",
        ),
    ],
)
def test_what_a_law_or_a_payer_names_exists(tmp_path: Path, file: str, text: str, said: str) -> None:
    (tmp_path / file).write_text(text, "utf-8")
    write(tmp_path, "ours/x/rule")
    with pytest.raises(RuleBroken) as caught:
        policy.load((tmp_path,))
    assert str(caught.value) == said


def test_a_law_of_ones_own_binds_in_its_state(tmp_path: Path) -> None:
    (tmp_path / "laws.toml").write_text(
        '[ours]\ntitle = "L"\nwith_packs = ["moda"]\nstates = ["OR"]\nsource = "whcra"\n', "utf-8"
    )
    write(tmp_path, "ours/x/rule")
    book = policy.load((tmp_path,))
    rule = book.rule("ours/x/rule")
    assert rule in book.of_payer("moda")
    assert rule not in book.of_payer("aetna")
    lines = pl.DataFrame(
        {
            "payer": ["moda"] * 3,
            "code": ["L8030"] * 3,
            "plan_state": ["OR", "WA", None],
            "mods": [["RT", "LT"]] * 3,
        }
    ).with_columns(dos=pl.date(2026, 6, 1), receipt=pl.date(2026, 6, 1))
    verdicts = policy.judge(lines, replace(book, rules=(rule,)))
    assert verdicts.select("row", "verdict").rows() == [(0, 1), (2, 2)]
