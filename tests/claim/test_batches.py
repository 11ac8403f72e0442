"""However claims are cut into batches, each line meets with the same rules and each claim with the same report."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest

from contralateral import claim, policy
from contralateral.claim import Seen
from contralateral.policy import batch, engine
from contralateral.policy.line import COLUMNS

from .made import claims, part

if TYPE_CHECKING:
    from contralateral.claim import ClaimReport, ClaimTables

RECEIPT = date(2026, 11, 23)


def judged(tables: ClaimTables, seen: Seen) -> tuple[pl.DataFrame, int, tuple[ClaimReport, ...]]:
    """Judge a batch as the flow does: its verdicts, how many lines it has, and its reports."""
    book = policy.load()
    payers = policy.recognize(tables.claims, book)
    lines = claim.widen(tables, (), payer=payers, receipt=RECEIPT, seen=seen)
    verdicts = policy.judge(lines, book)
    findings = policy.write(verdicts, lines, book)
    told = claim.reports(tables.claims.with_columns(payer=payers), lines, findings, book)
    return verdicts, lines.height, claim.with_payers_word(told, tables, payers, book, RECEIPT)


def in_batches(tables: ClaimTables, size: int) -> tuple[pl.DataFrame, list[ClaimReport]]:
    seen, verdicts, reports, height = Seen(), [], [], 0
    for first in range(0, tables.claims.height, size):
        found, lines, told = judged(part(tables, first, first + size), seen)
        verdicts.append(found.with_columns(row=(pl.col("row") + height).cast(pl.UInt32)))
        reports += told
        height += lines
    return pl.concat(verdicts), reports


@pytest.fixture(scope="module")
def made() -> ClaimTables:
    return claims(90, seed=20261123)


@pytest.fixture(scope="module")
def whole(made: ClaimTables) -> tuple[pl.DataFrame, list[ClaimReport]]:
    return in_batches(made, 90)


def test_the_claims_are_of_every_kind(whole: tuple[pl.DataFrame, list[ClaimReport]]) -> None:
    verdicts, reports = whole
    assert verdicts["rule"].n_unique() > 70
    assert len({r.payer for r in reports}) > 3
    assert sum(len(r.suggestions) for r in reports) > 20
    assert any(
        f.rule == "all/duplicate/same_claim" and f.verdict == "fails" for r in reports for f in r.findings
    )


@pytest.mark.parametrize("size", [1, 2, 7, 40])
def test_batches_are_told_what_the_whole_is(
    made: ClaimTables, whole: tuple[pl.DataFrame, list[ClaimReport]], size: int
) -> None:
    verdicts, reports = in_batches(made, size)
    assert verdicts.equals(whole[0])
    assert reports == whole[1]


@pytest.mark.parametrize("few", [0, 100_000])
def test_few_lines_are_told_what_many_are(
    made: ClaimTables,
    whole: tuple[pl.DataFrame, list[ClaimReport]],
    few: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "_FEW", few)
    for size in (1, 30) if few == 0 else (90,):
        verdicts, reports = in_batches(made, size)
        assert verdicts.equals(whole[0])
        assert reports == whole[1]


def test_a_frame_of_the_lines_is_told_what_the_lines_are(
    made: ClaimTables, whole: tuple[pl.DataFrame, list[ClaimReport]]
) -> None:
    book = policy.load()
    lines = claim.widen(made, (), payer=policy.recognize(made.claims, book), receipt=RECEIPT)
    assert policy.judge(lines.select(book.columns | {"payer", "code"}), book).equals(whole[0])


def test_what_is_remembered_is_what_is_evaluated(made: ClaimTables, monkeypatch: pytest.MonkeyPatch) -> None:
    engine._PLANS.clear()
    found = []
    for most in (-1, batch._ASKED_ONCE, batch._ASKED_ONCE):
        monkeypatch.setattr(batch, "_ASKED_ONCE", most)
        found.append(judged(made, Seen())[0])
        if most < 0:
            assert not any(f.known for f in engine._plan(policy.load()).terms.footprints)
    assert any(f.known for f in engine._plan(policy.load()).terms.footprints)
    assert found[1].equals(found[0])
    assert found[2].equals(found[0])


def test_a_table_says_of_each_line_what_its_report_says(made: ClaimTables) -> None:
    book = policy.load()
    payers = policy.recognize(made.claims, book)
    lines = claim.widen(made, (), payer=payers, receipt=RECEIPT)
    verdicts = policy.judge(lines, book)
    table = policy.tabulate(verdicts, lines, book)
    words = ("claim", "line", "rule", "verdict", "blocks", "message", "remedy")
    told = {tuple(getattr(f, name) for name in words) for f in policy.write(verdicts, lines, book)}
    assert set(table.select(words).rows()) == told
    assert table.height == verdicts.height > 1_000


def test_lines_in_any_order_are_told_the_same(made: ClaimTables) -> None:
    book = policy.load()
    payers = policy.recognize(made.claims, book)
    order = list(range(0, made.lines.height, 2)) + list(range(1, made.lines.height, 2))
    names = [n for n in COLUMNS if n not in {"same_in_claim"}]  # which of two same lines is the first changes
    shuffled = claim.ClaimTables(
        claims=made.claims,
        lines=made.lines[order],
        diagnoses=made.diagnoses.reverse(),
        evidence=made.evidence,
        history=made.history,
        notices=made.notices,
    )
    straight = claim.widen(made, (), payer=payers, receipt=RECEIPT).select(names)
    crooked = claim.widen(shuffled, (), payer=payers, receipt=RECEIPT).select(names)
    for name in names:
        assert crooked[name].to_list() == straight[name][order].to_list(), name


def test_every_column_has_its_type(made: ClaimTables) -> None:
    for some in (made, part(made, 0, 1), part(made, 0, 0)):
        payers = policy.recognize(some.claims, policy.load())
        lines = claim.widen(some, (), payer=payers, receipt=RECEIPT)
        for name, kind in COLUMNS.items():
            column = lines.select(name)[name]
            assert len(column) == some.lines.height
            assert column.dtype == kind, name


def test_a_state_that_holds_nothing_yet_is_used(made: ClaimTables) -> None:
    seen = Seen()
    payers = policy.recognize(made.claims, policy.load())
    claim.widen(made, ("same_elsewhere",), payer=payers, receipt=RECEIPT, seen=seen)
    assert 0 < len(seen) <= made.lines.height


def test_an_unknown_patient_is_in_doubt_where_the_line_was_seen() -> None:
    tables = claims(40, seed=5, patients=False)
    book = policy.load()
    payers = policy.recognize(tables.claims, book)
    once = claim.widen(tables, (), payer=payers, receipt=RECEIPT).select("same_elsewhere")["same_elsewhere"]
    seen = Seen()
    claim.widen(tables, ("same_elsewhere",), payer=payers, receipt=RECEIPT, seen=seen)
    again = claim.widen(tables, (), payer=payers, receipt=RECEIPT, seen=seen)
    told = again.select("same_elsewhere")["same_elsewhere"]
    # Every line was there before: of a known patient one claim more, of an unknown one nobody can say.
    unknown = tables.lines.join(tables.claims.select("claim", "patient_key"), on="claim")[
        "patient_key"
    ].is_null()
    comparable = tables.lines.select(
        pl.col("code").is_not_null() & pl.col("dos").is_not_null() & pl.col("modifiers").is_not_null()
    ).to_series()
    assert told.filter(unknown | ~comparable).null_count() == (unknown | ~comparable).sum()
    assert told.filter(~unknown & comparable).to_list() != once.filter(~unknown & comparable).to_list()
    assert (told.filter(~unknown & comparable) > 0).all()
