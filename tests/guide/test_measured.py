"""From measures of a scan to facts of a case: which, how rounded, and what is no fact."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pytest

from contralateral import policy
from contralateral.guide.measured import FACTS, Taken, facts_of

TAKEN = Taken(on=dt.date(2026, 10, 5), role="orthotist", by="A. Example", line=1)
SCAN = "0f" * 32


@dataclass(frozen=True, slots=True)
class Made:
    """A measure as the contract with anatomy has it."""

    name: str
    value: float
    low: float
    high: float
    unit: str = "mm"
    method: str = "from a scan"
    version: str = "1"
    region: str = "head"
    note: str = ""


def facts(
    *made: Made, region: str = "head", cvai: str = ""
) -> dict[str, tuple[float, float | None, float | None]]:
    taken = replace(TAKEN, cvai=cvai or None)
    found = facts_of(made, region=region, sha256=SCAN, taken=taken)  # type: ignore[arg-type]
    return {m.fact: (m.value, m.low, m.high) for m in found}


def test_a_measure_states_its_fact_with_all_that_it_rests_on() -> None:
    (fact,) = facts_of([Made("cva", 9.04, 7.9, 10.2)], region="head", sha256=SCAN, taken=TAKEN)  # type: ignore[list-item]
    assert fact.fact == "cranial_asymmetry_mm"
    assert (fact.method, fact.version, fact.scan) == ("from a scan", "1", SCAN)
    assert (fact.date, fact.role, fact.by, fact.line) == (TAKEN.on, "orthotist", "A. Example", 1)


def test_an_interval_is_rounded_outwards() -> None:
    assert facts(Made("cva", 7.1234, 6.0049, 8.2451)) == {"cranial_asymmetry_mm": (7.12, 6.0, 8.25)}


@pytest.mark.parametrize(
    ("value", "low", "high", "size"),
    [
        (-7.0, -8.0, -6.5, (7.0, 6.5, 8.0)),
        (-1.0, -3.0, 2.0, (1.0, 0.0, 3.0)),
        (1.0, -0.5, 2.0, (1.0, 0.0, 2.0)),
    ],
)
def test_policies_bound_sizes_so_the_sign_goes(
    value: float, low: float, high: float, size: tuple[float, float, float]
) -> None:
    assert facts(Made("cva", value, low, high)) == {"cranial_asymmetry_mm": size}


def test_what_is_unknown_is_no_fact() -> None:
    assert facts(Made("cva", float("nan"), float("nan"), float("nan"))) == {}


def test_a_value_of_which_nobody_knows_how_sure_it_is_states_no_interval() -> None:
    assert facts(Made("cva", 7.0, float("nan"), float("nan"))) == {"cranial_asymmetry_mm": (7.0, None, None)}


def test_of_the_definitions_of_the_index_only_the_one_that_is_named_is_stated() -> None:
    both = (Made("cvai.short", 8.0, 7.0, 9.0, "%"), Made("cvai.long", 6.0, 5.0, 7.0, "%"))
    assert facts(*both) == {}
    assert facts(*both, cvai="long") == {"cvai_percent": (6.0, 5.0, 7.0)}


def test_a_measure_of_another_region_is_no_fact_of_this_one() -> None:
    assert facts(Made("deviation_max", 9.0, 8.0, 10.0)) == {}
    assert facts(Made("deviation_max", 9.0, 8.0, 10.0), region="chest") == {"asymmetry_mm": (9.0, 8.0, 10.0)}


@pytest.mark.parametrize("fact", sorted({*FACTS.values(), "cvai_percent"}))
def test_every_fact_is_one_that_the_rules_know(fact: str) -> None:
    assert policy.load().facts[fact]["question"].endswith("?")
