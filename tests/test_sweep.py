"""Checking batch by batch says what checking one by one says: the same rules, the same words, the same verdicts."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest
from benchmarks.x12.made import bytes_837

from contralateral import flow, sweep
from contralateral.errors import FileUnreadable, NameUnknown
from contralateral.sweep import COLUMNS, Sweep

if TYPE_CHECKING:
    from pathlib import Path

    from contralateral.claim import ClaimReport

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "made.837"
    data, _ = bytes_837(60_000, "many", 11)
    path.write_bytes(data)
    return path


@pytest.fixture(scope="module")
def one_by_one(made: Path) -> tuple[ClaimReport, ...]:
    return flow.check([(str(made), made.read_bytes())], today=TODAY).claims


def swept(path: Path, run: Sweep) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=COLUMNS), *run.findings(path)])


def test_counting_says_what_the_findings_say(made: Path) -> None:
    told, counted = Sweep(today=TODAY), Sweep(today=TODAY)
    height = swept(made, told).height
    assert counted.count(made) == height > 100
    assert counted.summary == told.summary


@pytest.mark.parametrize("lines", [1, 40, 100_000])
def test_findings_are_those_of_single_reports(
    made: Path, one_by_one: tuple[ClaimReport, ...], lines: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "LINES", lines)
    run = Sweep(today=TODAY)
    found = swept(made, run)
    names = ("claim_id", "line", "rule", "verdict", "outcome", "blocks", "message", "remedy", "carc")
    theirs = Counter(
        (
            c.claim,
            f.line,
            f.rule,
            f.verdict,
            f.outcome,
            f.blocks,
            f.message,
            f.remedy,
            f.forecast.carc or None,
        )
        for c in one_by_one
        for f in c.findings
    )
    assert Counter(found.select(names).iter_rows()) == theirs
    assert len(theirs) > 100
    assert run.summary.verdicts == Counter(c.verdict for c in one_by_one)
    assert run.summary.claims == len(one_by_one)
    assert sum(run.summary.rules.values()) == found.height


def test_sources_say_where_the_claim_begins(made: Path, one_by_one: tuple[ClaimReport, ...]) -> None:
    found = swept(made, Sweep(today=TODAY))
    sources = {c.claim: c.source for c in one_by_one}
    assert all(sources[claim] == source for claim, source in found.select("claim_id", "source").iter_rows())


def test_a_line_billed_in_two_files_is_found(made: Path) -> None:
    run = Sweep(today=TODAY)
    first = swept(made, run)
    second = swept(made, run)
    again = "all/duplicate/same_claim"
    assert second.filter(rule=again).height > first.filter(rule=again).height


def test_progress_reaches_the_end(made: Path) -> None:
    told: list[int] = []
    for _ in Sweep(today=TODAY).findings(made, progress=told.append):
        pass
    assert told == sorted(told)
    assert told[-1] == made.stat().st_size


def test_a_payer_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(NameUnknown):
        Sweep(today=TODAY, payer="medicard-dme")


def test_diagnostics_are_counted_by_kind(made: Path, tmp_path: Path) -> None:
    data = made.read_bytes().replace(b"*UN*1*", b"*UN*1X*")
    assert data != made.read_bytes()
    path = tmp_path / "damaged.837"
    path.write_bytes(data)
    run = Sweep(today=TODAY)
    swept(path, run)
    assert run.summary.unread
    ((_, message), count) = run.summary.diagnostics.most_common(1)[0]
    assert "SV104" in message
    assert count > 10
    left_out = Sweep(today=TODAY)
    swept(made, left_out)
    assert run.summary.claims < left_out.summary.claims


def test_a_file_that_is_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.837"
    path.write_bytes(b"")
    with pytest.raises(FileUnreadable):
        list(Sweep(today=TODAY).findings(path))


def test_a_sound_file_of_several_transactions_is_well_formed(tmp_path: Path) -> None:
    path = tmp_path / "several.837"
    data, truth = bytes_837(700_000, "many", 2)
    assert truth.transactions > 2
    path.write_bytes(data)
    run = Sweep(today=TODAY)
    swept(path, run)
    assert not run.summary.refused
    assert run.summary.lines == truth.lines
