"""The forms of short spans, eight bytes at a time, against plain expressions."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contralateral.edi.snip.codeforms import STATES
from contralateral.edi.snip.form import cents, is_decimal, is_time, is_whole, matches
from contralateral.edi.tokenize import tokenize
from contralateral.edi.values import Delimiters

if TYPE_CHECKING:
    from contralateral.edi.tokens import Tokens

TEXTS = st.lists(st.text("0123456789.-X+/:", max_size=20), min_size=1, max_size=30)


def _spans(texts: list[str]) -> tuple[Tokens, np.ndarray, np.ndarray]:
    data = ("AMT*" + "*".join(texts) + "~").encode()
    tokens = tokenize(data, Delimiters("*", "|", "^", "~"))
    spans = [tokens.raw(np.array([0]), j) for j in range(1, len(texts) + 1)]
    return tokens, np.concatenate([s for s, _ in spans]), np.concatenate([n for _, n in spans])


@given(TEXTS)
def test_numbers(texts: list[str]) -> None:
    tokens, start, length = _spans(texts)
    assert is_whole(tokens, start, length).tolist() == [
        bool(re.fullmatch(r"-?\d+", t)) or not t for t in texts
    ]
    decimal = re.compile(r"-?(\d+\.?\d*|\.\d+)")
    assert is_decimal(tokens, start, length).tolist() == [bool(decimal.fullmatch(t)) or not t for t in texts]


@given(TEXTS)
def test_cents(texts: list[str]) -> None:
    tokens, start, length = _spans(texts)
    value, good = cents(tokens, start, length)
    for text, number, fine in zip(texts, value.tolist(), good.tolist(), strict=True):
        readable = bool(re.fullmatch(r"-?(\d+\.?\d*|\.\d+)", text)) and len(text) <= 15
        if readable and Decimal(text) * 100 == int(Decimal(text) * 100):
            assert fine, text
            assert number == int(Decimal(text) * 100), text
        elif len(text) <= 15:
            assert not fine, text


def test_times() -> None:
    texts = [
        "0000",
        "2359",
        "2400",
        "1260",
        "123",
        "12345",
        "123456",
        "123460",
        "1234567",
        "12345678",
        "12A4",
        "",
    ]
    tokens, start, length = _spans(texts)
    assert is_time(tokens, start, length).tolist() == [
        *(True, True, False, False, False, False, True, False, True, True, False, False)
    ]


@pytest.mark.parametrize(
    ("form", "text", "good"),
    [
        ("X9999", "L5301", True),
        ("X9999", "l5301", False),
        ("9999F", "0001U", True),
        ("9999F", "0001Z", False),
    ],
)
def test_forms(form: str, text: str, good: bool) -> None:
    tokens, start, length = _spans([text])
    assert matches(tokens, start, length, form).tolist() == [good]


def test_states_are_two_letters_once() -> None:
    assert len(set(STATES)) == len(STATES) == 62
    assert all(re.fullmatch("[A-Z]{2}", state) for state in STATES)
