"""The tables that come with the package: complete, small, dated, free of others' property, and built as committed."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from contralateral.codes import KINDS, releases, store
from contralateral.codes.importers import LEAST, SCHEMAS, read
from contralateral.codes.store import frame, shipped_folder
from tests.codes.made import SHARED, day, shipped, with_shared

if TYPE_CHECKING:
    from types import ModuleType

TOOLS = Path(__file__).parents[2] / "tools"
RELEASES = [(r.kind, r.release) for r in releases()]


def test_every_kind_is_there() -> None:
    assert {r.kind for r in releases()} == set(KINDS)
    assert [label for kind, label in RELEASES if kind == "hcpcs"] == [
        "2019-01",
        "2020-10",
        "2024-07",
        "2025-10",
        "2026-07",
    ]


def test_small_enough() -> None:
    assert sum(f.stat().st_size for f in shipped_folder().iterdir()) < 4_000_000


@pytest.mark.parametrize(("kind", "label"), RELEASES)
def test_release_is_as_its_manifest_says(kind: str, label: str) -> None:
    release = next(r for r in releases() if (r.kind, r.release) == (kind, label))
    table = frame(release)
    assert table.height == release.rows >= LEAST[release.kind]
    assert dict(table.schema) == dict(SCHEMAS[release.kind])
    assert hashlib.sha256(release.path.read_bytes()).hexdigest() == release.sha256
    assert release.source
    assert release.publisher
    assert release.covers_from <= release.covers_through


def test_nothing_licensed_is_shipped() -> None:
    for release in releases():
        table = frame(release)
        if release.kind in ("hcpcs", "noc", "mue", "fees", "area_fees"):
            assert not table["code"].str.contains(r"^(D|\d)").any()
        if release.kind == "modifiers":
            assert not table["code"].str.contains(r"^\d").any()
            assert table.filter(pl.col("code").str.contains(r"^P[1-6]$"))["name"].null_count() in (0, 6)
            assert table.filter(pl.col("code").str.contains(r"^P[1-6]$"))["name"].drop_nulls().is_empty()


def test_every_correction_has_a_source_and_a_day() -> None:
    table = shipped("corrections", "2026-11-23")
    assert table["source"].null_count() == 0
    assert table.filter(pl.col("from").is_null() & pl.col("through").is_null()).is_empty()
    assert set(table["table"]) == {"hcpcs", "icd10", "prior_authorization"}


def test_some_facts() -> None:
    codes = shipped("hcpcs", "2024-07")
    assert codes.filter(code="L1290").row(0) == (
        *(
            "L1290",
            "Lateral trochanteric pad",
            "Addition to tlso, (low profile), lateral trochanteric pad",
            "C",
            "38",
        ),
        *(None, day("1988-01-01"), None),
    )
    assert shipped("icd10", "FY2026")["billable"].sum() == 74_719
    assert shipped("fees", "2026-07").filter(code="L8030", state="NY")["cents"].to_list() == [39595]


def test_corrections_are_as_written() -> None:
    (written,) = read(TOOLS / "corrections.csv")
    assert_frame_equal(written.frame, shipped("corrections", "2026-11-23"))


def _build_tables() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_tables", TOOLS / "build_tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_tables"] = module
    spec.loader.exec_module(module)
    return module


@with_shared
def test_rebuilding_gives_what_is_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = _build_tables()
    monkeypatch.setattr(tool, "_named", lambda table: table)  # names need a package that only building needs
    monkeypatch.setattr(store, "_SHIPPED_LEVEL", 1)
    tool.build(SHARED, tmp_path)
    for release in releases():
        built = pl.read_parquet(tmp_path / release.file)
        if release.kind == "icd10":
            assert_frame_equal(built.drop("name"), frame(release).drop("name"))
        else:
            assert_frame_equal(built, frame(release))
