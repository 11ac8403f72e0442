"""A guide as flat lists of numbers, in the form that loads in a millisecond (``packed.json``).

``tools/write_x12_checks.py`` writes the file; a test keeps it current.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from contralateral.edi.snip.guide import FILES, TYPES, Element, Guide, GuideFault, read_guide, read_rules

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["COMPOSITE", "NULLS", "TYPE_BY_FORM", "USAGES", "all_packed", "pack"]

#: Definitions before the first real one: for the elements of segments that no guide knows.
NULLS = 1
USAGES = "-SR"
COMPOSITE = len(TYPES)
#: A day or a range of days, as the element before it (D8, RD8) says.
TYPE_BY_FORM = COMPOSITE + 1
_FORMS = {"D8", "RD8"}
_NOTE = re.compile(r"([PRCLE])((?:\d\d){2,})")


def all_packed() -> str:
    """Return the text of ``packed.json``."""
    data: dict[str, Any] = {kind: pack(read_guide(kind)) for kind in FILES}
    data["rules"] = read_rules()
    return json.dumps(data, separators=(",", ":")) + "\n"


class _Definitions:
    """Collects one row an element: type, lengths, usage, list of codes, first component, how many components."""

    def __init__(self) -> None:
        self.rows: list[list[int]] = [[0, 0, 0, 1, 0, 0, 0, 0] for _ in range(NULLS)]
        self.lists: list[tuple[str, ...]] = [()]

    def add(self, element: Element, position: int, before: Element | None) -> int:
        type_ = TYPES.index(element.type) if not element.components else COMPOSITE
        if before is not None and before.codes and set(before.codes) <= _FORMS:
            type_ = TYPE_BY_FORM
        usage = USAGES.index(element.usage)
        codes = self._list(element.codes)
        row = [type_, element.least, element.greatest, usage, codes, 0, len(element.components), position]
        self.rows.append(row)
        return len(self.rows) - 1

    def _list(self, codes: tuple[str, ...]) -> int:
        if codes not in self.lists:
            self.lists.append(codes)
        return self.lists.index(codes)


def pack(guide: Guide) -> dict[str, Any]:
    """Return a guide as lists: loops, uses, definitions of elements by column, code lists, syntax notes.

    Raises:
        GuideFault: two uses of a segment in a loop cannot be told apart, or a parent or note is none.
    """
    names = [loop.name for loop in guide.loops]
    known = _Definitions()
    uses: list[list[Any]] = []
    for at, loop in enumerate(guide.loops):
        _told_apart(loop.name, loop.uses)
        position, last = 0, ""
        shared = [use.segment for use in loop.uses]
        for use in loop.uses:
            position += use.segment != last
            last = use.segment
            first = _add_elements(known, use.elements)
            key = use.key if shared.count(use.segment) > 1 else 0
            uses.append([
                at, use.segment, int(use.required), use.repeat, position, len(use.elements), first, key,
                list(use.keys),
            ])  # fmt: skip
    loops = [
        [loop.name, [names.index(p) for p in loop.parents], int(loop.required), loop.repeat]
        for loop in guide.loops
    ]
    used = {use.segment for loop in guide.loops for use in loop.uses}
    return {
        "guide": guide.guide,
        "loops": loops,
        "uses": uses,
        "definitions": [list(column) for column in zip(*known.rows, strict=True)],
        "lists": ["/".join(codes) for codes in known.lists],
        "notes": {
            name: [_note(text) for text in notes] for name, notes in guide.notes.items() if name in used
        },
        "composite_notes": {
            name: [_note(text) for text in notes]
            for name, notes in guide.composite_notes.items()
            if name[:-2] in used
        },
    }


def _add_elements(known: _Definitions, elements: tuple[Element, ...]) -> int:
    """Add one row for the name (null), then the elements in order, then the components; return the name's."""
    first = len(known.rows)
    known.rows.append(list(known.rows[0]))
    before: Element | None = None
    rows = []
    for j, element in enumerate(elements, start=1):
        rows.append(known.add(element, j, before))
        before = element
    for row, element in zip(rows, elements, strict=True):
        if element.components:
            known.rows[row][5] = len(known.rows)
            for c, component in enumerate(element.components):
                known.add(component, c, None)
    return first


def _told_apart(loop: str, uses: Iterable[Any]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for use in uses:
        for code in use.keys or ("",):
            if (use.segment, code) in seen and seen[use.segment, code] != id(use):
                raise GuideFault(f"{loop}: two uses of {use.segment} have the code {code!r}.")
            seen[use.segment, code] = id(use)


def _note(text: str) -> list[Any]:
    match = _NOTE.fullmatch(text)
    if not match:
        raise GuideFault(f"segments.toml: {text!r} is no syntax note. Write P0304 or C0605.")
    return [match[1], [int(match[2][i : i + 2]) for i in range(0, len(match[2]), 2)]]
