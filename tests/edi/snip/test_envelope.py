"""ISA and GS, element by element."""

from __future__ import annotations

import pytest

from contralateral.edi.plan import plan
from contralateral.edi.snip import check_envelope
from contralateral.edi.source import Source
from tests.edi.snip.claims import claim_file
from tests.edi.x12_text import group, interchange, transaction


def _said(data: bytes, limit: int = 10) -> list[str]:
    return [str(d) for d in check_envelope(plan(Source(data, path="x")), limit)]


def test_a_sound_envelope_is_silent() -> None:
    assert _said(claim_file()) == []


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (b"*ZZ*EXAMPLE01", b"*ZX*EXAMPLE01", "segment 1 (byte 0): ISA05 is no code of the guide"),
        (b"*261116*1015*^", b"*261316*1015*^", "ISA09 is no day. Write it as YYMMDD."),
        (b"*0*T*:", b"*0*Q*:", "ISA15 is no code of the guide. Use P or T."),
        (b"*20261116*1015*1*X", b"*20261116*2515*1*X", "segment 2"),
        (b"*20261116*1015*1*X", b"*20261131*1015*1*X", "GS04 is no day"),
        (b"*20261116*1015*1*X", b"*20261116*1015*A*X", "GS06 is no number"),
        (b"GS*HC*EXAMPLE01", b"GS*HC*E", "GS02 is not 2 to 15 characters long"),
        (b"GS*HC*EXAMPLE01", b"GS*HC*", "GS02 is missing"),
        (b"*X*005010X222A1~", b"*X*005010X222A1*A~", "GS has more elements"),
    ],
)
def test_a_damage_of_the_envelope_is_told(before: bytes, after: bytes, words: str) -> None:
    said = _said(claim_file().replace(before, after, 1))
    assert [words in text for text in said] == [True]


def test_many_groups_with_one_fault_are_counted() -> None:
    groups = [group(transaction("BHT*0019*00*1*20261102*1023*CH"), control=n) for n in range(1, 8)]
    said = _said(interchange(*groups).replace(b"*X*005010X222A1~", b"*Z*005010X222A1~"), limit=2)
    assert len(said) == 2
    assert "(and 5 more such places)" in said[1]
