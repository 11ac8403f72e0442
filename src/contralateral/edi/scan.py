"""The first pass: where every interchange begins, and every envelope segment in it, without cutting elements."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.header import AFTER_IEA, BLANKS, FIXED, Header, header_at
from contralateral.edi.plain import plain_pieces
from contralateral.edi.tokenize import PADDING, has_inner_breaks, skip_blanks
from contralateral.edi.values import Segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from contralateral.edi.source import Source
    from contralateral.edi.values import Delimiters

__all__ = ["WINDOW", "Mark", "Window", "interchange_starts", "lead_of", "windows"]

#: Bytes looked at in one go; small enough for the cache.
WINDOW = 1 << 20
_ISA_SIZE = 512  # more than an ISA of any width that is read
_BEFORE = 64  # more than an IEA
_ENVELOPE = {name: int.from_bytes(name.encode(), "little") for name in ("ISA", "IEA", "TA1")}
_SHORT = ("ST", "SE", "GS", "GE")


@dataclass(frozen=True, slots=True)
class Mark(Segment):
    """One segment of the envelope."""

    end: int  # offset behind its terminator


@dataclass(slots=True)
class Window:
    """What one window of an interchange holds: its envelope segments and how many segments in all."""

    marks: list[Mark]
    segments: int
    empty: list[tuple[int, int]]  # number of the segment that follows and offset
    broken: list[tuple[int, int]]  # number and offset of segments with a line break inside
    latin: list[tuple[int, int]]  # of segments that are not UTF-8
    tail: Mark | None = None  # what stands behind the last terminator of the interchange


def lead_of(source: Source) -> int:
    """Return the offset of the first byte after a byte order mark and blanks."""
    at = 0
    while at < source.size:
        data = source.read(at, at + WINDOW)
        rest = data.lstrip(BLANKS)
        if rest:
            return at + len(data) - len(rest)
        at += len(data)
    return source.size


def interchange_starts(source: Source) -> list[int]:
    """Return the offset of every ISA, in file order.

    One of full width is found wherever it stands, also where the file before it was cut short. One of another width is
    found at the beginning of the file and right after an IEA: "ISA" inside a name is neither.
    """
    found: list[int] = []
    lead = lead_of(source)
    for at in range(0, max(source.size, 1), WINDOW):
        begin = max(at - _BEFORE, 0)
        data = source.read(begin, at + WINDOW + _ISA_SIZE)
        view = np.frombuffer(data, dtype=np.uint8)
        if len(view) < 4:
            continue
        both = view[:-2] == 0x49
        both &= view[1:-1] == 0x53
        hits = np.flatnonzero(both)
        hits = hits[view[hits + 2] == 0x41]
        for hit in hits.tolist():
            if not at <= begin + hit < at + WINDOW:
                continue
            if FIXED.match(data, hit) or (
                (begin + hit == lead or _after_iea(data, hit))
                and header_at(data, hit, _next(hits, hit, data))
            ):
                found.append(begin + hit)
    return found


def _next(hits: np.ndarray, hit: int, data: bytes) -> int:
    """Return where the next ISA of full width begins, or the end."""
    return next((int(h) for h in hits if h > hit and FIXED.match(data, int(h))), len(data))


def _after_iea(data: bytes, hit: int) -> bool:
    before = data.rfind(b"IEA", max(hit - _BEFORE, 0), hit)
    match = AFTER_IEA.match(data, before) if before >= 0 else None
    return match is not None and match.end() == hit


def windows(source: Source, header: Header, end: int, number: int) -> Iterator[Window]:
    """Look through one interchange.

    Args:
        source: the file.
        header: the interchange's ISA.
        end: where the next interchange, or the file, ends it.
        number: of its ISA among the segments of the file.
    """
    at, size = header.start, WINDOW
    terminator = header.delimiters.terminator.encode("latin-1")
    while at < end:
        data = source.read(at, min(at + size, end))
        last = at + len(data) >= end
        # What ends the line of the window before must not look like a line break inside a segment.
        lead = len(data) - len(data.lstrip(BLANKS))
        at, data = at + lead, data[lead:]
        cut = data.rfind(terminator) + 1
        if not cut and not last:
            size *= 2
            continue
        window = _window(data[:cut], header.delimiters, at, number)
        number += window.segments
        if last:
            inner = data[cut:].lstrip(BLANKS)
            offset = at + len(data) - len(inner)
            inner = inner.rstrip(BLANKS)
            if inner:
                window.tail = _mark(inner, header.delimiters, number, offset, offset + len(inner))
            yield window
            return
        at += cut
        size = WINDOW
        yield window


def _window(data: bytes, delimiters: Delimiters, at: int, number: int) -> Window:
    quick = _quick_window(data, delimiters, at, number)
    if quick is not None:
        return quick
    offsets = None
    broken, latin = np.empty(0, np.int64), np.empty(0, np.int64)
    whole = data
    if not data.isascii() or has_inner_breaks(data, delimiters):
        whole, offsets, broken, latin = plain_pieces(data, delimiters)
    padded = whole + PADDING
    view = np.frombuffer(padded, dtype=np.uint8)
    stops = np.flatnonzero(view[: len(whole)] == ord(delimiters.terminator)).astype(np.int32)
    start = np.zeros(len(stops), dtype=np.int32)
    start[1:] = stops[:-1] + 1
    start = skip_blanks(view, start, stops)
    filled = start < stops
    where = start.astype(np.int64) if offsets is None else offsets
    empty: Iterable[int] = np.flatnonzero(~filled).tolist() if delimiters.terminator not in "\r\n" else []
    nth = np.cumsum(filled) - 1 + number
    words = np.ndarray((len(padded) - 3,), dtype="<u4", buffer=padded, strides=(1,))[start] & np.uint32(
        0xFFFFFF
    )
    element = delimiters.element
    wanted = _envelope_names(words, element) & filled
    behind = np.append(np.flatnonzero(np.frombuffer(data, np.uint8) == ord(delimiters.terminator)), 0)
    marks = [
        _mark(
            whole[start[i] : stops[i]], delimiters, int(nth[i]), int(where[i]) + at, at + int(behind[i]) + 1
        )
        for i in np.flatnonzero(wanted).tolist()
    ]
    return Window(
        marks=[mark for mark in marks if mark.id in _ENVELOPE or mark.id in _SHORT],
        segments=int(filled.sum()),
        empty=[(int(nth[i]) + 1, int(where[i]) + at) for i in empty],
        broken=[(int(nth[i]), int(where[i]) + at) for i in broken.tolist() if filled[i]],
        latin=[(int(nth[i]), int(where[i]) + at) for i in latin.tolist() if filled[i]],
    )


def _envelope_names(words: NDArray[np.uint32], element: str) -> NDArray[np.bool_]:
    """Tell which segments are of the envelope, by their first three bytes."""
    short = (int.from_bytes(f"{name}{element}".encode("latin-1"), "little") for name in _SHORT)
    wanted = np.zeros(len(words), dtype=bool)
    for key in (*_ENVELOPE.values(), *short):
        wanted |= words == np.uint32(key)
    return wanted


#: Segments counted one stretch after another are cheaper than all their places, when there are few stretches.
_FEW = 64


def _quick_window(data: bytes, delimiters: Delimiters, at: int, number: int) -> Window | None:
    """Look through a window in which every segment begins right behind a terminator, or behind the same line end.

    Then the byte there tells whether it may be of the envelope at all. Null for any other window.
    """
    view = np.frombuffer(data, dtype=np.uint8)
    if not data.isascii() or delimiters.terminator in "\r\n" or len(view) < _LEAST:
        return None
    stop = view == ord(delimiters.terminator)
    segments = int(np.count_nonzero(stop))
    step = 1 + _line_end(data, view, delimiters.terminator, segments)
    if not step or view[0] <= 0x20 or stop[0]:
        return None
    begins, initial = stop[:-step], view[step:]
    if (begins & ((initial <= 0x20) | stop[step:])).any():
        return None
    maybe = (initial - np.uint8(0x53)) <= 1  # S and T
    maybe |= initial == 0x49
    maybe |= initial == 0x47
    maybe &= begins
    starts = np.append(0, np.flatnonzero(maybe) + step)
    starts = starts[starts < len(view) - 3]
    words = np.ndarray((len(view) - 3,), dtype="<u4", buffer=data, strides=(1,))[starts] & np.uint32(0xFFFFFF)
    starts = starts[_envelope_names(words, delimiters.element)]
    if len(starts) > _FEW:
        before = np.searchsorted(np.flatnonzero(stop), starts)
    else:
        bounds = [0, *starts.tolist()]
        before = np.cumsum([np.count_nonzero(stop[a:b]) for a, b in pairwise(bounds)], dtype=np.intp)
    marks = []
    terminator = delimiters.terminator.encode("latin-1")
    for start, nth in zip(starts.tolist(), before.tolist(), strict=True):
        end = data.index(terminator, start)
        mark = _mark(data[start:end], delimiters, nth + number, start + at, at + end + 1)
        if mark.id in _ENVELOPE or mark.id in _SHORT:
            marks.append(mark)
    return Window(marks, segments, [], [], [])


_LEAST = 16


def _line_end(data: bytes, view: NDArray[np.uint8], terminator: str, segments: int) -> int:
    """Return how many bytes of line end stand behind every terminator but the last: 0, 1 or 2; -1 where they differ."""
    if b"\r" not in data and b"\n" not in data:
        return 0
    feeds, returns = int(np.count_nonzero(view == 10)), int(np.count_nonzero(view == 13))
    if feeds != segments - 1 or returns not in (0, feeds):
        return -1
    end = terminator + ("\r\n" if returns else "\n")
    return len(end) - 1 if data.count(end.encode("latin-1")) == feeds else -1


def _mark(raw: bytes, delimiters: Delimiters, number: int, byte: int, end: int) -> Mark:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return Mark(tuple(text.rstrip("\r\n").split(delimiters.element)), number, byte, end)
