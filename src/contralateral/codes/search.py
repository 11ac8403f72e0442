"""Find codes by a clinician's words: a full-text index of the official names, then what the words say of the device.

The index is SQLite's FTS5 (BM25, Porter stems), in memory. Its order is then corrected by the attributes that the
question states: a name that contradicts them falls, one that answers them rises. The weights are data
(`data/ranking.toml`).
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import polars as pl

from contralateral.codes import phrases, wording
from contralateral.codes.agreement import agreement
from contralateral.codes.attributes import Attributes, each, read, table
from contralateral.codes.reading import in_device_section

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


__all__ = ["Hit", "Index", "find"]

_K1, _B = 1.2, 0.75  # fixed in SQLite
_MEANT = pl.concat_str(
    "kind",
    pl.col("features").list.join(", "),
    pl.col("purposes").list.join(", "),
    separator=", ",
    ignore_nulls=True,
).alias("meant")
_CODE = re.compile(r"\b[a-z]\d{4}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hit:
    """A code that was found: its score (higher is nearer; not a probability) and its official names."""

    code: str
    short: str | None
    long: str | None
    score: float


def find(text: str, names: pl.DataFrame, *, limit: int = 10) -> list[Hit]:
    """Return the codes that a text means, best first; a code in the text comes first itself.

    `names` has the columns code, short and long. Whoever asks more than once keeps an `Index`.
    """
    return Index(names).find(text, limit=limit)


class Index:
    """A full-text index of official names, built once for many questions."""

    def __init__(self, names: pl.DataFrame) -> None:
        rows = names.select("code", "short", "long", wording.name_of().fill_null("").alias("text"))
        device = in_device_section(rows["code"])
        self._readings = table(names)
        # Many names leave out what they mean; what was read of them is looked for as if they said it.
        meant = phrases.tokens(self._readings.filter(device).select(_MEANT).to_series())
        named = phrases.tokens(rows.filter(device)["text"])
        tokens = [
            [*says, *(token for token in means if token not in says)]
            for says, means in zip(named, meant, strict=True)
        ]
        self._names = rows.drop("text").rows()
        self._row_of = {code: row for row, (code, *_) in enumerate(self._names)}
        self._tokens: dict[int, frozenset[str]] = dict(
            zip(device.arg_true().to_list(), map(frozenset, tokens), strict=True)
        )
        self._rarity = _rarity(self._tokens)
        self._vocabulary = frozenset(self._rarity)
        self._texts = sqlite3.connect(":memory:")
        self._texts.execute("CREATE VIRTUAL TABLE name USING fts5(text, tokenize='porter unicode61')")
        # Names of the sections of devices go in as tokens; the others as they are, which SQLite splits faster.
        said = iter(tokens)
        texts = [
            " ".join(next(said)) if inside else text
            for inside, text in zip(device, rows["text"], strict=True)
        ]
        self._length = _length_correction(texts)
        self._texts.executemany("INSERT INTO name (rowid, text) VALUES (?, ?)", enumerate(texts))

    def find(self, text: str, *, limit: int = 10) -> list[Hit]:
        """Return the codes that a text means, best first; a code in the text comes first itself."""
        named = [code for code in map(str.upper, _CODE.findall(text)) if code in self._row_of]
        scores = self._scores(_CODE.sub(" ", text))
        scores.update((self._row_of[code], math.inf) for code in named)
        best = sorted(scores, key=lambda row: (-scores[row], self._names[row][0]))
        return [self._hit(row, scores[row]) for row in best[:limit]]

    def _hit(self, row: int, score: float) -> Hit:
        code, short, long = self._names[row]
        return Hit(code, short, long, score)

    def _scores(self, text: str) -> dict[int, float]:
        weights = wording.data("ranking.toml")
        question = phrases.question(text, self._vocabulary, self.knows)
        matched: dict[int, float] = defaultdict(float)
        for term in question.terms:
            if term.denied:
                self._add(matched, f"no{term.token}", term.weight * weights["denied_and_absent"])
                self._add(matched, term.token, term.weight * weights["denied_but_there"])
            else:
                self._add(matched, term.token, term.weight)
                self._add(matched, f"no{term.token}", term.weight * weights["denied_by_name"])
        wanted = read(question.text)
        nearest = sorted(matched, key=lambda row: -matched[row])[: weights["before_ranking"]]
        readings = each(self._readings[nearest])
        return {
            row: matched[row] + self._corrected(question, wanted, row, had)
            for row, had in zip(nearest, readings, strict=True)
        }

    def _add(self, matched: dict[int, float], token: str, weight: float) -> None:
        found = self._texts.execute("SELECT rowid, -bm25(name) FROM name WHERE name MATCH ?", (f'"{token}"',))
        for row, score in found:
            matched[row] += weight * score * self._length[row]

    def knows(self, word: str) -> bool:
        """Tell whether any name has the word; asked only for words that the names of devices lack."""
        asked = self._texts.execute("SELECT 1 FROM name WHERE name MATCH ? LIMIT 1", (f'"{word}"',))
        return asked.fetchone() is not None

    def _corrected(self, question: phrases.Question, wanted: Attributes, row: int, had: Attributes) -> float:
        """Weigh what a code has beyond the words: its attributes, its place, and the words nobody asked for."""
        weights = wording.data("ranking.toml")
        reasons = _reasons(wanted, had, self._names[row][0], whole=question.whole)
        points: float = sum(weights[group].get(key, 0.0) for group, key in reasons)
        return points + float(weights["unmatched"]) * self._beyond(question, row)

    def _beyond(self, question: phrases.Question, row: int) -> float:
        """Return the share of a name, by the rarity of its words, that the question does not ask for."""
        said = self._tokens.get(row, frozenset())
        asked = frozenset(term.token for term in question.terms)
        whole = sum(self._rarity[token] for token in said)
        return sum(self._rarity[token] for token in said - asked) / whole if whole else 1.0


def _reasons(wanted: Attributes, had: Attributes, code: str, *, whole: bool) -> Iterator[tuple[str, str]]:
    """Yield the keys of `data/ranking.toml` that apply to a code."""
    found = agreement(wanted, had)
    yield from (("same", name) for name, _ in found.same)
    yield from (("against", name) for name, _ in found.against)
    yield from (("missing", name) for name, _ in found.missing)
    yield from (("unasked", name) for name, _ in found.unasked)
    yield from (("unasked_value", value) for _, value in found.unasked)
    yield (
        "section",
        "elsewhere" if had.kind is None else "equipment" if had.kind == "equipment" else "devices",
    )
    if code.startswith(("K", "S")):
        yield "section", "temporary"
    if whole and had.role:
        yield "whole", had.role


def _rarity(documents: Mapping[int, frozenset[str]]) -> dict[str, float]:
    """Return how rare each token is among the names: the logarithm of names per name that has it."""
    counted = Counter(chain.from_iterable(documents.values()))
    return {token: math.log(len(documents) / count) for token, count in counted.items()}


def _length_correction(texts: Sequence[str]) -> list[float]:
    """Return for each text the factor that softens how much BM25 holds its length against it.

    FTS5 fixes k1 = 1.2 and b = 0.75. Official names are long where a device needs many words, not where they
    ramble; a smaller b serves them better. Exact for words that stand once in a name.
    """
    b = wording.data("ranking.toml")["length"]
    words = [text.count(" ") + 1 for text in texts]
    mean = sum(words) / max(len(words), 1)

    def held_against(share: float, length: int) -> float:
        return 1 + _K1 * (1 - share + share * length / mean)

    return [held_against(_B, length) / held_against(b, length) for length in words]
