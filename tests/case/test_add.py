"""Adding measures to a case file: the file keeps what a person typed, and the measures are read back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from contralateral.case import Measure, add_measures, read
from contralateral.errors import CaseUnreadable

CASES = Path(__file__).parents[2] / "examples" / "cases"
SCAN = "ab" * 32


def measure(value: float = 7.5, scan: str = SCAN) -> Measure:
    return Measure(
        fact="cranial_asymmetry_mm",
        value=value,
        unit="mm",
        low=value - 1.0,
        high=value + 1.0,
        method="cranial vault asymmetry at level 3 of 10: from a surface scan",
        version="1",
        scan=scan,
        date=dt.date(2026, 10, 5),
        role="orthotist",
        by="A. Example",
        line=1,
    )


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda p: p.stem)
def test_every_shipped_case_takes_a_measure_and_keeps_its_lines(path: Path) -> None:
    text = path.read_text("utf-8")
    before = read(text, path=path.name)
    added = add_measures(text, [measure()], path=path.name)
    after = read(added, path=path.name)
    assert after.measures == (*(before.measures or ()), measure())
    assert after.model_copy(update={"measures": before.measures}) == before
    kept = [line for line in text.splitlines() if not line.startswith("measures: []")]
    assert [line for line in added.splitlines() if line in kept] == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "case: x",
        "case: x\n",
        "measures:\n",
        "measures:    # none yet\nlines: []\n",
        "measures: []\ncase: x\n",
        "measures: []  # none yet\n",
        "case: x\nmeasures:\n- {fact: a, value: 1, unit: mm}\nlines: []\n",
        "measures:\n    - fact: a\n      value: 1\n      unit: mm   # by hand\n\n# the lines\nlines: []\n",
        "measures:\n  - {fact: a, value: 1,\n     unit: mm}",
    ],
)
def test_measures_are_added_where_lists_may_stand(text: str) -> None:
    text = text or "case: empty\n"
    before = read(text, path="x").measures or ()
    added = add_measures(text, [measure(), measure(4.0, "cd" * 32)], path="x")
    assert read(added, path="x").measures == (*before, measure(), measure(4.0, "cd" * 32))
    for words in ("# none yet", "# by hand", "# the lines"):
        assert (words in added) == (words in text)


def test_the_same_measure_is_not_written_twice() -> None:
    once = add_measures("case: x\n", [measure()], path="x")
    assert add_measures(once, [measure()], path="x") == once


def test_another_value_of_the_same_scan_is_refused() -> None:
    once = add_measures("case: x\n", [measure()], path="x")
    with pytest.raises(CaseUnreadable, match=r"holds cranial_asymmetry_mm of this scan already, as 7\.5 mm"):
        add_measures(once, [measure(9.0)], path="x")


@pytest.mark.parametrize("text", ["{case: x}\n", "measures: [{fact: a, value: 1, unit: mm}]\n"])
def test_what_stands_in_brackets_is_left_alone(text: str) -> None:
    with pytest.raises(CaseUnreadable, match="on a line of its own"):
        add_measures(text, [measure()], path="x")


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ("low: 1", "low and high are given together"),
        ("low: 1, high: 3, uncertainty: 1", "not by both"),
        ("low: 3, high: 4", "the value lies between low and high"),
        ("value: nan", "finite number"),
        ("scan: abc", "not of the form wanted"),
    ],
)
def test_an_interval_that_cannot_be_is_told_with_its_line(odd: str, words: str) -> None:
    row = f"fact: a, unit: mm, {odd}" if "value" in odd else f"fact: a, value: 2, unit: mm, {odd}"
    with pytest.raises(CaseUnreadable, match=words) as told:
        read(f"case: x\nmeasures:\n  - {{{row}}}\n", path="x")
    assert "line 3" in str(told.value)


def test_half_an_interval_stands_for_the_whole() -> None:
    even = Measure(fact="a", value=5.0, unit="mm", uncertainty=0.5)
    assert even.interval == (4.5, 5.5)
    assert Measure(fact="a", value=5.0, unit="mm").interval == (None, None)
