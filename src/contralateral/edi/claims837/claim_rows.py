"""Claims and their diagnoses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi import columns
from contralateral.edi.cells import classify, code, codes, filled
from contralateral.edi.claims837.loops import AT, qualifier
from contralateral.edi.claims837.work import nth_of
from contralateral.edi.composites import components
from contralateral.edi.ids import ID

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from contralateral.edi.claims837.work import Rows, Work

__all__ = ["claims", "diagnoses", "npi_only"]

#: Qualifiers of HI elements that are diagnoses; the rest is anesthesia procedures and conditions.
DIAGNOSES = ("ABK", "ABF", "BK", "BF")
NOT_DIAGNOSES = ("BP", "BO", "BG")


def claims(work: Work) -> pl.DataFrame:
    """Return a row a claim, with what its levels say of payer, patient and billing provider."""
    rows = work.of_claims("CLM")
    table = work.table(rows).keys().text(claim_id=1)
    _charge(work, table)
    place, kind, frequency = table.parts(5, "place_of_service", "place_qualifier", "frequency")
    work.fault(rows[~filled(place)], "CLM has no place of service (CLM05-1).", "Ask the sender to add it.")
    fault = "CLM does not say whether it is an original (CLM05-3)."
    work.fault(rows[~filled(frequency)], fault, "Ask the sender to add it.")
    unsaid = ~filled(kind)
    wrong = ~unsaid & (codes(kind) != code("B"))
    work.fault(rows[wrong], "CLM05-1 is not a place of service (CLM05-2 is not B).", "An 837P has B there.")
    message = "CLM05-2 is empty; CLM05-1 was read as a place of service. Write B there."
    work.say("warning", rows[unsaid], message, rows[unsaid].astype(np.int32))
    table.text(signature=6, assignment=7, benefits_assigned=8, release=9, patient_signature=10)
    table.text(related_causes=11, special_program=12, delay_reason=20)
    _own(work, table)
    return _with_levels(work, table).frame()


def _own(work: Work, table: Rows) -> None:
    """Add the first of what most claims have once: providers by NPI, the authorization, the note."""
    claim, rows = work.places.claim, table.rows
    for name, loop, role in (("referring_npi", "2310A", "DN"), ("rendering_npi", "2310B", "82")):
        found = work.first(work.named("NM1", AT[loop], role), claim, rows)
        table.beside(npi_only(work, found)).text(**{name: 9})
    table.beside(work.first(work.named("REF", AT["2300"], "G1"), claim, rows)).text(authorization=2)
    notes = work.named("NTE", AT["2300"])
    table.beside(work.first(notes, claim, rows)).text(note=2)
    count = np.bincount(claim[notes], minlength=len(work.tokens))[rows]
    table.numbers("notes", count, "uint32")


def npi_only(work: Work, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Keep the NM1 that name their party by NPI (NM108 is XX), -1 for the others."""
    there = np.flatnonzero(rows >= 0)
    other = qualifier(work.tokens, rows[there], 8) != _NPI
    kept = rows.copy()
    kept[there[other]] = -1
    return kept


_NPI = code("XX")


def _charge(work: Work, table: Rows) -> None:
    value, good, bad = columns.amounts(work.tokens, table.cell(2))
    rows = table.rows
    work.fault(rows[~good & ~bad], "The claim's charge (CLM02) is missing.", "Add the amount.")
    negative = good & (value < 0)
    what = "The claim's charge (CLM02) is not an amount of zero or more dollars and cents."
    work.fault(rows[bad | negative], what, "Write digits with at most one decimal point and two decimals.")
    table.numbers("charge_cents", value, "int64", good)


def _with_levels(work: Work, table: Rows) -> Rows:
    """Add what the levels above say: one row of each party, found by the level that it stands at."""
    places, tokens, rows = work.places, work.tokens, table.rows
    billing, subscriber, patient = (
        places.at(a, rows) for a in (places.billing, places.subscriber, places.patient)
    )
    for name, at in (("billing", billing), ("subscriber", subscriber), ("patient", patient)):
        number = places.at(work.level, np.maximum(at, 0))
        table.numbers(f"{name}_level", number, "uint32", at >= 0)
    sbr = work_at(work, subscriber, "SBR", AT["2000B"])
    table.beside(sbr).text(
        payer_responsibility=1, relationship=2, group_number=3, group_name=4, insurance_type=5, filing_code=9
    )
    pat = work_at(work, patient, "PAT", AT["2000C"])
    table.beside(pat).text(patient_relationship=1)
    payer = work_at(work, subscriber, "NM1", AT["2010BB"])
    table.beside(payer).text(payer_name=3, payer_id_qualifier=8, payer_id=9)
    insured = work_at(work, subscriber, "NM1", AT["2010BA"])
    table.beside(insured).text(member_id=9)
    biller = work_at(work, billing, "NM1", AT["2010AA"])
    table.beside(biller).text(billing_id_qualifier=8, billing_id=9)
    person = np.where(patient >= 0, work_at(work, patient, "NM1", AT["2010CA"]), insured)
    table.beside(person).text(patient_last=3, patient_first=4)
    # What follows a party hangs on the NM1 that opened it; a party that is not there has nothing.
    n4 = work_at(work, person, "N4", by_opener=True)
    table.beside(n4).text(patient_state=2, patient_zip=3)
    dmg = work_at(work, person, "DMG", by_opener=True)
    born = table.beside(dmg)
    born.text(patient_sex=3)
    written = born.cell(2)
    day, _, good, _ = columns.ranges(tokens, born.cell(1), written)
    wrong = filled(written) & ~good
    fault = "The birth date (DMG02) is not a day of the calendar."
    work.fault(dmg[wrong], fault, "Write D8 and CCYYMMDD.", claims=rows[wrong].astype(np.int32))
    table.numbers("patient_born", day, "date", good)
    _say_of_levels(work, rows, subscriber, sbr, payer)
    return table


