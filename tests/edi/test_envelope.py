"""Envelopes: what trailers count and name is reconciled, and one fault leaves the neighbours alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.edi.x12_text import group, interchange, transaction
from tests.plain.read import read

if TYPE_CHECKING:
    from tests.plain.values import Interchanges

GOOD = interchange(group(transaction("CLM*A"), transaction("CLM*B\nN3*X", control="0002")))


def said(found: Interchanges) -> list[str]:
    """Return every diagnostic as the line a person reads."""
    return [str(d) for d in found.diagnostics]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"SE*3*0001", b"SE*4*0001", "SE01 counts 4 segments; there are 3"),
        (b"SE*3*0001", b"SE*X*0001", "SE01 counts no number of segments; there are 3"),
        (b"SE*3*0001", b"SE*3*0009", "SE02 is not the control number of its ST (segment 3)"),
        (b"SE*3*0001", b"SE*3*1", "SE02 is not the control number"),
        (b"SE*3*0001~\n", b"", "This ST has no SE"),
        (b"CLM*A", b"clm*A", "two or three capital letters"),
    ],
)
def test_a_fault_of_the_first_leaves_out_the_first_only(old: bytes, new: bytes, says: str) -> None:
    found = read(GOOD.replace(old, new), path="a")
    assert [t.sound for t in found.transactions] == [False, True]
    assert [d.severity for d in found.diagnostics] == ["error"]
    assert says in found.diagnostics[0].message
    assert "This transaction is left out" in found.diagnostics[0].message


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"GE*2*1", b"GE*3*1", "GE01 counts 3 transactions; there are 2"),
        (b"GE*2*1", b"GE*2*8", "GE02 is not the control number that the group began with (segment 2)"),
        (b"GE*2*1~\n", b"", "This group has no GE"),
        (b"IEA*1*", b"IEA*2*", "IEA01 counts 2 groups; there are 1"),
        (b"IEA*1*000000001", b"IEA*1*000000007", "IEA02 is not the control number that the interchange"),
        (b"IEA*1*000000001~\n", b"", "This interchange has no IEA"),
    ],
)
def test_a_fault_of_group_or_interchange_is_an_error_and_whole_transactions_stay(
    old: bytes, new: bytes, says: str
) -> None:
    found = read(GOOD.replace(old, new), path="a")
    assert [t.sound for t in found.transactions] == [True, True]
    assert [d.severity for d in found.diagnostics] == ["error"]
    assert says in found.diagnostics[0].message


def test_zeros_before_a_numeric_control_number_do_not_matter() -> None:
    assert said(read(GOOD.replace(b"GE*2*1", b"GE*02*0001"), path="a")) == []


def test_an_st_outside_any_group_is_left_out() -> None:
    data = GOOD.replace(b"GS*HC", b"N1*HC")
    found = read(data, path="a")
    assert [t.sound for t in found.transactions] == [False, False]
    assert sum("outside any group" in line for line in said(found)) == 2


def test_segments_that_belong_to_nothing_are_counted() -> None:
    found = read(GOOD.replace(b"GE*2*1", b"N3*1~N3*2~GE*2*1"), path="a")
    assert [t.sound for t in found.transactions] == [True, True]
    assert said(found)[0].startswith("error segment 10 (byte ")
    assert "2 segments outside any transaction" in said(found)[0]


def test_what_follows_the_iea_belongs_to_nothing() -> None:
    found = read(GOOD + b"GS*HC~ST*837*0003~SE*2*0003~GE*1*1~", path="a")
    assert len(list(found.transactions)) == 2
    assert "4 segments outside any transaction" in said(found)[0]


def test_a_lost_st_leaves_its_segments_out_and_is_counted() -> None:
    found = read(GOOD.replace(b"ST*837*0002*005010X222A1~\n", b""), path="a")
    assert [t.control for t in found.transactions] == ["0001"]
    text = " ".join(said(found))
    assert "3 segments outside any transaction" in text
    assert "GE01 counts 2 transactions; there are 1" in text


def test_control_numbers_used_twice_are_a_warning() -> None:
    found = read(interchange(group(transaction("CLM*A"), transaction("CLM*B"))), path="a")
    assert [d.severity for d in found.diagnostics] == ["warning"]
    assert found.diagnostics[0].message.startswith("ST02 was already used")


def test_gs08_and_st03_that_differ_are_a_warning_and_st03_is_followed() -> None:
    found = read(interchange(group(transaction("CLM*A"), version="005010X223A3")), path="a")
    assert [t.kind for t in found.transactions] == ["837P"]
    assert [d.severity for d in found.diagnostics] == ["warning"]


def test_a_ta1_stands_between_isa_and_gs() -> None:
    ta1 = ["TA1*000000001*261116*1015*A*000"]
    data = interchange(ta1, group(transaction("CLM*A"))).replace(b"IEA*2*", b"IEA*1*")
    found = read(data, path="a")
    assert said(found) == []
    assert [(t.kind, t.control) for t in found.transactions] == [("TA1", "000000001"), ("837P", "0001")]
