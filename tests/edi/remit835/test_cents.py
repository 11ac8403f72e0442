"""Amounts read in one machine word are those that are read letter by letter, and those of ``decimal``."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from contralateral.edi.columns import amounts
from contralateral.edi.ids import ID
from contralateral.edi.remit835.cents import cents_of
from contralateral.edi.tokens import tokenize
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
def test_the_same_as_letter_by_letter(written):
    data = "".join(f"AMT*AU*{text}~" for text in written).encode()
    tokens = tokenize(data, Delimiters("*", ":", "^", "~"))
    rows = tokens.rows(ID["AMT"])
    span = tokens.element(rows, 2)
    value, good, bad = cents_of(tokens, span)
    wanted, wanted_good, wanted_bad = amounts(tokens, span)
    assert good.tolist() == wanted_good.tolist()
    assert bad.tolist() == wanted_bad.tolist()
    assert np.array_equal(value[good], wanted[good])
    for text, cents, read in zip(written, value.tolist(), good.tolist(), strict=True):
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
