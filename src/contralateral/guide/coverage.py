"""What a text says Medicare asks or pays for a code: authorization, coverage, functional level."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contralateral import codes
from contralateral.guide.ask_policy import lowest_level
from contralateral.guide.days import days_in
from contralateral.guide.subjects import data

if TYPE_CHECKING:
    from contralateral.codes import PriorAuthorization
    from contralateral.guide.of_codes import View
    from contralateral.guide.phrases import Group
    from contralateral.guide.sentences import Sentence
    from contralateral.guide.statement import Statement

__all__ = ["authorization", "functional_level", "paid_by_medicare"]

_NEVER_PAID = {
    "I": "not payable by Medicare",
    "M": "not covered by Medicare",
    "S": "excluded from Medicare by statute",
}
_LEVEL = re.compile(r"\b(?:functional |activity |k.?)(?:classification )?levels?\s*:?\s*(?:of )?\(?K?([0-4])\b|\bK-?([0-4])\b", re.IGNORECASE)


def authorization(code: str, group: Group, sentence: Sentence, view: View) -> Statement | None:
    """Judge whether Medicare requires prior authorization of a code, where a sentence says that it does or does not."""
    cue, common = data("phrases.toml")["authorization"], data("phrases.toml")["cue"]
    text = _own_words(group, sentence, cue["said"])
    if text is None:
        return None
    if re.search(common["commercial"], f"{sentence.text} {sentence.heading}", re.IGNORECASE):
        why = "Whether a plan wants prior authorization stands in its own terms; no table here holds them."
        return view.statement(code, "code", "cannot be checked", sentence, why)
    denies = re.search(cue["not_required"], text, re.IGNORECASE)
    asks = re.search(cue["required"], text, re.IGNORECASE)
    if not view.of_medicare or not (denies or asks):
        return view.statement(code, "code", "cannot be checked", sentence, "It does not say which payer asks for it.")
    spans = days_in(sentence.text)
    day = max([view.tables.on, *(first for first, _ in spans)]) if not denies else view.tables.on
    answer = codes.prior_authorization(code, on=day)
    source = f"{answer.source} (release {answer.release})"
    if answer.required is None:
        why = f"{_phases(answer)} {answer.note}".strip()
        return view.statement(code, "code", "cannot be checked", sentence, why, source)
    right = answer.required != bool(denies)
    state = "requires" if answer.required else "does not require"
    why = f"On {day} Medicare {state} prior authorization of {code}. {_phases(answer)}".strip()
    return view.statement(code, "code", "agrees" if right else "conflicts", sentence, why, source)


def _own_words(group: Group, sentence: Sentence, said: str) -> str | None:
    """The words on authorization that belong to a code: around it, else its sentence, else the heading of its list."""
    if re.search(said, group.after, re.IGNORECASE):
        return group.after
    elided = re.match(r"\s*(?:does|do|is|are) not\b", group.after)
    if re.search(said, sentence.text, re.IGNORECASE):
        return f"{sentence.text} not required" if elided else sentence.text
    if sentence.role == "item" and re.search(said, sentence.heading, re.IGNORECASE):
        return f"{sentence.heading} required" if not re.search(r"\b(?:no|not|removed)\b", sentence.heading, re.IGNORECASE) else sentence.heading
    return None


def _phases(answer: PriorAuthorization) -> str:
    told = []
    for phase in answer.phases:
        through = f" through {phase.through}" if phase.through else ""
        where = f" ({', '.join(phase.states)})" if phase.states else ""
        told.append(f"from {phase.since}{through}{where}")
    return f"Its spells: {'; '.join(told)}." if told else "The list has no spell for it."


def paid_by_medicare(code: str, group: Group, sentence: Sentence, view: View) -> Statement | None:
    """Judge "Medicare covers …" where the code's indicator rules payment out; other indicators decide nothing."""
    cue = data("phrases.toml")["coverage"]
    official = view.tables.code(code)
    never = _NEVER_PAID.get(official.entry.coverage or "")
    denies = re.search(cue["not_covered"], sentence.text, re.IGNORECASE) and re.search(r"\bmedicare\b", sentence.text, re.IGNORECASE)
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
        return view.statement(code, "code", "conflicts", sentence, why, f"{name.source} (release {name.release})")
    lowest = lowest_level(code)
    if lowest is None or refused:
        why = f"No policy here sets a lowest functional level for {code}."
        return view.statement(code, "code", "cannot be checked", sentence, why)
    why = f"The policy has {code} from functional level {lowest[0]} on, with the reasons that it asks for."
    verdict = "conflicts" if level < lowest[0] else "agrees"
    return view.statement(code, "code", verdict, sentence, why, lowest[1])
