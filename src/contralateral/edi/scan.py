"""The first pass: where every interchange begins, and every envelope segment in it, without cutting elements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.header import AFTER_IEA, BLANKS, FIXED, Header, header_at
from contralateral.edi.plain import plain_pieces
from contralateral.edi.tokens import PADDING, has_inner_breaks, skip_blanks

if TYPE_CHECKING:
    from collections.abc import Iterator

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
class Mark:
    """One envelope segment: its elements, where it stands, and its number in the file."""

    elements: tuple[str, ...]
    number: int
    byte: int
    end: int  # offset behind its terminator

    @property
    def id(self) -> str:
        """Return its name."""
        return self.elements[0]

    def __getitem__(self, n: int) -> str:
        """Return element ``n``, empty where there is none."""
        return self.elements[n] if n < len(self.elements) else ""


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
        hits = np.flatnonzero((view[:-2] == 0x49) & (view[1:-1] == 0x53) & (view[2:] == 0x41))
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
    empty = np.flatnonzero(~filled) if delimiters.terminator not in "\r\n" else []
    nth = np.cumsum(filled) - 1 + number
    words = np.ndarray((len(padded) - 3,), dtype="<u4", buffer=padded, strides=(1,))[start] & np.uint32(
        0xFFFFFF
    )
    element = delimiters.element
    keys = [
        *_ENVELOPE.values(),
        *(int.from_bytes(f"{n}{element}".encode("latin-1"), "little") for n in _SHORT),
    ]
    wanted = np.zeros(len(start), dtype=bool)
    for key in keys:
        wanted |= words == np.uint32(key)
    wanted &= filled
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


def _mark(raw: bytes, delimiters: Delimiters, number: int, byte: int, end: int) -> Mark:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return Mark(tuple(text.rstrip("\r\n").split(delimiters.element)), number, byte, end)
