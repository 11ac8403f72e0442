"""What others say of a code, kept as dated data, and what the official set says of it on a day.

A statement is judged as an article is: the audit works out from the tables and rules whether it agrees. Only where they
cannot tell, a verdict is written by hand, with its source.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contralateral.errors import RuleBroken, nearest
from contralateral.guide.audit import audit
from contralateral.policy import load
from contralateral.policy.record import Confidence
from contralateral.policy.sets import Scope, scope
from contralateral.policy.toml import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contralateral.guide.statement import Statement

__all__ = ["GUIDANCE_VERDICTS", "Guidance", "guidance"]

_FILE = Path(__file__).parent / "data" / "guidance.toml"
GuidanceVerdict = Literal["conflicts", "outdated", "open", "agrees"]
#: What each verdict means, for people; what misleads most stands first.
GUIDANCE_VERDICTS: dict[GuidanceVerdict, str] = {
    "conflicts": "the official set says otherwise",
    "outdated": "it was so, and is no longer",
    "open": "nothing official decides, or official texts contradict each other",
    "agrees": "the official set says the same",
}


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Ruling(_Record):
    """What holds of a statement from a day on, on whose word."""

    from_: date = Field(alias="from")
    verdict: GuidanceVerdict
    official: str
    source: str
    confidence: Confidence


class _Entry(_Record):
    codes: tuple[str, ...] = Field(min_length=1)
    says: str
    source: str
    at: str = ""
    verdict: tuple[_Ruling, ...] = ()

    @model_validator(mode="after")
    def _dates_rise(self) -> _Entry:
        if any(a.from_ >= b.from_ for a, b in pairwise(self.verdict)):
            raise ValueError("verdicts start on rising dates")
        return self


class _File(_Record):
    guidance: tuple[_Entry, ...]


@dataclass(frozen=True, slots=True)
class Guidance:
    """A statement of others on a code, with its source, and what is officially so on the day.

    Attributes:
        code: the code.
        says: the statement, in our own words.
        source: key, title and publisher of where it was read, and the place in it.
        verdict: whether it holds on the day; see ``GUIDANCE_VERDICTS``.
        official: what the tables, a rule or a policy say.
        authority: who says that.
        confidence: how sure that is; H where a table of codes says it.
    """

    code: str
    says: str
    source: str
    verdict: GuidanceVerdict
    official: str
    authority: str
    confidence: Confidence


def guidance(code: str, *, on: date) -> tuple[Guidance, ...]:
    """Return what others say of a code, what misleads most first.

    Args:
        code: the code.
        on: the day on which the statements are judged.

    Raises:
        RuleBroken: the shipped table names a source or a set that is not there.
    """
    told = [_judged(entry, code, on) for entry, codes in _entries() if codes.covers(code)]
    order = list(GUIDANCE_VERDICTS)
    return tuple(sorted(told, key=lambda g: order.index(g.verdict)))


@cache
def _entries() -> tuple[tuple[_Entry, Scope], ...]:
    where, sources = "guidance.toml", load().sources
    found = read(_FILE, _File, shown=where).guidance
    for entry in found:
        for key in (entry.source, *(ruling.source for ruling in entry.verdict)):
            if key not in sources:
                raise RuleBroken(f"{where}: no source '{key}'.{nearest(key, sources)}")
    return tuple((entry, scope(entry.codes, (), where=where)) for entry in found)


def _judged(entry: _Entry, code: str, on: date) -> Guidance:
    says, sources = entry.says.replace("{code}", code), load().sources
    read_in = f"{sources[entry.source].title}, {sources[entry.source].publisher}"
    source = f"{read_in}: {entry.at}" if entry.at else read_in
    past = [ruling for ruling in entry.verdict if ruling.from_ <= on]
    if past:
        last = past[-1]
        title = sources[last.source].title
        return Guidance(code, says, source, last.verdict, last.official, title, last.confidence)
    verdict, official, authority = _audited(says, code, on)
    return Guidance(code, says, source, verdict, official, authority, "H")


def _audited(says: str, code: str, on: date) -> tuple[GuidanceVerdict, str, str]:
    """Judge a statement as an article is judged; what is said of its code's standing counts where nothing else does."""
    told = audit(says, on=on).statements
    told = tuple(s for s in told if s.subject == code or s.kind != "code")
    standing, rest = told[:0], told
    first = next((s for s in told if s.subject == code and s.kind == "code"), None)
    if first is not None:
        standing, rest = (first,), tuple(s for s in told if s is not first)
    against = _against(rest)
    if against is not None:
        return "conflicts", against.why, against.source
    if (lapsed := _against(standing)) is not None:
        return "outdated", lapsed.why, lapsed.source
    for statement in _weighed(rest):
        return ("agrees" if statement.verdict == "agrees" else "open"), statement.why, statement.source
    return "open", "No table or rule here speaks of it.", ""


def _against(told: tuple[Statement, ...]) -> Statement | None:
    return next((s for s in told if s.verdict == "conflicts"), None)


def _weighed(told: tuple[Statement, ...]) -> Iterator[Statement]:
    """What cannot be checked before what agrees: that a modifier exists does not bear out its use."""
    yield from (s for s in told if s.verdict == "cannot be checked")
    yield from (s for s in told if s.verdict == "agrees")
