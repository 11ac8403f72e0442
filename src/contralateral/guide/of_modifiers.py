"""What a text says of modifiers: their meaning against the official name, their use against the rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from contralateral import codes
from contralateral.guide.ask_policy import kept_apart, stands
from contralateral.guide.compare import same_words
from contralateral.guide.reading import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contralateral.codes import Modifier
    from contralateral.guide.of_codes import View
    from contralateral.guide.reading import Group, Sentence
    from contralateral.guide.statement import Statement, Verdict

__all__ = ["meaning", "together", "use"]

_BRACKETED = re.compile(r"(?P<words>[^.;,()]{3,80})\(\s*(?:modifiers?\s+)?$", re.IGNORECASE)
_CONDITION = re.compile(
    r"\b(?P<words>(?:if|when|where|once|whenever)\b.{8,}?),?\s+(?:then\s+)?(?:\w+\s+){0,3}?(?:append|add|use|report|attach|bill)\w*\s+"
    r"(?:with\s+)?(?:the\s+)?(?:modifiers?\s+)?$",
    re.IGNORECASE,
)


def meaning(name: str, group: Group, sentence: Sentence, view: View, *, known: bool) -> Statement | None:
    """Judge a modifier: that it exists, and that what the text says of it is what its official name says.

    ``known`` where the text has named it before: then only what is said of its meaning counts.
    """
    entry = codes.modifier(name, on=view.tables.on)
    source = f"{entry.source} (release {entry.release})"
    if name[0].isdigit():
        why = "A modifier of digits belongs to CPT, which is licensed and in no table here."
        return view.statement(name, "modifier", "cannot be checked", sentence, why)
    if entry.known is None:
        why = f"No table here has a modifier {name}; the newest is of {entry.release}."
        return view.statement(name, "modifier", "cannot be checked", sentence, why, source)
    if not entry.known:
        ended = f"; it ended on {entry.ended}" if entry.ended else ""
        why = f"There is no modifier {name} on {view.tables.on}{ended}."
        return view.statement(name, "modifier", "conflicts", sentence, why, source)
    if re.search(lexicon("phrases")["ended"]["said"], group.after, re.IGNORECASE):
        why = f"The tables have {name} in force on {view.tables.on}; whether a program still uses it, they do not tell."
        return view.statement(name, "modifier", "cannot be checked", sentence, why, source)
    verdict, why = _against_name(name, _words(group), entry)
    if verdict == "cannot be checked":
        return None if known else view.statement(name, "modifier", "agrees", sentence, why, source)
    return view.statement(name, "modifier", verdict, sentence, why, source)


def _words(group: Group) -> str:
    """The words that belong to a modifier: those before it where it stands in brackets after them or ends a condition
    ("if no notice was signed, add GZ"), else those after it, up to the next stop."""
    before = re.split(r"[;.]", group.before)[-1]
    if found := _BRACKETED.search(before) or _CONDITION.search(before):
        return found["words"]
    return re.split(r"[;]|\.\s", group.after)[0]


def _against_name(name: str, words: str, entry: Modifier) -> tuple[Verdict, str]:
    """Compare by notions; a text that speaks of no notion of the name leaves the naming alone to be judged."""
    official = entry.name or ""
    called = f"{name} is “{official if len(official) <= 140 else official[:139].rsplit(' ', 1)[0] + '…'}”."
    fact = lexicon("modifiers")["fact"].get(name)
    more = f" {fact['says']}" if fact else ""
    spoken, meant = notions(words), notions(official)
    for about, values in spoken.items():
        if about in meant and not values & meant[about]:
            return "conflicts", f"The text takes it for this: {' and '.join(sorted(values))}. {called}{more}"
    if any(values & spoken.get(about, set()) for about, values in meant.items()) or same_words(
        words, official
    ):
        return "agrees", f"{called}{more}"
    return "cannot be checked", f"The modifier exists; the text does not say what it means. {called}{more}"


def notions(text: str) -> dict[str, set[str]]:
    """Return what a text says of a modifier's meaning, by subject.

    >>> notions("for the left side")
    {'side': {'left side'}}
    """
    found: dict[str, set[str]] = {}
    for notion in lexicon("modifiers")["notion"]:
        if re.search(notion["words"], text, re.IGNORECASE) and not _taken_back(notion, text):
            found.setdefault(notion["about"], set()).add(notion["value"])
    return found


def _taken_back(notion: dict[str, Any], text: str) -> bool:
    return "unless" in notion and bool(re.search(notion["unless"], text, re.IGNORECASE))


def use(name: str, code: str, sentence: Sentence, view: View) -> Statement | None:
    """Judge that a text puts a modifier on a code: whether a rule asks for it there, or advises against it."""
    cue = lexicon("modifiers")["used"]
    not_required = re.search(cue["not_required"], sentence.text, re.IGNORECASE)
    required = not not_required and re.search(cue["required"], sentence.text, re.IGNORECASE)
    if not (not_required or required or re.search(cue["usual"], sentence.text, re.IGNORECASE)):
        return None
    found = stands(name, code, on=view.tables.on)
    asking = next((s for s in found if s.way == "asks"), None)
    against = next((s for s in found if s.way == "speaks against"), None)
    if asking:
        why = f"A rule asks for {name} on {code}: {asking.title} ({asking.rule})."
        verdict: Verdict = "conflicts" if not_required else "agrees"
        return view.statement(name, "modifier", verdict, sentence, why, asking.source)
    if against:
        why = f"A rule finds no place for {name} on {code}: {against.title} ({against.rule})."
        verdict = "agrees" if not_required else "conflicts"
        return view.statement(name, "modifier", verdict, sentence, why, against.source)
    if name in lexicon("modifiers")["by_circumstance"] and not required:
        return None
    why = (
        f"No rule here asks for {name} on {code} or speaks against it; whether a payer does, no table tells."
    )
    return view.statement(name, "modifier", "cannot be checked", sentence, why)


def together(names: list[str], sentence: Sentence, view: View) -> Iterator[Statement]:
    """Judge that modifiers stand on one line, or that they do not, where a rule keeps them apart."""
    cue = lexicon("modifiers")["line"]
    if len(set(names)) < 2 or not re.search(cue["together"], sentence.text, re.IGNORECASE):
        return
    rule = kept_apart(names, on=view.tables.on)
    if rule is None:
        return
    denied = re.search(cue["denied"], sentence.text, re.IGNORECASE)
    why = f"A rule keeps them apart: {rule.title} ({rule.rule})."
    yield view.statement(
        names[0], "modifier", "agrees" if denied else "conflicts", sentence, why, rule.source
    )
