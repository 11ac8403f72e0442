"""How a sentence describes a code: by a verb after it, by a name beside it, or by the code in brackets after a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from contralateral.guide.reading.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contralateral.guide.reading.subjects import Mention

__all__ = [
    "Group",
    "Phrase",
    "Way",
    "groups",
    "head",
    "only_compared",
    "phrases",
    "standing_in",
    "without_negated",
]

#: designates: the code is the one for all of that. belongs: it is one of those. uses: it is for that. lists: a name
#: stands beside it.
Way = Literal["designates", "belongs", "uses", "lists"]
_WAYS: tuple[Way, ...] = ("designates", "uses", "belongs")

_LEAD = (
    r"^[\s\"”’)]*(?:\([^)]*\)\s*)?(?:,\s*(?:also|formerly|sometimes|otherwise|known)\b[^,]{1,60},)?\s*[,:–—-]?\s*"
    r"(?:(?:which|that|it|they|and|codes?|hcpcs|modifiers?)\s+)*"
    r"(?P<lead>(?:(?:\w+ly|often|still|also|now|may|can|could|should|will|would|must|does|do|did|not|never|currently|is|are)\s+)*?)"
)
_BILLED_AS = re.compile(
    r"(?P<rest>[^.;:]*?)[\s,]+(?:(?:is|are|was|were|should be|must be|may be|can be)\s+)?(?:\w+ly\s+)?"
    r"(?:billed|reported|coded|described|submitted|identified|covered|represented|classified|designated)\s+(?:under|with|as|using|by|via)\s+(?:the\s+)?"
    r"(?:hcpcs\s+)?(?:level ii\s+)?(?:codes?\s+)?$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(
    r"(?:^|[.;:,(]|\b(?:and|or|for|of|with|as|is|are)\s)\s*(?P<rest>[^.;:,()]{3,90}?)\s*\((?:hcpcs\s+)?(?:codes?\s+)?$",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\b(?:the|an?|this|that)\s+(?P<rest>(?:[\w-]+\s+){1,6}?)(?:hcpcs\s+)?codes?\s*$", re.IGNORECASE
)
_IS_CODE = re.compile(
    r"(?:^|[.;]|,? and )\s*(?P<rest>[^.;]{3,120}?),?\s+(?:is|are)\s+(?:coded\s+)?(?:hcpcs\s+)?(?:codes?\s+)?$",
    re.IGNORECASE,
)
_LED_IN = re.compile(
    r"(?:^|[.;])\s*(?P<rest>[^.;:]{3,90}?)(?:\s+(?:hcpcs|procedure))?(?:\s+codes?)?\s*:\s*$", re.IGNORECASE
)
_USED_FOR = re.compile(
    r"\b(?:use|bill|report|submit|choose|select|assign)\s+(?:hcpcs\s+)?(?:codes?\s+)?$", re.IGNORECASE
)
#: A subject that a sentence only compares with.
_COMPARED = re.compile(
    r"\b(?:similar(?:ly)? to|unlike|compared (?:with|to)|in contrast to|as with|like|than|versus)\s+"
    r"(?:hcpcs\s+)?(?:codes?\s+)?$",
    re.IGNORECASE,
)
#: Characters before and after a subject within which a sentence describes it.
_REACH = 400
_BETWEEN = re.compile(r"^[\s,;/&()]*(?:(?:and/or|and|or|codes?|through)\b[\s,]*)*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Group:
    """Subjects named in one breath ("L1832, L1833 and L1851") with the words around them."""

    members: tuple[Mention, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is said of a group: in which way, in which words, and whether it is denied."""

    way: Way
    words: str
    denied: bool = False


def groups(text: str, found: Sequence[Mention]) -> list[Group]:
    """Put neighbours of one sort together; each group gets the words from the group before to the next."""
    runs: list[list[Mention]] = []
    for mention in found:
        previous = runs[-1][-1] if runs else None
        if previous and _neighbours(text, previous, mention):
            runs[-1].append(mention)
        else:
            runs.append([mention])
    made = []
    for at, run in enumerate(runs):
        begin = runs[at - 1][-1].end if at else 0
        end = runs[at + 1][0].start if at + 1 < len(runs) else len(text)
        before, after = text[begin : run[0].start], text[run[-1].end : end]
        made.append(Group(tuple(run), before[-_REACH:], after[:_REACH]))
    return made


def _neighbours(text: str, one: Mention, other: Mention) -> bool:
    """Whether two subjects are named in one breath; a code only compared with is none of those that follow it."""
    near = _BETWEEN.match(text[one.end : other.start])
    return bool(near) and _kin(one) == _kin(other) and not only_compared(text[: one.start])


def only_compared(before: str) -> bool:
    """Whether the words before a subject say that a sentence only compares with it."""
    return bool(_COMPARED.search(before))


