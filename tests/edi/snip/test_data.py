"""The data is well formed, and what is made from it is current."""

from __future__ import annotations

import re
import sys

import pytest
from tools import write_x12_checks

from contralateral.edi.claims837.loops import LOOPS
from contralateral.edi.ids import ID
from contralateral.edi.snip import guide as guides
from contralateral.edi.snip.checker import rules_of
from contralateral.edi.snip.guide import TYPES, Element, GuideFault, Use, read_guide
from contralateral.edi.snip.pack import pack
from contralateral.edi.snip.tables import tables

KINDS = tuple(guides.FILES)


def _elements(kind: str) -> list[tuple[str, Element]]:
    found = []
    for loop in read_guide(kind).loops:
        for use in loop.uses:
            for j, element in enumerate(use.elements, 1):
                found.append((f"{loop.name} {use.segment}{j:02}", element))
                found += [(f"{loop.name} {use.segment}{j:02}", part) for part in element.components]
    return found


def test_the_packed_data_and_the_page_are_current(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["write_x12_checks.py", "--check"])
    assert write_x12_checks.main() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_every_element_has_type_lengths_and_codes_that_fit(kind: str) -> None:
    for place, element in _elements(kind):
        if element.components:
            assert not element.codes, place
            continue
        assert element.type in TYPES[1:], place
        assert 1 <= element.least <= element.greatest <= 256, place
        assert len(set(element.codes)) == len(element.codes), place
        for code in element.codes:
            assert re.fullmatch(r"[A-Z0-9]+", code), (place, code)
            assert element.least <= len(code) <= element.greatest, (place, code)
            assert element.type in {"ID", "AN"}, place


@pytest.mark.parametrize("kind", KINDS)
def test_a_code_list_stands_only_where_an_element_may(kind: str) -> None:
    assert not [place for place, element in _elements(kind) if element.codes and element.usage == "-"]


@pytest.mark.parametrize("kind", KINDS)
def test_loops_hang_together_and_every_segment_has_a_number(kind: str) -> None:
    guide = read_guide(kind)
    names = [loop.name for loop in guide.loops]
    assert len(set(names)) == len(names)
    for loop in guide.loops:
        assert set(loop.parents) <= set(names)
        assert (loop.uses[0].required and loop.uses[0].repeat == 1) or loop.name == "trailer"
        assert {use.segment for use in loop.uses} <= set(ID)
    for name, notes in guide.notes.items():
        for note in notes:
            last = max(int(note[i : i + 2]) for i in range(1, len(note), 2))
            for loop in guide.loops:
                assert all(len(use.elements) >= last for use in loop.uses if use.segment == name), (
                    name,
                    note,
                )


def test_all_loops_of_the_reader_are_in_the_guide() -> None:
    named = {name for name in LOOPS if name and name not in {"2010", "2310", "2330", "2420"}}
    assert named <= {loop.name for loop in read_guide("837P").loops}


def test_two_uses_that_cannot_be_told_apart_are_refused() -> None:
    guide = read_guide("envelope")
    twice = guides.replace(guide.loops[0], uses=(guide.loops[0].uses[0],) * 2)
    with pytest.raises(GuideFault, match="two uses of ISA"):
        pack(
            guides.replace(guide, loops=(guides.replace(twice, uses=(twice.uses[0], _copy(twice.uses[0]))),))
        )


def _copy(use: Use) -> Use:
    return Use(use.segment, use.key, use.required, use.repeat, use.elements)


@pytest.mark.parametrize("line", ["XYZ R1 R", "REF R", "REF R1 R=EI Q", "N3 R1 R S S", "SV1 R1 R"])
def test_a_line_that_cannot_be_read_is_told(line: str) -> None:
    segments = guides._toml("segments.toml")["elements"]
    drawn = {name: guides._drawn(name, text) for name, text in segments.items()}
    with pytest.raises(GuideFault, match="place"):
        guides._use(line, drawn, {}, "place")


@pytest.mark.parametrize("kind", ["837P", "835"])
def test_every_rule_tells_a_loop_of_its_guide(kind: str) -> None:
    loops = {loop.name for loop in read_guide(kind).loops}
    rules = rules_of(kind)
    assert len({rule.name for rule in rules}) == len(rules)
    for rule in rules:
        assert rule.level in {3, 4, 5}
        assert rule.severity in {"error", "warning"}
        assert set(rule.loop.split(", ")) <= loops or rule.loop.startswith("all ")
        assert rule.text.count(".") >= 2, rule.name  # the fault, and the way out


def test_loops_may_follow_as_the_guide_draws_them() -> None:
    known = tables("837P", LOOPS)
    at = {name: i for i, name in enumerate(known.loops)}

    def may(first: str, second: str) -> bool:
        return bool(known.follows[at[first], at[second]])

    assert may("2010BB", "2300")
    assert may("2010BB", "2000C")
    assert may("2440", "2000B")
    assert may("2310B", "2310A")  # parties of a claim: any order
    assert not may("2320", "2310B")
    assert not may("2420A", "2410")
    assert not may("2000A", "2300")
