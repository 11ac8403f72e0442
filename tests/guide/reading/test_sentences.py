"""Where sentences end, where they stand, and how they are quoted."""

from __future__ import annotations

from contralateral.guide import from_text
from contralateral.guide.reading import quote, sentences


def test_sentences_know_their_lines_and_headings() -> None:
    found = sentences(from_text("# About\nFirst one. Second\none! Third (e.g. this). Fourth by Dr. Who."))
    assert [(s.text, s.line) for s in found[1:]] == [
        ("First one.", 2),
        ("Second one!", 2),
        ("Third (e.g. this).", 3),
        ("Fourth by Dr. Who.", 3),
    ]
    assert {s.heading for s in found} == {"About"}


def test_a_sentence_with_a_colon_leads_in_its_list() -> None:
    found = sentences(from_text("# Title\n\nThese need it:\n- L0648\n- L0650\n\nOther words."))
    assert [(s.text, s.heading) for s in found if s.role == "item"] == [
        ("L0648", "These need it:"),
        ("L0650", "These need it:"),
    ]
    assert found[-1].heading == "Title"


def test_a_quotation_stays_short_and_shows_its_subject() -> None:
    long = " ".join(["word"] * 60) + " then L8030 comes " + " ".join(["word"] * 60)
    told = quote(long, "L8030")
    assert len(told) <= 160
    assert "L8030" in told
    assert told.startswith("…")
    assert told.endswith("…")
    assert quote("short  one", "one") == "short one"
