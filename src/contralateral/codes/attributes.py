"""What a name says of a device: kind, region, role, make and the rest, each unknown where the name is silent.

The vocabulary and its patterns are data (`data/attributes.toml`), single codes are put right in
`data/attribute_overrides.toml`, and what was read of every device code is kept in `data/attributes.csv`, so that a
person sees which codes a changed pattern touches. A kept row counts only while its name and the patterns are the
ones it was read from; every other name is read again.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import polars as pl

from contralateral.codes import wording
from contralateral.codes.reading import LISTS, SCHEMA, SINGLES, in_device_section, read_frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

__all__ = ["SCHEMA", "Attributes", "corrections", "each", "keep", "of", "read", "table"]


@dataclass(frozen=True, slots=True)
class Attributes:
    """What a name or a sentence says of a device; None and the empty tuple mean that it does not say.

    kind: orthosis, prosthesis, implant, garment, footwear, supply or equipment. region: a coarse part of the body
    (spine, breast, head, lower limb ...), segments its finer parts, levels those of amputation. role: base,
    addition, component, replacement, modification, repair or service. make: prefabricated, off the shelf, custom
    fitted or custom fabricated. molded: to a model of the patient. The words are those of `data/attributes.toml`.
    """

    kind: str | None = None
    region: str | None = None
    role: str | None = None
    make: str | None = None
    molded: bool | None = None
    side: str | None = None
    segments: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    features: tuple[str, ...] = ()

    def stated(self) -> dict[str, str]:
        """Return what is known, in words, in the order of the fields."""
        return {f.name: words for f in fields(self) if (words := wording.say(getattr(self, f.name)))}


def read(text: str) -> Attributes:
    """Read an official name or a clinician's sentence.

    >>> read("Custom breast prosthesis, post mastectomy, molded to patient model").make
    'custom fabricated'
    """
    texts = pl.DataFrame({"code": [None], "text": [text]}, {"code": pl.String, "text": pl.String})
    return next(each(read_frame(texts)))


def table(names: pl.DataFrame) -> pl.DataFrame:
    """Return the attributes of every code of `names` (columns code, short, long), in its order.

    Columns are those of `SCHEMA`; codes outside the sections of devices have every attribute null.
    """
    texts = names.select("code", wording.name_of().alias("text"))
    texts = texts.filter(in_device_section(texts["code"]) & texts["text"].is_not_null())
    texts = texts.with_columns(_read_from(texts["text"]))
    kept = texts.join(_kept(), on=["code", "read_from"]).select(list(SCHEMA))
    fresh = read_frame(texts.join(kept, on="code", how="anti").select("code", "text"))
    # A correction holds also where no section says that the code is a device: a withdrawn one stands in none.
    silent = names.filter(pl.col("code").is_in(list(corrections()))).join(texts, on="code", how="anti")
    corrected = _corrected(pl.concat([kept, fresh, _unread(silent["code"])]))
    return names.select("code").join(corrected, on="code", how="left", maintain_order="left")


def of(codes: Iterable[str], names: pl.DataFrame) -> dict[str, Attributes]:
    """Return the attributes of some codes; one without a name has what the corrections say of it, or nothing."""
    wanted = list(dict.fromkeys(codes))
    found = table(names.filter(pl.col("code").is_in(wanted)))
    missing = [code for code in wanted if code not in set(found["code"])]
    rows = pl.concat([found, _corrected(_unread(pl.Series("code", missing, pl.String)))])
    known = dict(zip(rows["code"], each(rows), strict=True))
    return {code: known[code] for code in wanted}


@cache
def corrections() -> Mapping[str, Mapping[str, Any]]:
    """Return the corrections made by hand, by code: the attributes set, the reason and the source."""
    return {row["code"]: row for row in wording.data("attribute_overrides.toml")["override"]}


def keep(names: pl.DataFrame, path: Path) -> int:
    """Write what the patterns say of every device code of `names` as the kept table; return its rows.

    Corrections are not written into it: they are laid over whenever the table is read.
    """
    texts = names.select("code", wording.name_of().alias("text")).sort("code")
    texts = texts.filter(in_device_section(texts["code"]) & texts["text"].is_not_null())
    rows = read_frame(texts).with_columns(pl.col(name).list.join(";") for name in LISTS)
    rows.with_columns(_read_from(texts["text"])).write_csv(path)
    return rows.height


def _unread(codes: pl.Series) -> pl.DataFrame:
    """Return rows in which nothing is said."""
    silent = (pl.lit(None, kind).alias(name) for name, kind in SCHEMA.items() if name != "code")
    return codes.to_frame("code").select("code", *silent)


def each(rows: pl.DataFrame) -> Iterator[Attributes]:
    """Yield the rows of a table of attributes as values."""
    for row in rows.select(*SINGLES, *LISTS).iter_rows():
        singles, lists = row[: len(SINGLES)], row[len(SINGLES) :]
        yield Attributes(*singles, *(tuple(values or ()) for values in lists))


def _read_from(texts: pl.Series) -> pl.Series:
    """Return a short print of each text and of the patterns that read it."""
    patterns = _patterns()
    return pl.Series("read_from", [f"{zlib.crc32(text.encode(), patterns):08x}" for text in texts], pl.String)


@cache
def _patterns() -> int:
    """Return a short print of the patterns."""
    return zlib.crc32(files(__package__).joinpath("data", "attributes.toml").read_bytes())


@cache
def _kept() -> pl.DataFrame:
    columns = {name: pl.String if name in LISTS else kind for name, kind in SCHEMA.items()}
    file = files(__package__).joinpath("data", "attributes.csv").read_bytes()
    rows = pl.read_csv(file, schema={**columns, "read_from": pl.String})
    return rows.with_columns(pl.col(name).str.split(";") for name in LISTS)


def _corrected(rows: pl.DataFrame) -> pl.DataFrame:
    """Lay the corrections made by hand over what was read."""
    there = set(rows["code"].to_list())
    mine = {code: row for code, row in corrections().items() if code in there}
    for name, kind in SCHEMA.items():
        set_by_hand = [(code, row[name]) for code, row in mine.items() if name in row]
        if name == "code" or not set_by_hand:
            continue
        hand = pl.DataFrame(set_by_hand, {"code": pl.String, "by hand": kind}, orient="row")
        hand = hand.with_columns(pl.lit(True).alias("set"))
        rows = rows.join(hand, on="code", how="left", maintain_order="left").with_columns(
            pl.when("set").then("by hand").otherwise(name).alias(name)
        )
        rows = rows.drop("by hand", "set")
    return rows
