"""Reading whole files: delimiters, dressings of the text, damage, and what is said about each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contralateral.errors import FileUnreadable
from tests.edi.x12_text import group, interchange, transaction
from tests.plain.read import read

if TYPE_CHECKING:
    from tests.plain.values import Interchanges

BODY = """
    BHT*0019*00*1*20261116*1015*CH
    NM1*41*2*LISA ISA*ISAAC****46*1
    CLM*A*1.00***12:B:1
"""
ONE = group(transaction(BODY))


def ids(found: Interchanges) -> list[str]:
    """Return the segment ids of every transaction."""
    return [segment.id for t in found.transactions for segment in t.segments]


def errors(found: Interchanges) -> list[str]:
    """Return the messages of the errors."""
    return [d.message for d in found.diagnostics if d.severity == "error"]


def test_a_plain_file_is_read_without_a_word() -> None:
    found = read(interchange(ONE), path="a.837")
    assert found.diagnostics == ()
    assert ids(found) == ["ST", "BHT", "NM1", "CLM", "SE"]
    (only,) = found.transactions
    assert (only.kind, only.version, only.control, only.sound) == ("837P", "005010X222A1", "0001", True)


def test_a_segment_knows_its_number_and_its_byte() -> None:
    data = interchange(ONE)
    clm = next(s for t in read(data, path="a").transactions for s in t.segments if s.id == "CLM")
    assert clm.number == 6
    assert data[clm.byte :].startswith(b"CLM*A*1.00")
    assert (clm[0], clm[1], clm[5], clm[99]) == ("CLM", "A", "12:B:1", "")


@pytest.mark.parametrize(
    ("element", "component", "repeat", "terminator", "newline"),
    [
        ("*", ":", "^", "~", ""),
        ("*", ":", "^", "~", "\n"),
        ("*", ":", "^", "~", "\r\n"),
        ("*", ":", "U", "~", "\n    "),
        ("|", "^", "!", "\n", ""),
        ("|", ">", "^", "\n", "\n"),
        ("|", ">", "^", "\r", "\n"),
        ("\x1d", "\x1f", "\x1e", "\x1c", ""),
        ("+", "\\", "%", "'", "\r\n\t"),
    ],
)
def test_any_legal_delimiters(
    element: str, component: str, repeat: str, terminator: str, newline: str
) -> None:
    data = interchange(
        ONE, element=element, component=component, repeat=repeat, terminator=terminator, newline=newline
    )
    found = read(data, path="a")
    assert found.diagnostics == ()
    assert ids(found) == ["ST", "BHT", "NM1", "CLM", "SE"]
    (only,) = found.transactions
    assert only.segments[3][5] == f"12{component}B{component}1"
    assert only.delimiters.element == element
    assert only.delimiters.repetition == (None if repeat == "U" else repeat)


@pytest.mark.parametrize(
    "dress",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: b"\r\n \t" + data,
        lambda data: data + b"\x1a",
        lambda data: data + b"\r\n\x1a\x00\x00\r\n",
    ],
    ids=["bom", "leading blanks", "ctrl-z", "ctrl-z and padding"],
)
def test_what_surrounds_the_text_does_not_matter(dress) -> None:  # type: ignore[no-untyped-def]
    found = read(dress(interchange(ONE)), path="a")
    assert found.diagnostics == ()
    assert ids(found) == ["ST", "BHT", "NM1", "CLM", "SE"]


def test_the_letters_isa_in_a_name_begin_nothing() -> None:
    body = "NM1*IL*1*ISA*ISA****MI*ISA*00*\nN3*ISA*ISA\nISB*1"
    found = read(interchange(group(transaction(body))), path="a")
    assert len(found.interchanges) == 1
    assert ids(found) == ["ST", "NM1", "N3", "ISB", "SE"]


def test_utf_8_is_read_as_it_is() -> None:
    found = read(interchange(group(transaction("NM1*IL*1*MUÑOZ"))), path="a")
    assert next(found.transactions).segments[1][3] == "MUÑOZ"
    assert found.diagnostics == ()


def test_latin_1_is_read_and_noted() -> None:
    found = read(interchange(group(transaction("NM1*IL*1*MUÑOZ\nN3*Ñ")), encoding="latin-1"), path="a")
    assert next(found.transactions).segments[1][3] == "MUÑOZ"
    (note,) = found.diagnostics
    assert (note.severity, note.segment) == ("note", 4)
    assert "Latin-1 (2 times, first here)" in note.message


def test_several_interchanges_each_with_its_own_delimiters() -> None:
    data = b"\n".join(
        [
            interchange(group(transaction(BODY), transaction(BODY, control="0002")), control=1),
            interchange(ONE, control=2, element="|", component=">", terminator="\n", newline=""),
            interchange(ONE, group(transaction(BODY), control=2), control=3, newline=""),
        ]
    )
    found = read(data, path="a")
    assert found.diagnostics == ()
    assert len(found.interchanges) == 3
    assert [len(i.groups) for i in found.interchanges] == [1, 1, 2]
    assert [t.segments[3][5] for t in found.transactions] == [
        "12:B:1",
        "12:B:1",
        "12>B>1",
        "12:B:1",
        "12:B:1",
    ]
    numbers = [s.number for t in found.transactions for s in t.segments]
    assert numbers == sorted(set(numbers))


def test_a_file_joined_to_one_that_was_cut() -> None:
    cut = interchange(ONE, control=1)[:-70]
    found = read(cut + interchange(ONE, control=2), path="a")
    assert [t.sound for t in found.transactions] == [False, True]
    assert any("breaks off" in message for message in errors(found))


def test_an_isa_without_its_padding_is_read_with_a_warning() -> None:
    data = interchange(ONE).replace(b"EXAMPLE01      *ZZ", b"EXAMPLE01*ZZ")
    found = read(interchange(ONE, control=2) + data, path="a")
    assert [d.severity for d in found.diagnostics] == ["warning"]
    assert [t.sound for t in found.transactions] == [True, True]


def test_an_isa_with_a_letter_for_a_terminator_is_left_out_and_its_neighbour_is_read() -> None:
    bad = interchange(ONE, terminator="Q")
    found = read(bad + interchange(ONE, control=2), path="a")
    assert [t.sound for t in found.transactions] == [True]
    assert any("the byte after ISA16" in message for message in errors(found))
    with pytest.raises(FileUnreadable, match="This ISA cannot be used"):
        read(bad, path="a")


def test_separators_must_differ() -> None:
    with pytest.raises(FileUnreadable, match="not different from each other"):
        read(interchange(ONE, component="*"), path="a")


def test_bytes_before_the_first_isa_are_reported() -> None:
    found = read(b"From: sender\n" + interchange(ONE), path="a")
    assert errors(found)[0].startswith("13 bytes before the first usable ISA")
    assert [t.sound for t in found.transactions] == [True]


def test_empty_segments_and_line_breaks_inside_are_read_with_a_warning() -> None:
    data = interchange(ONE).replace(b"CLM*A*1.00", b"~~CLM*A*1\n.00")
    found = read(data, path="a")
    assert [(d.severity, d.segment) for d in found.diagnostics] == [("warning", 6), ("warning", 6)]
    (only,) = found.transactions
    assert only.sound
    assert only.segments[3][2] == "1.00"


def test_the_last_terminator_may_be_absent() -> None:
    found = read(interchange(ONE).rstrip(b"~\n"), path="a")
    assert [d.severity for d in found.diagnostics] == ["note"]
    assert [t.sound for t in found.transactions] == [True]


def test_an_interchange_with_nothing_in_it_is_an_error() -> None:
    assert any("holds no transaction" in message for message in errors(read(interchange(), path="a")))


def test_the_same_batch_twice_is_a_warning() -> None:
    found = read(interchange(ONE) + interchange(ONE), path="a")
    assert [d.severity for d in found.diagnostics] == ["warning"]
    assert "may be in it twice" in found.diagnostics[0].message


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file is empty"),
        (b" \r\n\x1a", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "the file is binary"),
        (bytes(range(1, 32)) * 40, "the file is binary"),
        ("ISA*00".encode("utf-16"), "UTF-16"),
        (b"claim_id,code\n1,L1290\n", "no ISA segment"),
        (b"ST*837*0001*005010X222A1~SE*2*0001~", "no ISA segment"),
        (b"ISA*00*          *00*", "cut short or damaged"),
    ],
)
def test_nothing_to_read_says_why_and_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(FileUnreadable, match=says) as caught:
        read(data, path="claims.837")
    assert str(caught.value).startswith("claims.837: ")
    assert caught.value.way_out


def test_a_file_cut_anywhere_keeps_only_whole_transactions() -> None:
    data = interchange(group(transaction(BODY), transaction(BODY, control="0002")))
    ends = [data.index(b"SE*5*0001~") + 10, data.index(b"SE*5*0002~") + 10]
    for length in range(106, len(data.rstrip()) - 1):
        found = read(data[:length], path="a")
        whole = sum(length >= end for end in ends)
        assert sum(t.sound for t in found.transactions) == whole, length
        assert errors(found), length
