"""Where interchanges begin."""

from __future__ import annotations

from contralateral.edi.header import header_at
from tests.edi.x12_text import group, interchange, transaction
from tests.plain.read import interchange_starts

ONE = interchange(group(transaction("CLM*A")))


def test_every_isa_is_found_wherever_it_stands() -> None:
    assert interchange_starts(b"junk" + ONE + b"half a segm" + ONE) == [4, 4 + len(ONE) + 11]


def test_a_short_isa_is_found_after_an_iea() -> None:
    short = ONE.replace(b"ISA*00*          *", b"ISA*00**")
    assert interchange_starts(short + short) == [0, len(short)]


def test_the_iea_misspelt_as_isa_is_not_one() -> None:
    assert interchange_starts(ONE.replace(b"IEA*", b"ISA*") + ONE) == [0, len(ONE)]


def test_an_isa_that_does_not_close_is_none() -> None:
    assert header_at(ONE, 0, 50) is None
    header = header_at(ONE, 0, len(ONE))
    assert header is not None
    assert (header.terminator_at, header.padded, header.fault) == (105, True, "")
