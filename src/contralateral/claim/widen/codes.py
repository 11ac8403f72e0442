"""What the tables of the day say of a line's code, modifiers and place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from contralateral import codes
from contralateral.claim.widen.base import constant
from contralateral.claim.widen.batch import YES_NO, Batch, texts_at
from contralateral.codes import kept
from contralateral.codes.kept import slot
from contralateral.policy.factor import FEW, Factor, Ints, combine, factor_numbers, factor_texts
from contralateral.policy.line import COLUMNS
from contralateral.policy.spaces import Space

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contralateral.codes.kept import Timeline

__all__ = [
    "CODE",
    "MODIFIERS",
    "authorization",
    "bases_known",
    "code",
    "device_words",
    "place_known",
    "units",
    "unknown_modifiers",
]

_NAMES = {"code_ended": "ended", "code_short": "short", "unlisted": "noc"}
#: What is said of a code's standing behind its name; of one in force nothing.
_STANDS = {"not_yet": "not yet in force", "not_listed": "in no table of that day", "withdrawn": "withdrawn"}
_NEVER = "no table at hand names it"
_NO_LAST_DAY = ", in no release at hand; its last day is not known"
_STANDING = (
    "code_status",
    "code_in_force",
    "code_ended",
    "code_short",
    "replaced_by",
    "coverage",
    "unlisted",
)
_ATTRIBUTES = ("code_kind", "code_region", "code_role", "code_make")
_WORDS = ("code_ended_words", "replaced_by_words", "code_words", "code_named")
MODIFIERS = ("mods_unknown", "mods_open")
CODE = ("code", *_STANDING, *_ATTRIBUTES, *_WORDS, "mue", "mai", "mue_told")


def cells(batch: Batch, keys: Factor, numbers: Ints, timeline: Timeline) -> tuple[Ints, Ints, Ints]:
    """Find the row of a timeline for each line, by the lines' keys and their days.

    Args:
        batch: the claims.
        keys: the lines' keys, factored.
        numbers: the timeline's number of each distinct key.
        timeline: where to look.

    Returns:
        For each line the number of its cell; for each cell its key and its row in the timeline.
    """
    days = batch.days
    changes = timeline.changes(numbers, int(days[days > 0].min(initial=1 << 22)), int(days.max(initial=0)))
    period, day_of = batch.periods(changes)
    told = combine(keys.ids, period[batch.day.ids], len(day_of))
    key = keys.ids[told.first]
    return told.ids, key, timeline.at(numbers[key], batch.slot[told.first])


def code(batch: Batch, _: str) -> Mapping[str, Space]:
    """The code's standing on its day, what its name says it is, and its medically unlikely edit."""
    tables, limits = kept.CODES.now(), kept.LIMITS.now()
    days = batch.days
    first, last = int(days[days > 0].min(initial=1 << 22)), int(days.max(initial=0))
    numbers, edits = tables.numbers(batch.codes), limits.numbers(batch.codes)
    spans = [(slot(r.covers_from), slot(r.covers_through) + 1) for r in codes.releases("mue")]
    edges = np.array([day for span in spans for day in span], np.int64)
    changes = np.unique(
        np.concatenate([tables.changes(numbers, first, last), limits.changes(edits, first, last), edges])
    )
    period, day_of = batch.periods(changes)
    met = combine(batch.code.ids, period[batch.day.ids], len(day_of))
    key, on = batch.code.ids[met.first], batch.slot[met.first]
    standing, limit = tables.at(numbers[key], on), limits.at(edits[key], on)
    of_the_day = np.zeros(len(on), np.bool_)
    for begins, ends in spans:
        of_the_day |= (on >= begins) & (on < ends)
    if (
        spans
    ):  # what the newest table holds is held on to, and so is that it has no limit for a code of its days
        last = spans[-1][1] - 1
        was = tables.answers("code_in_force")[tables.at(numbers[key], np.full(len(key), last))]
        of_the_day |= (on > last) & (was == 1)
    # What several periods agree in is one row.
    rows = factor_numbers(
        ((key * (tables.rows.height + 1) + standing) * (limits.rows.height + 1) + limit) * 2 + of_the_day
    )
    at = rows.first
    values = _few_codes if len(at) <= FEW else _many_codes
    space = values(
        [batch.codes[i] for i in key[at].tolist()], standing[at], limit[at], of_the_day[at], rows.ids[met.ids]
    )
    return dict.fromkeys(CODE, space)


