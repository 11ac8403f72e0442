"""What an 837P says, as claim tables.

Where a choice had to be made:

- A claim is read whole or left out: ``edi`` leaves out one with an impossible date, an amount that is no amount or a
  line without SV1, and says so. What the guide asks for and the tables can do without (a date of service, a payer)
  is null, and a question for the policies.
- Units count only under SV103 ``UN``. Minutes (``MJ``) are no units: null.
- A single day (D8) is both ``dos`` and ``dos_through``.
- The destination payer is the NM1*PR of the subscriber's level (2010BB). What other payers said (2320, 2330, 2430, and
  a REF*G1 that REF04 assigns to another payer) is not read into any column.
- ``order_date`` is the prescription date (DTP*471) when every line that has one gives the same.
- Ordering providers stand on lines only in an 837P (2420E), so the claim's ``ordering_npi`` is null.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from contralateral.claim.patients import patient_keys
from contralateral.claim.tables import COUNT, SCHEMAS, ClaimTables, concat, empty
from contralateral.edi import Diagnostic
from contralateral.policy.factor import factor_numbers, factor_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contralateral.edi import Batch, X12File

__all__ = ["TABLES", "from_837", "stream_837"]

#: The tables of ``edi`` that claims are made of.
TABLES = ("claims", "lines", "diagnoses", "notes")
WANTED = "a claim file (837P, version 005010X222A1) is wanted here."
_SYSTEMS = {"ABK": "ICD-10-CM", "ABF": "ICD-10-CM", "BK": "ICD-9-CM", "BF": "ICD-9-CM"}
_AS_READ = (
    *("claim_id", "payer_name", "payer_id", "filing_code", "patient_state", "patient_zip"),
    *("rendering_npi", "referring_npi"),
)
_AS_READ_OF_LINES = ("line", "charge_cents", "dos", "dos_through")
_RANKS = {"P": "primary", "S": "secondary", "T": "tertiary"}
_MODIFIERS = [f"modifier{n}" for n in range(1, 5)]
_BETWEEN = "\x1f"
_POINTERS = [f"pointer{n}" for n in range(1, 5)]


def from_837(file: X12File, *, check: bool = False) -> tuple[ClaimTables, list[Diagnostic]]:
    """Turn every sound 837P of a file into claim tables.

    Returns the tables and everything to be said about the file, in file order, with what its envelopes gave. Zero
    claims are always an error among them. Transactions of other kinds and versions are errors too and are not read.
    Whether evidence, history and notices were supplied is null: an 837 carries none of them.

    Args:
        file: open.
        check: also look at every segment and element (SNIP levels 1 to 5).
    """
    said = [*file.diagnostics, *file.unread(["837P"]), *(file.check_envelopes() if check else ())]
    parts = []
    for tables, diagnostics, _ in stream_837(file, check=check):
        parts.append(tables)
        said += diagnostics
    made = concat(parts)
    return made, in_order([*said, *nothing_read(made.claims.height, said)])


def stream_837(file: X12File, *, check: bool = False) -> Iterator[tuple[ClaimTables, list[Diagnostic], int]]:
    """Turn the 837P of a file into claim tables batch by batch; claims are numbered from 0 in each.

    Yields tables, what was said while reading them, and how far into the file they reach.

    Says nothing of the envelopes: ``X12File.diagnostics`` does.
    """
    for batch in file.batches(["837P"], TABLES, check=check):
        told = (tables_of(batch, file.path) if batch.tables else empty()), batch.diagnostics, batch.byte
        del batch  # it holds the bytes of its piece
        yield told
        del told


def nothing_read(claims: int, said: list[Diagnostic]) -> list[Diagnostic]:
    """Zero claims from a file are never a success: say so where nothing else has."""
    if claims or any(d.severity == "error" for d in said):
        return []
    return [Diagnostic("error", f"No claim was found in this file; {WANTED}")]


def in_order(said: list[Diagnostic]) -> list[Diagnostic]:
    """Put what was said in the order of the file, each once."""
    return sorted(dict.fromkeys(said), key=lambda d: -1 if d.byte is None else d.byte)


def tables_of(batch: Batch, path: str) -> ClaimTables:
    """Return the claim tables of one batch of ``edi`` tables."""
    found = batch.tables
    numbers = found["claims"]["claim"]
    first = _first(numbers)
    frames = {
        "claims": _claims(found, path),
        "lines": _lines(found, numbers, first),
        "diagnoses": _diagnoses(found["diagnoses"], numbers, first),
    }
    return replace(empty(), **frames)


def _first(numbers: pl.Series) -> int | None:
    """Return the first claim's number where no claim is missing in between, so that no join is needed."""
    if not len(numbers):
        return 0
    first, last = numbers[0], numbers[-1]
    return int(first) if last - first == len(numbers) - 1 else None


