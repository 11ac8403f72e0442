"""Which bases an addition belongs to."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from contralateral import codes
from contralateral.codes import wording
from contralateral.codes.bases import additions, bases, bases_frame, derive

ON = date(2026, 11, 1)


@pytest.fixture(scope="module")
def names() -> pl.DataFrame:
    return codes.names(ON)


@pytest.mark.parametrize(
    ("addition", "among", "never"),
    [
        ("L1290", {"L1200", "L1300"}, {"L8030", "L0486", "L1290"}),
        ("L1020", {"L1000", "L0710", "L1005", "L1007"}, {"L0648", "L8035"}),
        ("L0861", {"L0810", "L0820", "L0830"}, {"L0120"}),
        ("L2405", {"L2020", "L1844"}, {"L1960", "L3908"}),
        ("L2210", {"L1970", "L2036"}, {"L5301", "L3760"}),
        ("L2180", {"L2106", "L2136"}, {"L1960"}),
        ("L2627", {"L2036", "L2050"}, {"L1960"}),
        ("L5620", {"L5100", "L5301", "L5700"}, {"L5321", "L1960"}),
        ("L5624", {"L5200", "L5321", "L5701"}, {"L5301"}),
        ("L5673", {"L5301", "L5321"}, {"L5331"}),
        ("L5856", {"L5321", "L5331", "L5312"}, {"L5301", "L5200"}),
        ("L5710", {"L5200"}, {"L5321", "L5100"}),
        ("L5940", {"L5301"}, {"L5100"}),
        ("L6680", {"L6100", "L6935"}, {"L6250"}),
        ("L6640", {"L6300"}, {"L6100"}),
        ("L6635", {"L6250"}, {"L6100"}),
        ("L6805", {"L6706"}, {"L5301"}),
        ("L8320", {"L8300", "L8310"}, {"L0648"}),
    ],
)
def test_bases_by_the_words_of_the_name(addition: str, among: set[str], never: set[str]) -> None:
    found = bases(addition)
    assert found is not None
    assert among <= found
    assert not never & found


def test_never_one_hard_coded_code() -> None:
    sizes = bases_frame().group_by("addition").len()
    assert sizes.filter(pl.col("len") < 2).height == 0


def test_where_the_name_does_not_tell_the_bases_are_unknown() -> None:
    assert bases("L3500") is None  # a shoe may be the patient's own
    assert bases("L8030") is None
    assert bases("X9999") is None


def test_unlisted_codes_of_the_kind_and_region_always_count() -> None:
    pairs = set(bases_frame().select("addition", "base").rows())
    assert {("L1290", "L1499"), ("L2210", "L2999"), ("L5620", "L5999"), ("L6680", "L7499")} <= pairs


def test_the_ground_of_a_pair() -> None:
    ground = {(a, b): g for a, b, g in bases_frame().rows()}
    assert ground["L1290", "L1200"] == "name"
    assert ground["L1290", "L1300"] == "inferred"
    assert ground["L1290", "L1499"] == "unlisted"
    assert ground["L2397", "L1832"] == "policy"
    assert set(ground.values()) == {"name", "inferred", "unlisted", "policy"}


def test_additions_and_how_many_are_derivable(names: pl.DataFrame) -> None:
    found = [code for code in additions(names) if code.startswith("L")]
    unknown = [code for code in found if bases(code) is None]
    assert len(found) == 310
    assert len(unknown) == 11
    assert all(code.startswith("L35") for code in unknown)


def test_the_kept_pairs_are_what_the_rules_yield_today(names: pl.DataFrame) -> None:
    devices = names.filter(pl.col("code").str.contains("^[LK]"))
    known = devices["code"].to_list()
    kept = bases_frame().filter(pl.col("addition").is_in(known) & pl.col("base").is_in(known))
    assert derive(devices).equals(kept), "run tools/keep_readings.py"


def test_every_rule_has_a_reason() -> None:
    data = wording.data("addition_bases.toml")
    assert all(rule["reason"] for rule in data["belongs"])
    assert all(rule["source"] for rule in data["belongs"] if rule["bases"])
    assert all(row["source"] for row in data["policy"])
