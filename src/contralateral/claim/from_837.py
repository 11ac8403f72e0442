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

import hashlib
from typing import TYPE_CHECKING, Any

import polars as pl

from contralateral.claim.tables import COUNT, SCHEMAS, ClaimTables, concat, empty
from contralateral.edi import Diagnostic
from contralateral.edi.lists import lists_of_counts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from contralateral.edi import Batch, X12File

__all__ = ["TABLES", "from_837", "stream_837"]

#: The tables of ``edi`` that claims are made of.
TABLES = ("claims", "lines", "diagnoses", "notes")
WANTED = "a claim file (837P, version 005010X222A1) is wanted here."
_SYSTEMS = {"ABK": "ICD-10-CM", "ABF": "ICD-10-CM", "BK": "ICD-9-CM", "BF": "ICD-9-CM"}
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
        yield (tables_of(batch, file.path) if batch.tables else empty()), batch.diagnostics, batch.byte


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
    numbers = found["claims"].select("claim").with_row_index("index")
    dense = _dense(numbers)
    frames = {
        "claims": _claims(found, path, numbers),
        "lines": _lines(found, numbers, dense),
        "diagnoses": _diagnoses(found["diagnoses"], numbers, dense),
    }
    empty = {name: pl.DataFrame(schema=SCHEMAS[name]) for name in SCHEMAS if name not in frames}
    return ClaimTables(**frames, **empty)


def _dense(numbers: pl.DataFrame) -> int | None:
    """Return the first claim's number where no claim is missing in between, so that no join is needed."""
    if not numbers.height:
        return 0
    first, last = numbers["claim"][0], numbers["claim"][-1]
    return int(first) if last - first == numbers.height - 1 else None


def _index(frame: pl.DataFrame, numbers: pl.DataFrame, first: int | None) -> pl.Series:
    """Return each row's claim, counted from 0 in this batch."""
    if first is not None:
        return (frame["claim"] - first).cast(COUNT)
    return frame.select("claim").join(numbers, on="claim", how="left", maintain_order="left")["index"]


def _claims(found: dict[str, pl.DataFrame], path: str, numbers: pl.DataFrame) -> pl.DataFrame:
    claims = found["claims"]
    keys = _keys(claims)
    made: dict[str, Any] = {
        "claim": numbers["index"],
        "claim_id": pl.col("claim_id"),
        "source": pl.concat_str(pl.lit(f"{path} segment "), pl.col("segment").cast(pl.String)),
        "payer_name": pl.col("payer_name"),
        "payer_id": pl.col("payer_id"),
        "filing_code": pl.col("filing_code"),
        "payer_rank": pl.col("payer_responsibility").replace_strict(
            _RANKS, default=None, return_dtype=pl.String
        ),
        "patient_key": pl.Series(keys, dtype=pl.String),
        "patient_state": pl.col("patient_state"),
        "patient_zip": pl.col("patient_zip"),
        "born": pl.col("patient_born"),
        "sex": pl.col("patient_sex"),
        "place_of_service": pl.col("place_of_service").str.to_uppercase(),
        "frequency": pl.col("frequency").str.to_uppercase(),
        "claim_charge_cents": pl.col("charge_cents"),
        "billing_npi": pl.when(pl.col("billing_id_qualifier") == "XX").then(pl.col("billing_id")),
        "rendering_npi": pl.col("rendering_npi"),
        "referring_npi": pl.col("referring_npi"),
        # The form has a place for it; what is not in it was not given, which is an answer.
        "authorization": pl.col("authorization").fill_null(""),
        "note": _notes(claims, found.get("notes"), None),
        "order_date": _order_dates(claims, found["lines"]),
        "diagnoses_supplied": pl.lit(value=True),
    }
    schema = SCHEMAS["claims"]
    return claims.select(
        made[name].alias(name) if name in made else pl.lit(None, dtype).alias(name)
        for name, dtype in schema.items()
    ).cast(dict(schema))  # type: ignore[arg-type]


def _keys(claims: pl.DataFrame) -> list[str | None]:
    columns = claims.select("member_id", "patient_born", "patient_first")
    return [patient_key(*row) for row in columns.iter_rows()]


