"""Sentences with their places: the line, the heading above, and the words before and after."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contralateral.guide.reading.article import Article, Block, Role

__all__ = ["Sentence", "quote", "sentences"]

_END = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+(?=[\"“‘(\[]?[A-Z0-9])")
#: After these a full stop ends no sentence.
_SHORT = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|etc|no|nos|dr|mr|ms|fig|inc|approx|eff|sec|cf|u\.s)|\b[A-Z])\.[\"”’)\]]*$",
    re.IGNORECASE,
)
_MOST = 160
#: Nobody writes longer sentences; what has no stops is read in pieces, so that patterns stay quick.
_PIECE = re.compile(r".{1,1200}(?:\s|$)|.{1,1200}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a block. ``line`` counts from 1 as the file does; ``block`` and ``at`` count from 0.

    ``heading`` is the one above it, or the sentence that leads in the list it is an item of.
    """

    text: str
    line: int
    role: Role
    heading: str
    block: int
    at: int


def sentences(article: Article) -> list[Sentence]:
    """Return every sentence in reading order; a heading is one too."""
    found: list[Sentence] = []
    heading, lead = "", ""
    for number, block in enumerate(article.blocks):
        heading = block.text if block.role == "heading" else heading
        lead = lead if block.role == "item" else ""
        cut = list(_cut(block))
        found += [
            Sentence(text, block.line(offset), block.role, lead or heading, number, at)
            for at, (offset, text) in enumerate(cut)
        ]
        # "These codes need it:" heads the list below it.
        lead = cut[-1][1] if block.text.endswith(":") else lead
    return found


def _cut(block: Block) -> Iterator[tuple[int, str]]:
    for offset, text in _ends(block):
        yield from ((offset + m.start(), m[0].strip()) for m in _PIECE.finditer(text) if m[0].strip())


def _ends(block: Block) -> Iterator[tuple[int, str]]:
    begin = 0
    for stop in _END.finditer(block.text):
        if not _SHORT.search(block.text[max(0, stop.start() - 12) : stop.start()] + stop[0].rstrip()):
            yield begin, block.text[begin : stop.end()]
            begin = stop.end()
    yield begin, block.text[begin:]


def quote(text: str, about: str) -> str:
    """Return at most 160 characters of a sentence around the first place that names ``about``.

    >>> quote("A short one about L8030.", "L8030")
    'A short one about L8030.'
    """
    text = re.sub(r"\s+", " ", text).strip()
    if len(text) <= _MOST:
        return text
    found = text.find(about)
    begin = 0 if found < _MOST // 2 else max(0, min(found - _MOST // 3, len(text) - _MOST + 2))
    if begin:
        begin = text.find(" ", begin) + 1
    end = begin + _MOST - (2 if begin else 1)
    cut = text[begin:end]
    if end < len(text):
        cut = cut.rsplit(" ", 1)[0].rstrip(",;:–-")
    return ("…" if begin else "") + cut + ("…" if end < len(text) else "")
