"""Acknowledgments of syntax as tables: verdicts, errors, contexts, and whether the counts agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contralateral.edi.acks.reader999 import SCHEMAS, VERSION, Syntax999
from tests.edi.acks.edits import BYTES, check
from tests.edi.acks.reading import read
from tests.edi.acks.texts import GROUP, WHOLE, syntax999

if TYPE_CHECKING:
    from tests.edi.acks.reading import Read


def look(data: bytes, size: int = 1 << 20) -> Read:
    return read(data, Syntax999, SCHEMAS, VERSION, "999", size)


@pytest.fixture(scope="module")
def whole() -> Read:
    return look(syntax999())


def test_nothing_is_said_of_a_file_without_a_fault(whole: Read) -> None:
    assert whole.said == []
    assert whole["rest"].is_empty()


def test_groups_have_their_verdict_and_counts(whole: Read) -> None:
    assert whole["groups"].select("control", "code", "included", "received", "accepted").rows() == [
        ("501", "P", 3, 3, 2),
        ("502", "A", 40, 40, 40),
    ]


def test_transactions_have_their_verdict_and_reasons(whole: Read) -> None:
    assert whole["transactions"].select("answer", "control", "code", "reason1", "reason2").rows() == [
        (0, "0001", "A", None, None),
        (1, "0002", "R", "5", "I5"),
        (2, "0003", "E", "5", None),
    ]


def test_segment_errors_say_where_and_whose(whole: Read) -> None:
    columns = ("answer", "error", "name", "position", "loop", "code", "context", "context_value")
    assert whole["segment_errors"].select(columns).rows() == [
        (1, 1, "NM1", 8, "2010BA", "8", "CLM01", "PCN-7"),
        (1, 2, "SV1", 22, "2400", "8", "CLM01", "PCN-8"),
        (2, 1, "DTP", 30, "2400", "I6", None, None),
    ]


def test_element_errors_keep_the_bad_value(whole: Read) -> None:
    columns = ("error", "element", "component", "repetition", "reference", "code", "value")
    assert whole["element_errors"].select(columns).rows() == [
        (1, 9, None, None, "67", "1", None),
        (1, 3, 2, 1, "1035", "6", "BAD VALUE"),
        (2, 2, None, None, None, "I9", "BAD VALUE 2"),
    ]


def test_contexts_have_a_row_for_each_name_and_what_they_stand_beside(whole: Read) -> None:
    found = whole["contexts"].filter(pl.col("error") == 2)
    assert found.select("segment", "of", "name", "value", "position", "element").rows() == [
        (14, 13, "SITUATIONAL TRIGGER", None, 21, 1),
        (15, 13, "CLM01", "PCN-8", None, None),
        (15, 13, "LX", "1", None, None),
    ]


@pytest.mark.parametrize("size", [1, 300])
def test_pieces_give_the_same_tables(size: int, whole: Read) -> None:
    found = look(syntax999(), size)
    assert all(found[name].equals(whole[name]) for name in SCHEMAS)


COUNTS = {
    "AK902 and AK903 differ": ("AK9*P*3*3*2", "AK9*P*4*3*2"),
    "more transactions as accepted than AK903": ("AK9*P*3*3*2", "AK9*P*3*3*5"),
    "More transactions are answered": ("AK9*P*3*3*2", "AK9*P*2*2*1"),
    "AK904 does not agree": ("AK9*P*3*3*2", "AK9*P*9*9*1"),
    "than the verdicts": ("IK5*E*5", "IK5*R*5"),
    "the whole group was accepted": ("AK9*P*3*3*2", "AK9*A*3*3*2"),
    "nothing was accepted": ("AK9*P*3*3*2", "AK9*R*3*3*2"),
    "a part was accepted": ("AK9*A*40*40*40", "AK9*P*40*40*40"),
    "AK901 is no verdict": ("AK9*P*3*3*2", "AK9*Q*3*3*2"),
    "IK501 is no verdict": ("IK5*E*5", "IK5*Z*5"),
}


@pytest.mark.parametrize("words", COUNTS)
def test_counts_that_cannot_be_are_told_and_kept(words: str) -> None:
    old, new = COUNTS[words]
    found = look(syntax999(GROUP.replace(old, new), WHOLE.replace(old, new)))
    assert [d for d in found.said if words in d.message]
    assert {d.severity for d in found.said} == {"warning"}
    assert len(found["transactions"]) == 3


def test_accepted_transactions_need_no_answer_of_their_own() -> None:
    assert look(syntax999(GROUP.replace("AK9*P*3*3*2", "AK9*P*9*9*8"))).said == []


FAULTS = {
    "a position": ("IK3*NM1*8*", "IK3*NM1*X*", "IK302 is not a whole number", ["0001", "0003"]),
    "no position": ("IK3*NM1*8*", "IK3*NM1**", "IK302 is empty", ["0001", "0003"]),
    "an element's place": ("IK4*9*67", "IK4*B*67", "IK401 is not a whole number", ["0001", "0003"]),
    "no verdict": ("IK5*E*5", "CTX*CLM01:1", "no verdict (IK5)", ["0001", "0002"]),
    "an empty verdict": ("IK5*E*5", "IK5**5", "IK501 is empty", ["0001", "0002"]),
    "a verdict twice": ("IK3*DTP*30*2400*I6", "IK5*A", "more than one verdict", ["0001", "0002"]),
    "an element without its segment": (
        "IK3*DTP*30*2400*I6",
        "IK4*1**7",
        "IK4 has no place",
        ["0001", "0002"],
    ),
    "an unknown name": ("IK3*NM1*8*", "IK9*NM1*8*", "has a name that no segment", ["0001", "0003"]),
    "nobody meant": ("AK2*837*0002", "AK2*837*", "AK202 is empty", ["0001", "0003"]),
    "no end": ("AK9*P*3*3*2", "CTX*CLM01:1", "has no AK9", []),
    "no count": ("AK9*P*3*3*2", "AK9*P*3**2", "AK903 is empty", []),
    "no head": ("AK1*HC*501", "CTX*HC:501", "has no AK1", []),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_leaves_out_what_it_stands_in_and_no_more(name: str) -> None:
    old, new, words, left = FAULTS[name]
    assert old in GROUP
    found = look(syntax999(GROUP.replace(old, new, 1), WHOLE))
    assert [d for d in found.said if d.severity == "error" and words in d.message]
    assert found.column("transactions", "control") == left
    assert "502" in found.column("groups", "control")
    assert set(found.column("element_errors", "answer")) <= set(found.column("transactions", "answer"))
    assert not [m for m in found.messages if "BAD VALUE" in m or "PCN" in m]


DATA = syntax999(GROUP, WHOLE, GROUP)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.integers(0, len(DATA) - 1), st.sampled_from(["set", "cut", "add"]), st.sampled_from(list(BYTES)))
def test_one_byte_changes_no_other_transaction_unnoticed(at: int, how: str, byte: int) -> None:
    check(DATA, look, at, how, byte)