def work_at(
    work: Work, of: NDArray[np.integer], name: str, loop: int | None = None, *, by_opener: bool = False
) -> NDArray[np.intp]:
    """Return for each of some segments the one of a name that hangs on it, -1 where none does.

    It hangs on its level, or on what opened its loop. Read again from context segments too: a level may have been read
    with an earlier chunk.
    """
    tokens, places = work.tokens, work.places
    rows = tokens.rows(ID[name])
    if loop is not None:
        rows = rows[places.loop.take(rows) == loop]
    return work.first(rows, places.opener if by_opener else places.level, of)


_RANKS = ("P", "S", "T")


def _say_of_levels(
    work: Work,
    rows: NDArray[np.intp],
    subscriber: NDArray[np.int32],
    sbr: NDArray[np.intp],
    payer: NDArray[np.intp],
) -> None:
    lacking = (subscriber >= 0) & (payer < 0)
    message = "This subscriber has no payer (NM1*PR); the payer of its claims is left unknown."
    _once(work, "warning", subscriber[lacking], rows[lacking], message)
    named = np.flatnonzero(sbr >= 0)
    odd = named[classify(qualifier(work.tokens, sbr[named]), _RANKS) == 0]
    message = "SBR01 names a rank of payer beyond the third, or none; the rank is left unknown."
    _once(work, "note", sbr[odd], rows[odd], message)


def _once(
    work: Work, severity: str, at: NDArray[np.signedinteger], claims: NDArray[np.intp], message: str
) -> None:
    """Say something of a level once, with the first claim under it that is in this chunk."""
    _, first = np.unique(at, return_index=True)
    chosen = at[first]
    new = work.fresh[chosen]
    work.say(severity, chosen[new].astype(np.intp), message, claims[first][new].astype(np.int32))  # type: ignore[arg-type]


def diagnoses(work: Work) -> tuple[pl.DataFrame, NDArray[np.intp]]:
    """Return a row a diagnosis, and the segment of each; positions count HI elements as pointers do."""
    tokens = work.tokens
    rows = work.of_claims("HI")
    rows = rows[(work.places.loop[rows] == AT["2300"]) & (tokens.count[rows] > 0)]
    count = tokens.count[rows]
    flat = np.repeat(rows, count)
    before = np.cumsum(count) - count
    j = np.arange(len(flat), dtype=np.int32) - np.repeat(before, count) + 1
    kind, value = pair = components(tokens, tokens.at(flat, j), 2, work.component)
    # The first qualifier of a segment tells whether it holds diagnoses at all.
    other = classify(codes(kind.take(before)), NOT_DIAGNOSES) > 0
    work.other_codes = rows[other]
    if other.any():
        mine = np.flatnonzero(~np.repeat(other, count))
        rows, flat = rows[~other], flat[mine]
        kind, value = pair = pair.take(mine, axis=1)
    odd = (classify(codes(kind), DIAGNOSES) == 0) & filled(kind)
    message = "HI has a qualifier that is neither ICD-10-CM nor ICD-9-CM; the code was kept with it."
    work.say("warning", flat[odd], message, work.places.claim[flat[odd]])
    alone = filled(kind) & ~filled(value)
    work.fault(flat[alone], "HI names a kind of diagnosis and no code.", "Add the code or leave both out.")
    # Positions run on over the HI of one claim.
    position = nth_of(work.places.claim[flat])
    there = filled(value)
    if not there.all():
        kept = np.flatnonzero(there)
        flat, position, pair = flat[kept], position[kept], pair.take(kept, axis=1)
    table = work.table(flat).keys()
    table.numbers("position", position, "uint32")
    table.made.texts(["qualifier", "code"], pair)
    _say_without(work, rows)
    return table.frame(), flat


def _say_without(work: Work, rows: NDArray[np.intp]) -> None:
    claims = work.of_claims("CLM")
    has = work.marked(work.places.claim[rows], claims)
    message = "This claim has no diagnosis (HI); every 837P should have one."
    work.say("warning", claims[~has], message, claims[~has].astype(np.int32))
