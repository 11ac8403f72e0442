"""Reading in tiny pieces gives the same tables and the same words as reading at once."""

from __future__ import annotations

import pytest
from benchmarks.x12.made import SHAPES, bytes_835

from contralateral.edi.remit835.reader import TABLE_NAMES
from tests.edi.remit835.reading import read

SPOILT = [
    (b"SVC*HC:L", b"SVC*HC-L"),
    (b"*472*2026", b"*472*2O26"),
    (b"CAS*PR*2*", b"CAS*PR*2*1"),
    (b"LX*2~", b"LY*2~"),
    (b"REF*EV*", b"REG*EV*"),
    (b"MOA*", b"MOB*"),
]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("size", [300, 1000, 7919])
def test_pieces_of_any_size(shape, size):
    data, truth = bytes_835(60_000, shape, 5)
    whole, pieces = read(data), read(data, size)
    assert whole["claims"].height == truth.claims
    assert whole.said == pieces.said == []
    for name in TABLE_NAMES:
        assert pieces[name].equals(whole[name]), name


@pytest.mark.parametrize(("what", "by"), SPOILT)
def test_pieces_of_a_spoilt_file(what, by):
    data, _ = bytes_835(60_000, "many", 5)
    assert what in data
    spoilt = data.replace(what, by, 7)
    whole, pieces = read(spoilt), read(spoilt, 300)
    assert whole.said == pieces.said != []
    for name in TABLE_NAMES:
        assert pieces[name].equals(whole[name]), name
