"""From words to the tokens a search is made of: one spelling, one token for one thing, clinicians' words expanded.

Names and questions pass through the same folding, so that "BK", "trans-tibial" and "below knee" meet. A question is
also expanded by what people say (`data/synonyms.toml`), and its typing errors are brought to the nearest known word.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Generic, TypeVar

from contralateral.codes import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

__all__ = ["Question", "Term", "fold", "question", "tokens"]

_COMMA = ","
_NEGATORS = frozenset({"without", "no", "not", "non", "never"})
_ENDS_NEGATION = frozenset({_COMMA, "and", "but", "with", "or"})
_DENIED_AT_MOST = 2
_SAID = 0.4  # a word that was understood as another still counts a little as itself
_DAMPED = 0.25  # a saying that means many words does not drown the others
_HOST = 0.65  # "liner for a leg": the liner is asked for, the leg only bears it
_BEFORE_A_HOST = frozenset({"for", "on", "to", "of", "in", "into", "around"})
_MENDABLE = 5  # letters; shorter words are abbreviations more often than errors
_ALIKE = 0.84  # of difflib: one wrong, missing or exchanged letter in seven
_PLURAL_ES = ("ches", "shes", "sses", "xes")
_PLURAL = re.compile(r"[a-z]{2,}[^aisu\W\d]s")
_WORDS = re.compile(r"[a-z0-9]+|[,;:()\[\].]")
_NOT_HEARD = re.compile(r"\(s\)|['’\"“”]")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a question asks for: a token, how much it weighs, and whether it is asked not to be there."""

    token: str
    weight: float
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What a question asks for: its terms, the question with the official words beside it, and what it is about.

    `whole` tells that its main words are a whole limb or brace rather than a part of one.
    """

    terms: tuple[Term, ...]
    text: str
    whole: bool


class _Phrases(Generic[T]):
    """Phrases of one or more words, found in a text from the left, the longest first, across commas."""

    def __init__(self, entries: Iterable[tuple[Sequence[str], T]]) -> None:
        self._by_first: dict[str, list[tuple[list[str], T]]] = {}
        for words, value in entries:
            self._by_first.setdefault(words[0], []).append(([w for w in words if w != _COMMA], value))
        for found in self._by_first.values():
            found.sort(key=lambda entry: -len(entry[0]))

    def at(self, words: Sequence[str], start: int) -> tuple[int, T | None]:
        """Return where the longest phrase from `start` ends, and its value; (start + 1, None) if there is none."""
        for phrase, value in self._by_first.get(words[start], ()):
            end = start
            for word in phrase:
                while end < len(words) and words[end] == _COMMA:
                    end += 1
                if end == len(words) or words[end] != word:
                    break
                end += 1
            else:
                return end, value
        return start + 1, None


def fold(texts: Iterable[str]) -> list[list[str]]:
    """Split texts into words: lower case, one spelling, no plural s, commas kept as words of their own.

    >>> fold(["Trans-tibial sockets, moulded"])
    [['trans', 'tibial', 'socket', ',', 'molded']]
    """
    return [list(map(_folded, _WORDS.findall(_NOT_HEARD.sub("", text.lower())))) for text in texts]


@cache
def _folded(word: str) -> str:
    if not word.isalnum():
        return _COMMA
    plural = 2 if word.endswith(_PLURAL_ES) else 1 if _PLURAL.fullmatch(word) else 0
    singular = word[: len(word) - plural]
    return str(wording.data("synonyms.toml")["spelling"].get(singular, singular))


def tokens(names: Iterable[str]) -> list[list[str]]:
    """Return the tokens of official names: synonyms as one token, empty wording dropped, denied things marked."""
    return [_official(words) for words in fold(names)]


def question(text: str, vocabulary: frozenset[str], known: Callable[[str], bool]) -> Question:
    """Return what a question asks for.

    A word that is not in `vocabulary` and that `known` does not know either is taken for a typing error and
    mended to the nearest word of the vocabulary.
    """
    familiar = vocabulary | _said_words()
    text = _capitals(text)
    words = [w if w in familiar or known(w) else _mend(w, familiar) for w in fold([text])[0]]
    weights: dict[tuple[str, bool], float] = {}

    def weigh(found: Iterable[tuple[str, bool]], weight: float) -> None:
        for key in found:
            weights[key] = max(weights.get(key, 0.0), weight)

    meant: list[str] = []
    understood = [False] * len(words)
    host = next((at for at, word in enumerate(words) if at and word in _BEFORE_A_HOST), len(words))
    at = 0
    while at < len(words):
        end, officials = _means().at(words, at)
        for phrase in officials or ():
            found = [(token, denied) for token, _, denied in _tokens_at(fold([phrase])[0], ())]
            weigh(found, len(found) ** -_DAMPED * (_HOST if at > host else 1.0))
            understood[at:end] = [True] * (end - at)
            meant.append(phrase)
        at = end
    for token, start, denied in _tokens_at(words, understood):
        weight = _SAID if understood[start] and token == words[start] else 1.0
        weigh([(token, denied)], weight * (_HOST if start > host else 1.0))
    terms = tuple(Term(token, weight, denied) for (token, denied), weight in weights.items())
    head = {token for token, _, denied in _tokens_at(words[:host], ()) if not denied}
    whole = not head.isdisjoint(_tokens_of("whole")) and head.isdisjoint(_tokens_of("part"))
    return Question(terms, ", ".join([" ".join(words), *meant]), whole)


def _official(words: Sequence[str]) -> list[str]:
    return [f"no{token}" if denied else token for token, _, denied in _tokens_at(words, ())]


def _tokens_at(words: Sequence[str], understood: Sequence[bool]) -> Iterator[tuple[str, int, bool]]:
    """Yield (token, place of its first word, denied) for what carries meaning.

    A negation that was understood as part of a saying ("no pin") denies nothing more, and "with or without" leaves
    a thing open: it is neither asked for nor denied.
    """
    same, ordinary = _same(), _ordinary()
    denied = at = 0
    while at < len(words):
        start, first = at, words[at]
        at, token = same.at(words, start)
        if token:
            yield token, start, denied > 0
        elif token == "":
            continue
        elif first in _NEGATORS:
            left_open = start > 0 and words[start - 1] == "or"
            denied = 0 if left_open or (understood and understood[start]) else _DENIED_AT_MOST + 1
        elif first in _ENDS_NEGATION:
            denied = 1
        elif first in ordinary:
            continue
        else:
            yield first, start, denied > 0
        denied = max(0, denied - 1)


def _capitals(text: str) -> str:
    """Write out abbreviations that are ordinary words in small letters."""
    for short, meant in wording.data("synonyms.toml")["capitals"].items():
        text = re.sub(rf"\b{short}\b", meant, text)
    return text


def _mend(word: str, known: frozenset[str]) -> str:
    """Return the nearest known word for one that nobody knows, else the word itself."""
    if len(word) < _MENDABLE or not word.isalpha():
        return word
    near = [other for other in known if other[0] == word[0] and abs(len(other) - len(word)) <= 2]
    return next(iter(difflib.get_close_matches(word, sorted(near), n=1, cutoff=_ALIKE)), word)


@cache
def _same() -> _Phrases[str]:
    table = wording.data("synonyms.toml")
    forms = [(form, key) for key, forms in table["same"].items() for form in [key, *forms]]
    empty = [(phrase, "") for phrase in table["names"]["boilerplate"]]
    texts, keys = zip(*forms, *empty, strict=True)
    return _Phrases(zip(fold(texts), keys, strict=True))


@cache
def _means() -> _Phrases[list[str]]:
    said: dict[tuple[str, ...], list[str]] = {}
    for row in wording.data("synonyms.toml")["means"]:
        for phrase in fold(row["say"]):
            said.setdefault(tuple(phrase), []).append(row["means"])
    return _Phrases(said.items())


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(chain.from_iterable(fold(wording.data("synonyms.toml")["words"]["ordinary"])))


@cache
def _tokens_of(group: str) -> frozenset[str]:
    return frozenset(chain.from_iterable(tokens(wording.data("synonyms.toml")["words"][group])))


@cache
def _said_words() -> frozenset[str]:
    table = wording.data("synonyms.toml")
    said = chain(chain.from_iterable(row["say"] for row in table["means"]), *table["same"].values())
    return frozenset(chain.from_iterable(fold(said))) | _ordinary() | _NEGATORS | _ENDS_NEGATION
