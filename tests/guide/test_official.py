"""Official names as the hardest readers: repeated they never conflict, put on another code they mostly do."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from contralateral import guide
from contralateral.guide.official import Tables

ON = date(2026, 11, 23)
WAYS = ("represents", "describes", "is", "is used to report", "refers to", "is reserved for")


@pytest.fixture(scope="module")
def devices() -> pl.DataFrame:
    table = Tables(ON).in_force
    whole = pl.col("kind").is_not_null() & pl.col("region").is_not_null() & pl.col("long").is_not_null()
    return table.filter(whole & (pl.col("role") == "base"))


def test_a_name_repeated_does_not_conflict(devices: pl.DataFrame) -> None:
    sample = devices.sample(60, seed=7)
    rows = enumerate(sample.select("code", "long").iter_rows())
    text = "\n\n".join(f"HCPCS code {code} {WAYS[n % 6]} {name.lower()}." for n, (code, name) in rows)
    wrong = [(s.subject, s.why) for s in guide.audit(text, on=ON).statements if s.verdict == "conflicts"]
    assert wrong == []


def test_the_name_of_another_kind_conflicts(devices: pl.DataFrame) -> None:
    braces = devices.filter(kind="orthosis", region="spine").head(15)["code"]
    legs = devices.filter(kind="prosthesis", region="lower limb").head(15)["long"]
    pairs = list(zip(braces, legs, strict=True))
    text = "\n\n".join(f"HCPCS code {code} describes {name.lower()}." for code, name in pairs)
    found = {s.subject for s in guide.audit(text, on=ON).statements if s.verdict == "conflicts"}
    assert len(found) >= 14, set(braces) - found


def test_others_of_a_class_are_made_another_way() -> None:
    others = Tables(ON).others("L8035")
    assert {"L8020", "L8030", "L8031"} <= set(others)
    assert "L8035" not in others
    assert "L8039" not in others  # not otherwise specified


def test_a_range_counts_the_codes_in_force() -> None:
    tables = Tables(ON)
    assert tables.within("L8000", "L8002") == 3
    assert tables.within("L0100", "L0110") == 0
