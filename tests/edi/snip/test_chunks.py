"""A file read in tiny pieces gives the same problems as in one; made files give none that is not explained."""

from __future__ import annotations

import pytest
from benchmarks.x12.damaged import damaged
from benchmarks.x12.made import bytes_835, bytes_837

from tests.edi.snip.claims import CLAIM, changed, claim_file
from tests.edi.snip.drive import found, summary

MAKE = {"837": bytes_837, "835": bytes_835}
#: What the makers of files leave out that the guide asks for.
EXPECTED = {"CR3 certifies equipment and DTP*461 is missing."}


@pytest.mark.parametrize("kind", MAKE)
@pytest.mark.parametrize("shape", ["many", "lines"])
@pytest.mark.parametrize("newline", [False, True])
def test_made_files_have_no_fault(kind: str, shape: str, newline: bool) -> None:
    data, _ = MAKE[kind](60_000, shape, 5, newline=newline)
    said = {kind_.text for kind_, _, _ in summary(data).kinds()}
    assert not [text for text in said if not any(text.startswith(words) for words in EXPECTED)]


@pytest.mark.parametrize("size", [300, 900, 3000])
@pytest.mark.parametrize("kind", MAKE)
def test_tiny_pieces_give_the_same_problems(kind: str, size: int) -> None:
    data, _ = MAKE[kind](40_000, "many", 9)
    # Every third of these is damaged, so that there is something to find.
    for before, after in (
        (b"*UN*1*", b"*UX*1*"),
        (b"DTP*472*D8*2", b"DTP*472*D8*9"),
        (b"CAS*PR*", b"CAS*XX*"),
        (b"NM1*IL*1*", b"NM1*IL*9*"),
        (b"*22*0", b"*22*1"),
    ):
        parts = data.split(before)
        data = (
            b"".join(part + (after if i % 3 == 2 else before) for i, part in enumerate(parts[:-1]))
            + parts[-1]
        )
    whole = found(data)
    assert len(whole) > 5
    assert found(data, size) == whole


def test_context_gives_no_problem_twice() -> None:
    text = changed("N3*234 TRIAL ST", "N3*234 TRIAL ST*")
    claims = text[text.index("CLM*") :]
    data = claim_file(text + claims.lstrip() * 6)
    told = found(data, 300)
    assert told == found(data)
    assert len([words for _, _, words in told if words.startswith("N3 ends")]) == 1


@pytest.mark.parametrize("file", [d for d in damaged() if not d.envelope], ids=lambda d: f"{d.kind}-{d.name}")
def test_damaged_files_are_checked_without_a_fall(file: tuple[str, str, bytes, bool]) -> None:
    assert found(file[2]) == found(file[2], 300)


def test_line_ends_padding_and_other_separators_change_nothing() -> None:
    data = claim_file(CLAIM)
    assert found(data.replace(b"~\n", b"~\r\n")) == []
    swapped = data.replace(b"*", b"|").replace(b":", b">").replace(b"~\n", b"\n")
    assert found(swapped) == []
