"""Measures in a case: a bound is met or missed by the whole interval, and one that does not decide is said."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from contralateral.case import Measure, add_measures

from .run import CASES, DAY, as_json, contra

if TYPE_CHECKING:
    from pathlib import Path

RULE = "aetna/cranial/deviation_and_trial"
HELMET = (CASES / "helmet-aetna.yaml").read_text("utf-8")
BY_CALIPER = HELMET[HELMET.index("measures:") : HELMET.index("goals:")]


def helmet(folder: Path, value: float, *, low: float | None = None, high: float | None = None) -> Path:
    """Write the shipped case with one measure in the place of its own."""
    who = {"role": "orthotist", "method": "scan", "date": date(2026, 10, 8)}
    measure = Measure(fact="cranial_asymmetry_mm", value=value, unit="mm", low=low, high=high, **who)
    path = folder / "helmet.yaml"
    path.write_text(add_measures(HELMET.replace(BY_CALIPER, ""), [measure], path=path.name), "utf-8")
    return path


def verdict(path: Path) -> str:
    """Return what the rule of the head's deviation says: fails, unknown or silent."""
    answer = as_json("check", "--today", DAY, path)
    return next((f["verdict"] for f in findings(answer) if f["rule"] == RULE), "silent")


def findings(answer: dict[str, Any]) -> list[dict[str, Any]]:
    (claim,) = answer["claims"]
    found: list[dict[str, Any]] = claim["findings"]
    return found


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        (7.5, None, None, "silent"),
        (7.5, 6.2, 8.8, "silent"),  # all of it is above 6 mm
        (7.5, 6.0, 9.0, "unknown"),  # 6 mm itself is not above 6 mm
        (7.5, 5.0, 10.0, "unknown"),
        (5.0, 3.0, 7.0, "unknown"),  # the other way round it does not lose either
        (5.0, 4.5, 6.0, "unknown"),
        (5.0, None, None, "unknown"),
    ],
)
def test_the_bound_is_met_by_the_whole_interval_or_not_at_all(
    tmp_path: Path, value: float, low: float | None, high: float | None, said: str
) -> None:
    # The other way to meet the policy, the cephalic index, is untold here: what misses stays open with it.
    assert verdict(helmet(tmp_path, value, low=low, high=high)) == said


@pytest.mark.parametrize(
    ("low", "high", "said"), [(4.5, 6.0, "fails"), (4.5, 6.1, "unknown"), (6.1, 8.0, "silent")]
)
def test_where_the_other_way_is_closed_the_interval_decides(
    tmp_path: Path, low: float, high: float, said: str
) -> None:
    path = helmet(tmp_path, (low + high) / 2, low=low, high=high)
    text = path.read_text("utf-8").replace(
        "{repositioning_months: 2}", "{repositioning_months: 2, cephalic_index_criterion_met: no}"
    )
    path.write_text(text, "utf-8")
    assert verdict(path) == said


def test_what_does_not_decide_is_said_with_its_numbers(tmp_path: Path) -> None:
    path = helmet(tmp_path, 7.5, low=5.0, high=10.0)
    (said,) = [d["message"] for d in as_json("check", "--today", DAY, path)["diagnostics"]]
    assert "cranial_asymmetry_mm was measured as 7.5 mm (5 to 10), which does not decide" in said
    assert "more than 6 mm" in said
    _, printed, _ = contra("check", "--today", DAY, path)
    assert "(5 to 10)" in " ".join(printed.split())


def test_a_measure_that_decides_is_not_spoken_of(tmp_path: Path) -> None:
    path = helmet(tmp_path, 7.5, low=6.2, high=8.8)
    assert as_json("check", "--today", DAY, path)["diagnostics"] == []


def test_the_checklist_shows_the_interval(tmp_path: Path) -> None:
    answer = as_json("checklist", "--today", DAY, helmet(tmp_path, 7.5, low=5.0, high=10.0))
    (told,) = [e for e in answer["entries"] if e["requirement"] == "aetna/cranial_asymmetry"]
    assert told["state"] == "present"
    assert told["detail"] == ["The measure cranial asymmetry mm, 7.5 mm (5 to 10)."]
