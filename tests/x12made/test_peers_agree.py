"""Others accept the made files: pyx12 with all its checks, x12sdk with its models, which balance amounts."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import pyx12.params
import pyx12.x12n_document
from benchmarks.x12.made import SHAPES, make_835, make_837
from x12sdk.io import X12ModelReader

if TYPE_CHECKING:
    from pathlib import Path

MAKES = {"837": make_837, "835": make_835}


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", MAKES)
def test_pyx12_finds_no_fault(kind: str, shape: str, seed: int, tmp_path: Path) -> None:
    path = tmp_path / "made"
    truth = MAKES[kind](path, 150_000, shape, seed)
    # For an 835, whose ST has no version, pyx12 cannot write a 999.
    answer = io.StringIO() if kind == "837" else None
    assert pyx12.x12n_document.x12n_document(pyx12.params.params(), str(path), answer, None)
    if answer is not None:
        assert answer.getvalue().count("IK5*A") == truth.transactions
        assert "IK3" not in answer.getvalue()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", MAKES)
def test_x12sdk_reads_the_same_claims(kind: str, shape: str, tmp_path: Path) -> None:
    path = tmp_path / "made"
    truth = MAKES[kind](path, 150_000, shape, 3)
    with X12ModelReader(str(path)) as reader:
        models = list(reader.models())
    charges = [Decimal(str(claim.charge)) for model in models for claim in model.claims()]
    assert len(models) == truth.transactions
    assert len(charges) == truth.claims
    assert int(sum(charges) * 100) == truth.charges
