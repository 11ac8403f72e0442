"""The book of rules: everything that is read from the records, bound once and indexed by payer and code."""

from __future__ import annotations

import string
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from contralateral.errors import NameUnknown, RuleBroken, nearest
from contralateral.policy.checks import bind
from contralateral.policy.line import COLUMNS
from contralateral.policy.record import Payer, RuleFile, Source
from contralateral.policy.sets import Scope, load_sets, scope

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

__all__ = ["BASIS_COLUMN", "Book", "Edition", "Rule", "load"]

_HERE = Path(__file__).parent
#: The date that each basis goes by. A request for authorization is judged by the day it would be delivered on.
BASIS_COLUMN = {"service": "dos", "receipt": "receipt", "request": "receipt", "order": "order_date"}


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a rule, bound: its expression, its days and its codes."""

    wrong: pl.Expr
    starts: date
    ends_before: date | None
    scope: Scope
    index: int  # of the version in the record


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as the engine uses it. The path below ``rules/`` is its id, the first folder its pack."""

    id: str
    record: RuleFile
    editions: tuple[Edition, ...]
    folder: Path
    reads: frozenset[str] = field(default=frozenset())

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
        parts = [
            *string.Formatter().parse(self.record.message),
            *string.Formatter().parse(self.record.remedy),
        ]
        return frozenset(name for _, name, _, _ in parts if name)


@dataclass(frozen=True, slots=True)
class Book:
    """All rules, sources, payers and facts."""

    rules: tuple[Rule, ...]
    sources: dict[str, Source]
    payers: dict[str, Payer]
    facts: dict[str, dict[str, str]]

    @property
    def columns(self) -> frozenset[str]:
        """Every column that some check reads."""
        return frozenset().union(*(rule.reads for rule in self.rules))

    @property
    def message_columns(self) -> frozenset[str]:
        """Every column that some message or remedy names."""
        return frozenset().union(*(rule.fields for rule in self.rules))

    def of_payer(self, payer: str) -> tuple[Rule, ...]:
        """The rules that a payer selects; for an unrecognized payer the pack ``all`` alone."""
        if payer not in self.payers:
            return tuple(r for r in self.rules if r.pack == "all")
        chosen = self.payers[payer]
        return tuple(r for r in self.rules if r.pack in chosen.packs and r.id not in chosen.except_)

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


def _bind(rule_id: str, record: RuleFile) -> tuple[Edition, ...]:
    editions = []
    starts = [v.from_ for v in record.version]
    for index, version in enumerate(record.version):
        if version.retired:
            continue
        where = f"{rule_id}.toml"
        params = record.params if version.params is None else {**record.params, **version.params}
        params = {k: _param(v, where=where) for k, v in params.items()}
        editions.append(
            Edition(
                wrong=bind(record.check, params, where=where),
                starts=version.from_,
                ends_before=starts[index + 1] if index + 1 < len(starts) else None,
                scope=scope(version.codes or record.codes, record.except_codes, where=where),
                index=index,
            )
        )
    return tuple(editions)


def _read_rule(path: Path, folder: Path, book_sources: dict[str, Source]) -> Rule:
    rule_id = path.relative_to(folder).with_suffix("").as_posix()
    try:
        record = RuleFile.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (ValidationError, tomllib.TOMLDecodeError) as fault:
        raise RuleBroken(f"{rule_id}.toml: {fault}") from None
    for version in record.version:
        for source in (version.source, *version.also_sources):
            if source not in book_sources:
                raise RuleBroken(f"{rule_id}.toml: no source '{source}'.{nearest(source, book_sources)}")
    editions = _bind(rule_id, record)
    reads = frozenset(name for e in editions for name in e.wrong.meta.root_names())
    rule = Rule(rule_id, record, editions, folder, reads | {BASIS_COLUMN[record.basis]})
    for name in {*rule.reads, *rule.fields}:
        if name not in COLUMNS and not name.startswith("met:"):
            raise RuleBroken(f"{rule_id}.toml: no column '{name}' on a line.{nearest(name, COLUMNS)}")
    return rule


@cache
def load(extra: tuple[Path, ...] = ()) -> Book:
    """Read the shipped rules, and those in further folders (a clinic's own packs).

    Args:
        extra: folders laid out as ours: ``rules/<pack>/…``, ``sources.toml``, ``payers.toml``, ``facts.toml``.

    Raises:
        RuleBroken: the first record that cannot be used, by its path.
    """
    folders = (_HERE, *extra)
    sources = _merge(folders, "sources.toml", TypeAdapter(dict[str, Source]))
    payers = _merge(folders, "payers.toml", TypeAdapter(dict[str, Payer]))
    facts = _merge(folders, "facts.toml", TypeAdapter(dict[str, dict[str, str]]))
    rules = []
    for folder in folders:
        home = folder / "rules"
        rules += [_read_rule(path, home, sources) for path in sorted(home.rglob("*.toml"))]
    _know(facts, rules)
    return Book(tuple(rules), sources, payers, facts)


def _merge(folders: tuple[Path, ...], name: str, kind: TypeAdapter[Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for folder in folders:
        path = folder / name
        if path.exists():
            try:
                merged |= kind.validate_python(tomllib.loads(path.read_text("utf-8")))
            except (ValidationError, tomllib.TOMLDecodeError) as fault:
                raise RuleBroken(f"{name}: {fault}") from None
    return merged


def _know(facts: dict[str, dict[str, str]], rules: list[Rule]) -> None:
    """Every column that can be unknown has its question; otherwise a question could not be put."""
    for rule in rules:
        for name in rule.reads:
            if not name.startswith("met:") and name not in facts and not _always_known(name):
                raise RuleBroken(f"{rule.id}.toml: facts.toml has no question for '{name}'.")


def _always_known(name: str) -> bool:
    return name in {"claim", "line", "receipt", "code_status", "payer"}
