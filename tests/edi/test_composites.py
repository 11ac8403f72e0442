"""Composites cut at whole words are those that are cut separator by separator, and those that ``str.split`` gives."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from contralateral.edi.columns import text
from contralateral.edi.composites import components
from contralateral.edi.tokenize import tokenize
from contralateral.edi.values import Delimiters

PART = st.text("ABK019 .-", max_size=9)
FORMS = st.one_of(
    st.lists(PART, min_size=1, max_size=8).map(":".join),
    st.from_regex(r"HC:[A-Z][0-9]{4}(:[A-Z0-9]{2}){0,4}", fullmatch=True),
    st.from_regex(r"[A-Z]{2,4}:[A-Z0-9]{3,9}", fullmatch=True),
    st.from_regex(r"[0-9]{1,2}(:[0-9]{1,2}){0,3}", fullmatch=True),
    st.text("A:1", max_size=24),
)


@given(st.lists(FORMS, min_size=1, max_size=40), st.integers(1, 8), st.sampled_from(":>^"))
@example(["", ":", "::", "A", "ABCDEFGH", "ABCDEFGHI", "ABK:C50911", "ABK:C50:11", "HC:L8030:RT:KX"], 6, ":")
@example(["HC:L8030:RT:KX:GA:LT:ONE MORE", "HC:L8030:RT:K:", "HC:L8030:RT:KXX", "XXX:", ":XX:AB12C"], 7, ":")
def test_the_same_as_split(written, count, separator):
    written = [form.replace(":", separator) for form in written]
    data = "".join(f"SV1*{form}*1~" for form in written).encode()
    # Blanks are looked for beside the separator that ISA16 names.
    tokens = tokenize(data, Delimiters("*", separator if b" " in data else ":", "^", "~"))
    rows = tokens.rows(tokens.id[0])
    found = components(tokens, tokens.elements(rows).at(1), count, ord(separator))
    assert found.shape == (count, len(written))
    for k, cells in enumerate(found):
        wanted = [(form.strip().split(separator)[k : k + 1] or [""])[0].strip() or None for form in written]
        assert text(tokens, cells).to_list() == wanted
