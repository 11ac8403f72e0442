"""Cutting bytes into segments."""

from __future__ import annotations

from contralateral.edi.values import Delimiters
from tests.plain.segments import cut

PLAIN = Delimiters("*", ":", "^", "~")


def test_numbers_and_offsets_count_from_the_file() -> None:
    run = cut(b"xxxST*1~  \nN3*a b ~SE~", 3, 22, PLAIN, number=7)
    assert [(s.elements, s.number, s.byte) for s in run.segments] == [
        (("ST", "1"), 7, 3),
        (("N3", "a b "), 8, 11),
        (("SE",), 9, 19),
    ]
    assert run.unfinished is None


def test_what_has_no_terminator_is_kept_apart() -> None:
    run = cut(b"ST*1~SE*2", 0, 9, PLAIN, number=1)
    assert [s.id for s in run.segments] == ["ST"]
    assert run.unfinished is not None
    assert run.unfinished.elements == ("SE", "2")


def test_each_segment_is_decoded_for_itself() -> None:
    run = cut("A1*é~".encode() + "A2*é~".encode("latin-1"), 0, 11, PLAIN, number=1)
    assert [s[1] for s in run.segments] == ["é", "é"]
    assert [s.id for s in run.latin] == ["A2"]