def _index(frame: pl.DataFrame, numbers: pl.Series, first: int | None) -> pl.Expr | pl.Series:
    """Return each row's claim, counted from 0 in this batch."""
    if first is not None:
        return (pl.col("claim") - first).cast(COUNT)
    place = numbers.to_frame().with_row_index("index")
    return frame.select("claim").join(place, on="claim", how="left", maintain_order="left")["index"]


def _claims(found: dict[str, pl.DataFrame], path: str) -> pl.DataFrame:
    claims = found["claims"]
    made = {
        **_of_claims(),
        "source": pl.concat_str(pl.lit(f"{path} segment "), pl.col("segment").cast(pl.String)),
        "patient_key": patient_keys(claims),
        "note": _notes(claims, found.get("notes"), None),
        "order_date": _order_dates(claims, found["lines"]),
    }
    return claims.select(column.alias(name) for name, column in made.items())


@cache
def _of_claims() -> dict[str, pl.Expr]:
    """What a claim's columns are made of, in the order of the schema; those that depend on more stand as null."""
    told = {name: _copied(name) for name in _AS_READ} | {
        "claim": pl.int_range(pl.len(), dtype=pl.UInt32),
        "payer_rank": pl.col("payer_responsibility").replace_strict(
            _RANKS, default=None, return_dtype=pl.String
        ),
        "born": pl.col("patient_born"),
        "sex": _copied("patient_sex"),
        "place_of_service": pl.col("place_of_service").str.to_uppercase(),
        "frequency": pl.col("frequency").str.to_uppercase(),
        "claim_charge_cents": pl.col("charge_cents"),
        "billing_npi": pl.when(pl.col("billing_id_qualifier") == "XX").then(_copied("billing_id")),
        # The form has a place for it; what is not in it was not given, which is an answer.
        "authorization": pl.col("authorization").fill_null(""),
        "diagnoses_supplied": pl.lit(value=True),
    }
    return {name: _typed(told.get(name), dtype) for name, dtype in SCHEMAS["claims"].items()}


def _copied(name: str) -> pl.Expr:
    """Text as it was read, copied: a column of ``edi`` holds the bytes of its piece and all text of its table."""
    return pl.concat_str(pl.col(name), pl.lit(""))


def _typed(column: pl.Expr | None, dtype: pl.DataType) -> pl.Expr:
    return pl.lit(None, dtype) if column is None else column.cast(dtype)


def _notes(owners: pl.DataFrame, notes: pl.DataFrame | None, code: str | None) -> pl.Expr | pl.Series:
    """Return the note of each claim or line; several are joined, which is rare."""
    if notes is None or not (owners["notes"].max() or 0) > 1:  # type: ignore[operator]
        return _copied("note")
    keys = ["claim"] if code is None else ["claim", "line"]
    mine = notes.filter(
        pl.col("line").is_null() & (pl.col("code") != "K3") if code is None else pl.col("code") == code
    ).filter(pl.col("text").is_not_null())
    joined = mine.group_by(keys).agg(pl.col("text").str.join("; "))
    return owners.select(keys).join(joined, on=keys, how="left", maintain_order="left")["text"]


