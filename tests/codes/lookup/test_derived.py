"""The timeline of codes kept in a file: it is what the tables say, and it is left alone where they are others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
from polars.testing import assert_frame_equal

from contralateral.codes import catalog, releases, store
from contralateral.codes.lookup import derived, hcpcs

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

DAYS = [date(*ymd) for ymd in ((1850, 1, 1), (1999, 7, 1), (2020, 12, 31), (2024, 9, 30), (2026, 11, 23))]


def test_the_kept_timeline_is_the_derived_one() -> None:
    every = pl.Series("code", hcpcs.every_code(), pl.String)
    kept = derived.written()
    assert kept is not None
    assert_frame_equal(kept.collect().drop("until"), catalog.derive(every))
    assert_frame_equal(hcpcs.timeline_of(every), hcpcs.derive(every))


def test_a_code_of_no_table_is_derived() -> None:
    asked = pl.Series("code", ["97760", "L1970", "L9989"], pl.String)
    assert_frame_equal(hcpcs.timeline_of(asked), hcpcs.derive(asked))


def test_names_are_those_of_the_timeline(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {on: (hcpcs.names(on), hcpcs.named_since(on)) for on in DAYS}
    hcpcs._names.cache_clear()
    hcpcs._renamings.cache_clear()
    monkeypatch.setattr(derived, "written", lambda: None)
    for on, (names, since) in told.items():
        assert_frame_equal(hcpcs.names(on), names)
        assert hcpcs.named_since(on) == since
    hcpcs._names.cache_clear()


def test_other_tables_are_derived_anew(own_tables: Path) -> None:
    (oldest, *_) = releases("hcpcs")
    fewer = store.frame(oldest).filter(pl.col("code") != "L1970")
    store.replace_tables(own_tables, [(replace(oldest, shipped=False), fewer)])
    assert derived.written() is None
    asked = pl.Series("code", ["L1970"], pl.String)
    assert_frame_equal(hcpcs.timeline_of(asked), hcpcs.derive(asked))


def test_other_limits_leave_it(own_tables: Path) -> None:
    (limits, *_) = releases("mue")
    store.replace_tables(own_tables, [(replace(limits, shipped=False), store.frame(limits).head(100))])
    assert derived.written() is not None


def test_other_patterns_are_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "_PATTERNS", ("attributes.toml",))
    derived._at_hand.cache_clear()
    assert derived.written() is None
    derived._at_hand.cache_clear()


def test_descriptions_are_those_of_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = pl.DataFrame(
        {
            "code": ["L8000", "L5000", "L5000", "K0672", "97760", None],
            "dos": [DAYS[2], None, DAYS[4], *DAYS[:2], DAYS[4]],
        }
    )
    for asked in (lines, lines.filter(pl.col("code") != "97760"), lines.filter(pl.col("dos").is_null())):
        kept = catalog.attribute_table(asked), [catalog.described(on, region="spine") for on in DAYS]
        with monkeypatch.context() as patched:
            patched.setattr(derived, "written", lambda: None)
            assert_frame_equal(kept[0], catalog.attribute_table(asked))
            for told, on in zip(kept[1], DAYS, strict=True):
                assert_frame_equal(told, catalog.described(on, region="spine"))
        assert max(told.height for told in kept[1]) > 50