def phrases(before: str, after: str, *, listed: bool) -> Iterator[Phrase]:
    """Return what the words around a subject say of it; ``listed`` where the block is a row or an item of a list."""
    bracketed = re.match(r"\s*\(([^)]{8,})\)", after)
    if bracketed and " " in bracketed[1].strip():
        yield Phrase("lists", bracketed[1])
    spoken = _by_verb(after)
    if spoken:
        yield spoken
    elif named := re.match(r"[\s)\"”]*[:–—|=-]+\s*(?P<rest>\S.*)", after):
        yield Phrase("lists", named["rest"])
    elif listed and not before.strip(" –-•*(") and re.match(r"\s+[A-Za-z]", after):
        yield Phrase("lists", after)
    if _USED_FOR.search(before) and (purpose := re.match(r"\s*(?:only\s+)?for\s+(?P<rest>.+)", after)):
        yield Phrase("lists", purpose["rest"], denied=bool(re.search(r"\b(?:not|never)\s+\w+\s*$", before)))
    for pattern in (_BILLED_AS, _IN_BRACKETS, _LED_IN, _CALLED, _IS_CODE):
        if found := pattern.search(before):
            yield Phrase("lists", found["rest"])


def _by_verb(after: str) -> Phrase | None:
    """Return the first verb after a subject, if it follows close enough to be the subject's own."""
    for way in _WAYS:
        if found := _verbs(way).match(after):
            rest = re.sub(r"^\s+(?:not|never)\b", "", found["rest"], flags=re.IGNORECASE)
            denied = rest != found["rest"] or bool(
                re.search(r"\b(?:not|never)\b", found["lead"] + found["verb"])
            )
            if way == "belongs" and (inner := _inner_verb().match(rest)):
                return Phrase("designates", inner["rest"], denied)
            return Phrase(way, rest, denied)
    return None


@cache
def _inner_verb() -> re.Pattern[str]:
    """After "is": "a standard code used to describe …" says what the code describes."""
    verbs = "|".join(lexicon("phrases")["verb"]["designates"])
    return re.compile(
        rf"\s+(?:an?|the|one)\b[^.;]{{0,40}}?\bcodes?\b[^.;]{{0,120}}?\s(?:to )?(?:{verbs})\b(?P<rest>.*)",
        re.IGNORECASE | re.DOTALL,
    )


@cache
def _verbs(way: Way) -> re.Pattern[str]:
    verbs = "|".join(lexicon("phrases")["verb"][way])
    return re.compile(rf"{_LEAD}(?P<verb>{verbs})\b(?P<rest>.*)", re.IGNORECASE | re.DOTALL)


def standing_in(text: str) -> tuple[str, str] | None:
    """Return the noun by which a sentence speaks of a code named before, and the words after it, or nothing.

    >>> standing_in("This prosthetic code is often used.")
    ('prosthetic code', ' is often used.')
    """
    cue = lexicon("phrases")["cue"]
    nouns = rf"(?:this|these|the|such an?)\s+(?P<noun>(?:[\w-]+\s+){{0,2}}?{cue['code_nouns']})\b"
    devices = rf"(?:this|these)\s+(?P<device>(?:[\w-]+\s+){{0,3}}?{cue['device_nouns']})\b"
    if re.match(cue["nobody"], text, re.IGNORECASE):
        return None
    opening = r"^(?:[\w\s-]{0,40},\s*)?(?:(?:the )?(?:use|application|utilization|provision|purpose) of )?"
    found = re.match(rf"{opening}(?:{nouns}|{devices}|(?P<it>it|its)\b)", text, re.IGNORECASE)
    if found is None:
        return None
    return found["noun"] or found["device"] or "", text[found.end() :]


def head(words: str) -> str:
    """Return the name of the thing in a description, without what it is for or how it is used.

    >>> head("cranial orthoses utilized in cases of asymmetry")
    'cranial orthoses'
    """
    cue = lexicon("phrases")["cue"]
    words = _of_one_kind(without_negated(words))
    stop = re.search(cue["head_end"], words.lstrip(" ,:"), re.IGNORECASE)
    return words.lstrip(" ,:")[: stop.start()].strip(" ,.") if stop else words.strip(" ,.:")


def without_negated(words: str) -> str:
    """Leave out what a description denies or compares with, and categories that name several kinds at once."""
    cue = lexicon("phrases")["cue"]
    return re.sub(cue["negated"], " ", _of_one_kind(words), flags=re.IGNORECASE)


def _of_one_kind(words: str) -> str:
    return re.sub(lexicon("phrases")["cue"]["several_kinds"], " ", words, flags=re.IGNORECASE)


def _kin(mention: Mention) -> str:
    return "code" if mention.sort == "range" else mention.sort
