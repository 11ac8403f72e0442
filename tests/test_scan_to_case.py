"""From a scan to a verdict: a made head is measured, the measure goes into the case, and the payer's rule answers."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from contralateral import case as cases

from .cli.made_scans import LEVEL_MM, cva_mm, head
from .cli.run import CASES, DAY, as_json, contra

if TYPE_CHECKING:
    from pathlib import Path

RULE = "aetna/cranial/deviation_and_trial"
AXES = ("--region", "head", "--units", "mm", "--up", "z", "--front", "-y")
HEAD = (*AXES, "--reference", "skull_base", "--level", LEVEL_MM)
TAKEN = ("--on", "2026-10-08", "--role", "orthotist", "--who", "A. Example", "--line", "1")


@pytest.fixture
def helmet(tmp_path: Path) -> Path:
    """The case of a head that is flat at its left back, where a skew above 0 makes it flat."""
    return written(tmp_path, "left")


def written(folder: Path, side: str) -> Path:
    """The shipped case of a helmet without its measure; the index is told not to meet the policy."""
    text = (CASES / "helmet-aetna.yaml").read_text("utf-8")
    by_hand = text[text.index("measures:") : text.index("goals:")]
    text = text.replace("side: left", f"side: {side}")
    text = text.replace(by_hand, "").replace(
        "{repositioning_months: 2}", "{repositioning_months: 2, cephalic_index_criterion_met: no}"
    )
    path = folder / "helmet.yaml"
    path.write_text(text, "utf-8")
    return path


def said(case: Path) -> tuple[str, list[str]]:
    """What the rule of the head's deviation says of the case, and what the check has to say of its measures."""
    answer = as_json("check", "--today", DAY, case)
    (claim,) = answer["claims"]
    verdict = next((f["verdict"] for f in claim["findings"] if f["rule"] == RULE), "silent")
    return verdict, [d["message"] for d in answer["diagnostics"]]


def measured(scan: Path, case: Path) -> dict[str, Any]:
    answer = as_json("measure", scan, *HEAD, "--case", case, *TAKEN)
    assert answer["status"] == 0
    return dict(answer)


@pytest.mark.parametrize(
    ("skew", "verdict"),
    [
        (0.035, "silent"),  # 9.7 mm: all of the interval is above 6 mm
        (-0.035, "silent"),  # 9.1 mm, flat at the right
        (0.0215, "unknown"),  # 6.1 mm, give or take: it does not decide, and is not passed
        (-0.0225, "unknown"),  # 5.8 mm
        (0.008, "fails"),  # 2.5 mm: all of it is below
        (-0.008, "fails"),  # 1.9 mm
    ],
)
def test_the_rule_reads_the_scan_as_it_reads_a_note(tmp_path: Path, skew: float, verdict: str) -> None:
    helmet = written(tmp_path, "left" if skew > 0 else "right")
    assert said(helmet)[0] == "unknown"
    scan = head(tmp_path / "head.stl", skew=skew)
    answer = measured(scan, helmet)
    (fact,) = [f for f in answer["facts"] if f["fact"] == "cranial_asymmetry_mm"]
    assert fact["low"] <= cva_mm(skew) <= fact["high"]
    found, words = said(helmet)
    assert found == verdict
    undecided = [w for w in words if "does not decide" in w]
    assert bool(undecided) == (verdict == "unknown")
    if undecided:
        assert f"({fact['low']:g} to {fact['high']:g})" in undecided[0]


def test_the_case_says_all_that_the_measure_rests_on(tmp_path: Path, helmet: Path) -> None:
    scan = head(tmp_path / "head.stl", skew=0.03)
    before = helmet.read_text("utf-8")
    measured(scan, helmet)
    after = helmet.read_text("utf-8")
    assert after.startswith(before)
    (measure,) = [
        m for m in cases.read(after, path="helmet").measures or () if m.fact == "cranial_asymmetry_mm"
    ]
    assert measure.scan == hashlib.sha256(scan.read_bytes()).hexdigest()
    assert (measure.role, measure.by, measure.line) == ("orthotist", "A. Example", 1)
    assert str(measure.date) == "2026-10-08"
    assert measure.unit == "mm"
    assert measure.version
    assert "diagonals" in (measure.method or "")
    assert measure.low is not None
    assert str(scan.parent) not in after
    assert not list(tmp_path.glob("*.part"))


def test_the_checklist_finds_the_measure_present(tmp_path: Path, helmet: Path) -> None:
    measured(head(tmp_path / "head.stl", skew=0.03), helmet)
    answer = as_json("checklist", "--today", DAY, helmet)
    (told,) = [e for e in answer["entries"] if e["requirement"] == "aetna/cranial_asymmetry"]
    assert told["state"] == "present"


def test_measuring_again_changes_nothing(tmp_path: Path, helmet: Path) -> None:
    scan = head(tmp_path / "head.stl", skew=0.03)
    measured(scan, helmet)
    once = helmet.read_text("utf-8")
    measured(scan, helmet)
    assert helmet.read_text("utf-8") == once


def test_measured_otherwise_it_is_refused_and_the_case_stays(tmp_path: Path, helmet: Path) -> None:
    scan = head(tmp_path / "head.stl", skew=0.03)
    measured(scan, helmet)
    once = helmet.read_text("utf-8")
    status, _, words = contra("measure", scan, *AXES, "--level", 40, "--case", helmet, *TAKEN)
    assert status == 2
    assert "of this scan already" in words
    assert helmet.read_text("utf-8") == once


def test_what_is_no_case_takes_no_measure(tmp_path: Path) -> None:
    scan = head(tmp_path / "head.stl", skew=0.03)
    status, _, words = contra("measure", scan, *HEAD, "--case", tmp_path / "none.yaml", *TAKEN)
    assert status == 2
    assert "there is no such file" in words


def test_a_head_that_is_flat_on_the_other_side_than_the_case_says_is_not_written(
    tmp_path: Path, helmet: Path
) -> None:
    """The case says left; skewed the other way, the shorter diagonal ends at the right of the back."""
    before = helmet.read_text("utf-8")
    scan = head(tmp_path / "head.stl", skew=-0.03)
    status, printed, _ = contra("measure", scan, *HEAD, "--case", helmet, *TAKEN)
    assert status == 1
    assert "The case says left, but in the scan it is the right side whose back is flat" in " ".join(
        printed.split()
    )
    assert helmet.read_text("utf-8") == before
