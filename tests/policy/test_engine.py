"""The engine: which edition of which rule answers for which line."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from contralateral import policy
from contralateral.policy import engine
from contralateral.policy.gate import Gate
from contralateral.policy.sets import Scope
from contralateral.policy.spaces import FrameLines

from .records import book, write

if TYPE_CHECKING:
    import pytest

    from contralateral.policy import Book

WORDS = {engine.WRONG: "wrong", engine.UNKNOWN: "unknown"}


def frame(*lines: dict[str, Any]) -> pl.DataFrame:
    """Lines that carry two modifiers on a day in 2026, of the pack ``all``, unless told otherwise."""
    usual = {"payer": "", "code": "L1290", "dos": date(2026, 6, 1), "mods": ["RT", "KX"]}
    schema = {
        "payer": pl.String(),
        "code": pl.String(),
        "dos": pl.Date(),
        "receipt": pl.Date(),
        "mods": pl.List(pl.String()),
    }
    rows = [{"receipt": date(2026, 7, 1), **usual, **line} for line in lines]
    return pl.DataFrame(rows, schema=schema, orient="row")


def told(lines: pl.DataFrame, rules: Book) -> list[list[str]]:
    """For each line, "rule word" in the order of the verdicts."""
    said: list[list[str]] = [[] for _ in range(lines.height)]
    for row, rule, _, verdict in policy.judge(lines, rules).iter_rows():
        said[row].append(f"{rules.rules[rule].id.rsplit('/', 1)[-1]} {WORDS[verdict]}")
    return said


def test_each_day_has_its_version(tmp_path: Path) -> None:
    write(
        tmp_path,
        "all/x/most",
        "2020-01-01",
        "2021-01-01 params = { most = 2 }",
        "2022-01-01 retired = true",
        "2024-01-01",
    )
    days = {
        date(2019, 12, 31): [],
        date(2020, 1, 1): ["most wrong"],
        date(2020, 12, 31): ["most wrong"],
        date(2021, 1, 1): [],
        date(2022, 1, 1): [],
        date(2023, 12, 31): [],
        date(2024, 1, 1): ["most wrong"],
    }
    assert told(frame(*({"dos": day} for day in days)), book(tmp_path)) == list(days.values())


def test_a_version_with_codes_of_its_own_speaks_of_these(tmp_path: Path) -> None:
    write(tmp_path, "all/x/most", "2020-01-01", '2021-01-01 codes = ["L8030"]', codes='["L1290"]')
    lines = frame(
        {"dos": date(2020, 6, 1)},
        {"dos": date(2021, 6, 1)},
        {"dos": date(2021, 6, 1), "code": "L8030"},
        {"dos": date(2020, 6, 1), "code": "L8030"},
    )
    assert told(lines, book(tmp_path)) == [["most wrong"], [], ["most wrong"], []]


def test_an_unknown_day_is_asked_for_once_and_only_where_it_matters(tmp_path: Path) -> None:
    write(tmp_path, "all/x/most", "2020-01-01", "2021-01-01 params = { most = 2 }")
    lines = frame(
        {"dos": None, "mods": ["RT"]},  # fine whenever it was
        {"dos": None, "mods": ["RT", "KX"]},  # wrong by the first version only
        {"dos": None, "mods": ["RT", "KX", "RA"]},  # wrong by both
        {"dos": None, "mods": None},
    )
    assert told(lines, book(tmp_path)) == [[], ["most unknown"], ["most unknown"], ["most unknown"]]


def test_a_known_day_outside_every_version_needs_no_answer(tmp_path: Path) -> None:
    write(tmp_path, "all/x/most", "2020-01-01", "2021-01-01 retired = true")
    lines = frame({"dos": date(2019, 1, 1), "mods": None}, {"dos": date(2021, 1, 1), "mods": None})
    assert told(lines, book(tmp_path)) == [[], []]


def test_a_rule_goes_by_the_day_of_its_basis(tmp_path: Path) -> None:
    write(tmp_path, "all/x/received", "2026-07-01", more='basis = "receipt"')
    write(tmp_path, "all/x/served", "2026-07-01")
    early, late = date(2026, 6, 30), date(2026, 7, 1)
    lines = frame(
        {"dos": early, "receipt": early}, {"dos": early, "receipt": late}, {"dos": None, "receipt": late}
    )
    assert told(lines, book(tmp_path)) == [[], ["received wrong"], ["received wrong", "served unknown"]]


def test_a_payer_meets_what_it_selects(tmp_path: Path) -> None:
    for pack in ("all", "ours", "theirs"):
        write(tmp_path, f"{pack}/x/{pack}_most")
    (tmp_path / "payers.toml").write_text(
        '[plan-a]\ntitle = "Plan A"\npacks = ["all", "ours"]\n'
        '[plan-b]\ntitle = "Plan B"\npacks = ["all", "ours", "theirs"]\nexcept = ["ours/x/ours_most"]\n'
    )
    lines = frame(
        {"payer": "plan-a"}, {"payer": "plan-b"}, {"payer": "nobody"}, {"payer": ""}, {"payer": None}
    )
    alone = ["all_most wrong"]
    assert told(lines, book(tmp_path)) == [
        ["all_most wrong", "ours_most wrong"],
        ["all_most wrong", "theirs_most wrong"],
        alone,
        alone,
        alone,
    ]


def test_scopes_are_names_ranges_and_exceptions(tmp_path: Path) -> None:
    write(tmp_path, "all/x/a_range", codes='["L1200-L1290", "L8030"]', more='except_codes = ["L1250"]')
    write(tmp_path, "all/x/b_every", more='except_codes = ["L1250"]')
    at = {"L1199": 0, "L1200": 1, "L1250": None, "L1290": 1, "L1291": 0, "L8030": 1, "L8031": 0}
    expected = [[] if n is None else ["a_range wrong"] * n + ["b_every wrong"] for n in at.values()]
    assert told(frame(*({"code": code} for code in at)), book(tmp_path)) == expected


def test_a_line_without_a_code_meets_rules_for_every_code(tmp_path: Path) -> None:
    write(tmp_path, "all/x/every")
    write(tmp_path, "all/x/nearly", more='except_codes = ["L8030"]')
    write(tmp_path, "all/x/some", codes='["L1290"]')
    assert told(frame({"code": None}), book(tmp_path)) == [["every wrong", "nearly wrong"]]


def test_many_scopes_do_not_get_into_each_others_way(tmp_path: Path) -> None:
    codes = [f"L{1000 + i}" for i in range(130)]  # more than two words of marks
    for code in codes:
        write(tmp_path, f"all/x/{code.lower()}", codes=f'["{code}"]')
    lines = frame(*({"code": code} for code in [*reversed(codes), "L9999"]))
    assert told(lines, book(tmp_path)) == [[f"{code.lower()} wrong"] for code in reversed(codes)] + [[]]


def test_few_and_many_lines_are_told_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "all/x/a", codes='["L1290"]')
    write(tmp_path, "all/x/b", params="{ most = 2 }")
    choices = [["RT"], ["RT", "KX"], ["RT", "KX", "RA"], None]
    lines = frame(
        *(
            {
                "mods": choices[i % 4],
                "code": ["L1290", "L8030", None][i % 3],
                "payer": ["", "commercial"][i % 2],
            }
            for i in range(101)
        )
    )
    rules = book(tmp_path)
    whole = policy.judge(lines, rules)
    assert whole.height > 60
    monkeypatch.setattr(engine, "_FEW", 1_000)  # as if they were few: answers are remembered by value
    assert policy.judge(lines, rules).equals(whole)
    assert policy.judge(lines, rules).equals(whole)
    monkeypatch.setattr(engine, "_FEW", 0)
    parts = [
        policy.judge(lines[at : at + 7], rules).with_columns(row=(pl.col("row") + at).cast(pl.UInt32))
        for at in range(0, lines.height, 7)
    ]
    assert pl.concat(parts).equals(whole)


def test_verdicts_come_by_row_then_rule(tmp_path: Path) -> None:
    for name in ("all/x/b", "all/x/a", "all/y/c"):
        write(tmp_path, name, codes='["L1290"]' if name.endswith("a") else '["*"]')
    verdicts = policy.judge(frame({}, {"code": "L8030"}, {"mods": None}), book(tmp_path))
    assert verdicts.select("row", "rule", "verdict").rows() == [
        *((0, 0, 1), (0, 1, 1), (0, 2, 1)),
        *((1, 1, 1), (1, 2, 1)),
        *((2, 0, 2), (2, 1, 2), (2, 2, 2)),
    ]
    assert dict(verdicts.schema) == {
        "row": pl.UInt32(),
        "rule": pl.UInt16(),
        "edition": pl.UInt8(),
        "verdict": pl.UInt8(),
    }


def test_nothing_to_judge_is_an_empty_answer(tmp_path: Path) -> None:
    write(tmp_path, "all/x/most")
    found = policy.judge(frame({}).clear(), book(tmp_path))
    assert found.height == 0
    assert found.schema == policy.judge(frame({}), book(tmp_path)).schema


def test_coverage_says_who_looked(tmp_path: Path) -> None:
    write(tmp_path, "all/x/every")
    write(tmp_path, "ours/x/range", "2020-01-01", "2022-01-01 retired = true", codes='["L1200-L1290"]')
    write(tmp_path, "ours/x/every_one", "2021-01-01")
    (tmp_path / "payers.toml").write_text('[plan]\ntitle = "Plan"\npacks = ["all", "ours"]\n')
    rules = book(tmp_path)

    def looked(payer: str, code: str | None, on: date | None) -> tuple[tuple[str, ...], bool]:
        found = policy.coverage(rules, payer, code, on)
        return found.rules, found.named

    every, ranged, one = "all/x/every", "ours/x/range", "ours/x/every_one"
    assert looked("plan", "L1290", date(2021, 6, 1)) == ((every, one, ranged), True)
    assert looked("plan", "L1290", date(2022, 6, 1)) == ((every, one), False)
    assert looked("plan", "L1290", date(2020, 6, 1)) == ((every, ranged), True)
    assert looked("plan", "L1290", None) == ((every, one, ranged), True)
    assert looked("plan", "L8030", date(2021, 6, 1)) == ((every, one), False)
    assert looked("plan", None, date(2021, 6, 1)) == ((every, one), False)
    assert looked("", "L1290", date(2021, 6, 1)) == ((every,), False)
    assert policy.coverage(rules, "plan", "L1290", None).packs == ("all", "ours")


@given(
    codes=st.lists(st.from_regex(r"[A-Z]\d{4}", fullmatch=True) | st.none(), max_size=20),
    low=st.integers(0, 9999),
    high=st.integers(0, 9999),
)
def test_the_gate_agrees_with_scopes(codes: list[str | None], low: int, high: int) -> None:
    scopes = [
        Scope(ranges=((f"L{min(low, high):04}", f"L{max(low, high):04}"),)),
        Scope(every=True, without=frozenset(c for c in codes[::3] if c)),
        Scope(named=frozenset(c for c in codes[::2] if c)),
    ]
    shipped = policy.load()
    first = shipped.rule("all/code/ended")
    rules = tuple(
        replace(first, id=f"all/x/{at}", editions=(replace(first.editions[0], scope=scope),))
        for at, scope in enumerate(scopes)
    )
    gate = Gate(replace(shipped, rules=rules))
    lines = frame({"code": None}, *({"code": code} for code in codes))
    classes = gate.classes(FrameLines(lines))
    of_line = [0] * lines.height if classes.of_line is None else classes.of_line.tolist()
    for code, kind in zip(lines["code"], of_line, strict=True):
        assert [bool(said) for said in classes.says[kind]] == [scope.covers(code) for scope in scopes]
    assert classes.lines.sum() == lines.height


def test_lists_are_watched_through_one_door_alone() -> None:
    # Lines that agree in the watched answers are evaluated once, so no check may see more of such a list.
    for path in sorted((Path(policy.__file__).parent / "checks").glob("*.py")):
        assert not re.search(r'col\("(claim_codes|held_codes|dx)"\)', path.read_text("utf-8")), path.name
    lists = {"claim_codes", "held_codes", "dx"}
    for rule in policy.load().rules:
        for edition in rule.editions:
            assert set(edition.watch) == lists & set(edition.wrong.meta.root_names()), rule.id
