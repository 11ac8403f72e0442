"""Files as articles: text, Markdown, HTML, and what is neither."""

from __future__ import annotations

import pytest

from contralateral.errors import FileUnreadable
from contralateral.guide import from_bytes, from_text


def shape(text: str) -> list[tuple[str, str, int]]:
    return [(b.role, b.text, b.starts[0][1]) for b in from_text(text).blocks]


def test_headings_paragraphs_and_items() -> None:
    text = "# Title\n\nOne sentence\nover two lines.\n\n- an item\n  goes on\n2. another\n\nCommon Modifiers\n\nWords."
    assert shape(text) == [
        ("heading", "Title", 1),
        ("prose", "One sentence over two lines.", 3),
        ("item", "an item goes on", 6),
        ("item", "another", 8),
        ("heading", "Common Modifiers", 10),
        ("prose", "Words.", 12),
    ]


def test_the_line_of_a_word_inside_a_wrapped_paragraph() -> None:
    block = from_text("first line\nsecond line").blocks[0]
    assert [block.line(block.text.index(word)) for word in ("first", "second")] == [1, 2]


def test_long_lines_are_paragraphs_of_their_own() -> None:
    long = "A paragraph that no program would wrap, " * 5
    assert len(shape(f"{long}\n{long}")) == 2


def test_markdown_marks_are_taken_away() -> None:
    assert shape("Bill **L8030** as [told](http://example.org).") == [("prose", "Bill L8030 as told.", 1)]
    assert shape("**About the code**")[0][:2] == ("heading", "About the code")


def test_rows_of_codes_and_tables() -> None:
    rows = shape("| code | name |\n|---|---|\n| L0648 | a brace |\nL0650 - another\nL0651  a third")
    assert [r[:2] for r in rows[1:]] == [
        ("item", "L0648 – a brace"),
        ("item", "L0650 - another"),
        ("item", "L0651  a third"),
    ]


def test_html_gives_its_words_with_their_lines() -> None:
    page = (
        b"<html><head><style>p{}</style></head><body>\n<h2>One &amp; two</h2>\n<p>Words <b>in</b>\nbold.</p>"
    )
    page += b"<table><tr><td>L0648</td><td>brace</td></tr></table><script>var L9999;</script></body></html>"
    blocks = from_bytes(page, path="page.html").blocks
    assert [(b.role, b.text, b.starts[0][1]) for b in blocks] == [
        ("heading", "One & two", 2),
        ("prose", "Words in bold.", 3),
        ("item", "L0648 – brace", 4),
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "the file is empty"),
        (b"  \n\t", "the file is empty"),
        (b"%PDF-1.7 rest", "this is not text"),
        (b"PK\x03\x04\x00\x00", "this is not text"),
        (b"<html><body><p> </p></body></html>", "there are no words"),
        (b"---\n***\n", "there are no words"),
    ],
)
def test_what_is_no_article_is_refused(content: bytes, fault: str) -> None:
    with pytest.raises(FileUnreadable, match=fault) as caught:
        from_bytes(content, path="thing.txt")
    assert str(caught.value).startswith("thing.txt: ")
    assert "Markdown" in str(caught.value)


def test_old_encodings_are_read() -> None:
    assert from_bytes("L8030 – silicone".encode("cp1252"), path="a.txt").blocks[0].text == "L8030 – silicone"
