"""What a case tells of a line's device, and in what a code's name agrees with it and disagrees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from contralateral import codes
from contralateral.claim.suggest import wanted_of
from contralateral.codes import attributes
from contralateral.codes.agreement import agreement, phrase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from contralateral.case import Case
    from contralateral.codes import Attributes, Status
    from contralateral.guide.similar.answer import Verdict

__all__ = ["Fitted", "Told", "fitted", "told_of"]

#: Whoever is younger is a child to a name that says so; a payer's own bounds of age are rules.
_ADULT = 18
_AGES = frozenset({"child", "adult"})
_LABELS = {"purposes": "for", "materials": "of"}
_PARTS = frozenset({"addition", "component", "replacement"})
_NAMED_BASES = 4
_STATUS = {
    "ended": "it has ended",
    "withdrawn": "withdrawn",
    "not_yet": "it begins later",
    "not_listed": "not a code of that day",
}


@dataclass(frozen=True, slots=True)
class Told:
    """The device as the case tells it: attributes, age on the day, and which codes stand beside the line.

    ``part_of`` are those of them that the line is a part of; none where the line is a device of its own.
    """

    device: Attributes
    age: int | None
    on: date
    beside: frozenset[str]
    part_of: frozenset[str]
    history_told: bool

    def words(self) -> tuple[str, ...]:
        """What is told, for people."""
        # That it is a whole device is taken for granted: of a case that tells nothing else it says nothing.
        hidden = {"side"} if self.device.kind or self.device.region else {"side", "role"}
        said = [_say(name, value) for name, value in self.device.stated().items() if name not in hidden]
        said += [f"a part beside {', '.join(sorted(self.part_of))}"] if self.part_of else []
        said += [] if self.age is None else [f"patient of {self.age} years"]
        return tuple(dict.fromkeys(said))

    def scores(self, asked: Sequence[str], names: pl.DataFrame) -> Mapping[str, float]:
        """How well the codes answer what is told, where nothing excludes them; see ``codes.fitting``."""
        some = names.filter(pl.col("code").is_in(list(asked)))
        return {fit.code: fit.score for fit in codes.fitting(self.device, some, limit=len(asked))}


@dataclass(frozen=True, slots=True)
class Fitted:
    """A code held against what is told; see ``Candidate``."""

    code: str
    name: str
    verdict: Verdict
    same: tuple[str, ...]
    against: tuple[str, ...]
    left_open: tuple[str, ...]
    only_if: tuple[str, ...]
    status: Status
    replaced_by: tuple[str, ...]


def told_of(case: Case, line: int, row: dict[str, Any], on: date) -> Told:
    """Gather what the case tells of the device of a line.

    What stands in its own field counts first, then what the diagnoses and the condition speak of, then the words of
    the description and the cause. A whole device is wanted, unless the line is billed as a part and a device of the
    same kind and part of the body stands beside it: how the device is made then tells nothing of the part.
    """
    said = attributes.read(f"{case.device.description or ''}; {case.condition.cause or ''}")
    fields = wanted_of(row)
    billed = case.lines[line - 1].code
    beside = {each.code for at, each in enumerate(case.lines, 1) if each.code and at != line}
    beside |= {e.code for e in case.history or () if e.ended in {None, "in use"}}
    names = codes.names(on=codes.named_since(on))
    has = codes.attributes_of([*beside, *([billed] if billed else [])], names)
    kind, region = fields.kind or said.kind, fields.region or said.region
    part_of = {c for c in beside if (has[c].role, has[c].kind, has[c].region) == ("base", kind, region)}
    if billed is None or has[billed].role not in _PARTS:
        part_of = set()
    side = {"both": "bilateral", "left": "unilateral", "right": "unilateral"}.get(case.device.side or "")
    device = replace(
        said if (said.kind or kind, said.region or region) == (kind, region) else codes.Attributes(),
        kind=kind,
        region=region,
        role=None if part_of else "base",
        make=None if part_of else fields.make or said.make,
        molded=None if part_of else said.molded,
        side=side,
    )
    born = case.patient.born
    age = None if born is None else on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return Told(device, age, on, frozenset(beside), frozenset(part_of), case.history is not None)


def fitted(code: str, told: Told, names: pl.DataFrame) -> Fitted:
    """Hold a code against what the case tells, attribute by attribute; what either leaves open is no contradiction."""
    has = codes.attributes_of([code], names)[code]
    listed = codes.hcpcs(code, on=told.on)
    found = agreement(replace(told.device, role=None), replace(has, role=None))
    against = [_disagreement(name, value, told.device) for name, value in found.against]
    left_open = [f"does not say {_say(n, v)}" for n, v in _unanswered(found.missing, found.against)]
    only_if = [
        _say(name, value)
        for name, value in found.unasked
        if name not in {"kind", "region", "side", "segments"} and value not in _AGES
    ]
    for words, where in (*_role(code, has, told), *_age(has, told)):
        {"against": against, "only if": only_if}[where].append(words)
    if listed.status in _STATUS:
        instead = f"; in its place: {', '.join(listed.replaced_by)}" if listed.replaced_by else ""
        against.append(f"not in force on {told.on}: {_STATUS[listed.status]}{instead}")
    elif listed.status == "unknown":
        left_open.append(f"no table at hand tells whether it is in force on {told.on}")
    same = [_say(name, value) for name, value in found.same]
    if told.device.role == has.role == "base":
        same.append("a whole device")
    known = listed.status != "unknown" and any(name in {"kind", "region"} for name, _ in found.same)
    return Fitted(
        code=code,
        name=listed.long or listed.short or "no official name at hand",
        verdict="does not fit" if against else "fits" if known else "open",
        same=tuple(dict.fromkeys(same)),
        against=tuple(against),
        left_open=tuple(left_open),
        only_if=tuple(only_if),
        status=listed.status,
        replaced_by=listed.replaced_by,
    )


def _unanswered(
    missing: Sequence[tuple[str, str]], against: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """What the case tells and the name does not say; what it says otherwise is told as a contradiction."""
    otherwise = {name for name, _ in against}
    return [(name, value) for name, value in missing if name not in otherwise and name != "side"]


def _disagreement(name: str, value: str, device: Attributes) -> str:
    other = _say(name, device.stated().get(name, ""))
    return f"{_say(name, value)}; the case tells of {other}" if other else _say(name, value)


def _say(name: str, value: str) -> str:
    label = _LABELS.get(name)
    return f"{label} {value}" if label and value else phrase(name, value)


def _role(code: str, has: Attributes, told: Told) -> list[tuple[str, str]]:
    """A part is billed beside the device that it belongs to: on the claim, or had before; untold is not missing."""
    if has.role in {None, "base"}:
        beside = ", ".join(sorted(told.part_of))
        second = f"it is a whole device of its own beside {beside}"
        return [(second, "only if")] if has.role and told.part_of else []
    role = phrase("role", str(has.role))
    if has.role not in _PARTS:
        return [(f"it was {role} and no device was delivered", "only if")]
    bases = codes.bases(code)
    if bases is not None and bases & told.beside:
        return []
    named = sorted(bases or ())
    which = ", ".join(named[:_NAMED_BASES]) + (" or others" if len(named) > _NAMED_BASES else "")
    to = f"{role} to {which}" if named else f"{role} to a device that its name does not tell"
    if named and told.history_told:
        return [(f"{to}: none of these is on the claim or in the history", "against")]
    return [(f"it is {to}, which the patient has", "only if")]


def _age(has: Attributes, told: Told) -> list[tuple[str, str]]:
    said = _AGES & set(has.features)
    if len(said) != 1:
        return []
    (group,) = said
    people = {"child": "children", "adult": "adults"}[group]
    if told.age is None:
        return [
            (
                f"the patient is one of the {people} it is for: the case does not tell the date of birth",
                "only if",
            )
        ]
    wrong = (group == "child") == (told.age >= _ADULT)
    return [(f"for {people}; the patient is {told.age} years old", "against")] if wrong else []
