"""Columns against a plain reader that takes one segment at a time: the same claims, also from damaged files."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from benchmarks.x12.made import bytes_837

from contralateral.claim.from_837 import from_837
from contralateral.edi import open_x12
from contralateral.errors import FileUnreadable
from tests.plain.from_837 import from_837 as plain_claims
from tests.plain.read import read

EXAMPLES = Path(__file__).parents[2] / "examples" / "837"
SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "x12" / "linuxforhealth"
#: Where the plain reader leaves out a whole transaction, columns leave out the claims that the segment could be of.
ODD_NAME = "two or three capital letters"


@cache
def files() -> tuple[bytes, ...]:
    paths = [*EXAMPLES.glob("*.837"), *SAMPLES.glob("837_005010X222A2/*.837")]
    made = [bytes_837(9_000, shape, seed)[0] for seed, shape in enumerate(("many", "lines", "giant"))]
    return (*(path.read_bytes() for path in sorted(paths)), *made)


def told(tables: Any, said: list[Any]) -> dict[str, Any]:
    """Return each claim's rows by where it stands in the file, and whether an error was told."""
    of_claim = dict(tables.claims.select("claim", "source").iter_rows())
    rows: dict[str, Any] = {source: [] for source in of_claim.values()}
    for name in ("claims", "lines", "diagnoses"):
        for row in getattr(tables, name).iter_rows(named=True):
            rows[of_claim[row["claim"]]].append({k: v for k, v in row.items() if k != "claim"})
    return {"rows": rows, "errors": [d for d in said if d.severity == "error"]}


def plainly(data: bytes) -> dict[str, Any] | str:
    try:
        return told(*plain_claims(read(data, path="f"), path="f"))
    except FileUnreadable as fault:
        return str(fault)


def in_columns(data: bytes) -> dict[str, Any] | str:
    try:
        with open_x12(data, path="f") as file:
            return told(*from_837(file))
    except FileUnreadable as fault:
        return str(fault)


def padded(data: bytes) -> bool:
    """Blanks beside the separators of HL or NM1: the plain reader compares them as they stand, columns without."""
    pieces = (piece.strip() for piece in data.split(b"~"))
    return any(p[:3] in (b"HL*", b"NM1") and (b"* " in p or b" *" in p) for p in pieces)


def same(data: bytes) -> None:
    plain, columns = plainly(data), in_columns(data)
    if isinstance(plain, str) or isinstance(columns, str):
        assert plain == columns
        return
    for source, rows in columns["rows"].items():
        if source in plain["rows"]:
            assert rows == plain["rows"][source] or padded(data)
        else:
            assert any(ODD_NAME in d.message for d in plain["errors"]) or padded(data)
    if set(plain["rows"]) - set(columns["rows"]):
        assert columns["errors"]
    # Columns are stricter with unknown segments and with HL01, never less strict.
    assert columns["errors"] or not plain["errors"] or padded(data)


def test_whole_files() -> None:
    assert len(files()) >= 7
    for data in files():
        assert in_columns(data) == plainly(data)
        assert in_columns(data)["rows"]


def damaged(seed: int) -> bytes:
    pick = random.Random(seed)
    changed = bytearray(pick.choice(files()))
    at = pick.randrange(len(changed))
    match pick.randrange(3):
        case 0:
            del changed[at : at + pick.choice((1, 1, 1, 3, 50))]
        case 1:
            changed[at] = pick.choice(b"~*:\n\r AZ19\xe9E")
        case _:
            changed.insert(at, pick.choice(b"~*:\n\r AZ19\xe9"))
    return bytes(changed)


@pytest.mark.parametrize("first", range(0, 400, 40))
def test_damaged_files(first: int) -> None:
    for seed in range(first, first + 40):
        same(damaged(seed))


@pytest.mark.parametrize("size", [300, 1_000, 4_096])
def test_pieces_of_any_size_give_the_same(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [in_columns(data) for data in (*files(), *(damaged(seed) for seed in range(60)))]
    monkeypatch.setattr("contralateral.edi.file.SIZE", size)
    for data, before in zip((*files(), *(damaged(seed) for seed in range(60))), whole, strict=True):
        with_size = in_columns(data)
        if isinstance(before, str):
            assert with_size == before
        else:
            assert with_size["rows"] == before["rows"]
            assert len(with_size["errors"]) == len(before["errors"])