def _few_codes(named: list[str | None], standing: Ints, limit: Ints, of_the_day: Any, index: Ints) -> Space:
    tables, limits = kept.CODES.now(), kept.LIMITS.now()
    rows = [tables.row(i) for i in standing.tolist()]
    edits = [limits.row(i) for i in limit.tolist()]
    values: dict[str, list[Any]] = {"code": list(named)}
    values |= {name: [row[_NAMES.get(name, name)] for row in rows] for name in (*_STANDING, *_ATTRIBUTES)}
    ended, instead = values["code_ended"], values["replaced_by"]
    values["code_ended_words"] = [
        _NO_LAST_DAY
        if day is None and status == "withdrawn"
        else ""
        if day is None
        else f", last in force on {day}"
        for day, status in zip(ended, values["code_status"], strict=True)
    ]
    values["code_named"] = [_named(row) for row in rows]
    values["unlisted"] = [_unlisted(row["noc"], code) for row, code in zip(rows, named, strict=True)]
    values["replaced_by_words"] = ["" if code is None else f" In its place: {code}." for code in instead]
    values["code_words"] = [
        ", ".join([w for w in words if w is not None]) for words in _triples(values, "code")
    ]
    values |= {name: [edit[name] for edit in edits] for name in ("mue", "mai")}
    told = zip(named, edits, of_the_day.tolist(), strict=True)
    values["mue_told"] = [
        True if e["mue"] is not None or (c is not None and day) else None for c, e, day in told
    ]
    return Space(index, values=values, schema=COLUMNS)


def _named(row: Mapping[str, Any]) -> str:
    """The code's name, and how it stands where it is not in force."""
    return "; ".join([w for w in (row["short"] or row["long"], _stands(row)) if w]) or _NEVER


def _stands(row: Mapping[str, Any]) -> str:
    status, ended = row["code_status"], row["ended"]
    return f"ended {ended}" if status == "ended" and ended else _STANDS.get(status, "")


def _unlisted(noc: bool | None, code: str | None) -> bool | None:
    """A code that no table names is none for items without a code: whether it exists is another rule's question."""
    return False if noc is None and code is not None else noc


def _triples(values: Mapping[str, list[Any]], of: str) -> Any:
    return zip(*(values[f"{of}_{name}"] for name in ("kind", "region", "make")), strict=True)


def _many_codes(named: list[str | None], standing: Ints, limit: Ints, of_the_day: Any, index: Ints) -> Space:
    tables, limits = kept.CODES.now(), kept.LIMITS.now()
    frame = pl.DataFrame({"code": named}, schema={"code": pl.String()})
    rows = tables.rows.select(pl.col(_NAMES.get(n, n)).alias(n) for n in (*_STANDING, *_ATTRIBUTES))[standing]
    told_of, of_row = np.unique(standing, return_inverse=True)
    named_rows = [tables.row(i) for i in told_of.tolist()]
    frame = frame.hstack(rows).hstack(limits.rows.select("mue", "mai")[limit])
    day = pl.Series("day", of_the_day)
    told = pl.col("mue").is_not_null() | (pl.col("code").is_not_null() & day)
    frame = frame.with_columns(
        code_status=pl.col("code_status").cast(pl.String),
        code_ended_words=pl.coalesce(
            ", last in force on " + pl.col("code_ended").cast(pl.String),
            pl.when(pl.col("code_status") == "withdrawn").then(pl.lit(_NO_LAST_DAY)),
            pl.lit(""),
        ),
        code_named=pl.Series([_named(row) for row in named_rows], dtype=pl.String)[of_row],
        unlisted=pl.coalesce("unlisted", pl.when(pl.col("code").is_not_null()).then(pl.lit(value=False))),
        replaced_by_words=pl.coalesce(" In its place: " + pl.col("replaced_by") + ".", pl.lit("")),
        code_words=_words("code"),
        mue_told=pl.when(told).then(pl.lit(value=True)),
    )
    return Space(index, frame=frame.select(pl.col(name).cast(COLUMNS[name]) for name in CODE))


def _words(of: str) -> pl.Expr:
    return pl.concat_str(f"{of}_kind", f"{of}_region", f"{of}_make", separator=", ", ignore_nulls=True)


def device_words(batch: Batch, name: str) -> Mapping[str, Space]:
    """What the case says that the device is, in words."""
    told = batch.claim_rows.select("device_kind", "device_region", "device_make")
    if all(told[column].null_count() == told.height for column in told.columns):
        return {name: constant(device_words="")}
    words = told.select(_words("device"))["device_kind"]
    return {name: Space(np.arange(len(words)), frame=words.to_frame("device_words"), of_claim=True)}