def patient_key(member: str | None, born: date | None, first_name: str | None) -> str | None:
    """Return a digest that finds the same patient in other files; null without member id or birth date.

    It is a pseudonym and not an anonymisation: whoever knows member id, birth date and first name can compute it.
    """
    if not member or not born:
        return None
    said = f"{member.upper()}\x1f{born.isoformat()}\x1f{(first_name or '').strip().upper()}"
    return hashlib.blake2b(said.encode(), digest_size=16, person=b"patient_key").hexdigest()


def _notes(owners: pl.DataFrame, notes: pl.DataFrame | None, code: str | None) -> pl.Expr | pl.Series:
    """Return the note of each claim or line; several are joined, which is rare."""
    if notes is None or not (owners["notes"] > 1).any():
        return pl.col("note")
    keys = ["claim"] if code is None else ["claim", "line"]
    mine = notes.filter(
        pl.col("line").is_null() & (pl.col("code") != "K3") if code is None else pl.col("code") == code
    ).filter(pl.col("text").is_not_null())
    joined = mine.group_by(keys).agg(pl.col("text").str.join("; "))
    return owners.select(keys).join(joined, on=keys, how="left", maintain_order="left")["text"]


def _order_dates(claims: pl.DataFrame, lines: pl.DataFrame) -> pl.Series:
    """Return the day of the order where all lines that give one give the same."""
    days = lines.select("claim", "prescribed").drop_nulls()
    if not days.height:
        return pl.Series([None], dtype=pl.Date).new_from_index(0, claims.height)
    same = days.group_by("claim").agg(first=pl.col("prescribed").min(), last=pl.col("prescribed").max())
    told = same.select("claim", order=pl.when(pl.col("first") == pl.col("last")).then(pl.col("first")))
    return claims.select("claim").join(told, on="claim", how="left", maintain_order="left")["order"]


def _lines(found: dict[str, pl.DataFrame], numbers: pl.DataFrame, dense: int | None) -> pl.DataFrame:
    lines = found["lines"]
    index = _index(lines, numbers, dense)
    places = found["claims"]["place_of_service"].gather(index).alias("claim_place")
    described = pl.concat_str(
        "description", _notes(lines, found.get("notes"), "ADD"), separator="; ", ignore_nulls=True
    )
    made: dict[str, Any] = {
        "claim": index,
        "line": pl.col("line"),
        "code": pl.col("code").str.to_uppercase(),
        "modifiers": _modifiers(),
        "units": pl.when(pl.col("unit") == "UN").then(pl.col("units")),
        "charge_cents": pl.col("charge_cents"),
        "dos": pl.col("dos"),
        "dos_through": pl.col("dos_through"),
        "place_of_service": pl.coalesce("place_of_service", places).str.to_uppercase(),
        "pointers": lists_of_counts([lines[name] for name in _POINTERS]),
        "description": described,
        "authorization": pl.col("authorization"),
        # The form has a place for it; what is not in it was not given, which is an answer.
        "ordering_npi": pl.col("ordering_npi").fill_null(""),
        "rendering_npi": pl.col("rendering_npi"),
    }
    schema = SCHEMAS["lines"]
    return lines.select(
        made[name].alias(name) if name in made else pl.lit(None, dtype).alias(name)
        for name, dtype in schema.items()
    ).cast(dict(schema))  # type: ignore[arg-type]


def _modifiers() -> pl.Expr:
    """The modifiers of a line as a list; through text, which is many times faster than lists of columns."""
    joined = pl.concat_str(_MODIFIERS, separator=_BETWEEN, ignore_nulls=True).str.to_uppercase()
    return joined.str.extract_all(f"[^{_BETWEEN}]+")


def _diagnoses(found: pl.DataFrame, numbers: pl.DataFrame, dense: int | None) -> pl.DataFrame:
    return found.select(
        claim=_index(found, numbers, dense),
        position=pl.col("position"),
        diagnosis=pl.col("code").str.replace_all(".", "", literal=True).str.to_uppercase(),
        system=pl.col("qualifier").replace(_SYSTEMS).fill_null(""),
    ).cast(dict(SCHEMAS["diagnoses"]))  # type: ignore[arg-type]
