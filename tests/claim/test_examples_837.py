"""The example files: other validators accept them, everybody in them is invented, and they say what is promised."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyx12.params import params
from pyx12.x12n_document import x12n_document
from x12sdk.io import X12ModelReader

from contralateral.claim.from_837 import from_837
from contralateral.edi import open_x12, recognize
from tests.plain.read import read

if TYPE_CHECKING:
    from contralateral.claim.tables import ClaimTables

FOLDER = Path(__file__).parents[2] / "examples" / "837"
SINGLE = ["scoliosis_clean.837", "mastectomy_story.837", "bilateral_breast_wrong.837"]
NAMES = [*SINGLE, "three_claims.837"]


def tables_of(name: str) -> ClaimTables:
    """Read an example about which nothing is to be said."""
    tables, said = from_837(open_x12((FOLDER / name).read_bytes(), path=name))
    assert said == []
    return tables


def test_every_example_is_tested_and_described() -> None:
    assert sorted(path.name for path in FOLDER.glob("*.837")) == sorted(NAMES)
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(name in readme for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_pyx12_accepts_it(name: str, caplog: pytest.LogCaptureFixture) -> None:
    answer = io.StringIO()
    with caplog.at_level(logging.WARNING):
        text = (FOLDER / name).read_text(encoding="ascii")
        assert x12n_document(params(), io.StringIO(text), answer, None)
    assert [record.message for record in caplog.records] == []
    segments = [line.rstrip("~") for line in answer.getvalue().splitlines()]
    assert "IK5*A" in segments
    assert "AK9*A*1*1*1" in segments
    assert not [segment for segment in segments if segment.startswith(("IK3", "IK4", "CTX"))]


@pytest.mark.parametrize("name", NAMES)
def test_x12sdk_accepts_it(name: str) -> None:
    with X12ModelReader(str(FOLDER / name)) as reader:
        ids = [claim.patient_control_number for model in reader.models() for claim in model.claims()]
    assert ids == tables_of(name).claims["claim_id"].to_list()


@pytest.mark.parametrize("name", NAMES)
def test_it_is_recognized(name: str) -> None:
    assert recognize((FOLDER / name).read_bytes()) == "837P"


def test_the_three_claims_are_the_three_examples() -> None:
    three = tables_of("three_claims.837")
    for index, name in enumerate(SINGLE):
        single = tables_of(name)
        for frame in ("claims", "lines", "diagnoses"):
            mine = getattr(three, frame).filter(claim=index).drop("claim", "source", strict=False)
            assert mine.equals(getattr(single, frame).drop("claim", "source", strict=False))


@pytest.mark.parametrize(
    ("name", "place", "diagnoses", "lines"),
    [
        (
            "scoliosis_clean.837",
            "12",
            ["M4125"],
            [("L1200", [], 1.0), ("L1240", [], 1.0), ("L1290", ["RT"], 1.0)],
        ),
        ("mastectomy_story.837", "11", ["Z9011"], [("L1290", ["RT", "KX", "GA"], 1.0)]),
        (
            "bilateral_breast_wrong.837",
            "12",
            ["Z9013"],
            [("L8030", ["RT", "LT", "KX"], 2.0), ("L8000", [], 2.0)],
        ),
    ],
)
def test_each_says_what_the_readme_promises(
    name: str, place: str, diagnoses: list[str], lines: list[tuple[str, list[str], float]]
) -> None:
    tables = tables_of(name)
    row = tables.claims.row(0, named=True)
    assert (row["place_of_service"], row["filing_code"], row["payer_id"]) == (place, "MB", "17013")
    assert tables.diagnoses["diagnosis"].to_list() == diagnoses
    assert tables.lines.select("code", "modifiers", "units").rows() == lines
    assert {day.isoformat() for day in tables.lines["dos"]} == {"2026-11-02"}
    assert row["claim_charge_cents"] == tables.lines["charge_cents"].sum()


def luhn(npi: str) -> bool:
    """Tell whether an NPI's check digit holds, counted with the prefix 80840."""
    digits = [int(c) for c in reversed("80840" + npi)]
    doubled = [d if n % 2 == 0 else sum(divmod(2 * d, 10)) for n, d in enumerate(digits)]
    return sum(doubled) % 10 == 0


def test_the_luhn_check_can_fail() -> None:
    assert luhn("1234567893")
    assert not luhn("1234567894")


@pytest.mark.parametrize("name", NAMES)
def test_every_npi_has_its_check_digit_and_every_name_is_invented(name: str) -> None:
    transactions = read((FOLDER / name).read_bytes(), path=name).transactions
    parties = [s for t in transactions for s in t.segments if s.id == "NM1"]
    npis = {s[9] for s in parties if s[8] == "XX"}
    assert len(npis) >= 2
    assert all(luhn(npi) for npi in npis)
    people = {s[3] for s in parties if s[2] == "1"}
    assert people <= {"TESTPATIENT", "SAMPLE"}
