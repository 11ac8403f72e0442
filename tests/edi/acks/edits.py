"""One byte changed, taken out or put in, and what of the other transactions' rows must not change unnoticed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from contralateral.errors import FileUnreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.edi.acks.reading import Read

#: Bytes that matter: separators, line ends, digits, letters, a blank, a zero, what is not ASCII.
BYTES = b"*:~^\n 09AZ-.\x00\xe9"
#: Running numbers over the file; they shift when a transaction before is left out, which is told.
RUNNING = ("transaction", "claim", "answer", "request", "level", "segment", "parent")
_LEVELS = ("umo", "requester", "subscriber", "dependent", "event")


def edited(data: bytes, at: int, how: str, byte: int) -> bytes:
    """Return the bytes with one changed (``set``), taken out (``cut``) or put in (``add``)."""
    end = data[at:] if how == "add" else data[at + 1 :]
    return data[:at] + (b"" if how == "cut" else bytes([byte])) + end


def bounds(data: bytes) -> list[tuple[int, int]]:
    """Return first and last byte of each transaction."""
    found, at = [], data.find(b"\nST*")
    while at >= 0:
        end = data.index(b"~", data.index(b"\nSE*", at))
        found.append((at + 1, end))
        at = data.find(b"\nST*", end)
    return found


def contents(read: Read, transaction: int) -> dict[str, pl.DataFrame]:
    """Return the rows of one transaction without running numbers."""
    found = {}
    for name, frame in read.tables.items():
        mine = frame.filter(pl.col("transaction") == transaction)
        drop = [c for c in frame.columns if c in RUNNING or (name == "events" and c in _LEVELS)]
        if name == "contexts":
            drop.append("of")
        found[name] = mine.drop(drop)
    return found


def check(data: bytes, read: Callable[[bytes], Read], at: int, how: str, byte: int) -> None:
    """Assert that an edit raises nothing but ``FileUnreadable``, and hides nothing."""
    whole = read(data)
    try:
        found = read(edited(data, at, how, byte))
    except FileUnreadable:
        return
    places = bounds(data)
    if at < places[0][0]:
        return  # the envelope chooses how everything is read
    inside = [n for n, (first, last) in enumerate(places) if first <= at <= last]
    for n in range(len(places)):
        if n in inside:
            continue
        same = all(
            before.equals(after)
            for before, after in zip(contents(whole, n).values(), contents(found, n).values(), strict=True)
        )
        assert same or any(d.severity == "error" for d in found.envelope), (n, at, how, byte)
