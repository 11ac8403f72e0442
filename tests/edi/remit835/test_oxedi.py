"""oxedi reads the same payments, claims, services and adjustments, in the same segments; differences are explained."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import oxedi
import polars as pl
import pytest
from benchmarks.x12.made import SHAPES, make_835

from contralateral.edi import open_x12

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

REAL = Path(__file__).parents[4] / "shared" / "data" / "x12" / "linuxforhealth" / "835_005010X221A1"
SAMPLES = sorted(REAL.glob("*.835"))

#: For each table, their column and ours.
COLUMNS = {
    "payments": {
        "total_payment_amount": "amount_cents",
        "credit_debit_flag": "credit_debit",
        "payment_method": "method",
        "trace_number": "trace",
        "payer_name": "payer_name",
        "payee_id": "payee_id",
    },
    "claims": {
        "claim_id": "patient_control",
        "claim_status": "status",
        "charge_amount": "charge_cents",
        "payment_amount": "paid_cents",
        "patient_responsibility": "patient_cents",
        "payer_control_number": "payer_control",
        "filing_indicator": "filing_code",
        "facility_type": "facility",
        "frequency_code": "frequency",
        "patient_last_name": "patient_last",
        "patient_id": "patient_id",
        "rendering_provider_id": "rendering_id",
    },
    "services": {
        "procedure_qualifier": "qualifier",
        "procedure_code": "code",
        "charge_amount": "charge_cents",
        "payment_amount": "paid_cents",
        "units_paid": "units_paid",
        "line_item_control_number": "line_control",
    },
    "adjustments": {
        "group_code": "group",
        "reason_code": "reason",
        "amount": "cents",
        "quantity": "quantity",
    },
    "provider_adjustments": {
        "provider_id": "provider",
        "reason_code": "reason",
        "reference_id": "identifier",
        "amount": "cents",
    },
}


def plain(value: Any) -> Any:
    """Return text as text and any number as a decimal without its scale."""
    match value:
        case bytes():
            return value.decode()
        case Decimal() | int() | float():
            return Decimal(str(value)).normalize()
    return value


def theirs(path: Path) -> dict[str, list[dict[str, Any]]]:
    result = oxedi.parse_file(str(path))
    found = {name: result.tables[name].to_polars().to_dicts() for name in COLUMNS}
    for row in found["services"]:
        # Some samples separate components by another character than ISA16 names. There the whole stands in one column;
        # here what is meant is read, and spoken of.
        if row["procedure_code"] is None and row["procedure_qualifier"][2:3] == b">":
            row["procedure_qualifier"], row["procedure_code"] = row["procedure_qualifier"].split(b">")[:2]
    return found


def ours(path: Path) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[pl.DataFrame]] = {name: [] for name in COLUMNS}
    with open_x12(path) as file:
        for batch in file.batches({"835"}, COLUMNS):
            for name in COLUMNS:
                if name in batch.tables:
                    found[name].append(batch.tables[name])
    return {
        name: pl.concat(frames).sort("segment", maintain_order=True).to_dicts()
        for name, frames in found.items()
    }


def told(rows: Iterable[dict[str, Any]], names: Iterable[str], value: Callable[[str, Any], Any]) -> list[Any]:
    return [(row["segment"], *(plain(value(name, row[name])) for name in names)) for row in rows]


def agree(path: Path) -> dict[str, int]:
    """Assert that every column in common is equal, row by row; return how many rows there were."""
    left, right = theirs(path), ours(path)
    for name, columns in COLUMNS.items():
        wanted = told(left[name], columns, lambda _, value: value)
        wanted = [(row[0] + 1, *row[1:]) for row in wanted]  # their segments are counted from 0
        found = told(
            right[name],
            columns.values(),
            lambda column, value: (
                value / Decimal(100) if column.endswith("cents") and value is not None else value
            ),
        )
        assert found == wanted, name
    return {name: len(rows) for name, rows in right.items()}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_of_made_files(shape: str, seed: int, tmp_path: Path) -> None:
    path = tmp_path / "made.835"
    truth = make_835(path, 200_000, shape, seed)
    rows = agree(path)
    assert oxedi.parse_file(str(path)).diagnostics == []
    assert rows["claims"] == truth.claims > 0
    assert rows["services"] == truth.lines > 0
    assert rows["adjustments"] > rows["claims"]


#: Samples with a fault for which we leave something out, and what each of the two says of it: segment and element.
FAULTY = {"managed-care": (4, 16), "tertiary-payment": (20, 1)}


@pytest.mark.skipif(not SAMPLES, reason="the public samples are not here")
@pytest.mark.parametrize("path", [p for p in SAMPLES if p.stem not in FAULTY], ids=lambda path: path.stem)
def test_the_same_of_public_samples(path: Path) -> None:
    assert agree(path)["claims"] > 0


@pytest.mark.skipif(not SAMPLES, reason="the public samples are not here")
@pytest.mark.parametrize("name", FAULTY)
def test_what_is_left_out_of_a_sample_has_a_fault_there_too(name: str) -> None:
    segment, element = FAULTY[name]
    (path,) = (p for p in SAMPLES if p.stem == name)
    said = {(d.segment + 1, d.element) for d in oxedi.parse_file(str(path)).diagnostics}
    assert (segment, element) in said
    with open_x12(path) as file:
        batches = list(file.batches({"835"}))
    assert [d.segment for batch in batches for d in batch.diagnostics if d.severity == "error"] == [segment]
    assert sum(batch.tables["claims"].height for batch in batches) == 0
