"""Any single byte changed, taken out or put in: nothing is raised, and no other transaction changes unnoticed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from contralateral.edi.remit835.reader import TABLE_NAMES
from contralateral.errors import FileUnreadable
from tests.edi.remit835.reading import Read, claim, file_of, read, remittance

BODIES = [remittance(claim(f"A{n}"), claim(f"B{n}"), paid="160") for n in range(3)]
DATA = file_of(*BODIES)
WHOLE = read(DATA)
BYTES = st.one_of(st.sampled_from(b"*~:^>\n AZ09.-"), st.integers(0, 255))
KEPT = [name for name in TABLE_NAMES if name != "rest"]


def claims_of(found: Read, control: str) -> list[object]:
    """Return everything of the claims of a transaction but where they stand in the file."""
    numbers = found["payments"].filter(control=control)["transaction"].to_list()
    return [
        found[name].filter(transaction=number).drop("transaction", "segment", "claim", strict=False).rows()
        for name in KEPT
        for number in numbers
    ]


ALONE = {f"{n:04}": claims_of(WHOLE, f"{n:04}") for n in range(1, 4)}


def check(data: bytes, at: int) -> None:
    try:
        found = read(data)
    except FileUnreadable:
        return
    spoken = [*found.plan.diagnostics, *found.said]
    for row, control in zip(WHOLE.plan.transactions, ALONE, strict=True):
        if row.start <= at < row.end:
            continue  # the one that the byte stands in
        mine = claims_of(found, control)
        # It is what it was, or it is not read at all and the file says why.
        assert mine == ALONE[control] or (not mine and any(each.severity == "error" for each in spoken)), (
            control
        )


@settings(max_examples=400, deadline=None)
@given(at=st.integers(0, len(DATA) - 1), byte=BYTES)
def test_a_byte_changed(at, byte):
    check(DATA[:at] + bytes([byte]) + DATA[at + 1 :], at)


@settings(max_examples=250, deadline=None)
@given(at=st.integers(0, len(DATA) - 1))
def test_a_byte_taken_out(at):
    check(DATA[:at] + DATA[at + 1 :], at)


@settings(max_examples=250, deadline=None)
@given(at=st.integers(0, len(DATA)), byte=BYTES)
def test_a_byte_put_in(at, byte):
    check(DATA[:at] + bytes([byte]) + DATA[at:], at)


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, len(DATA) - 1), byte=BYTES)
def test_a_spoilt_file_reads_the_same_in_pieces(at, byte):
    spoilt = DATA[:at] + bytes([byte]) + DATA[at + 1 :]
    try:
        whole = read(spoilt)
    except FileUnreadable:
        return
    pieces = read(spoilt, 250)
    assert pieces.said == whole.said
    assert pieces.tables.keys() == whole.tables.keys()
    for name, frame in whole.tables.items():
        assert pieces[name].equals(frame), name
