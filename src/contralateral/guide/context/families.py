"""Which diagnoses a code serves: the lists that rules hold, and what policies say in words."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from contralateral.errors import RuleBroken, nearest
from contralateral.guide.context.answer import Family
from contralateral.guide.context.held import authority_of
from contralateral.policy import Authority, load
from contralateral.policy.record import Confidence
from contralateral.policy.sets import Scope, load_sets, scope
from contralateral.policy.toml import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from contralateral.guide.checklist import State
    from contralateral.policy.book import Edition, Rule

__all__ = ["CLOSED", "families"]

_FILE = Path(__file__).parents[1] / "data" / "families.toml"
#: Checks that hold a code's diagnoses, by the parameter that lists them; the first kind is a closed list.
CLOSED = {"diagnosis_not_covered": "covered", "cause_not_among": "shown_by"}


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Entry(_Record):
    title: str
    codes: tuple[str, ...] = Field(min_length=1)
    packs: tuple[str, ...] = Field(min_length=1)
    diagnoses: tuple[str, ...] = Field(min_length=1)
    source: str
    at: str = ""
    confidence: Confidence


class _File(_Record):
    family: tuple[_Entry, ...]


def families(
    code: str,
    held: Iterable[tuple[Rule, Edition]],
    packs: frozenset[str],
    diagnoses: tuple[str, ...] | None,
    on: date,
) -> tuple[Family, ...]:
    """Return the families of diagnoses that a code serves, closed lists first.

    Args:
        code: the code.
        held: the payer's rules for it, each with the version that holds.
        packs: the payer's.
        diagnoses: the line's; None where nobody tells them.
        on: the day.
    """
    found = [*_listed(held, diagnoses), *_told(code, packs, diagnoses, on)]
    return tuple(sorted(found, key=lambda family: not family.closed))


def _listed(held: Iterable[tuple[Rule, Edition]], diagnoses: tuple[str, ...] | None) -> Iterator[Family]:
    for rule, edition in held:
        param = CLOSED.get(rule.record.check)
        if param is None:
            continue
        version = rule.record.version[edition.index]
        params = rule.record.params if version.params is None else {**rule.record.params, **version.params}
        codes, causes = params[param], params.get("causes")
        if isinstance(codes, str):
            codes = load_sets()[codes.removeprefix("@")].codes
        title = f"{rule.record.title}: {', '.join(causes)}" if causes else rule.record.title
        # A cause may be told without a diagnosis of its own, so that such a list closes nothing.
        authority = authority_of(rule, edition, load())
        yield _family(title, tuple(codes), causes is None, diagnoses, authority, rule.pack)


def _told(code: str, packs: frozenset[str], diagnoses: tuple[str, ...] | None, on: date) -> Iterator[Family]:
    sources = load().sources
    for entry, codes in _entries():
        if codes.covers(code) and not packs.isdisjoint(entry.packs):
            source = sources[entry.source]
            authority = Authority(entry.source, source.title, source.url, entry.at, on, entry.confidence)
            pack = "all" if "all" in entry.packs else next(p for p in entry.packs if p in packs)
            yield _family(entry.title, entry.diagnoses, False, diagnoses, authority, pack)


def _family(
    title: str,
    codes: tuple[str, ...],
    closed: bool,
    diagnoses: tuple[str, ...] | None,
    authority: Authority,
    pack: str,
) -> Family:
    begins = tuple(each.replace(".", "") for each in codes)
    found = tuple(d for d in diagnoses or () if d.startswith(begins))
    state: State = "unknown" if diagnoses is None else "present" if found else "missing"
    return Family(title, codes, closed, state, found, authority, pack)


@cache
def _entries() -> tuple[tuple[_Entry, Scope], ...]:
    where, book = "families.toml", load()
    packs = {rule.pack for rule in book.rules}
    found = read(_FILE, _File, shown=where).family
    for entry in found:
        if entry.source not in book.sources:
            raise RuleBroken(f"{where}: no source '{entry.source}'.{nearest(entry.source, book.sources)}")
        for pack in entry.packs:
            if pack not in packs:
                raise RuleBroken(f"{where}: no pack '{pack}'.{nearest(pack, packs)}")
    return tuple((entry, scope(entry.codes, (), where=where)) for entry in found)