def units(batch: Batch, name: str) -> Mapping[str, Space]:
    """The day's units of the code on the claim; one line without its units leaves the count unknown."""
    from contralateral.claim.widen.base import line_column

    own = line_column(batch, "units")["units"]
    again = batch.repeats
    if not len(again):
        return {name: Space(own.index, values={name: own.values("units")}, schema=COLUMNS)}
    values = own.values("units")
    index = np.zeros(batch.n, np.int64) if own.index is None else own.index.copy()
    key = (batch.claim_of[again] * batch.code.count + batch.code.ids[again]) * batch.day.count
    group = factor_numbers(key + batch.day.ids[again]).ids
    each = index[again]
    number = np.array([0.0 if value is None else value for value in values], np.float64)
    missing = np.array([value is None for value in values], np.bool_)
    totals = np.bincount(group, weights=number[each])[group]
    open_ = np.bincount(group, weights=missing[each])[group] > 0
    known = {value: at for at, value in enumerate(values)}
    distinct, which = np.unique(totals, return_inverse=True)
    place = np.array([known.setdefault(total, len(known)) for total in distinct.tolist()], np.int64)
    unknown = known.setdefault(None, len(known)) if open_.any() else 0
    index[again] = np.where(open_, unknown, place[which])
    return {name: Space(index, values={name: list(known)}, schema=COLUMNS)}


def authorization(batch: Batch, name: str) -> Mapping[str, Space]:
    """Whether Medicare requires prior authorization on the day and in the state."""
    required = kept.REQUIRED.now()
    state = batch.claim_rows["patient_state"]
    states = (
        factor_texts(state)
        if state.null_count() < len(state)
        else Factor(np.zeros(len(state), np.int64), np.zeros(min(1, len(state)), np.int64))
    )
    grid = required.numbers(batch.codes, texts_at(state, states.first))
    flat = grid.ravel()
    place = (
        batch.code.ids if grid.shape[1] == 1 else batch.code.ids * grid.shape[1] + states.ids[batch.claim_of]
    )
    keys = factor_numbers(flat)
    lines = Factor(keys.ids[place], keys.first)
    index, _, rows = cells(batch, lines, flat[keys.first], required.timeline)
    answer = required.timeline.answers("pa_required")[rows]
    return {name: Space(answer[index], values={name: YES_NO}, schema=COLUMNS)}


def unknown_modifiers(batch: Batch, name: str) -> Mapping[str, Space]:
    """List the modifiers that no table knows on the day, null where a table cannot say, and what is asked then."""
    tables = kept.MODIFIERS.now()
    named = sorted({m for each in batch.mod_lists if each for m in each if m is not None})
    numbers = tables.numbers(named)
    days = batch.days
    period, day_of = batch.periods(
        tables.changes(numbers, int(days[days > 0].min(initial=1 << 22)), int(days.max(initial=0)))
    )
    known = tables.answers("known")[tables.at(numbers[:, None], day_of[None, :])]
    place = {modifier: at for at, modifier in enumerate(named)}
    met = combine(batch.mods.ids, period[batch.day.ids], len(day_of))
    said: dict[tuple[tuple[str, ...] | None, str], int] = {}
    answers = []
    pairs = zip(batch.mods.ids[met.first].tolist(), period[batch.day.ids[met.first]].tolist(), strict=True)
    for mods, at in pairs:
        carried = batch.mod_lists[mods]
        answer = (_unknown(carried, place, known[:, at]), _open(carried, place, known[:, at]))
        answers.append(said.setdefault(answer, len(said)))
    index = np.array(answers, np.int64)[met.ids]
    values: dict[str, list[Any]] = {
        "mods_unknown": [None if each is None else list(each) for each, _ in said],
        "mods_open": [words for _, words in said],
    }
    return dict.fromkeys(MODIFIERS, Space(index, values=values, schema=COLUMNS))


def _unknown(mods: list[str | None] | None, place: Mapping[str, int], known: Any) -> tuple[str, ...] | None:
    if mods is None:
        return None
    told = [(m, int(known[place[m]])) for m in mods if m is not None]
    bad = tuple(m for m, answer in told if answer == 0)
    return bad or (None if any(answer == 2 for _, answer in told) else ())


def _open(mods: list[str | None] | None, place: Mapping[str, int], known: Any) -> str:
    """What is asked of a line's modifiers of which the tables cannot say."""
    asked = [m for m in mods or () if m is not None and int(known[place[m]]) == 2]
    cpt = any(m[:1].isdigit() for m in asked)
    why = (
        "Those that begin with a digit are CPT's, which no table here has"
        if cpt
        else "No table at hand has it"
    )
    return f"is {', '.join(asked)} a modifier of that day? {why}; drop it where it was not meant"


def place_known(batch: Batch, name: str) -> Mapping[str, Space]:
    """Say whether the place of service exists."""
    tables = kept.PLACES.now()
    places = batch.lines["place_of_service"]
    keys = batch.place
    index, _, rows = cells(batch, keys, tables.numbers(texts_at(places, keys.first)), tables)
    answer = tables.answers("pos_known")[rows]
    return {name: Space(answer[index], values={name: YES_NO}, schema=COLUMNS)}


def bases_known(batch: Batch, name: str) -> Mapping[str, Space]:
    """True for an addition whose name names its bases; for others open."""
    from contralateral.claim.widen.bases import pairs

    known = pairs()
    told = [True if c in known else None for c in batch.codes]
    return {name: Space(batch.code.ids, values={name: told}, schema=COLUMNS)}