def _order_dates(claims: pl.DataFrame, lines: pl.DataFrame) -> pl.Expr | pl.Series:
    """Return the day of the order where all lines that give one give the same."""
    if lines["prescribed"].null_count() == lines.height:
        return pl.lit(None, pl.Date)
    days = lines.select("claim", "prescribed").drop_nulls()
    same = days.group_by("claim").agg(first=pl.col("prescribed").min(), last=pl.col("prescribed").max())
    told = same.select("claim", order=pl.when(pl.col("first") == pl.col("last")).then(pl.col("first")))
    return claims.select("claim").join(told, on="claim", how="left", maintain_order="left")["order"]


def _lines(found: dict[str, pl.DataFrame], numbers: pl.Series, first: int | None) -> pl.DataFrame:
    lines = found["lines"]
    index = _index(lines, numbers, first)
    made: dict[str, pl.Expr | pl.Series] = {
        **_of_lines(),
        "claim": index,
        "code": _each(lines["code"], pl.col("code").str.to_uppercase()),
        "modifiers": _modifiers(lines),
        "pointers": _pointers(lines),
    }
    if lines["place_of_service"].null_count():
        rows = lines.select(index).to_series() if isinstance(index, pl.Expr) else index
        of_claim = found["claims"]["place_of_service"][rows]
        made["place_of_service"] = pl.coalesce("place_of_service", of_claim).str.to_uppercase()
    notes = _notes(lines, found.get("notes"), "ADD")
    made["description"] = pl.concat_str("description", notes, separator="; ", ignore_nulls=True)
    return lines.select(column.alias(name) for name, column in made.items())


@cache
def _of_lines() -> dict[str, pl.Expr]:
    """What a line's columns are made of, in the order of the schema; those that depend on more stand as null."""
    told = {name: pl.col(name) for name in _AS_READ_OF_LINES} | {
        "authorization": _copied("authorization"),
        "rendering_npi": _copied("rendering_npi"),
        "units": pl.when(pl.col("unit") == "UN").then(pl.col("units")),
        "place_of_service": pl.col("place_of_service").str.to_uppercase(),
        # The form has a place for it; what is not in it was not given, which is an answer.
        "ordering_npi": pl.col("ordering_npi").fill_null(""),
    }
    return {name: _typed(told.get(name), dtype) for name, dtype in SCHEMAS["lines"].items()}


def _modifiers(lines: pl.DataFrame) -> pl.Series:
    """The modifiers of a line as a list; the same few combinations come again and again."""
    joined = lines.select(pl.concat_str(_MODIFIERS, separator=_BETWEEN, ignore_nulls=True)).to_series()
    told = factor_texts(joined)
    some = [[m for m in text.upper().split(_BETWEEN) if m] for text in joined[told.first].to_list()]
    return pl.Series(some, dtype=pl.List(pl.String))[told.ids]


def _pointers(lines: pl.DataFrame) -> pl.Series:
    """The pointers of a line as a list; here too combinations are few."""
    most = max((found for name in _POINTERS if isinstance(found := lines[name].max(), int)), default=0)
    told = factor_numbers(lines.select(_numbered(most + 2)).to_series().to_numpy())
    some = lines.select(_POINTERS)[told.first].rows()
    each = [[pointer for pointer in row if pointer is not None] for row in some]
    return pl.Series(each, dtype=pl.List(COUNT))[told.ids]


@cache
def _numbered(base: int) -> pl.Expr:
    """Four pointers as one number: each is below 256."""
    key = pl.lit(0, pl.Int64)
    for name in _POINTERS:
        key = key * base + (pl.col(name).cast(pl.Int64) + 1).fill_null(0)
    return key


def _diagnoses(found: pl.DataFrame, numbers: pl.Series, first: int | None) -> pl.DataFrame:
    return found.select(
        _index(found, numbers, first).alias("claim"),
        pl.col("position").cast(COUNT),
        _each(found["code"], pl.col("code").str.replace_all(".", "", literal=True).str.to_uppercase()).alias(
            "diagnosis"
        ),
        _each(found["qualifier"], pl.col("qualifier").replace(_SYSTEMS).fill_null("")).alias("system"),
    )


def _each(column: pl.Series, change: pl.Expr) -> pl.Series:
    """Change each of the distinct values of a column once; they are few."""
    told = factor_texts(column)
    return column[told.first].to_frame().select(change.cast(pl.String)).to_series()[told.ids]
