"""Each damaged file has its one fault, and others find it where it is theirs to find."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pyx12.params
import pyx12.x12n_document
from benchmarks.x12.damaged import damaged

from contralateral import edi

if TYPE_CHECKING:
    from pathlib import Path

#: What pyx12 does not look at: sums, check digits, where a pointer points. Without GS it stops with an IndexError.
UNSEEN = {
    *("837: CLM02 is not the sum of the lines", "837: a pointer points at no diagnosis"),
    *("837: the billing NPI fails its check digit", "835: CLP04 is not charge less adjustments"),
    *("835: SVC03 is not charge less adjustments", "835: BPR02 is not the sum of the claims"),
    *("837: GS is missing", "835: GS is missing"),
}
CASES = {f"{case.kind}: {case.name}": case for case in damaged(1)}


def test_faults_have_names_of_their_own_and_come_with_every_seed() -> None:
    assert len(CASES) == len(list(damaged(1))) == 36
    for seed in range(2, 8):
        assert {f"{case.kind}: {case.name}" for case in damaged(seed)} == set(CASES)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.envelope])
def test_a_fault_of_the_envelope_is_an_error(name: str) -> None:
    said = edi.open_x12(CASES[name].data, path="made").diagnostics
    assert [d for d in said if d.severity == "error"]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if not case.envelope])
def test_a_fault_of_a_claim_leaves_the_envelope_whole(name: str) -> None:
    assert edi.open_x12(CASES[name].data, path="made").diagnostics == []


@pytest.mark.parametrize("name", sorted(CASES.keys() - UNSEEN))
def test_pyx12_finds_the_fault(name: str, tmp_path: Path) -> None:
    path = tmp_path / "made"
    path.write_bytes(CASES[name].data)
    assert not pyx12.x12n_document.x12n_document(pyx12.params.params(), str(path), None, None)


@pytest.mark.parametrize("name", sorted(name for name in UNSEEN if "check digit" in name or "sum" in name))
def test_what_pyx12_does_not_look_at_it_accepts(name: str, tmp_path: Path) -> None:
    path = tmp_path / "made"
    path.write_bytes(CASES[name].data)
    assert pyx12.x12n_document.x12n_document(pyx12.params.params(), str(path), None, None)
