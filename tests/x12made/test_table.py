"""The table says what it could not measure, and its line is a line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from benchmarks.x12.made import make_835
from benchmarks.x12.run import Job, measure
from benchmarks.x12.table import line, row

if TYPE_CHECKING:
    from pathlib import Path


def test_points_on_a_line_give_it_back() -> None:
    start, slope, worst, _ = line([(x, 0.25 + 0.5 * x) for x in (1.0, 10.0, 100.0, 1000.0)])
    assert (start, slope) == pytest.approx((0.25, 0.5))
    assert worst == pytest.approx(0, abs=1e-9)


def test_a_point_off_the_line_is_named() -> None:
    points = [(x, 0.5 * x) for x in (1.0, 3.0, 10.0, 30.0, 100.0)]
    points[3] = (30.0, 30.0)
    _, _, worst, at = line(points)
    assert at == 30.0
    assert worst > 0.2


def test_a_job_that_fails_says_so_and_is_not_run_again(tmp_path: Path) -> None:
    path = tmp_path / "made.835"
    make_835(path, 5_000)
    job = Job("a peer that is not there", sys.executable, "peer.py", "nobody", path)
    measure([job])
    assert job.runs == []
    assert "SKIPPED: KeyError: 'nobody'" in row(job)


def test_a_peer_is_run_in_a_process_of_its_own_and_finds_the_claims(tmp_path: Path) -> None:
    path = tmp_path / "made.835"
    truth = make_835(path, 20_000)
    job = Job("x12sdk", sys.executable, "peer.py", "x12sdk", path, repeat=2)
    measure([job])
    assert not job.fault
    assert [each["found"]["claims"] for each in job.runs] == [truth.claims] * 2
    assert job.cpu > 0
    assert job.memory >= 0
