"""What a text says of named forms: how it calls them, whether they still have a place, and what is known of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from contralateral.guide.reading import days_in, lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contralateral.guide.of_codes import View
    from contralateral.guide.reading import Sentence
    from contralateral.guide.statement import Statement

__all__ = ["form"]

_STILL_ASKED = re.compile(
    r"\b(?:requir\w+|must|need\w*|submit\w*|attach\w*|includ\w+|complet\w+|sign\w*|obtain\w*|necessary|mandatory|provide\w*|send|keep)\b",
    re.IGNORECASE,
)


def form(name: str, called: str, sentence: Sentence, view: View) -> Iterator[Statement]:
    """Judge what a sentence says of a form; ``called`` is how it writes the name."""
    known = lexicon("forms").get(name)
    if known is None:
        why = "This form is in no list here."
        yield view.statement(name, "form", "cannot be checked", sentence, why)
        return
    number = f", form {known['number']}" if "number" in known else ""
    for wrong in known.get("misnamed", ()):
        if re.search(wrong["words"], called, re.IGNORECASE):
            yield view.statement(name, "form", "conflicts", sentence, wrong["why"], _source(known))
            return
    if "ended" in known and known["ended"] <= view.tables.on:
        yield _ended(name, known, sentence, view)
        return
    said = [_fact(name, fact, sentence, view) for fact in known.get("fact", ())]
    told = [statement for statement in said if statement]
    if not told and sentence.role == "heading":
        return
    yield from told or [
        view.statement(
            name, "form", "agrees", sentence, f"Medicare has it under that name{number}.", _source(known)
        )
    ]


def _ended(name: str, known: Mapping[str, Any], sentence: Sentence, view: View) -> Statement:
    """A form that has no place any more: right where the text says so or speaks of the time before."""
    cue = lexicon("phrases")
    over = re.search(cue["ended"]["said"] + r"|\breplac(?:es?|ed|ing)\b", sentence.text, re.IGNORECASE)
    spans = days_in(sentence.text)
    before = re.search(r"\b(?:before|prior to|until|through)\b", sentence.text, re.IGNORECASE)
    earlier = any(last < known["ended"] or (before and first <= known["ended"]) for first, last in spans)
    others = re.search(cue["cue"]["commercial"], sentence.text, re.IGNORECASE)
    if over or earlier:
        return view.statement(name, "form", "agrees", sentence, known["why"], _source(known))
    if others and not re.search(r"\bmedicare\b(?! advantage)", sentence.text, re.IGNORECASE):
        why = f"Whether a plan still asks for it stands in its own terms. {known['why']}"
        return view.statement(name, "form", "cannot be checked", sentence, why, _source(known))
    if _STILL_ASKED.search(sentence.text) and not re.search(
        r"\b(?:not|never|no)\b", sentence.text, re.IGNORECASE
    ):
        return view.statement(name, "form", "conflicts", sentence, known["why"], _source(known))
    why = f"The sentence does not say that it is still asked for. {known['why']}"
    return view.statement(name, "form", "cannot be checked", sentence, why, _source(known))


def _fact(name: str, fact: Mapping[str, Any], sentence: Sentence, view: View) -> Statement | None:
    if re.search(fact["right"], sentence.text, re.IGNORECASE):
        return view.statement(name, "form", "agrees", sentence, fact["why"], _source(fact))
    if re.search(fact["wrong"], sentence.text, re.IGNORECASE):
        return view.statement(name, "form", "conflicts", sentence, fact["why"], _source(fact))
    return None


def _source(entry: Mapping[str, Any]) -> str:
    return str(entry["source"]) + (" (second-hand)" if entry["confidence"] == "M" else "")
