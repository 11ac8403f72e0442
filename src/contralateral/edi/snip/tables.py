"""The packed data of a guide as arrays to look things up in, compiled once a kind and reader."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.edi.ids import ID, NAMES
from contralateral.edi.snip.codes import WORD, Note, codes_of, in_lists, of_one_byte, word_of
from contralateral.edi.snip.guide import TYPES
from contralateral.edi.snip.pack import TYPE_BY_FORM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.slots import Slots
    from contralateral.edi.snip.cells import Row

__all__ = ["CUT", "PARTS", "Tables", "packed", "tables"]

#: Types whose form is looked at, as ``pack`` numbers them.
_TYPED = (*(TYPES.index(name) for name in ("N0", "R", "DT", "TM")), TYPE_BY_FORM)
#: Elements and components that rules ask for: name, element (0 any), component (0 the whole element).
_ASKED = (
    *(("CLM", 5, 1), ("CLM", 5, 3), ("CLM", 11, 1), ("CLM", 11, 2), ("CLM", 11, 4), ("CLM", 11, 5)),
    *(("HI", 0, 2), ("SV1", 1, 1), ("SV1", 1, 2), ("SV1", 7, 1), ("SV1", 7, 2), ("SV1", 7, 3), ("SV1", 7, 4)),
    *(("SV5", 1, 2), ("SVD", 3, 1), ("SVD", 3, 2), ("SVC", 1, 1), ("SVC", 1, 2), ("HI", 0, 1)),
    *(("NM1", 9, 0), ("N1", 4, 0), ("N4", 2, 0), ("N4", 3, 0), ("HL", 3, 0), ("HL", 4, 0), ("PRV", 3, 0)),
    *(("CLM", 2, 0), ("SV1", 2, 0), ("SV1", 5, 0), ("SVD", 1, 0), ("SVD", 2, 0)),
)
PARTS = {place: i for i, place in enumerate(_ASKED, start=1)}
#: Names that readers have for parts without a loop number.
_SAME = {"summary": "trailer"}
#: Loops whose children may stand in another piece of the file: that none of them is there is not said.
CUT = frozenset({"2000A", "2000B", "2000C", "2300", "2000", "2100", "trailer"})


@dataclass(frozen=True, slots=True)
class Tables:
    """One guide for one reader. U uses (0 is none), D definitions, L loops (0 is none), Q cells with a key."""

    guide: str
    loops: tuple[str, ...]  # (L,)
    #: (reader's loops * 256,) by loop and name of a segment: the loop here in the lowest byte, whether the segment
    #: opens it in the next, and ``cell`` in the upper half.
    drawn: NDArray[np.int32]
    cell: NDArray[np.intp]  # (L * names,): a use, 0 none, or -q where a key tells
    opener: NDArray[np.uint8]  # (L,) the segment that opens it, 255 where its first may be absent
    parents: tuple[tuple[int, ...], ...]  # (L,)
    loop_required: tuple[bool, ...]
    loop_repeat: tuple[int, ...]
    follows: NDArray[np.bool_]  # (L, L): the second may be opened when the first was the last
    in_order: NDArray[np.bool_]  # (L, L): so far as the two tell; ``chain`` and the envelope tell of others
    chain: tuple[tuple[int, tuple[int, ...]], ...]  # loops of ``CUT`` with every loop that they may stand in
    cell_key: NDArray[np.int32]  # (Q + 1,) element that is the key
    keyed: NDArray[np.intp]  # (Q + 1, codes): use
    use_loop: NDArray[np.uint8]  # (U,)
    use_id: tuple[int, ...]  # its name, as ``ids`` numbers it
    use_name: tuple[str, ...]
    use_keys: tuple[tuple[str, ...], ...]
    uses_at: dict[tuple[str, str], tuple[int, ...]]  # by names of loop and segment
    use_repeat: NDArray[np.uint16]  # 0 any number
    position: NDArray[np.uint8]
    size: NDArray[np.int32]  # elements that the standard draws
    first: NDArray[np.intp]  # definition of its name; element j follows at j
    use_required: NDArray[np.bool_]
    # of definitions
    coded: NDArray[np.bool_]  # (D,) its code is to be looked at
    typed: NDArray[np.bool_]  # by type: its form is looked at
    part: NDArray[np.uint8]  # (D,) position in ``PARTS``, 0 none
    type: NDArray[np.uint8]
    least: NDArray[np.int32]
    greatest: NDArray[np.int32]
    usage: NDArray[np.uint8]
    list: NDArray[np.intp]
    inner: NDArray[np.intp]  # first component's definition
    inner_size: NDArray[np.int32]
    element: NDArray[np.uint8]  # number of the element
    component: NDArray[np.uint8]  # number of the component, 0 for an element
    use_of: NDArray[np.int16]
    codes: Slots[np.intp]
    lists: tuple[tuple[str, ...], ...]
    allowed: NDArray[np.bool_]  # (lists, codes)
    bytes: NDArray[np.bool_]  # (lists, 256): the codes of one byte
    long_lists: frozenset[int]  # of codes longer than eight bytes
    notes: dict[int, tuple[Note, ...]]  # by name of segment
    inner_notes: dict[int, tuple[Note, ...]]  # by definition of a composite
    rank: NDArray[np.uint8]  # (U,) a number that brings uses together whose elements are defined alike
    shape_by_rank: tuple[int, ...]  # (U,) the first use that is defined like the one of each rank
    inner_shape: NDArray[np.intp]  # (D,) of composites: the first whose components are defined alike
    rows: dict[int, Row] = field(
        default_factory=dict
    )  # what ``cells`` made of the uses and composites met so far

    def words_of(self, number: int) -> frozenset[int]:
        """Return the codes of a list as words: those that are as long as a word tells, and the first of the list."""
        codes = self.lists[number]
        first = word_of(codes[0]) if codes and len(codes[0]) <= WORD else 0
        return frozenset((first, *(word_of(code) for code in codes if len(code) < WORD)))


@lru_cache(maxsize=1)
def packed() -> dict[str, Any]:
    """Return the packed data of all guides."""
    data: dict[str, Any] = json.loads((files(__package__) / "packed.json").read_text("utf-8"))
    return data


@lru_cache(maxsize=8)
def tables(kind: str, loop_names: tuple[str, ...]) -> Tables:
    """Compile the data of a guide for a reader.

    Args:
        kind: 837P or 835.
        loop_names: as the reader's ``loops``; names that the guide does not have stand for no loop of it.
    """
    data = packed()[kind]
    loops = ("", *(loop[0] for loop in data["loops"]), "?")  # the last: parties that the guide does not name
    at = {name: i for i, name in enumerate(loops)}
    parents = ((), *(tuple(p + 1 for p in loop[1]) for loop in data["loops"]), ())
    lists = tuple(tuple(text.split("/")) if text else () for text in data["lists"])
    words = sorted({c for codes in lists for c in codes if len(c) <= WORD})
    number = {word: i + 1 for i, word in enumerate(words)}
    uses_at: dict[tuple[str, str], tuple[int, ...]] = {}
    for use, row in enumerate(data["uses"], start=1):
        place = loops[row[0] + 1], row[1]
        uses_at[place] = (*uses_at.get(place, ()), use)
    of_uses = _uses(data["uses"], len(loops), number)
    of_definitions = _definitions(data)
    follows = _follows(loops, parents)
    return Tables(
        guide=data["guide"],
        loops=loops,
        drawn=_drawn([at.get(_SAME.get(n, n), at["?"]) if n else 0 for n in loop_names], at, of_uses),
        parents=parents,
        loop_required=(False, *(bool(loop[2]) for loop in data["loops"]), False),
        loop_repeat=(0, *(loop[3] for loop in data["loops"]), 0),
        follows=follows,
        in_order=follows | [name in CUT or name == "header" for name in loops],
        chain=tuple((i, _ancestors(parents, i)) for i, name in enumerate(loops) if name in CUT),
        codes=codes_of(words),
        lists=lists,
        uses_at=uses_at,
        allowed=in_lists(lists, number),
        bytes=of_one_byte(lists),
        long_lists=frozenset(i for i, codes in enumerate(lists) if any(len(c) > WORD for c in codes)),
        notes={ID[name]: _notes(notes) for name, notes in data["notes"].items()},
        **of_uses,
        **of_definitions,
        **_shapes(data, of_uses, of_definitions),
    )


def _notes(packed_: list[Any]) -> tuple[Note, ...]:
    return tuple(Note(kind, tuple(elements)) for kind, elements in packed_)


def _follows(names: tuple[str, ...], parents: tuple[tuple[int, ...], ...]) -> NDArray[np.bool_]:
    """Which loop may be opened after which: a child of it, or a sibling of it or of what it stands in.

    A sibling must not come earlier in the guide, unless both are of one number ("2310A", "2310B": any order).
    """
    n = len(parents)
    parties = [name if name.startswith("2000") else name[:4] for name in names]
    rank = [parties.index(number) for number in parties]
    children: list[list[int]] = [[b for b in range(1, n) if a in parents[b]] for a in range(n)]
    table = np.zeros((n, n), dtype=bool)
    for a in range(1, n):
        table[a, children[a]] = True
        chain = [a]
        for child in chain:
            for parent in parents[child]:
                table[a, [b for b in children[parent] if rank[b] >= rank[child]]] = True
                if parent not in chain:
                    chain.append(parent)
        if not parents[a]:
            table[a, a] = True
    table[0, :] = table[:, 0] = table[-1, :] = table[:, -1] = True
    return table


def _drawn(of_reader: list[int], loops: dict[str, int], of_uses: dict[str, Any]) -> NDArray[np.int32]:
    cell, opener = of_uses["cell"], of_uses["opener"]
    table = np.zeros((len(of_reader), 256), dtype=np.int32)
    for mine, loop in enumerate(of_reader):
        for id_ in range(len(NAMES)):
            here = loops["trailer"] if id_ == ID["SE"] else loop
            opens = int(opener[here] == id_)
            table[mine, id_] = (int(cell[here * len(NAMES) + id_]) << 16) | (opens << 8) | here
    return table.ravel()


def _ancestors(parents: tuple[tuple[int, ...], ...], loop: int) -> tuple[int, ...]:
    found = list(parents[loop])
    for above in found:
        found += [parent for parent in parents[above] if parent not in found]
    return tuple(found)


def _uses(rows: list[list[Any]], loops: int, number: dict[str, int]) -> dict[str, Any]:
    names = len(NAMES)
    cell = np.zeros(loops * names, dtype=np.intp)
    opener = np.full(loops, 255, dtype=np.uint8)
    begun: set[int] = set()
    cells: dict[int, int] = {}
    keys: list[tuple[int, int, int]] = []  # cell, code, use
    cell_key = [0]
    for use, (loop, name, must, _, _, _, _, key, codes) in enumerate(rows, start=1):
        place = (loop + 1) * names + ID[name]
        if loop not in begun and must:
            opener[loop + 1] = ID[name]
        begun.add(loop)
        if key and place not in cells:
            cells[place] = len(cells) + 1
            cell_key.append(key)
        cell[place] = -cells[place] if key else use
        keys += [(cells[place], number[code], use) for code in codes if key]
    keyed = np.zeros((len(cells) + 1, len(number) + 1), dtype=np.intp)
    for q, code, use in keys:
        keyed[q, code] = use
    return {
        "opener": opener,
        "cell": cell,
        "cell_key": np.array(cell_key, dtype=np.int32),
        "keyed": keyed,
        "use_required": np.array([False, *(bool(r[2]) for r in rows)]),
        "use_loop": np.array([0, *(r[0] + 1 for r in rows)], dtype=np.uint8),
        "use_id": (0, *(ID[r[1]] for r in rows)),
        "use_name": ("", *(r[1] for r in rows)),
        "use_keys": ((), *(tuple(r[8]) for r in rows)),
        "use_repeat": np.array([0, *(r[3] for r in rows)], dtype=np.uint16),
        "position": np.array([0, *(r[4] for r in rows)], dtype=np.uint8),
        "size": np.array([0, *(r[5] for r in rows)], dtype=np.int32),
        "first": np.array([0, *(r[6] for r in rows)], dtype=np.intp),
    }


def _definitions(data: dict[str, Any]) -> dict[str, Any]:
    type_, least, greatest, usage, list_, inner, inner_size = (
        np.array(column, dtype=np.int64) for column in data["definitions"][:7]
    )
    n = len(least)
    keyed = _keyed(data)
    coded = (list_ > 0) & ~keyed
    uses = data["uses"]
    element, component, use_of = [0] * n, [0] * n, [0] * n
    notes: dict[str, list[int]] = {name: [] for name in data["composite_notes"]}
    inside, sizes = data["definitions"][5], data["definitions"][6]
    for use, row in enumerate(uses, start=1):
        name, size, first = row[1], row[5], row[6]
        for j in range(1, size + 1):
            d = first + j
            element[d], use_of[d] = j, use
            if not sizes[d]:
                continue
            begin, end = inside[d], inside[d] + sizes[d]
            element[begin:end], use_of[begin:end] = [j] * sizes[d], [use] * sizes[d]
            component[begin:end] = range(1, sizes[d] + 1)
            if f"{name}{j:02}" in notes:
                notes[f"{name}{j:02}"].append(d)
    return {
        "coded": coded,
        "typed": np.isin(np.arange(TYPE_BY_FORM + 1), _TYPED),
        "part": _parts(data, use_of, element, component),
        "type": type_.astype(np.uint8),
        "least": least.astype(np.int32),
        "greatest": greatest.astype(np.int32),
        "usage": usage.astype(np.uint8),
        "list": list_.astype(np.intp),
        "inner": inner.astype(np.intp),
        "inner_size": inner_size.astype(np.int32),
        "element": np.array(element, dtype=np.uint8),
        "component": np.array(component, dtype=np.uint8),
        "use_of": np.array(use_of, dtype=np.int16),
        "inner_notes": {
            d: _notes(of_name) for name, of_name in data["composite_notes"].items() for d in notes[name]
        },
    }


def _shapes(data: dict[str, Any], of_uses: dict[str, Any], of_definitions: dict[str, Any]) -> dict[str, Any]:
    """Find which uses, and which composites, are asked the same of all their elements or components."""
    known = of_definitions
    names = ("type", "least", "greatest", "usage", "part")
    asked = np.stack([*(known[name] for name in names), known["list"] * known["coded"]], axis=1).astype(
        np.int32
    )
    alike: dict[Any, int] = {}
    inner_shape = np.zeros(len(asked), dtype=np.intp)
    for d in np.flatnonzero(known["inner_size"]).tolist():
        low, size = int(known["inner"][d]), int(known["inner_size"][d])
        key = (asked[low : low + size].tobytes(), known["usage"][d] == 0, known["inner_notes"].get(d))
        inner_shape[d] = alike.setdefault(key, d)
    asked = np.column_stack([asked, inner_shape]).astype(np.int32)
    shape = [0]
    for use in range(1, len(of_uses["use_name"])):
        low, name = int(of_uses["first"][use]) + 1, of_uses["use_name"][use]
        like = (asked[low : low + int(of_uses["size"][use])].tobytes(), name if name in data["notes"] else "")
        shape.append(alike.setdefault(like, use))
    order = np.argsort(shape, kind="stable")
    rank = np.empty(len(shape), dtype=np.uint8)
    rank[order] = np.arange(len(shape))
    return {"shape_by_rank": tuple(sorted(shape)), "rank": rank, "inner_shape": inner_shape}


def _keyed(data: dict[str, Any]) -> NDArray[np.bool_]:
    """Tell which definitions are keys of their use: a segment has its use by their code, so that it is right."""
    found = np.zeros(len(data["definitions"][0]), dtype=bool)
    for use in data["uses"]:
        first, key = use[6], use[7]
        if key:
            inside = data["definitions"][5][first + key]
            found[inside or first + key] = True
    return found


def _parts(
    data: dict[str, Any], use_of: list[int], element: list[int], component: list[int]
) -> NDArray[np.uint8]:
    names = ["", *(use[1] for use in data["uses"])]
    found = [
        PARTS.get((names[use], e if names[use] != "HI" else 0, c), 0)
        for use, e, c in zip(use_of, element, component, strict=True)
    ]
    return np.array(found, dtype=np.uint8)
