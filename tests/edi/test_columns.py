"""Amounts read in one machine word, or letter by letter where that is not enough, are those of ``decimal``."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from hypothesis import example, given
from hypothesis import strategies as st

from contralateral.edi.columns import amounts
from contralateral.edi.ids import ID
from contralateral.edi.tokenize import tokenize
from contralateral.edi.values import Delimiters

TEXT = st.one_of(
    st.text("0123456789.-", max_size=12),
    st.decimals(-(10**9), 10**9, places=2).map(str),
    st.text("0123456789.-+eE ,:/AZ", max_size=10),
)


@given(st.lists(TEXT, min_size=1, max_size=30))
@example(
    [
        "",
        "-",
        ".",
        "-.",
        "5.",
        ".5",
        "-.05",
        "12.345",
        "1.230",
        "99999999",
        "999999.99",
        "-99999.9",
        "0",
        "/",
        ":",
    ]
)
def test_amounts_are_those_of_decimal(written):
    data = "".join(f"AMT*AU*{text}~" for text in written).encode()
    tokens = tokenize(data, Delimiters("*", ":", "^", "~"))
    value, good, bad = amounts(tokens, tokens.cell(tokens.rows(ID["AMT"]), 2))
    for text, cents, read, odd in zip(written, value.tolist(), good.tolist(), bad.tolist(), strict=True):
        assert odd == (text.strip() != "" and not read)
        if read:
            assert Decimal(text.strip()) * 100 == cents
        elif text.strip():
            assert not _plain(text)


def _plain(text: str) -> bool:
    """Tell whether this is a decimal of whole cents in digits and a point alone."""
    if set(text) - set("0123456789.-"):
        return False
    try:
        return Decimal(text) * 100 % 1 == 0
    except InvalidOperation:
        return False
