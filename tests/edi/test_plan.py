"""The first pass over a file: what it says of envelopes is what a plain reader says, on good files and damaged ones."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contralateral.edi import plan as plans
from contralateral.edi import scan
from contralateral.edi.source import Source
from contralateral.errors import FileUnreadable
from tests.edi.x12_text import group, interchange, transaction
from tests.plain.read import read

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).parents[2] / "examples" / "837"
SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "x12"
BODY = """BHT*0019*00*1*20260101*1200*CH
HL*1**20*1"""
ODD_NAME = "two or three capital letters"


def plainly(data: bytes) -> Any:
    """Read segment by segment; malformed segment names are left to the readers of contents."""
    try:
        file = read(data, path="file")
    except FileUnreadable as fault:
        return str(fault)
    rows = [
        (
            at,
            t.kind,
            t.set_id,
            t.version,
            t.control,
            t.segments[0].byte,
            t.segments[0].number,
            len(t.segments),
        )
        for at, part in enumerate(file.interchanges)
        for g in part.groups
        for t in g.transactions
    ]
    return rows, sorted(repr(d) for d in file.diagnostics if ODD_NAME not in d.message)


def at_once(data: bytes) -> Any:
    try:
        found = plans.plan(Source(data, path="file"))
    except FileUnreadable as fault:
        return str(fault)
    rows = [
        (t.interchange, t.kind, t.set_id, t.version, t.control, t.start, t.number, t.segments)
        for t in found.transactions
    ]
    return rows, sorted(repr(d) for d in found.diagnostics)


def damaged(data: bytes, seed: int) -> bytes:
    pick = random.Random(seed)
    changed = bytearray(data)
    for _ in range(pick.choice((1, 1, 2, 4))):
        at = pick.randrange(len(changed))
        match pick.randrange(3):
            case 0:
                del changed[at : at + pick.choice((1, 1, 3, 50))]
            case 1:
                changed[at] = pick.choice(b"~*:\n\r AZ19E")
            case _:
                changed.insert(at, pick.choice(b"~*:\n\r AZ19"))
    return bytes(changed)


def examples() -> Iterator[bytes]:
    for path in sorted(EXAMPLES.glob("*.837")):
        data = path.read_bytes()
        yield data
        yield data.replace(b"\n", b"").replace(b"~", b"~\r\n")


@pytest.mark.parametrize("seed", range(300))
def test_damaged_envelopes_are_spoken_of_as_a_plain_reader_does(seed: int) -> None:
    whole = list(examples())
    data = damaged(whole[seed % len(whole)], seed)
    plain, found = plainly(data), at_once(data)
    if plain != found:
        # Where a GS or GE has lost its separator, the plain reader still takes it for one.
        plain_errors = [d for d in plain[1] if "'error'" in d]
        assert len([d for d in found[1] if "'error'" in d]) >= len(plain_errors) > 0


@pytest.mark.skipif(not SAMPLES.exists(), reason="the public samples are not here")
def test_public_samples_are_the_same() -> None:
    files = [path for path in SAMPLES.rglob("*") if path.is_file()]
    assert len(files) > 30
    for path in files:
        assert plainly(path.read_bytes()) == at_once(path.read_bytes()), path.name


def test_windows_of_any_size_tell_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"".join(
        interchange(group(transaction(BODY, control=str(n)), control=n), control=n) for n in range(1, 6)
    )
    whole = at_once(data)
    assert len(whole[0]) == 5
    for size in (64, 200, 333, 1000):
        monkeypatch.setattr(scan, "WINDOW", size)
        assert at_once(data) == whole
