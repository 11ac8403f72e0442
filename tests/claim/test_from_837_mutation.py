"""One damaged byte anywhere: nothing but FileUnreadable is raised, and no neighbour changes without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from contralateral.errors import FileUnreadable
from tests.claim.text_837 import CLAIM, HEAD, OTHER_CLAIM, SUBSCRIBER, convert
from tests.edi.x12_text import group, interchange, transaction

if TYPE_CHECKING:
    import polars as pl

    from contralateral.claim.tables import ClaimTables

ONE, TWO = (transaction(HEAD + SUBSCRIBER + body) for body in (CLAIM, OTHER_CLAIM))
TWO = [segment.replace("*0001", "*0002") for segment in TWO]
FILES = {
    "one group": interchange(group(ONE, TWO)),
    "two groups": interchange(group(ONE), group(TWO, control=2), newline=""),
    "two interchanges": interchange(group(ONE), control=1)
    + interchange(group(TWO), control=2, element="|", component=">", terminator="\n", newline=""),
}


def second_claim(tables: ClaimTables) -> list[pl.DataFrame]:
    """Return what the tables say of the second transaction's claim, without where it stands in file and tables."""
    claims = tables.claims.filter(claim_id="TWO")
    lines = tables.lines.join(claims.select("claim"), on="claim")
    diagnoses = tables.diagnoses.join(claims.select("claim"), on="claim")
    return [claims.drop("claim", "source"), lines.drop("claim"), diagnoses.drop("claim")]


GOOD = {name: second_claim(convert(data)[0]) for name, data in FILES.items()}


def damaged(data: bytes, at: int, how: str, byte: int) -> bytes:
    """Change, delete or insert one byte."""
    put = b"" if how == "delete" else bytes([byte])
    return data[:at] + put + data[at + (how != "insert") :]


@settings(max_examples=600, deadline=None)
@given(
    name=st.sampled_from(sorted(FILES)),
    where=st.floats(0, 1, exclude_max=True),
    how=st.sampled_from(["change", "delete", "insert"]),
    byte=st.one_of(st.sampled_from(b"*:~|>^\n\r IEASTGHLX019\x00\x1a\xff\xc3"), st.integers(0, 255)),
)
@example(name="one group", where=0.0, how="change", byte=0)
@example(name="two interchanges", where=0.5, how="delete", byte=0)
def test_one_damaged_byte(name: str, where: float, how: str, byte: int) -> None:
    data = FILES[name]
    at = int(where * len(data))
    start = data.index(b"0002") - len("ST*837*")
    own = range(start, data.rindex(b"0002", 0, data.rindex(b"GE")) + 5)
    try:
        tables, said = convert(damaged(data, at, how, byte))
    except FileUnreadable:
        return
    if at in own:
        return  # what happens inside the second transaction may change it
    same = all(a.equals(b) for a, b in zip(second_claim(tables), GOOD[name], strict=True))
    assert same or any(d.severity == "error" for d in said)


def test_the_second_claim_is_there_to_be_changed() -> None:
    for claims, lines, diagnoses in GOOD.values():
        assert (claims.height, lines.height, diagnoses.height) == (1, 1, 1)
