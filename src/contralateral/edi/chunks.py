"""Pieces of a file that fit the cache, cut where nothing is torn, each with the context that it stands in.

A piece ends before a claim, a level or a transaction begins. The segments that hold for what follows (its ST, the
levels above it) are put before the next piece and read again: nothing has to know that a file was read in pieces.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.ids import ID
from contralateral.edi.tokenize import PADDING, Scratch, tokenize
from contralateral.edi.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from contralateral.edi.plan import Plan
    from contralateral.edi.source import Source

__all__ = ["SIZE", "Chunk", "Span", "chunks", "spans"]

#: Bytes of a piece: what is done once for each costs little, and its arrays take some tens of megabytes.
SIZE = 4 << 20

_PER_SEGMENT = ("start", "base", "count", "id", "byte", "number")


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring sound transactions of one kind under the same separators: positions in ``Plan.transactions``."""

    first: int
    last: int


@dataclass(slots=True)
class Chunk:
    """Some segments; the first ``fresh`` of them were in an earlier piece and are here as context only."""

    tokens: Tokens
    fresh: int
    transaction: NDArray[np.int32]  # (S,) position in ``Plan.transactions``, -1 between transactions


def spans(plan: Plan, wanted: Callable[[int], object]) -> Iterator[tuple[object, Span]]:
    """Yield runs of transactions for which ``wanted`` gives the same answer, and no null.

    Between them stand envelope segments only, so that the bytes may be read in one stretch.
    """
    first, answer = 0, None
    for i, row in enumerate(plan.transactions):
        said = wanted(i) if row.sound else None
        before = plan.transactions[i - 1] if i > first else None
        joined = (
            before is not None
            and said is not None
            and said == answer
            and plan.interchanges[row.interchange].delimiters
            == plan.interchanges[before.interchange].delimiters
            and row.number - before.number - before.segments <= _ENVELOPES_BETWEEN
            and not plan.stray_between(before.end, row.start)
        )
        if joined:
            continue
        if answer is not None:
            yield answer, Span(first, i - 1)
        first, answer = i, said
    if answer is not None:
        yield answer, Span(first, len(plan.transactions) - 1)


_ENVELOPES_BETWEEN = 4  # GE, IEA, ISA, GS


def chunks(
    source: Source,
    plan: Plan,
    span: Span,
    cuts: tuple[int, ...],
    context: Callable[[Chunk], NDArray[np.intp]],
    size: int = SIZE,
) -> Iterator[Chunk]:
    """Read the transactions of a span piece by piece.

    Args:
        source: the file.
        plan: its envelopes.
        span: which transactions.
        cuts: segments (``ids.ID``) before which a piece may end; ST is always one.
        context: tells which segments of a piece hold for what follows it (positions, in order).
        size: bytes of a piece.
    """
    first, last = plan.transactions[span.first], plan.transactions[span.last]
    delimiters = plan.interchanges[first.interchange].delimiters
    terminator = delimiters.terminator.encode("latin-1")
    at, number, position = first.start, first.number, span.first
    scratch = Scratch()
    kept = b""
    kept_byte = np.empty(0, dtype=np.int64)
    kept_number = np.empty(0, dtype=np.int64)
    want = size
    while at < last.end:
        stop = min(at + want, last.end)
        # Tables point into these bytes: they are new for every piece.
        data = bytearray(len(kept) + stop - at)
        data[: len(kept)] = kept
        source.fill(memoryview(data)[len(kept) :], at)
        used = data.rfind(terminator, len(kept)) + 1 or len(kept)
        data[used:] = PADDING
        k = len(kept_byte)
        tokens = tokenize(
            data, delimiters, size=used, byte=at - len(kept), number=number - k, scratch=scratch
        )
        if k:
            tokens.byte[:k], tokens.number[:k] = kept_byte, kept_number
        if stop < last.end:
            cut = _last_cut(tokens, cuts, k)
            if cut is None:
                want *= 2
                continue
            at, number = int(tokens.byte[cut]), int(tokens.number[cut])
            tokens = _upto(tokens, cut)
        chunk = Chunk(tokens, k, _transactions(tokens, position))
        yield chunk
        if stop >= last.end:
            return
        rows = context(chunk)
        inside = chunk.transaction[chunk.transaction >= 0]
        position = int(inside[-1])
        if chunk.transaction[-1] < 0:  # cut between transactions: the next ST counts on
            rows, position = rows[:0], position + 1
        kept = b"".join(tokens.segment_bytes(int(row)) + terminator for row in rows)
        kept_byte, kept_number = tokens.byte[rows], tokens.number[rows]
        want = size
        del data, tokens, chunk, inside  # before the next piece takes their place


def _last_cut(tokens: Tokens, cuts: tuple[int, ...], fresh: int) -> int | None:
    """Return the last segment behind the first fresh one that a piece may end before."""
    table = np.zeros(256, dtype=bool)
    table[[*cuts, ID["ST"]]] = True
    end = len(tokens)
    while end > fresh + 1:
        begin = max(end - _TAIL, fresh + 1)
        places = np.flatnonzero(table[tokens.id[begin:end]])
        if len(places):
            return begin + int(places[-1])
        end = begin
    return None


_TAIL = 1024


def _upto(tokens: Tokens, stop: int) -> Tokens:
    """Return the segments before ``stop``."""
    return replace(tokens, _order=None, **{name: getattr(tokens, name)[:stop] for name in _PER_SEGMENT})


def _transactions(tokens: Tokens, position: int) -> NDArray[np.int32]:
    """Number the transactions of the segments; what stands between SE and the next ST is in none."""
    events = np.sort(np.concatenate([tokens.rows(ID["ST"]), tokens.rows(ID["SE"])]))
    begins = tokens.id[events] == ID["ST"]
    nth, closed = np.cumsum(begins), np.cumsum(~begins)
    # Each ST or SE, and the segments behind it up to the next one.
    values = np.full(2 * len(events) + 1, -1, dtype=np.int32)
    values[1::2] = np.where(nth > closed - ~begins, nth + (position - 1), -1)
    values[2::2] = np.where(nth > closed, nth + (position - 1), -1)
    lengths = np.ones(len(values), dtype=np.intp)
    bounds = np.append(events, len(tokens))
    lengths[0] = bounds[0]
    lengths[2::2] = np.diff(bounds) - 1
    return np.repeat(values, lengths)


assert {*_PER_SEGMENT} <= {field.name for field in fields(Tokens)}
