"""The book: a record that cannot be used is named with its fault and the way out, and a clinic can add its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contralateral import policy
from contralateral.errors import ContralateralError, NameUnknown, RuleBroken
from contralateral.guide.modifiers.knowledge import knowledge
from contralateral.policy import criteria
from contralateral.policy.requirement import load_requirements

from .records import book, write

if TYPE_CHECKING:
    from pathlib import Path


def fault(folder: Path) -> str:
    with pytest.raises(ContralateralError) as caught:
        policy.load((folder,))
    assert isinstance(caught.value, RuleBroken | NameUnknown)
    return str(caught.value)


PARAMS = "params of 'modifiers_too_many':"
PLAN = '[plan]\ntitle = "P"\npacks = ["all"]\n'
NO_ADVICE = "a fact that nobody has verified (NV) only advises: outcome advise, blocks false."


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("blocks =", "blcks =", "blocks is missing. no key 'blcks'. Did you mean 'blocks'?"),
        (
            'source = "x12-837p"',
            'sorce = "x12-837p"',
            "version.1.source is missing. no key 'sorce' in version.1. Did you mean 'source'?",
        ),
        ('confidence = "H"', 'confidence = "NV"', NO_ADVICE),
        ('outcome = "reject"', 'outcome = "advise"', "advice does not block."),
        (
            'outcome = "reject"',
            'outcome = "refuse"',
            "outcome: one of 'reject', 'deny', 'audit' or 'advise' is wanted.",
        ),
        (
            '"modifiers_too_many"',
            '"modifier_too_many"',
            "no check named 'modifier_too_many'. Did you mean 'modifiers_too_many'?",
        ),
        (
            "{ most = 1 }",
            "{ mots = 1 }",
            f"{PARAMS} most: missing required keyword only argument. mots: unexpected keyword argument.",
        ),
        ("{ most = 1 }", '{ most = "1" }', f"{PARAMS} most: input should be a valid integer."),
        ('"x12-837p"', '"x12-837"', "no source 'x12-837'. Did you mean 'x12-837p'?"),
        ("{code} is wrong", "{cod} is wrong", "no column 'cod' on a line. Did you mean 'code'?"),
        (
            "{code} is wrong",
            "{code is wrong",
            "message or remedy: expected '}' before end of string. Columns stand in {braces}.",
        ),
        ('["*"]', '["L129"]', "'L129' is neither a code, a range L1000-L1499, an @set nor *."),
        ('["*"]', '["L1499-L1000"]', "the range L1499-L1000 runs backwards."),
        (
            "\nroute",
            '\nexcept_codes = ["L1000-L1499"]\nroute',
            "except_codes names codes and @sets, not ranges.",
        ),
        (
            "\nroute",
            '\nfix = { do = "mend" }\nroute',
            "fix.do: one of 'drop', 'dedupe' or 'split' is wanted.",
        ),
        ("\nroute", '\nfix = { do = "drop" }\nroute', "fix: drop names its modifier, and no other fix does."),
        (
            "blocks = true",
            "blocks true",
            "Expected '=' after a key in a key/value pair (at line 7, column 8).",
        ),
        ("from = 2020-01-01", "from = 2020-02-30", "Invalid date or datetime (at line 14, column 8)."),
    ],
)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = write(tmp_path, "ours/x/odd")
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert fault(tmp_path) == f"ours/x/odd.toml: {said}"


def test_versions_rise(tmp_path: Path) -> None:
    write(tmp_path, "ours/x/odd", "2021-01-01", "2021-01-01")
    assert fault(tmp_path) == "ours/x/odd.toml: version: versions start on rising dates."


def test_a_rule_has_a_version(tmp_path: Path) -> None:
    path = write(tmp_path, "ours/x/odd", more="version = []")
    path.write_text(path.read_text("utf-8").split("[[version]]")[0], "utf-8")
    assert fault(tmp_path) == "ours/x/odd.toml: version: a rule needs at least one [[version]]."


def test_a_set_that_is_not_there(tmp_path: Path) -> None:
    write(tmp_path, "ours/x/odd", codes='["@rtlr"]')
    assert fault(tmp_path) == (
        "No code set named 'rtlr'. Did you mean 'rtlt'? It is named in ours/x/odd.toml."
    )


def test_a_modifier_and_a_policy_that_are_not_there(tmp_path: Path) -> None:
    path = write(tmp_path, "ours/x/odd", check="more_than_one_of", params='{ among = ["RT", "Q9"] }')
    assert fault(tmp_path) == (
        "ours/x/odd.toml: params of 'more_than_one_of': modifier Q9 has no bit; "
        "append it to MODIFIERS in policy/line.py."
    )
    path.unlink()
    write(tmp_path, "ours/y/odd", check="kx_unsupported", params='{ policy = "nowhere at all" }')
    said = fault(tmp_path)
    assert said.startswith(
        "ours/y/odd.toml: params of 'kx_unsupported': No policy with criteria named 'nowhere"
    )


def test_a_name_that_is_taken(tmp_path: Path) -> None:
    write(tmp_path, "all/code/ended")
    assert (
        fault(tmp_path) == "all/code/ended.toml: a rule of this name is there already. Name yours otherwise."
    )


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("payers.toml", PLAN + "excpt = []", "no key 'excpt' in plan. Did you mean 'except'?"),
        (
            "payers.toml",
            PLAN + 'except = ["all/code/endet"]',
            "plan leaves out no rule: 'all/code/endet'. Did you mean 'all/code/ended'?",
        ),
        ("payers.toml", PLAN + 'ids = ["60054"]', "'60054' names both aetna and plan. Leave it with one."),
        (
            "payers.toml",
            PLAN + 'filing_codes = ["MB"]',
            "'SBR09 MB' names both medicare-dme and plan. Leave it with one.",
        ),
        ("sources.toml", '[ours]\ntitle = "O"\npublisher = "O"', "ours.read is missing."),
        (
            "facts.toml",
            '[height]\nqestion = "How tall?"',
            "no key 'qestion' in height. Did you mean 'question'?",
        ),
        ("facts.toml", '[height]\nask = "heigth"', "height asks 'heigth', which has no question."),
        (
            "facts.toml",
            '[height]\nquestion = "How tall is {patient}?"',
            "height: a question names {code}, {line} and {mods_open} and nothing else.",
        ),
        ("facts.toml", "height", "Expected '=' after a key in a key/value pair (at end of document)."),
    ],
)
def test_a_fault_beside_the_rules_is_named(tmp_path: Path, file: str, text: str, said: str) -> None:
    (tmp_path / file).write_text(text, "utf-8")
    assert fault(tmp_path) == f"{file}: {said}"


def test_a_check_can_only_wait_for_what_can_be_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "facts.toml").write_text(
        '[mods]\nask = "mods_other"\n[mods_other]\nquestion = "Which?"\n', "utf-8"
    )
    write(tmp_path, "ours/x/most")
    monkeypatch.setattr(policy.book, "_HERE", tmp_path / "nowhere")
    (tmp_path / "sources.toml").write_text(
        '[x12-837p]\ntitle = "t"\npublisher = "p"\nread = 2026-11-23\n', "utf-8"
    )
    assert fault(tmp_path) == "ours/x/most.toml: facts.toml has no question for 'dos'."


def test_a_clinic_adds_a_pack_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "payers.toml").write_text(
        '[our-plan]\ntitle = "Our plan"\nids = ["77777"]\npacks = ["all", "ours"]\nexcept = ["all/modifier/repeated"]\n'
    )
    (tmp_path / "sources.toml").write_text(
        '[contract]\ntitle = "Contract of 2026"\npublisher = "the plan"\nread = 2026-11-01\n'
    )
    path = write(tmp_path, "ours/x/house_rule")
    path.write_text(path.read_text("utf-8").replace("x12-837p", "contract"), "utf-8")
    both = policy.load((tmp_path,))
    ours = both.rule("house_rule")
    assert (ours.id, ours.pack, ours.page) == (
        "ours/x/house_rule",
        "ours",
        tmp_path / "rules/ours/x/house_rule.md",
    )
    of_all = {r.id for r in policy.load().rules if r.pack == "all"}
    assert {r.id for r in both.of_payer("our-plan")} == of_all - {"all/modifier/repeated"} | {ours.id}
    assert ours not in both.of_payer("medicare-dme")
    assert {r.id for r in both.of_payer("a plan nobody knows")} == of_all
    assert both.sources["contract"].title == "Contract of 2026"
    assert [r.id for r in book(tmp_path).rules] == [ours.id]


def test_a_clinic_may_put_a_payer_in_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "payers.toml").write_text(
        '[aetna]\ntitle = "Aetna, our contract"\nids = ["60054"]\npacks = ["all"]\n'
    )
    mine = policy.load((tmp_path,)).payers["aetna"]
    assert (mine.title, mine.packs) == ("Aetna, our contract", ("all",))
    assert policy.load().payers["aetna"].title == "Aetna"


def test_a_rule_is_found_by_its_last_word(tmp_path: Path) -> None:
    for name in ("ours/x/same", "ours/y/same", "ours/x/single"):
        write(tmp_path, name)
    loaded = policy.load((tmp_path,))
    assert loaded.rule("single").id == "ours/x/single"
    assert loaded.rule("ours/y/same").id == "ours/y/same"
    with pytest.raises(NameUnknown, match=r"It could be ours/x/same or ours/y/same\."):
        loaded.rule("same")
    with pytest.raises(NameUnknown, match=r"Did you mean 'ours/x/single'\?"):
        loaded.rule("ours/x/singel")


def test_the_shipped_facts_can_all_be_asked() -> None:
    loaded = policy.load()
    waiting = {criteria.fact_of(c) for r in loaded.rules for c in r.waits_for} - {
        "claim",
        "line",
        "receipt",
        "payer",
    }
    assert len(waiting) > 20
    for name in waiting:
        fact = loaded.facts[name]
        assert loaded.facts[fact.get("ask", name)]["question"].endswith(("?", ".")), name


def test_shipped_criteria_cite_a_source_ask_a_fact_and_serve_a_rule_a_requirement_or_a_modifier() -> None:
    loaded = policy.load()
    read = {name.split(":")[1] for name in loaded.columns if name.startswith("met:")}
    read |= {requirement.record.criteria for requirement in load_requirements()}
    read |= {choice.criteria for choice in knowledge().chosen.values()}
    for name, file in criteria.load_criteria().items():
        assert file.source in loaded.sources, name
        assert name in read, f"no rule, no requirement and no modifier reads {name}"
        for criterion in file.criterion:
            assert loaded.facts[criterion.fact].get("question"), criterion.fact
