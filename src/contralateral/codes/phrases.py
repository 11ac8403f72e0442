"""From words to the tokens a search is made of: one spelling, one token for one thing, clinicians' words expanded.

Names and questions pass through the same folding, so that "BK", "trans-tibial" and "below knee" meet. A question is
also expanded by what people say (`data/synonyms.toml`) and its typing errors are brought to the nearest known word.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from contralateral.codes import wording

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

__all__ = ["Term", "expand", "fold", "tokens"]

_NEGATORS = frozenset({"without", "no", "not", "non", "never"})
_STOPS_NEGATION = frozenset({",", "and", "but", "with", "or"})
_SAID = 0.4  # a word that was understood as another still counts a little as itself
_MENDED = 0.7  # a word mended to a known one may have been meant otherwise


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a question asks for: a token, how much it weighs, and whether it must rather be absent."""

    token: str
    weight: float
    absent: bool = False


def fold(texts: pl.Series) -> list[list[str]]:
    """Split texts into words: lower case, one spelling, no plural s, commas kept as words of their own."""
    words = (
        texts.str.to_lowercase()
        .str.replace_all(r"['’\"“”]", "")
        .str.replace_all(r"[,;:()\[\].]", " , ")
        .str.replace_all(r"[^a-z0-9,]+", " ")
        .str.replace_all(r"\b([a-z]{2,}[^aisu\W\d])s\b", "$1")
        .str.strip_chars()
        .str.split(" ")
    )
    spelling = wording.data("synonyms.toml")["spelling"]
    return [[spelling.get(word, word) for word in text] for text in words.to_list()]


def tokens(texts: pl.Series) -> list[list[str]]:
    """Return the tokens of official names: synonyms as one token, empty wording dropped, denied things marked."""
    phrases = _same()
    return [_mark_denied([token for token, _ in phrases.walk(words)]) for words in fold(texts)]


def expand(text: str, known: Collection[str]) -> list[Term]:
    """Return what a question asks for, in the tokens of the names; `known` are the words of the names."""
    words = [word for word in fold(pl.Series([text]))[0] if word]
    mended = [_mend(word, known) for word in words]
    weights: dict[str, float] = {}

    def weigh(found: Iterable[str], weight: float) -> None:
        for token in found:
            if token not in _ordinary() and token != ",":
                weights[token] = max(weights.get(token, 0.0), weight)

    for said, meant in _means().walk([word for word, _ in mended]):
        if meant is None:
            weigh(_plain_tokens([said]), 1.0)
            continue
        weigh(_plain_tokens(said.split(" ")), _SAID)
        for official in meant:
            weigh(_plain_tokens(official), 1.0)
    return [Term(token, weight) for token, weight in weights.items()]
