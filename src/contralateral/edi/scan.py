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

_BLANK = frozenset(BLANKS)
#: Bytes looked at in one go; small enough for the cache.
WINDOW = 1 << 19
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
    buffer = bytearray(_BEFORE + WINDOW + _ISA_SIZE)
    first, second = np.empty((2, len(buffer)), dtype=bool)
    for at in range(0, max(source.size, 1), WINDOW):
        begin = max(at - _BEFORE, 0)
        size = min(at + WINDOW + _ISA_SIZE, source.size) - begin
        source.fill(memoryview(buffer)[:size], begin)
        data = buffer if size == len(buffer) else buffer[:size]
        view = np.frombuffer(data, dtype=np.uint8)
        if len(view) < 4:
            continue
        # Two in a row are rare: only they are looked at closer.
        np.equal(view, 0x49, out=first[:size])
        np.equal(view, 0x53, out=second[:size])
        np.logical_and(first[: size - 2], second[1 : size - 1], out=first[: size - 2])
        hits = np.flatnonzero(first[: size - 2])
        hits = hits[view[hits + 2] == 0x41]
        for hit in hits.tolist():
            if not at <= begin + hit < at + WINDOW:
                continue
            if FIXED.match(data, hit) or (
                (begin + hit == lead or _after_iea(data, hit))
                and header_at(bytes(data), hit, _next(hits, hit, data))
            ):
                found.append(begin + hit)
    return found


def _next(hits: np.ndarray, hit: int, data: bytearray) -> int:
    """Return where the next ISA of full width begins, or the end."""
    return next((int(h) for h in hits if h > hit and FIXED.match(data, int(h))), len(data))


def _after_iea(data: bytearray, hit: int) -> bool:
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
    buffer = bytearray(min(size, end - at))
    masks = np.empty((3, len(buffer)), dtype=bool)
    while at < end:
        size = min(size, end - at)
        if size > len(buffer):
            buffer, masks = bytearray(size), np.empty((3, size), dtype=bool)
        source.fill(memoryview(buffer)[:size], at)
        data = buffer if size == len(buffer) else buffer[:size]
        last = at + size >= end
        # What ends the line of the window before must not look like a line break inside a segment.
        if data[0] in _BLANK:
            lead = len(data) - len(data.lstrip(BLANKS))
            at, data = at + lead, data[lead:]
        cut = data.rfind(terminator) + 1
        if not cut and not last:
            size = 2 * len(data) + WINDOW
            continue
        window = _window(data, cut, header.delimiters, at, number, masks)
        number += window.segments
        if last:
            inner = bytes(data[cut:]).lstrip(BLANKS)
            offset = at + len(data) - len(inner)
            inner = inner.rstrip(BLANKS)
            if inner:
                window.tail = _mark(inner, header.delimiters, number, offset, offset + len(inner))
            yield window
            return
        at += cut
        size = WINDOW
        yield window


def _window(
    used: bytearray, cut: int, delimiters: Delimiters, at: int, number: int, masks: NDArray[np.bool_]
) -> Window:
    """Look at the bytes of ``used`` up to ``cut``; ``masks`` are overwritten."""
    quick = _quick_window(used, cut, delimiters, at, number, masks)
    if quick is not None:
        return quick
    data = bytes(used[:cut])
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


def _quick_window(
    data: bytearray, cut: int, delimiters: Delimiters, at: int, number: int, masks: NDArray[np.bool_]
) -> Window | None:
    """Look through a window in which every segment begins right behind a terminator, or behind the same line end.

    Then the byte there tells whether it may be of the envelope at all. Null for any other window.
    """
    if not data.isascii() or delimiters.terminator in "\r\n" or cut < _LEAST:
        return None
    view = np.frombuffer(data, dtype=np.uint8)[:cut]
    stop, maybe, other = masks[:, :cut]
    np.equal(view, ord(delimiters.terminator), out=stop)
    segments = int(np.count_nonzero(stop))
    step = 1 + _line_end(data, view, delimiters.terminator, segments)
    if not step or view[0] <= 0x20 or stop[0]:
        return None
    begins, initial, maybe, other = stop[:-step], view[step:], maybe[step:], other[step:]
    np.less_equal(initial, 0x20, out=maybe)
    maybe |= stop[step:]
    maybe &= begins
    if maybe.any():
        return None
    np.equal(initial, ord("S"), out=maybe)
    for letter in (ord(name) for name in "TGI"):
        np.equal(initial, letter, out=other)
        maybe |= other
    maybe &= begins
    starts = np.append(0, np.flatnonzero(maybe) + step)
    starts = starts[starts < cut - 3]
    words = np.ndarray((cut - 3,), dtype="<u4", buffer=data, strides=(1,))[starts] & np.uint32(0xFFFFFF)
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
        mark = _mark(bytes(data[start:end]), delimiters, nth + number, start + at, at + end + 1)
        if mark.id in _ENVELOPE or mark.id in _SHORT:
            marks.append(mark)
    return Window(marks, segments, [], [], [])


_LEAST = 16


def _line_end(data: bytearray, view: NDArray[np.uint8], terminator: str, segments: int) -> int:
    """Return how many bytes of line end stand behind every terminator but the last: 0, 1 or 2; -1 where they differ."""
    if data.find(b"\r", 0, len(view)) < 0 and data.find(b"\n", 0, len(view)) < 0:
        return 0
    feeds, returns = int(np.count_nonzero(view == 10)), int(np.count_nonzero(view == 13))
    if feeds != segments - 1 or returns not in (0, feeds):
        return -1
    end = terminator + ("\r\n" if returns else "\n")
    return len(end) - 1 if data.count(end.encode("latin-1"), 0, len(view)) == feeds else -1


def _mark(raw: bytes, delimiters: Delimiters, number: int, byte: int, end: int) -> Mark:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return Mark(tuple(text.rstrip("\r\n").split(delimiters.element)), number, byte, end)
