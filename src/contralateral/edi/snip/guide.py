"""The data of a guide as values: loops, the uses of segments in them, and what each element must be.

Read from the TOML files beside this module, whose form is told at their top. Checking does not come here: it takes
the tables that ``pack`` made of this (``packed.json``).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FILES", "TYPES", "Element", "Guide", "GuideFault", "Loop", "Use", "read_guide", "read_rules"]

#: Kinds of files checked, and the data of each.
FILES = {"envelope": "envelope.toml", "837P": "837p.toml", "835": "835.toml"}
TYPES = ("", "AN", "ID", "N0", "R", "DT", "TM")

_SIZE = re.compile(r"(AN|ID|N0|R|DT|TM)(\d+)(?:-(\d+))?")
_HEAD = re.compile(r"([A-Z][A-Z0-9]{1,2})(?:@(\d+))? +([RS])(\d+|\*)(?: +|$)")
_WORD = re.compile(r"\(([^()]*)\)|([RS-])(?:=([^ ()]+))?(?:\(([^()]*)\))?|(?P<blank>\s+)")


class GuideFault(ValueError):
    """A data file beside this module does not hold what it should: we are broken, not a file of people."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element or component; a composite has ``components`` and no type of its own."""

    usage: str  # R, S, or - for not used
    type: str
    least: int
    greatest: int
    codes: tuple[str, ...] = ()
    components: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a segment in a loop; ``repeat`` 0 is any number, ``key`` the element that tells uses apart."""

    segment: str
    key: int
    required: bool
    repeat: int
    elements: tuple[Element, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the codes by which this use is known among others of its name."""
        if self.key > len(self.elements):
            return ()
        element = self.elements[self.key - 1]
        return element.components[0].codes if element.components else element.codes


@dataclass(frozen=True, slots=True)
class Loop:
    """One loop; ``repeat`` 0 is any number."""

    name: str
    parents: tuple[str, ...]
    required: bool
    repeat: int
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """What one guide says; ``notes`` by segment name, ``composite_notes`` by element, such as REF04."""

    guide: str
    title: str
    loops: tuple[Loop, ...]
    notes: Mapping[str, tuple[str, ...]]
    composite_notes: Mapping[str, tuple[str, ...]]


def read_guide(kind: str) -> Guide:
    """Read the data of one kind of file.

    Raises:
        GuideFault: a line of the data cannot be read; the message names it.
    """
    segments, data = _toml("segments.toml"), _toml(FILES[kind])
    drawn = {name: _drawn(name, text) for name, text in segments["elements"].items()}
    lists = {name: tuple(codes.split("/")) for name, codes in data.get("lists", {}).items()}
    loops = tuple(
        Loop(
            loop["name"],
            tuple(loop["parents"]),
            loop["usage"] == "R",
            loop["repeat"],
            tuple(_use(line, drawn, lists, f"{FILES[kind]}: {loop['name']}") for line in loop["segments"]),
        )
        for loop in data["loop"]
    )
    notes = {name: tuple(text.split()) for name, text in segments["notes"].items()}
    inner = {name: tuple(text.split()) for name, text in segments["composite_notes"].items()}
    return Guide(data["guide"], data["title"], loops, notes, inner)


def read_rules() -> dict[str, list[dict[str, Any]]]:
    """Return the rules of each kind of file as they are written, every one with its severity."""
    data = _toml("rules.toml")
    return {kind: [{"severity": "error", **rule} for rule in rules] for kind, rules in data.items()}


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / name).read_text("utf-8"))


def _drawn(name: str, text: str) -> tuple[Element, ...]:
    """Read how the standard draws a segment: type and length of every element."""
    found: list[Element] = []
    for match in re.finditer(r"\(([^()]*)\)|(\S+)", text):
        if match[1] is not None:
            found.append(Element("-", "", 0, 0, (), tuple(_size(name, word) for word in match[1].split())))
        else:
            found.append(_size(name, match[2]))
    return tuple(found)


def _size(name: str, word: str) -> Element:
    match = _SIZE.fullmatch(word)
    if not match:
        raise GuideFault(
            f"segments.toml: {name}: {word!r} is no type with lengths. Write AN1-60, ID2 or N01-9."
        )
    return Element("-", match[1], int(match[2]), int(match[3] or match[2]))


def _use(
    line: str, drawn: Mapping[str, tuple[Element, ...]], lists: Mapping[str, tuple[str, ...]], place: str
) -> Use:
    head = _HEAD.match(line)
    if not head or head[1] not in drawn:
        raise GuideFault(
            f"{place}: {line[:40]!r} begins with no known segment and its use, such as 'REF S2 '."
        )
    shape = drawn[head[1]]
    elements = _words(line[head.end() :], shape, lists, f"{place}: {head[1]}")
    repeat = 0 if head[4] == "*" else int(head[4])
    return Use(head[1], int(head[2] or 1), head[3] == "R", repeat, elements)


def _words(
    text: str, shape: tuple[Element, ...], lists: Mapping[str, tuple[str, ...]], place: str
) -> tuple[Element, ...]:
    """Lay the words of a line over the shape of its segment or composite; what is not written is not used."""
    found: list[Element] = []
    at = 0
    while at < len(text):
        match = _WORD.match(text, at)
        if not match or match[1] is not None:
            raise GuideFault(f"{place}: {text[at : at + 20]!r} is no R, S or - with codes or components.")
        at = match.end()
        if match["blank"]:
            continue
        if len(found) == len(shape):
            raise GuideFault(f"{place}: more words than the segment has elements ({len(shape)}).")
        drawn = shape[len(found)]
        codes = lists.get(match[3] or "", tuple((match[3] or "").split("/")) if match[3] else ())
        inner = drawn.components
        if bool(inner) != (match[4] is not None) and match[2] != "-":
            raise GuideFault(f"{place}{len(found) + 1:02}: a composite needs its components in brackets.")
        if match[4] is not None:
            inner = _words(match[4], inner, lists, f"{place}{len(found) + 1:02}")
        found.append(replace(drawn, usage=match[2], codes=codes, components=inner))
    return (*found, *shape[len(found) :])
