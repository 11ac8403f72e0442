"""The book of rules: everything that is read from the records, bound once and indexed by payer and code."""

from __future__ import annotations

import string
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from contralateral.errors import NameUnknown, RuleBroken, nearest
from contralateral.policy.checks import MAY_LACK, bind
from contralateral.policy.checks.registry import watching
from contralateral.policy.criteria import fact_of
from contralateral.policy.laws import binding
from contralateral.policy.line import COLUMNS
from contralateral.policy.record import Fact, Law, Payer, RuleFile, Source
from contralateral.policy.sets import Scope, load_sets, scope
from contralateral.policy.toml import read, read_all

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import polars as pl

__all__ = ["BASIS_COLUMN", "Book", "Edition", "Rule", "load"]

_HERE = Path(__file__).parent
#: The date that each basis goes by. A request for authorization is judged by the day it would be delivered on.
BASIS_COLUMN = {"service": "dos", "receipt": "receipt", "request": "receipt", "order": "order_date"}
_ALWAYS_KNOWN = frozenset({"claim", "line", "receipt", "payer"})
_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a rule, bound: its expression, its days and its codes."""

    wrong: pl.Expr
    starts: date
    ends_before: date | None
    scope: Scope
    index: int  # of the version in the record
    #: Columns of lists of which the check only asks whether they name a code of these lists.
    watch: Mapping[str, frozenset[frozenset[str]]] = field(default_factory=dict)


@cache
def _named_in(words: str) -> frozenset[str]:
    """The columns that a text names in braces; asked once per finding, so parsed once per text."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(words) if name)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as the engine uses it. The path below ``rules/`` is its id, the first folder its pack."""

    id: str
    record: RuleFile
    editions: tuple[Edition, ...]
    folder: Path
    reads: frozenset[str] = field(default=frozenset())

    @property
    def waits_for(self) -> frozenset[str]:
        """The columns whose silence leaves the rule without an answer."""
        return self.reads - MAY_LACK[self.record.check]

    @property
    def pack(self) -> str:
        """The pack that a payer selects: the first folder."""
        return self.id.split("/", 1)[0]

    @property
    def page(self) -> Path:
        """Where its proof stands."""
        return self.folder / f"{self.id}.md"

    @property
    def fields(self) -> frozenset[str]:
        """The columns that its words name."""
        return _named_in(self.record.message) | _named_in(self.record.remedy)


@dataclass(frozen=True, slots=True)
class Book:
    """All rules, sources, payers, facts and laws."""

    rules: tuple[Rule, ...]
    sources: dict[str, Source]
    payers: dict[str, Payer]
    facts: dict[str, dict[str, str]]
    laws: dict[str, Law] = field(default_factory=dict)

    @property
    def columns(self) -> frozenset[str]:
        """Every column that some check reads."""
        return frozenset().union(*(rule.reads for rule in self.rules))

    @property
    def message_columns(self) -> frozenset[str]:
        """Every column that some message or remedy names."""
        return frozenset().union(*(rule.fields for rule in self.rules))

    @property
    def general_packs(self) -> frozenset[str]:
        """The packs that are no plan's own policy: what holds for all, for a kind of plan, or by law."""
        general = (set(p.packs) for p in self.payers.values() if p.general)
        return frozenset({"all", *self.laws}.union(*general))

    def packs_of(self, payer: str) -> frozenset[str]:
        """The packs that a payer selects and the laws that come with them; of a stranger the pack ``all`` alone."""
        if payer not in self.payers:
            return frozenset({"all"})
        chosen = frozenset(self.payers[payer].packs)
        return chosen | {name for name, law in self.laws.items() if not chosen.isdisjoint(law.with_packs)}

    def of_payer(self, payer: str) -> tuple[Rule, ...]:
        """The rules that a payer meets; for an unrecognized payer the pack ``all`` alone."""
        packs = self.packs_of(payer)
        without = self.payers[payer].except_ if payer in self.payers else ()
        return tuple(r for r in self.rules if r.pack in packs and r.id not in without)

    def rule(self, name: str) -> Rule:
        """Return a rule by its id, or by its last word where that is enough.

        Raises:
            NameUnknown: with the nearest id.
        """
        hits = [r for r in self.rules if name in {r.id, r.id.rsplit("/", 1)[-1]}]
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise NameUnknown("single rule", name, [], "It could be " + " or ".join(r.id for r in hits) + ".")
        raise NameUnknown("rule", name, [r.id for r in self.rules], "`contra rules` lists them.")


def _param(value: Any, *, where: str) -> Any:
    """Replace ``"@name"`` by what the set holds: its values, its spells or its codes."""
    if not (isinstance(value, str) and value.startswith("@")):
        return value
    sets = load_sets()
    if value[1:] not in sets:
        raise NameUnknown("code set", value[1:], sets, f"It is named in {where}.")
    found = sets[value[1:]]
    return dict(found.values) or list(found.spell) or list(found.codes)


def _bind(rule_id: str, record: RuleFile, law: Law | None) -> tuple[Edition, ...]:
    editions = []
    starts = [v.from_ for v in record.version]
    for index, version in enumerate(record.version):
        if version.retired:
            continue
        where = f"{rule_id}.toml"
        params = record.params if version.params is None else {**record.params, **version.params}
        params = {k: _param(v, where=where) for k, v in params.items()}
        with watching() as watch:
            wrong = bind(record.check, params, where=where)
        wrong = wrong if law is None else binding(law) & wrong
        editions.append(
            Edition(
                wrong=wrong,
                starts=version.from_,
                ends_before=starts[index + 1] if index + 1 < len(starts) else None,
                scope=scope(version.codes or record.codes, record.except_codes, where=where),
                index=index,
                watch=watch,
            )
        )
    return tuple(editions)


