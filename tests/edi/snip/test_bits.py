"""Sets of positions, days met before, and long amounts, against plain counting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contralateral.edi.snip.bits import AHEAD, Bits
from contralateral.edi.snip.form import cents
from tests.edi.snip.claims import CLAIM, changed, claim_file
from tests.edi.snip.drive import found
from tests.edi.snip.test_form import _spans

MARKED = st.lists(st.booleans(), min_size=1, max_size=300)


@given(MARKED)
def test_until(marked: list[bool]) -> None:
    places = np.arange(len(marked) + 1)
    assert Bits(np.array(marked)).until(places).tolist() == [sum(marked[:n]) for n in places.tolist()]
    assert len(Bits(np.array(marked))) == sum(marked)


@given(MARKED, st.integers(0, 80))
def test_ahead(marked: list[bool], length: int) -> None:
    places = np.arange(len(marked))
    bits = Bits(np.array(marked)).ahead(places, np.full(len(marked), length, dtype=np.int32))
    for place, word in zip(places.tolist(), bits.tolist(), strict=True):
        seen = [*marked[place:], *([False] * AHEAD)][: min(length, AHEAD)]
        assert [bool(int(word) >> k & 1) for k in range(64)] == seen + [False] * (64 - len(seen))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("123456.78", 12345678),
        ("12345678.90", 1234567890),
        ("123456789.01", 12345678901),
        ("-12345.67", -1234567),
        ("123456789", 12345678900),
        ("12345.6.78", None),
        ("1234567..8", None),
        ("12345678.9X", None),
        ("1234567890.", 123456789000),
    ],
)
def test_amounts_that_are_longer_than_a_word(text: str, value: int | None) -> None:
    for texts in ([text], ["7.5", text], [text, "98765432.10"]):
        read, good = cents(*_spans(texts))
        at = texts.index(text)
        assert bool(good[at]) == (value is not None)
        if value is not None:
            assert int(read[at]) == value
        assert (
            int(read[1 - at]) == {"7.5": 750, "98765432.10": 9876543210}[texts[1 - at]] if texts[1:] else True
        )


def test_a_day_that_is_none_is_told_however_often_the_others_were_met() -> None:
    for _ in range(2):
        assert not found(claim_file())
        for bad in ("20260230", "20261301", "2026100A", "20261003-20261001"):
            told = found(claim_file(changed("DTP*463*D8*20261003", f"DTP*463*D8*{bad}", CLAIM)))
            assert [text[:8] for _, _, text in told] == ["DTP03 is"], (bad, told)


def test_long_composites_are_cut_like_short_ones() -> None:
    words = "CUSTOM MADE SOCKET INTERFACE OF SOFT MATERIAL FOR TRIAL USE"
    assert not found(claim_file(changed("HC:L5301:RT*", f"HC:L5301:RT::::{words}*")))
    for text in (f"HC:L5301:RT::::{words}::::", f"HC:L53:RT::::{words}", f"ZZ:L5301:RT::::{words}"):
        short = found(claim_file(changed("HC:L5301:RT*", f"{text.replace(words, 'CUSTOM')}*")))
        assert found(claim_file(changed("HC:L5301:RT*", f"{text}*"))) == short
        assert short


def test_codes_of_lines_are_told_in_whatever_order_their_composites_were_cut() -> None:
    text = CLAIM
    line = text[text.index("LX*2\n") : text.index("LIN*")]
    codes = ["L5620", "L56200", "L5620", "L56", "L5620", "L5620", "L56201:RT:LT:KX:GA:CUSTOM"]
    for n, code in enumerate(codes, start=3):
        text += line.replace("LX*2", f"LX*{n}").replace("L5620*40*", f"{code}*0*")
    told = found(claim_file(text))
    assert [said.startswith("SV101-2") for _, _, said in told] == [True, True, True]
