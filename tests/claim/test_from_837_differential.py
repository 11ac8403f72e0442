"""The same files read by two other readers: claims, lines, codes, charges, units and days must agree.

pyx12 serves as a reader of raw segments and x12sdk as a reader of whole transactions. Five of the eighteen sample
files separate components by ``>`` although their ISA16 is ``:``, so the oracles' composites are split here by either.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pyx12.x12file import X12Reader
from x12sdk.io import X12ModelReader

from contralateral.claim.from_837 import from_837
from contralateral.edi import Diagnostic, open_x12

if TYPE_CHECKING:
    from contralateral.claim.tables import ClaimTables

SHARED = Path(__file__).parents[3] / "shared" / "data" / "x12" / "linuxforhealth"
FOLDER = SHARED / "837_005010X222A2"
EXAMPLES = Path(__file__).parents[2] / "examples" / "837"
FILES = sorted([*FOLDER.glob("*.837"), *EXAMPLES.glob("*.837")])
#: What is to be said about the sample files; of all others nothing is.
SAID = {
    "demo.ambulance.example5.837": ["CLM05-2 is empty"],
    "demo.cob.2ndary.example4.837": ["ISA16 says ':'"],
    "demo.example6.837": ["ISA16 says ':'"],
    "demo.example9.837": ["ISA16 says ':'", "SV103 is not UN", "written with decimals"],
    "demo.example11.837": ["ISA16 says ':'"],
    "demo.example12.837": ["ISA16 says ':'"],
}
needs_samples = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared sample files are not here")

Claim = dict[str, Any]


def split(composite: str) -> list[str]:
    """Split a composite of an oracle by either separator."""
    return re.split("[:>]", composite)


def by_pyx12(path: Path) -> list[Claim]:
    """Read claims as pyx12's segments give them."""
    claims: list[Claim] = []
    in_line = False
    with X12Reader(str(path)) as reader:
        for segment in reader:
            name, elements = segment.get_seg_id(), [segment.get_value(f"{n:02}") for n in range(1, 10)]
            if name == "CLM":
                in_line = False
                claims.append({"id": elements[0], "charge": Decimal(elements[1]), "lines": [], "dx": []})
            elif name == "LX":
                in_line = True
                claims[-1]["lines"].append({})
            elif name == "HI":
                claims[-1]["dx"] += [split(e)[1] for e in elements if e]
            elif name == "SV1":
                modifiers = split(elements[0])[2:6]
                claims[-1]["lines"][-1] |= {
                    "code": split(elements[0])[1],
                    "modifiers": [m for m in modifiers if m],
                    "charge": Decimal(elements[1]),
                    "units": Decimal(elements[3]) if elements[2] == "UN" else None,
                }
            elif name == "DTP" and in_line and elements[0] == "472":
                claims[-1]["lines"][-1]["days"] = [
                    date(int(d[:4]), int(d[4:6]), int(d[6:])) for d in elements[2].split("-")
                ]
    return claims


def by_x12sdk(path: Path) -> list[Claim]:
    """Read claims as x12sdk's models give them."""
    claims: list[Claim] = []
    with X12ModelReader(str(path)) as reader:
        for model in reader.models():
            for claim in model.claims():
                lines = []
                for loop in claim.service_lines:
                    sv1 = loop.sv1_segment
                    lines.append(
                        {"sv101": sv1.product_service_id_qualifier, "charge": sv1.line_item_charge_amount}
                    )
                nm1 = claim.payer.nm1_segment
                claims.append(
                    {
                        "id": claim.patient_control_number,
                        "charge": claim.charge,
                        "payer": nm1.identification_code,
                        "npi": claim.billing_provider_npi,
                        "lines": lines,
                    }
                )
    return claims


def ours(path: Path) -> tuple[ClaimTables, list[Diagnostic]]:
    """Read a file as contralateral does."""
    with open_x12(path) as file:
        return from_837(file)


def lines_of(tables: ClaimTables, claim: int) -> list[dict[str, Any]]:
    """Return our lines of one claim."""
    return tables.lines.filter(claim=claim).rows(named=True)


@needs_samples
def test_all_eighteen_samples_are_here() -> None:
    assert len([path for path in FILES if path.parent == FOLDER]) == 18


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_read_and_what_is_said_is_known(path: Path) -> None:
    tables, said = ours(path)
    assert tables.claims.height > 0
    wanted = SAID.get(path.name, [])
    assert len(said) == len(wanted)
    assert all(part in d.message for part, d in zip(wanted, said, strict=True))
    assert "error" not in {d.severity for d in said}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_pyx12_reads_the_same(path: Path) -> None:
    tables, _ = ours(path)
    theirs = by_pyx12(path)
    assert tables.claims["claim_id"].to_list() == [claim["id"] for claim in theirs]
    assert tables.claims["claim_charge_cents"].to_list() == [int(claim["charge"] * 100) for claim in theirs]
    for index, claim in enumerate(theirs):
        assert tables.diagnoses.filter(claim=index)["diagnosis"].to_list() == claim["dx"]
        mine = lines_of(tables, index)
        assert [line["line"] for line in mine] == list(range(1, len(claim["lines"]) + 1))
        for line, their in zip(mine, claim["lines"], strict=True):
            assert (line["code"], line["modifiers"]) == (their["code"], their["modifiers"])
            assert line["charge_cents"] == int(their["charge"] * 100)
            assert line["units"] == (None if their["units"] is None else float(their["units"]))
            assert (line["dos"], line["dos_through"]) == (their["days"][0], their["days"][-1])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_x12sdk_reads_the_same(path: Path) -> None:
    tables, _ = ours(path)
    theirs = by_x12sdk(path)
    found = tables.claims.select("claim_id", "payer_id", "billing_npi").rows()
    assert found == [(claim["id"], claim["payer"], claim["npi"]) for claim in theirs]
    assert tables.claims["claim_charge_cents"].to_list() == [int(claim["charge"] * 100) for claim in theirs]
    for index, claim in enumerate(theirs):
        mine = [(line["code"], line["charge_cents"]) for line in lines_of(tables, index)]
        assert mine == [(split(line["sv101"])[1], int(line["charge"] * 100)) for line in claim["lines"]]


@needs_samples
@pytest.mark.parametrize(
    ("folder", "says"),
    [
        ("837_004010X098A1", "(4010)"),
        ("837_004010X096A1", "(4010)"),
        ("837_005010X223A3", "an institutional claim (837I)"),
        ("835_005010X221A1", "an 835 remittance"),
        ("270_005010X279A1", "X12 transaction 270"),
        ("277_005010X212", "X12 transaction 277"),
    ],
)
def test_other_samples_are_named_and_give_no_claim(folder: str, says: str) -> None:
    paths = sorted((SHARED / folder).iterdir())
    assert paths
    for path in paths:
        tables, said = ours(path)
        assert tables.claims.height == 0
        assert any(says in d.message and d.severity == "error" for d in said)