def _read_rule(path: Path, folder: Path, sources: dict[str, Source], laws: dict[str, Law]) -> Rule:
    rule_id = path.relative_to(folder).with_suffix("").as_posix()
    shown = f"{rule_id}.toml"
    record = read(path, RuleFile, shown=shown)
    for version in record.version:
        for source in (version.source, *version.also_sources):
            if source not in sources:
                raise RuleBroken(f"{shown}: no source '{source}'.{nearest(source, sources)}")
    editions = _bind(rule_id, record, laws.get(rule_id.split("/", 1)[0]))
    reads = frozenset(name for e in editions for name in e.wrong.meta.root_names())
    rule = Rule(rule_id, record, editions, folder, reads | {BASIS_COLUMN[record.basis]})
    for name in {*rule.reads, *_fields(rule, shown)}:
        if name not in COLUMNS and not name.startswith("met:"):
            raise RuleBroken(f"{shown}: no column '{name}' on a line.{nearest(name, COLUMNS)}")
    return rule


def _fields(rule: Rule, shown: str) -> frozenset[str]:
    try:
        return rule.fields
    except ValueError as fault:
        raise RuleBroken(f"{shown}: message or remedy: {fault}. Columns stand in {{braces}}.") from None


@cache
def load(extra: tuple[Path, ...] = ()) -> Book:
    """Read the shipped rules, and those in further folders (a clinic's own packs).

    Args:
        extra: folders laid out as ours: ``rules/<pack>/…``, ``sources.toml``, ``payers.toml``, ``facts.toml``,
            ``laws.toml``. A payer, source, fact or law of the same name takes the place of ours; a rule has a name
            of its own.

    Raises:
        RuleBroken: the first record that cannot be used, by its path.
    """
    folders = (_HERE, *extra)
    sources = _merge(folders, "sources.toml", Source)
    payers = _merge(folders, "payers.toml", Payer)
    facts = _merge(folders, "facts.toml", Fact)
    laws = _merge(folders, "laws.toml", Law)
    rules: list[Rule] = []
    for folder in folders:
        home = folder / "rules"
        rules += [_read_rule(path, home, sources, laws) for path in sorted(home.rglob("*.toml"))]
    _tell_apart(rules, payers)
    _select(rules, payers, laws)
    _cite(payers, laws, sources)
    _know(facts, rules)
    asked = {name: fact.model_dump(exclude_defaults=True) for name, fact in facts.items()}
    return Book(tuple(rules), sources, payers, asked, laws)


def _merge(folders: tuple[Path, ...], name: str, kind: type[_Model]) -> dict[str, _Model]:
    merged: dict[str, _Model] = {}
    for folder in folders:
        path = folder / name
        if path.exists():
            merged |= read_all(path, kind, shown=name)
    return merged


def _tell_apart(rules: list[Rule], payers: dict[str, Payer]) -> None:
    """Every rule has a name of its own, every payer ids of its own, and what a payer leaves out exists."""
    counted = Counter(rule.id for rule in rules)
    for name, count in counted.items():
        if count > 1:
            raise RuleBroken(f"{name}.toml: a rule of this name is there already. Name yours otherwise.")
    owner: dict[str, str] = {}
    for key, payer in payers.items():
        for name in payer.except_:
            if name not in counted:
                raise RuleBroken(f"payers.toml: {key} leaves out no rule: '{name}'.{nearest(name, counted)}")
        for mark in {
            key.lower(),
            *(i.lower() for i in payer.ids),
            *(f"SBR09 {c}" for c in payer.filing_codes),
        }:
            if mark in owner:
                raise RuleBroken(
                    f"payers.toml: '{mark}' names both {owner[mark]} and {key}. Leave it with one."
                )
            owner[mark] = key


def _select(rules: list[Rule], payers: dict[str, Payer], laws: dict[str, Law]) -> None:
    """What a payer or a law selects exists, and no payer selects a law: its plan decides whether it binds."""
    packs = {rule.pack for rule in rules}
    for key, payer in payers.items():
        for pack in payer.packs:
            if pack in laws:
                raise RuleBroken(f"payers.toml: {key} selects '{pack}', a law, which binds by kind of plan.")
            if pack not in packs:
                raise RuleBroken(f"payers.toml: {key} selects no pack: '{pack}'.{nearest(pack, packs)}")
    for key, law in laws.items():
        for pack in (key, *law.with_packs):
            if pack not in packs:
                raise RuleBroken(f"laws.toml: {key}: no rule is in the pack '{pack}'.{nearest(pack, packs)}")


def _cite(payers: dict[str, Payer], laws: dict[str, Law], sources: dict[str, Source]) -> None:
    """What a payer or a law cites exists."""
    for file, records in (("payers.toml", payers), ("laws.toml", laws)):
        for key, record in records.items():
            if record.source and record.source not in sources:
                raise RuleBroken(
                    f"{file}: {key}: no source '{record.source}'.{nearest(record.source, sources)}"
                )


def _know(facts: dict[str, Fact], rules: list[Rule]) -> None:
    """Every column that can be unknown has its question; otherwise a question could not be put."""
    for name, fact in facts.items():
        if fact.ask and not (fact.ask in facts and facts[fact.ask].question):
            raise RuleBroken(f"facts.toml: {name} asks '{fact.ask}', which has no question.")
    for rule in rules:
        for name in rule.waits_for - _ALWAYS_KNOWN:
            if fact_of(name) not in facts:
                raise RuleBroken(f"{rule.id}.toml: facts.toml has no question for '{fact_of(name)}'.")
