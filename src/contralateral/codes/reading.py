"""From names to attributes, by the patterns of `data/attributes.toml`: one pass over a frame of texts."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from contralateral.codes import wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["LISTS", "SCHEMA", "SINGLES", "in_device_section", "read_frame"]

SINGLES = ("kind", "region", "role", "make", "molded", "side")
LISTS = {
    "segments": "segment",
    "levels": "level",
    "purposes": "purpose",
    "materials": "material",
    "features": "feature",
}
SCHEMA: dict[str, Any] = {
    "code": pl.String,
    **{name: pl.Boolean if name == "molded" else pl.String for name in SINGLES},
    **{name: pl.List(pl.String) for name in LISTS},
}
# A name that says one of these knows better than the section it stands in: a bra among the breast prostheses.
_WITHIN_A_SECTION = ("garment", "supply", "implant")
_WITH_LEVELS = ("prosthesis", "supply")
_OF_A_SECTION = ("kind", "region", "role", "features")


def read_frame(texts: pl.DataFrame) -> pl.DataFrame:
    """Return the attributes (columns of `SCHEMA`) of texts with columns code (may be null) and text, row by row."""
    if texts.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    marked = _marks(texts.with_columns(wording.plain(pl.col("text"))))
    return _settle(pl.concat([marked, _sections(texts["code"])], how="horizontal"))


def in_device_section(codes: pl.Series) -> pl.Series:
    """Tell which codes stand in a section of devices; others name drugs, tests and services."""
    starts, sections = _sorted_sections()
    texts = np.array([code or "" for code in codes], dtype=np.str_)
    at = np.searchsorted(np.array(starts), texts, side="right") - 1
    through = np.array([section["through"] for section in sections])
    return pl.Series((at >= 0) & (texts <= through[at]), dtype=pl.Boolean)


def _marks(texts: pl.DataFrame) -> pl.DataFrame:
    """Look for every pattern once, then fold the findings into one column a vocabulary."""
    look, fold = _expressions()
    return texts.with_columns(look).select("code", *fold)


@cache
def _expressions() -> tuple[list[pl.Expr], list[pl.Expr]]:
    """Return one expression a pattern, and those that fold what was found."""
    vocabulary = wording.data("attributes.toml")
    groups = {name: vocabulary[name] for name in ("device", *SINGLES, *LISTS.values())}
    look = [_holds(entry).alias(f"{name} {at}") for name in groups for at, entry in enumerate(groups[name])]
    fold = [
        *(_first(name, groups[name], "value").alias(name) for name in SINGLES),
        *(
            _first("device", groups["device"], key).alias(f"device {key}")
            for key in ("kind", "region", "segments")
        ),
        *(_every(name, groups[name]).alias(plural) for plural, name in LISTS.items()),
    ]
    return look, fold


def _holds(entry: Mapping[str, Any]) -> pl.Expr:
    found = pl.col("text").str.contains(entry["words"])
    return found & ~pl.col("text").str.contains(entry["unless"]) if "unless" in entry else found


def _first(group: str, entries: Sequence[Mapping[str, Any]], key: str) -> pl.Expr:
    """Return what the first entry that holds gives for the key, even where it gives nothing."""
    chosen = pl.lit(None, pl.String)
    for at in reversed(range(len(entries))):
        value = entries[at].get(key)
        given = pl.lit(";".join(value) if isinstance(value, list) else value, pl.String)
        chosen = pl.when(pl.col(f"{group} {at}")).then(given).otherwise(chosen)
    return chosen


def _every(group: str, entries: Sequence[Mapping[str, Any]]) -> pl.Expr:
    held = [pl.when(pl.col(f"{group} {at}")).then(pl.lit(e["value"])) for at, e in enumerate(entries)]
    return pl.concat_list(held).list.drop_nulls()


def _settle(marked: pl.DataFrame) -> pl.DataFrame:
    """Let the device, the section and the single words settle each attribute together, nearest first."""
    named = pl.coalesce("device kind", "kind")
    settled = marked.with_columns(
        pl.coalesce(pl.when(named.is_in(_WITHIN_A_SECTION)).then(named), "section kind", named).alias("kind"),
        pl.coalesce("device region", "section region", "region").alias("region"),
        (pl.col("molded") == "yes").alias("molded"),
        pl.coalesce(pl.col("device segments").str.split(";"), "segments").alias("segments"),
    )
    # A supply or a garment is never the whole device, whatever the section says of its other names.
    whole = pl.when(~pl.col("kind").is_in(["supply", "implant"])).then("section role")
    settled = settled.with_columns(pl.coalesce("role", whole).alias("role"))
    none = pl.lit([], pl.List(pl.String))
    # "Below knee section" of an orthosis is no level of amputation; a whole prosthesis is told by its level alone.
    settled = settled.with_columns(
        pl.when(pl.col("kind").fill_null("prosthesis").is_in(_WITH_LEVELS))
        .then("levels")
        .otherwise(none)
        .alias("levels")
    ).with_columns(
        pl.when(pl.col("role").eq_missing("base") & (pl.col("levels").list.len() > 0))
        .then(none)
        .otherwise("segments")
        .alias("segments")
    )
    # The features of a section are those of its whole devices, where the name does not say otherwise.
    of_section = pl.when(pl.col("role").eq_missing("base")).then("section features").fill_null(none)
    settled = settled.with_columns(pl.concat_list("features", of_section).list.unique(maintain_order=True))
    lists = (pl.when(pl.col(name).list.len() > 0).then(name).alias(name) for name in LISTS)
    return settled.select("code", *SINGLES, *lists).cast(pl.Schema(SCHEMA))


def _sections(codes: pl.Series) -> pl.DataFrame:
    """Return what the section of the code set says of each code; null outside the sections of devices."""
    columns = {f"section {key}": SCHEMA[key] for key in _OF_A_SECTION}
    rows = [[(_section(code) or {}).get(key) for key in _OF_A_SECTION] for code in codes]
    return pl.DataFrame(rows, columns, orient="row")


def _section(code: str | None) -> Mapping[str, Any] | None:
    """Return the section of devices that a code stands in, if any."""
    starts, sections = _sorted_sections()
    at = bisect_right(starts, code) - 1 if code else -1
    return sections[at] if at >= 0 and str(code) <= sections[at]["through"] else None


@cache
def _sorted_sections() -> tuple[list[str], list[Mapping[str, Any]]]:
    sections = wording.data("attributes.toml")["section"]
    return [section["from"] for section in sections], sections
