"""An article as blocks of prose with their places: from plain text, Markdown or HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Literal

from contralateral.errors import FileUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Article", "Block", "from_bytes", "from_text"]

Role = Literal["heading", "prose", "item"]

_WAY_OUT = "Name an article as plain text, Markdown or HTML."
#: A line longer than any that a program wraps at is a whole paragraph, whatever stands around it.
_WRAPPED = 120
_HEADING_WORDS = 12
_ITEM = re.compile(r"^\s*(?:[-*•‣▪]|\(?\d{1,2}[.)])\s+")
#: A line of a list of codes: the code, then a sign, then its name.
_ROW = re.compile(r"^[A-V]\d{4}(?:\s*[-–—:=]|\s{2,})")
_HTML = re.compile(
    r"<(?:!doctype html|html|head|body|article|main|div|p|h[1-6]|ul|ol|table)\b", re.IGNORECASE
)
_RULE = re.compile(r"^\W*$")
# fmt: off
_BLOCK_TAGS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot",
    "th", "thead", "title", "tr", "ul",
})
# fmt: on
_SILENT_TAGS = frozenset({"script", "style", "noscript", "template", "svg"})


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that belongs together. ``starts`` maps places in it to lines of the file: (offset, line)."""

    text: str
    role: Role
    starts: tuple[tuple[int, int], ...]

    def line(self, offset: int) -> int:
        """Return the line of the file, from 1, on which the character at ``offset`` stands."""
        return max((line for at, line in self.starts if at <= offset), default=self.starts[0][1])


@dataclass(frozen=True, slots=True)
class Article:
    """A text to be audited, block by block in reading order."""

    blocks: tuple[Block, ...]


def from_bytes(content: bytes, *, path: str) -> Article:
    """Read a file's content; whether it is HTML, its content says.

    Raises:
        FileUnreadable: it is empty, or it is not text.
    """
    if not content.strip():
        raise FileUnreadable(path, "the file is empty.", _WAY_OUT)
    if b"\0" in content or content.startswith(b"%PDF"):
        raise FileUnreadable(path, "this is not text.", _WAY_OUT)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    article = from_html(text) if _HTML.search(text[:4000]) else from_text(text)
    if not article.blocks:
        raise FileUnreadable(path, "there are no words in this file.", _WAY_OUT)
    return article


def from_text(text: str) -> Article:
    """Cut plain text or Markdown into headings, paragraphs and list items.

    >>> [(b.role, b.text) for b in from_text("# About\\nOne line\\nand its end.").blocks]
    [('heading', 'About'), ('prose', 'One line and its end.')]
    """
    lines = ((number, _plain_markdown(line)) for number, line in enumerate(text.splitlines(), start=1))
    return Article(tuple(_joined(lines)))


def from_html(text: str) -> Article:
    """Take the words out of HTML; scripts, styles and the like are left out."""
    reader = _HtmlReader()
    reader.feed(text)
    reader.close()
    reader.end_block()
    return Article(tuple(reader.blocks))


def _plain_markdown(line: str) -> str:
    if re.fullmatch(r"\s*(\*\*|__)[^*_]{1,120}\1\s*", line):
        line = f"# {line.strip(' *_')}"
    line = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", line)
    line = re.sub(r"(\*\*|__|`)", "", line)
    return line.rstrip()


def _joined(lines: Iterable[tuple[int, str]]) -> Iterator[Block]:
    """Join the wrapped lines of a paragraph; headings, list items and rows of tables stand alone."""
    open_lines: list[tuple[int, str]] = []
    role: Role = "prose"
    for number, line in lines:
        stripped = line.strip()
        if not stripped or _RULE.match(stripped):
            yield from _close(open_lines, role)
            open_lines, role = [], "prose"
        elif (alone := _stands_alone(stripped)) is not None:
            yield from _close(open_lines, role)
            yield from _close([(number, alone[1])], alone[0])
            open_lines, role = [], "prose"
        elif not open_lines and _is_title(stripped):
            yield from _close([(number, stripped)], "heading")
        elif _begins(line) or (open_lines and len(open_lines[-1][1]) > _WRAPPED):
            yield from _close(open_lines, role)
            role = "item" if _begins(line) else "prose"
            open_lines = [(number, _ITEM.sub("", line).strip())]
        else:
            open_lines.append((number, stripped))
    yield from _close(open_lines, role)


def _stands_alone(line: str) -> tuple[Role, str] | None:
    if line.startswith("#"):
        return "heading", line.lstrip("# ").rstrip("# ")
    if line.count("|") > 1 or "\t" in line:
        return "item", " – ".join(cell.strip() for cell in re.split(r"[|\t]", line) if cell.strip())
    return None


def _begins(line: str) -> bool:
    return bool(_ITEM.match(line) or _ROW.match(line.strip()))


def _is_title(line: str) -> bool:
    """Tell a heading without a mark: a few words, no stop at the end, the long ones with capitals."""
    words = line.split()
    long = [word for word in words if len(word) > 3 and word[0].isalpha()]
    few = len(words) <= _HEADING_WORDS and line[-1] not in ".!?:;,"
    return few and bool(long) and all(word[0].isupper() for word in long) and not _begins(line)


def _close(lines: list[tuple[int, str]], role: Role) -> Iterator[Block]:
    text, starts = "", []
    for number, line in lines:
        text += " " if text else ""
        starts.append((len(text), number))
        text += line
    if text.strip():
        yield Block(text, role, tuple(starts))


class _HtmlReader(HTMLParser):
    """Collects the words of block elements, each with the line of the source where they begin."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._words: list[tuple[int, str]] = []
        self._role: Role = "prose"
        self._silent = 0
        self._in_row = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT_TAGS
        if tag in ("td", "th") and self._in_row:
            self._words.append((self.getpos()[0], " – " if self._words else ""))
        elif tag in _BLOCK_TAGS:
            self.end_block()
            self._in_row = tag == "tr" or (self._in_row and tag not in ("table", "p", "div"))
            self._role = "heading" if (tag[0] == "h" and tag[1:].isdigit()) or tag == "title" else "prose"
            self._role = "item" if tag in ("li", "tr", "dt", "dd") else self._role

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT_TAGS:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCK_TAGS and tag not in ("td", "th"):
            self.end_block()
            self._role = "prose"
            self._in_row = self._in_row and tag not in ("tr", "table")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._words.append((self.getpos()[0], data))

    def end_block(self) -> None:
        """Make a block of what was collected."""
        text, starts = "", []
        for line, words in self._words:
            clean = re.sub(r"\s+", " ", words)
            clean = clean.lstrip() if not text or text.endswith(" ") else clean
            if clean:
                starts.append((len(text), line))
                text += clean
        self._words = []
        if re.search(r"\w", text):
            self.blocks.append(Block(text.rstrip(), self._role, tuple(starts)))
