"""Which bases an addition belongs to, read from the words of its own name; unknown where they do not say.

The rules are data (`data/addition_bases.toml`); what they yield is kept in `data/addition_bases.csv`, so that a person
sees every pair. The sets are wide: an addition lacks its base only where none of them is there.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import polars as pl

from contralateral.codes import wording
from contralateral.codes.attributes import each, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contralateral.codes.attributes import Attributes

__all__ = ["additions", "bases", "bases_frame", "derive"]

_SCHEMA = {"addition": pl.String, "base": pl.String, "ground": pl.String}
_NOT_SELECTED = frozenset({"codes", "same", "role"})


def bases(code: str) -> frozenset[str] | None:
    """Return the bases that an addition belongs to, or None where its name does not tell."""
    return _kept().get(code)


@cache
def bases_frame() -> pl.DataFrame:
    """Return every pair of addition and base, with its ground: name, policy, unlisted or inferred.

    name: the addition's own name says so. policy: a payer's policy lists the pair. unlisted: the base is an unlisted
    code of the same kind and region. inferred: practice knows it, the name does not say it.
    """
    kept = files(__package__).joinpath("data", "addition_bases.csv").read_bytes()
    return pl.read_csv(kept, schema=_SCHEMA)


def additions(names: pl.DataFrame) -> list[str]:
    """Return the codes whose names say that they are additions, in the order of `names`."""
    return table(names).filter(pl.col("role") == "addition")["code"].to_list()


def derive(names: pl.DataFrame) -> pl.DataFrame:
    """Derive the pairs of `bases_frame` anew from names (columns code, short, long), in order of the codes.

    An addition that no rule fits has no row.
    """
    attributes = table(names)
    read = zip(attributes["code"], each(attributes), strict=True)
    devices = {code: has for code, has in read if has.kind is not None}
    rules = wording.data("addition_bases.toml")["belongs"]
    chosen = _chosen(names, attributes, rules)
    grounds: dict[tuple[str, str], str] = {}
    for addition, rule in chosen:
        for ground, base in _belonging(devices[addition], rules[rule], devices):
            grounds.setdefault((addition, base), ground)
    for row in wording.data("addition_bases.toml")["policy"]:
        known = {row["addition"], *row["bases"]} & set(devices)
        grounds.update({(row["addition"], base): "policy" for base in known - {row["addition"]}})
    rows = sorted((addition, base, ground) for (addition, base), ground in grounds.items())
    return pl.DataFrame(rows, _SCHEMA, orient="row")


def _chosen(
    names: pl.DataFrame, attributes: pl.DataFrame, rules: list[Mapping[str, Any]]
) -> list[tuple[str, int]]:
    """Return each addition with the place of the first rule whose words its name has."""
    held = names.select("code", wording.plain(wording.name_of()).alias("text")).join(
        attributes.filter(pl.col("role") == "addition").select("code", "kind", "region"), on="code"
    )
    chosen = pl.lit(None, pl.Int64)
    for at in reversed(range(len(rules))):
        fits = pl.col("text").str.contains(rules[at]["words"])
        for name in ("kind", "region"):
            if name in rules[at]:
                fits &= pl.col(name) == rules[at][name]
        chosen = pl.when(fits).then(pl.lit(at)).otherwise(chosen)
    return held.select("code", chosen.alias("rule")).drop_nulls().rows()


def _belonging(
    addition: Attributes, rule: Mapping[str, Any], devices: Mapping[str, Attributes]
) -> Iterator[tuple[str, str]]:
    """Yield (ground, base) for the selections of a rule, and for the unlisted codes beside them."""
    for ground, selections in (("name", rule["bases"]), ("inferred", rule.get("also", ()))):
        for selection in selections:
            yield from (
                (ground, code) for code, had in devices.items() if _fits(code, had, selection, addition)
            )
    if rule["bases"]:
        for code, had in devices.items():
            unlisted = had.role == "base" and "not otherwise specified" in had.features
            if unlisted and (had.kind, had.region) == (addition.kind, addition.region):
                yield "unlisted", code


def _fits(code: str, had: Attributes, selection: Mapping[str, Any], addition: Attributes) -> bool:
    if "codes" in selection:
        return any(_within(code, span) for span in selection["codes"])
    if had.role != selection.get("role", "base"):
        return False
    if {"endoskeletal", "exoskeletal"} <= {*had.features, *addition.features}:
        return False
    shared = all(set(getattr(had, name)) & set(getattr(addition, name)) for name in selection.get("same", ()))
    return shared and all(
        _has(getattr(had, name), value) for name, value in selection.items() if name not in _NOT_SELECTED
    )


def _has(given: Any, wanted: Any) -> bool:
    """Tell whether an attribute is the wanted value, or one of the wanted values."""
    held = set(given) if isinstance(given, tuple) else {given}
    return not held.isdisjoint(wanted if isinstance(wanted, list) else [wanted])


def _within(code: str, span: str) -> bool:
    first, _, last = span.partition("-")
    return first <= code <= (last or first)


@cache
def _kept() -> dict[str, frozenset[str]]:
    pairs = bases_frame().group_by("addition").agg("base")
    return {addition: frozenset(found) for addition, found in pairs.iter_rows()}
