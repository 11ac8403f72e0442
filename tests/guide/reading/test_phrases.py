"""How sentences describe: verbs, names beside codes, codes in brackets, and words that stand for a code."""

from __future__ import annotations

import pytest

from contralateral.guide.reading import groups, head, mentions, phrases, standing_in
from contralateral.guide.reading.phrases import without_negated


def said(text: str, *, listed: bool = False) -> list[tuple[str, str, bool]]:
    group = groups(text, mentions(text))[0]
    return [
        (p.way, p.words.strip(" .,"), p.denied) for p in phrases(group.before, group.after, listed=listed)
    ]


@pytest.mark.parametrize(
    ("text", "way", "words"),
    [
        ("Code L8030 describes a breast form.", "designates", "a breast form"),
        ("L8030, reserved for breast forms.", "designates", "breast forms"),
        ("L8030 is used to report a breast form.", "designates", "a breast form"),
        ("L8030 is a code that is used to describe a breast form.", "designates", "a breast form"),
        ("L8030 (HCPCS) is a breast form.", "belongs", "a breast form"),
        ("L8030 falls under breast forms.", "belongs", "breast forms"),
        ("L8030 is often prescribed after surgery.", "uses", "after surgery"),
        ("L8030: a breast form", "lists", "a breast form"),
        ("Use L8030 for a breast form.", "lists", "a breast form"),
        ("A silicone form is billed with L8030.", "lists", "A silicone form"),
        ("silicone forms (L8030)", "lists", "silicone forms"),
        ("A silicone form is L8030.", "lists", "A silicone form"),
        ("the prosthetic code L8030 costs more", "lists", "prosthetic"),
        ("Silicone forms: L8030", "lists", "Silicone forms"),
    ],
)
def test_the_ways_of_describing(text: str, way: str, words: str) -> None:
    assert (way, words, False) in said(text)


def test_what_is_denied_is_marked() -> None:
    assert said("L8030 is not a brace.") == [("belongs", "a brace", True)]
    assert said("L8030 does not describe a brace.") == [("designates", "a brace", True)]


def test_a_row_needs_no_sign() -> None:
    assert said("L8030 breast form", listed=True) == [("lists", "breast form", False)]
    assert said("L8030 breast form") == []


def test_neighbours_share_their_words() -> None:
    text = "L1832, L1833 and L1851 are knee braces, while L8030 is a breast form."
    made = groups(text, mentions(text))
    assert [[m.name for m in g.members] for g in made] == [["L1832", "L1833", "L1851"], ["L8030"]]
    assert made[0].after == " are knee braces, while "


def test_a_code_only_compared_with_stands_apart() -> None:
    text = "Similar to code L1290, L0100 needs records."
    assert [[m.name for m in g.members] for g in groups(text, mentions(text))] == [["L1290"], ["L0100"]]


@pytest.mark.parametrize(
    ("words", "thing"),
    [
        ("cranial orthoses utilized in cases of asymmetry", "cranial orthoses"),
        ("externally worn breast prostheses that are custom made", "externally worn breast prostheses"),
        ("a helmet, which protects", "a helmet"),
        ("a brace for the knee", "a brace"),
    ],
)
def test_the_head_of_a_description(words: str, thing: str) -> None:
    assert head(words) == thing


def test_what_is_taken_back_is_left_out() -> None:
    assert "prefabricated" not in without_negated("a custom form rather than prefabricated ones")
    assert "prosthetics" not in without_negated(
        "durable medical equipment, prosthetics, orthotics, and supplies"
    )
    assert "adhesive" in without_negated("a form without integral adhesive")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("This prosthetic code is used.", ("prosthetic code", " is used.")),
        ("Specifically, this device helps.", ("device", " helps.")),
        ("It is worn.", ("", " is worn.")),
        ("It is important to know the rule.", None),
        ("Clinicians decide.", None),
    ],
)
def test_words_that_stand_for_a_code(text: str, found: tuple[str, str] | None) -> None:
    assert standing_in(text) == found
