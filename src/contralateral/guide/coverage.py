"""What a text says Medicare asks or pays for a code: authorization, encounter and order, coverage, functional level."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contralateral import codes
from contralateral.guide.ask_policy import lowest_level, wants_encounter
from contralateral.guide.reading import days_in, lexicon, says_day

if TYPE_CHECKING:
    from contralateral.codes import PriorAuthorization
    from contralateral.guide.of_codes import View
    from contralateral.guide.reading import Group, Sentence
    from contralateral.guide.statement import Statement

__all__ = ["authorization", "encounter", "functional_level", "paid_by_medicare"]

_NEVER_PAID = {
    "I": "not payable by Medicare",
    "M": "not covered by Medicare",
    "S": "excluded from Medicare by statute",
}
#: A row with more words than this says something of its own, whatever its heading.
_FEW_WORDS = 4
_LEVEL = re.compile(
    r"\b(?:functional |activity |k.?)(?:classification )?levels?\s*:?\s*(?:of )?\(?K?([0-4])\b|\bK-?([0-4])\b",
    re.IGNORECASE,
)


def authorization(code: str, group: Group, sentence: Sentence, view: View) -> Statement | None:
    """Judge whether Medicare requires prior authorization of a code, where a sentence says that it does or does not."""
    cue = lexicon("phrases")
    text = _own_words(group, sentence, cue["authorization"]["said"])
    if text is None:
        return None
    if re.search(cue["cue"]["commercial"], f"{sentence.text} {sentence.heading}", re.IGNORECASE):
        why = "Whether a plan wants prior authorization stands in its own terms; no table here holds them."
        return view.statement(code, "code", "cannot be checked", sentence, why)
    denies = re.search(cue["authorization"]["not_required"], text, re.IGNORECASE)
    asks = re.search(cue["authorization"]["required"], text, re.IGNORECASE)
    if not view.of_medicare or not (denies or asks):
        return view.statement(
            code, "code", "cannot be checked", sentence, "It does not say who requires it, or whether."
        )
    spans = days_in(sentence.text)
    ahead = [first for first, _ in spans if first > view.tables.on]
    answer = codes.prior_authorization(code, on=max([view.tables.on, *ahead]))
    source = f"{answer.source} (release {answer.release})"
    if answer.required is None:
        why = f"{_phases(answer)} {answer.note}".strip()
        return view.statement(code, "code", "cannot be checked", sentence, why, source)
    # A text may tell of the day on which a spell ended, whatever came after.
    then = denies and any(phase.through and says_day(spans, phase.through) for phase in answer.phases)
    right = then or answer.required != bool(denies)
    state = "requires" if answer.required else "does not require"
    why = f"On {answer.on} Medicare {state} prior authorization of {code}. {_phases(answer)}".strip()
    return view.statement(code, "code", "agrees" if right else "conflicts", sentence, why, source)


def encounter(code: str, group: Group, sentence: Sentence, view: View) -> Statement | None:
    """Judge whether Medicare wants a face-to-face encounter and a written order before delivery of a code."""
    cue = lexicon("phrases")
    text = _own_words(group, sentence, cue["encounter"]["said"])
    if text is None or not view.of_medicare:
        return None
    denies = re.search(cue["authorization"]["not_required"], text, re.IGNORECASE)
    asks = re.search(cue["authorization"]["required"], text, re.IGNORECASE)
    own = view.tables.code(code).attributes
    if not (denies or asks) or own.kind not in ("orthosis", "prosthesis"):
        return None
    wants = wants_encounter(code, on=view.tables.on)
    then = denies and any(
        spell.through and says_day(days_in(sentence.text), spell.through) for spell in wants.spells
    )
    right = then or wants.now != bool(denies)
    state = "is" if wants.now else "is not"
    spells = "; ".join(f"from {s.from_}{f' through {s.through}' if s.through else ''}" for s in wants.spells)
    told = f" Its spells: {spells}." if spells else ""
    why = f"On {view.tables.on} {code} {state} on the required list.{told}"
    return view.statement(code, "code", "agrees" if right else "conflicts", sentence, why, wants.source)


def _own_words(group: Group, sentence: Sentence, said: str) -> str | None:
    """The words on a subject that belong to a code: after it, else its sentence, else the heading of its list."""
    if re.search(said, group.after, re.IGNORECASE):
        return f"{group.before} {group.after}"
    elided = re.match(r"\s*(?:does|do|is|are) not\b", group.after)
    if re.search(said, sentence.text, re.IGNORECASE):
        return f"{sentence.text} not required" if elided else sentence.text
    only_codes = (
        sentence.role == "item"
        and len(re.findall(r"\b[a-z]{2,}\b", f"{group.before} {group.after}")) <= _FEW_WORDS
    )
    if only_codes and re.search(said, sentence.heading, re.IGNORECASE):
        denied = re.search(r"\b(?:no|not|removed)\b", sentence.heading, re.IGNORECASE)
        return sentence.heading if denied else f"{sentence.heading} required {sentence.text}"
    return None


def _phases(answer: PriorAuthorization) -> str:
    told = []
    for phase in answer.phases:
        through = f" through {phase.through}" if phase.through else ""
        where = f" ({', '.join(phase.states)})" if phase.states else ""
        told.append(f"from {phase.since}{through}{where}")
    return f"Its spells: {'; '.join(told)}." if told else "The list has no spell for it."


def paid_by_medicare(code: str, sentence: Sentence, view: View) -> Statement | None:
    """Judge "Medicare covers …" where the code's indicator rules payment out; other indicators decide nothing."""
    cue = lexicon("phrases")["coverage"]
    official = view.tables.code(code)
    never = _NEVER_PAID.get(official.entry.coverage or "")
    of_medicare = re.search(r"\bmedicare\b", sentence.text, re.IGNORECASE)
    denies = of_medicare and re.search(cue["not_covered"], sentence.text, re.IGNORECASE)
    claims = re.search(cue["covered"], sentence.text, re.IGNORECASE)
    if never is None or not (denies or claims):
        return None
    why = f"The tables mark {code} as {never}."
    return view.statement(code, "code", "agrees" if denies else "conflicts", sentence, why, official.source)


def functional_level(code: str, group: Group, sentence: Sentence, view: View) -> Statement | None:
    """Judge the functional level that a sentence asks for, where a policy sets the lowest one, or the level is 0."""
    own = view.tables.code(code).attributes
    found = _LEVEL.search(group.after) or _LEVEL.search(group.before)
    if found is None or (own.kind, own.region) != ("prosthesis", "lower limb"):
        return None
    level = int(found[1] or found[2])
    refused = re.search(r"\b(?:not|never|no|excludes?|except|denied|cannot)\b", sentence.text, re.IGNORECASE)
    if level == 0 and not refused:
        name = codes.modifier("K0", on=view.tables.on)
        why = f"Level 0 stands for no ability or potential to walk with a prosthesis: “{(name.name or '')[:110]}…”."
        return view.statement(
            code, "code", "conflicts", sentence, why, f"{name.source} (release {name.release})"
        )
    lowest = lowest_level(code)
    if lowest is None or refused:
        why = f"No policy here sets a lowest functional level for {code}."
        return view.statement(code, "code", "cannot be checked", sentence, why)
    why = f"The policy has {code} from functional level {lowest[0]} on, with the reasons that it asks for."
    return view.statement(
        code, "code", "conflicts" if level < lowest[0] else "agrees", sentence, why, lowest[1]
    )
