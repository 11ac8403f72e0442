"""What a text says that a code is, as attributes: read for all sentences of a text in one pass."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from contralateral.codes import attributes
from contralateral.codes.attributes import Attributes
from contralateral.codes.reading import read_frame
from contralateral.guide.reading.lexicon import lexicon
from contralateral.guide.reading.phrases import head, without_negated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contralateral.guide.reading.phrases import Phrase, Way

__all__ = ["Description", "Readings", "Said", "said_of"]


class Readings:
    """What texts say of a device. Many are read in one pass; a further one is read when it is asked for."""

    def __init__(self) -> None:
        self._known: dict[str, Attributes] = {"": Attributes()}

    def __call__(self, text: str) -> Attributes:
        """Return what a text says."""
        if text not in self._known:
            self.together([text])
        return self._known[text]

    def together(self, texts: Iterable[str]) -> None:
        """Read those not read yet, in one pass."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        frame = pl.DataFrame({"code": [None] * len(new), "text": new}, {"code": pl.String, "text": pl.String})
        self._known |= dict(zip(new, attributes.each(read_frame(frame)), strict=True))


@dataclass(frozen=True)
class Description:
    """What a text says a code is.

    ``noun`` is how it calls the code in passing ("this prosthetic code"); ``purpose_only`` where the words say how the
    thing is used and not what it is.
    """

    words: str
    noun: str
    purpose_only: bool
    read: Readings

    @cached_property
    def texts(self) -> tuple[str, str, str]:
        """What is read of it: the name of the thing, all of it less what it denies, and the noun."""
        name = head(self.words)
        people = re.match(lexicon("phrases")["cue"]["people"], name, re.IGNORECASE)
        return "" if people or self.purpose_only else name, without_negated(self.words), head(self.noun)

    @property
    def thing(self) -> Attributes:
        """What the name of the thing says; nothing where the words name people or a use."""
        return self.read(self.texts[0])

    @property
    def whole(self) -> Attributes:
        """What all of it says, less what it denies."""
        return self.read(self.texts[1])

    @property
    def kind(self) -> str | None:
        """The kind of device it names, or the kind that the noun gives away."""
        return self.thing.kind or self.read(self.texts[2]).kind


class Said(NamedTuple):
    """A description of a code, the way it is given, and whether it is denied."""

    way: Way
    denied: bool
    description: Description


def said_of(phrases: Iterable[Phrase], noun: str, readings: Readings) -> list[Said]:
    """Turn phrases into descriptions; ``noun`` is how the sentence calls the code."""
    found = [Said(p.way, p.denied, Description(p.words, noun, _only_purpose(p), readings)) for p in phrases]
    if not found and noun:
        found = [Said("belongs", False, Description("", noun, True, readings))]
    return found


def _only_purpose(phrase: Phrase) -> bool:
    """Whether a phrase says how a thing is used: "used with …", but not "used for breast prostheses"."""
    for_a_thing = re.match(r"\s*(?:only |primarily |specifically )?for\b", phrase.words, re.IGNORECASE)
    return phrase.way == "uses" and not for_a_thing
