"""Cut the bytes of one interchange into segments."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contralateral.edi.header import BLANKS
from contralateral.edi.values import Delimiters, Segment

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Run", "cut", "pieces"]

LINE_BREAK = re.compile(rb"[\r\n]+")


@dataclass(slots=True)
class Run:
    """The segments of one interchange, and the oddities met while cutting them (as segment numbers)."""

    segments: list[Segment] = field(default_factory=list)
    empty: list[Segment] = field(default_factory=list)  # two terminators with nothing between
    broken: list[Segment] = field(default_factory=list)  # a line break inside, joined
    latin: list[Segment] = field(default_factory=list)  # not UTF-8, read as Latin-1
    unfinished: Segment | None = None  # bytes after the last terminator


def pieces(data: bytes, start: int, end: int, delimiters: Delimiters) -> Iterator[tuple[int, bytes, bool]]:
    """Yield offset, bytes and whether a terminator follows, for each segment from ``start`` to ``end``.

    Blanks and line ends before a segment are skipped; a blank piece is yielded as empty bytes.
    """
    terminator = delimiters.terminator.encode("latin-1")
    while start < end:
        stop = data.find(terminator, start, end)
        closed = stop >= 0
        stop = stop if closed else end
        raw = data[start:stop].lstrip(BLANKS)
        offset = stop - len(raw)
        if not closed:
            raw = raw.rstrip(BLANKS)
        elif terminator == b"\n":
            raw = raw.removesuffix(b"\r")
        if raw or closed:
            yield offset, raw, closed
        start = stop + 1


def cut(data: bytes, start: int, end: int, delimiters: Delimiters, *, number: int) -> Run:
    """Cut ``data[start:end]`` into segments, the first of which has the given number.

    Elements are decoded as UTF-8, or as Latin-1 where a segment is not UTF-8: segment by segment, so that one
    damaged byte changes no other segment.
    """
    run = Run()
    separator = delimiters.element.encode("latin-1")
    for offset, raw, closed in pieces(data, start, end, delimiters):
        here = number + len(run.segments)
        if not raw:
            if delimiters.terminator not in "\r\n":
                run.empty.append(Segment(("",), here, offset))
            continue
        joined = LINE_BREAK.sub(b"", raw)
        parts = joined.split(separator)
        try:
            elements = tuple(part.decode("utf-8") for part in parts)
            utf_8 = True
        except UnicodeDecodeError:
            elements = tuple(part.decode("latin-1") for part in parts)
            utf_8 = False
        segment = Segment(elements, here, offset)
        if joined != raw:
            run.broken.append(segment)
        if not utf_8:
            run.latin.append(segment)
        if closed:
            run.segments.append(segment)
        else:
            run.unfinished = segment
    return run
