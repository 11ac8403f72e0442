"""Whether a requirement concerns a line: yes, no, or unknown with the question that decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from contralateral.policy.criteria import of_policy
from contralateral.policy.sets import load_sets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from contralateral.policy.requirement import Requirement, RequirementVersion, When

__all__ = ["Asked", "Billed", "Binding", "asked"]


class Binding(NamedTuple):
    """Whether a law binds the plan, and the facts that are open where nobody can say."""

    binds: bool | None
    facts: tuple[str, ...] = ()


class Billed(NamedTuple):
    """A line with what decides whether a requirement concerns it; ``day`` is that of service, or the day of asking.

    ``receipt`` is the day of asking: the payer gets the claim on it at the earliest. ``met`` answers the criteria that
    requirements turn on, ``laws`` the packs that bind by kind of plan.
    """

    line: int
    code: str | None
    day: date
    receipt: date
    dos: date | None
    modifiers: tuple[str, ...] | None
    diagnoses: tuple[str, ...] | None
    make: str | None
    kind: str | None
    cause: str | None
    replaces: bool | None
    cancelled: bool
    authorization: bool | None
    exempt: bool | None
    met: Mapping[str, bool | None]
    laws: Mapping[str, Binding]

    def version(self, requirement: Requirement) -> RequirementVersion | None:
        """The version of a requirement that holds for this line, on the day that the requirement goes by."""
        return requirement.version(self.receipt if requirement.record.basis == "receipt" else self.day)


class Asked(NamedTuple):
    """The answer, and the facts that nobody has told where it is unknown."""

    concerns: bool | None
    facts: tuple[str, ...] = ()


def asked(requirement: Requirement, line: Billed) -> Asked:
    """Say whether the requirement concerns the line; codes and days are always known, the rest may not be."""
    if line.version(requirement) is None or not requirement.scope.covers(line.code):
        return Asked(False)
    if line.cancelled is requirement.record.when.delivered:  # an order that nobody calls cancelled was not
        return Asked(False)
    answers = list(_answers(requirement.record.when, line))
    law = line.laws.get(requirement.pack, Binding(True))
    if law.binds is False or any(answer is False for answer, _ in answers):
        return Asked(False)
    open_ = (*law.facts, *(fact for answer, fact in answers if answer is None))
    return Asked(None, open_) if open_ else Asked(True)


def _answers(when: When, line: Billed) -> Iterator[tuple[bool | None, str]]:
    """One answer for each condition that is made, with the fact whose question is put where it is unknown."""
    if when.makes:
        yield _in(line.make, when.makes), "device_make"
    if when.kinds:
        yield _in(line.kind, when.kinds), "device_kind"
    if when.causes:
        yield _in(line.cause, when.causes), "condition_cause"
    if when.diagnoses:
        yield _begins(line.diagnoses, when.diagnoses), "dx"
    if when.without_diagnoses:
        begins = _begins(line.diagnoses, when.without_diagnoses)
        yield None if begins is None else not begins, "dx"
    if when.modifiers:
        yield _carries(line.modifiers, when.modifiers), "mods"
    if when.without:
        carries = _carries(line.modifiers, when.without)
        yield None if carries is None else not carries, "mods"
    if when.listed:
        spells = load_sets()[when.listed.removeprefix("@")].spell
        yield (
            any(
                s.code == line.code and s.from_ <= line.day and (s.through is None or line.day <= s.through)
                for s in spells
            ),
            "code",
        )
    if when.authorization is not None:
        # An exemption is claimed, not assumed: where nobody speaks of one, the list decides.
        required = False if line.exempt else line.authorization
        yield None if required is None else required is when.authorization, "pa_required"
    if when.replaces is not None:
        yield None if line.replaces is None else line.replaces is when.replaces, "is_replacement"
    if when.met:
        for criterion in of_policy(when.met).criterion:
            yield line.met[when.met], criterion.fact


def _in(word: str | None, words: tuple[str, ...]) -> bool | None:
    return None if word is None else word in words


def _begins(diagnoses: tuple[str, ...] | None, prefixes: tuple[str, ...]) -> bool | None:
    return None if diagnoses is None else any(d.startswith(prefixes) for d in diagnoses)


def _carries(modifiers: tuple[str, ...] | None, wanted: tuple[str, ...]) -> bool | None:
    return None if modifiers is None else not set(wanted).isdisjoint(modifiers)
