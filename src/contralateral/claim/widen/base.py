"""The line itself: its own columns, its claim's, its modifiers as bits, and the people on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from contralateral import codes
from contralateral.claim.tables import CLAIMS
from contralateral.claim.widen.batch import YES_NO, Batch, numbers_of, texts_at
from contralateral.policy.factor import FEW, Factor, combine, factor_numbers, factor_texts
from contralateral.policy.line import COLUMNS, MODIFIERS
from contralateral.policy.spaces import Space

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["OF_CLAIM", "claim_column", "constant", "line_column", "modifiers", "named", "people", "yes_no"]

_NAMES = {"state": "patient_state", "zip": "patient_zip"}
OF_CLAIM = tuple(name for name in COLUMNS if _NAMES.get(name, name) in CLAIMS and name != "claim")
_BITS = {modifier: 1 << i for i, modifier in enumerate(MODIFIERS)}
_NONE = np.zeros(0, np.int64)


def constant(**values: Any) -> Space:
    """One row for all lines."""
    return Space(None, values={k: [v] for k, v in values.items()}, schema=COLUMNS)


def yes_no(name: str, answer: np.ndarray[Any, Any], *, of_claim: bool = False) -> Space:
    """A column that is false (0), true (1) or unknown (2)."""
    return Space(answer, values={name: YES_NO}, schema={name: pl.Boolean()}, of_claim=of_claim)


def _space(name: str, column: pl.Series, *, of_claim: bool) -> Space:
    """Factor a column; one that nobody fills is one row."""
    schema = {name: column.dtype}
    if column.null_count() == len(column):
        return Space(None, values={name: [None]}, schema=schema)
    if column.dtype == pl.Boolean:
        return yes_no(name, numbers_of(column, 2), of_claim=of_claim)
    if column.dtype == pl.Int64 and len(column) > FEW:  # money: nearly every sum is another
        rows = np.arange(len(column), dtype=np.int64)
        return Space(rows, frame=column.to_frame(name), of_claim=of_claim)
    if column.dtype == pl.String:
        told = factor_texts(column)
    elif column.dtype == pl.Float64:
        told = _floats(column)
    else:
        told = factor_numbers(numbers_of(column, -(1 << 40)))
    return Space(told.ids, values={name: texts_at(column, told.first)}, schema=schema, of_claim=of_claim)


def _floats(column: pl.Series) -> Factor:
    """Factor numbers, most of which are small and whole."""
    gaps = column.fill_null(-1.5) if column.null_count() else column
    values = gaps.to_numpy()
    small = values.astype(np.int64, copy=True) if np.isfinite(values).all() else None
    if small is not None and bool((small == values).all()) and int(small.max()) < 1 << 40:
        return factor_numbers(small)
    return factor_numbers(values.view(np.int64))


def claim_column(batch: Batch, name: str) -> Mapping[str, Space]:
    """A column of the claim, for each of its lines."""
    column = batch.payer if name == "payer" else batch.claim_rows[_NAMES.get(name, name)]
    return {name: _space(name, column, of_claim=True)}


def line_column(batch: Batch, name: str) -> Mapping[str, Space]:
    """A column of the line."""
    column = batch.lines[{"pos": "place_of_service"}.get(name, name)]
    match name:
        case "claim" | "charge_cents":
            return {name: Space(None, frame=column.to_frame(name), dense=True)}
        case "dos":
            return {
                name: Space(batch.day.ids, values={name: texts_at(column, batch.day.first)}, schema=COLUMNS)
            }
        case "pos":
            return {
                name: Space(
                    batch.place.ids, values={name: texts_at(column, batch.place.first)}, schema=COLUMNS
                )
            }
        case "description":
            return {name: _description(column)}
        case _:
            return {name: _space(name, column, of_claim=False)}


def _description(column: pl.Series) -> Space:
    """What is empty or missing is one row; words are as many as they are."""
    length = numbers_of(column.str.len_bytes(), -1)
    worded = np.flatnonzero(length > 0)
    if 2 * len(worded) > len(column):
        return Space(None, frame=column.to_frame("description"), dense=True)
    index = (length < 0).astype(np.int64)
    index[worded] = 2 + np.arange(len(worded))
    rows = pl.concat([pl.Series("description", ["", None], pl.String), column[worded]])
    return Space(index, frame=rows.to_frame("description"))


def receipt(batch: Batch, name: str) -> Mapping[str, Space]:
    """The day the payer would get the claims."""
    return {name: constant(**{name: batch.receipt})}


def modifiers(batch: Batch, _: str) -> Mapping[str, Space]:
    """Give each modifier that rules ask about its bit; others are kept in ``mods`` alone."""
    lists = batch.mod_lists
    values: dict[str, list[Any]] = {
        "mods": lists,
        "mod_bits": [None if each is None else bits(each) for each in lists],
        "mods_repeated": [None if each is None else len(set(each)) < len(each) for each in lists],
    }
    space = Space(batch.mods.ids, values=values, schema=COLUMNS)
    return dict.fromkeys(values, space)


def bits(modifiers: list[str | None]) -> int:
    """Return the modifiers that rules ask about, as bits."""
    found = 0
    for modifier in modifiers:
        found |= _BITS.get(modifier or "", 0)
    return found


def people(batch: Batch, name: str) -> Mapping[str, Space]:
    """Check the digits of the NPIs; an empty one is "none given", a null one is unknown."""
    who = name.split("_", 1)[0]
    index, numbers, of_claim = named(batch, f"{who}_npi")
    good = [None if npi is None else codes.npi_ok(npi) for npi in numbers]
    if who == "rendering":
        good = [None if npi == "" else g for npi, g in zip(numbers, good, strict=True)]
    values: dict[str, list[Any]] = {f"{who}_npi_good": good}
    if who == "ordering":
        values["ordering_npi_given"] = [None if npi is None else npi != "" for npi in numbers]
    space = Space(index, values=values, schema=COLUMNS, of_claim=of_claim)
    return dict.fromkeys(values, space)


def named(batch: Batch, name: str) -> tuple[np.ndarray[Any, Any] | None, list[str | None], bool]:
    """The line's own word, or its claim's; an empty one gives way to one that says something."""
    of_claim = batch.claim_rows[name]
    own = batch.lines[name] if name in batch.lines.columns else None
    if own is None or own.null_count() == len(own):
        if of_claim.null_count() == len(of_claim):
            return None, [None], True
        told = factor_texts(of_claim)
        return told.ids, texts_at(of_claim, told.first), True
    mine, theirs = factor_texts(own), factor_texts(of_claim)
    both = combine(mine.ids, theirs.ids[batch.claim_of], theirs.count)
    own_words, claim_words = texts_at(own, mine.first), texts_at(of_claim, theirs.first)
    at = both.first
    pairs = zip(mine.ids[at].tolist(), theirs.ids[batch.claim_of[at]].tolist(), strict=True)
    said = [_own_or(own_words[i], claim_words[j]) for i, j in pairs]
    return both.ids, said, False


def _own_or(own: str | None, other: str | None) -> str | None:
    return own or other or (own if own is not None else other)


def authorization_held(batch: Batch, name: str) -> Mapping[str, Space]:
    """Whether a number is there, on the line or on its claim; an empty one says that there is none."""
    of_claim, own = batch.claim_rows["authorization"], batch.lines["authorization"]
    theirs = _held(of_claim)
    if own.null_count() == len(own):
        return {name: Space(theirs, values={name: [None, False, True]}, schema=COLUMNS, of_claim=True)}
    held = np.maximum(_held(own), theirs[batch.claim_of])
    return {name: Space(held, values={name: [None, False, True]}, schema=COLUMNS)}


def _held(column: pl.Series) -> np.ndarray[Any, Any]:
    """0 where nobody told, 1 where none is held, 2 where one is."""
    length = numbers_of(column.str.len_bytes(), -1)
    return np.clip(length, -1, 1) + 1
