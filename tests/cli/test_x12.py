"""`contra x12`: what is in a file, as numbers, remarks and tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
from benchmarks.x12.made import bytes_835, bytes_837

from .run import CASES, CLAIMS, contra

if TYPE_CHECKING:
    from pathlib import Path


def test_it_tells_kinds_and_rows() -> None:
    status, printed, _ = contra("x12", CLAIMS / "three_claims.837")
    assert status == 0
    assert "1 × 837P" in printed
    assert "claims 3, lines 6, diagnoses 3" in printed.replace("\n", " ")


def test_tables_are_written_as_parquet(tmp_path: Path) -> None:
    (tmp_path / "c.837").write_bytes(bytes_837(20_000, "many", 4)[0])
    data, truth = bytes_835(20_000, "many", 4)
    (tmp_path / "r.835").write_bytes(data)
    out = tmp_path / "tables"
    status, printed, said = contra(
        "x12", tmp_path / "c.837", tmp_path / "r.835", "--out", out, "--format", "json"
    )
    assert status == 0, said
    claims, remittance = json.loads(printed)
    for kind, told in (("837P", claims), ("835", remittance)):
        for name, count in told["rows"][kind].items():
            assert pl.read_parquet(out / kind / name / "*.parquet").height == count
    services = pl.read_parquet(out / "835" / "services" / "*.parquet")
    assert services.height == truth.lines
    assert (
        services["charge_cents"].sum()
        == pl.read_parquet(out / "835" / "claims" / "*.parquet")["charge_cents"].sum()
    )


def test_a_fault_of_form_and_one_of_reading_have_their_own_status(tmp_path: Path) -> None:
    whole = (CLAIMS / "three_claims.837").read_bytes()
    path = tmp_path / "c.837"
    path.write_bytes(whole.replace(b"*UN*1*", b"*UQ*1*", 1))
    status, printed, _ = contra("x12", path)
    assert (status, "SNIP 2" in printed) == (1, True)
    path.write_bytes(whole.replace(b"*UN*1*", b"*UN*1X*", 1))
    status, printed, _ = contra("x12", path)
    assert (status, "is left out" in printed) == (2, True)


def test_what_is_no_x12_is_refused() -> None:
    status, _, said = contra("x12", next(CASES.glob("*.yaml")))
    assert status == 2
    assert "not an X12 file" in said
