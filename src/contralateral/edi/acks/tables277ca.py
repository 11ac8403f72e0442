"""The tables of a claim acknowledgment: claims, services, statuses, levels and totals.

The levels above a claim are folded into its row. ``statuses`` has a row for each of the up to three composites of an
STC, at whatever level it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from contralateral.edi.acks.everywhere import (
    date_columns,
    dates,
    reference_columns,
    references,
    rest,
    rest_columns,
)
from contralateral.edi.acks.finding import qualifier
from contralateral.edi.acks.guide277ca import GUIDE
from contralateral.edi.acks.schema import schema
from contralateral.edi.acks.table import Table, hung
from contralateral.edi.cells import classify, code, codes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.acks.schema import Schema
    from contralateral.edi.acks.table import Made
    from contralateral.edi.acks.work import Work

__all__ = ["SCHEMAS", "tables"]

_MODIFIERS = ("modifier1", "modifier2", "modifier3", "modifier4")
_HEAD = "acknowledgment acknowledged:d"

SCHEMAS: dict[str, Schema] = {
    "claims": schema(
        "transaction:u claim:u level:u segment:u patient_control payer_control clearinghouse_control bill_type",
        "service_first:d service_through:d patient_last patient_first patient_middle patient_suffix",
        "patient_id_qualifier patient_id provider_name provider_first provider_id_qualifier provider_id provider_npi",
        "provider_trace receiver_name receiver_id batch payer_role payer_name payer_id receipt",
        "received:d processed:d",
        _HEAD,
    ),
    "services": schema(
        "transaction:u claim:u service:u segment:u qualifier code",
        *_MODIFIERS,
        "charge_cents:n revenue units:f line_id prescription service_first:d service_through:d",
    ),
    "statuses": schema(
        "transaction:u claim:u service:u level:u segment:u of loop position:u",
        "category status entity code_list effective:d action amount_cents:n text",
    ),
    "levels": schema(
        "transaction:u claim:u level:u segment:u of parent:u role name first id_qualifier id trace",
        "received:d processed:d",
        _HEAD,
    ),
    "totals": schema(
        "transaction:u claim:u level:u segment:u of accepted:n rejected:n accepted_cents:n rejected_cents:n"
    ),
    "references": reference_columns("claim"),
    "dates": date_columns("claim"),
    "rest": rest_columns("claim"),
}
_OF = pl.Series([None, *(words for _, words, _ in GUIDE.levels), None], dtype=pl.String())


def tables(work: Work) -> dict[str, Made]:
    """Make all tables of a chunk."""
    made = {
        "claims": claims(work),
        "services": services(work),
        "statuses": statuses(work),
        "levels": levels(work),
        "totals": totals(work),
        "references": references(work, SCHEMAS["references"]),
        "dates": dates(work, SCHEMAS["dates"]),
    }
    return made | {"rest": rest(work, SCHEMAS["rest"])}


def _of(work: Work, rows: NDArray[np.intp]) -> pl.Series:
    return _OF.gather(work.places.rank[rows])


def claims(work: Work) -> Made:
    """Return a row a claim: the TRN of a patient level, with what hangs on it and stands above it."""
    rows = work.rows("TRN", "2200D")
    table = Table(work, rows).keys(level=True).text(patient_control=2)
    for name, kind in (("payer_control", "1K"), ("clearinghouse_control", "D9"), ("bill_type", "BLT")):
        table.beside(hung(work.kid("REF", "2200D", code=kind), rows)).text(**{name: 2})
    days = table.beside(hung(work.kid("DTP", "2200D", code="472"), rows))
    days.period(2, 3, "service_first", "service_through")
    patient = table.beside(hung(work.kid("NM1", "2100D", by="level"), work.places.level[rows]))
    patient.text(patient_last=3, patient_first=4, patient_middle=5, patient_suffix=7)
    patient.text(patient_id_qualifier=8, patient_id=9)
    _fold(work, table, rows)
    bare = rows[hung(work.kid("STC", "2200D"), rows) < 0]
    work.warn(bare, "This claim has no status (STC) of its own; what became of it is unknown. Ask the payer.")
    nameless = rows[table.span(2)[1] == 0]
    work.fault(nameless, "TRN02 is empty: no claim of yours can be found by it.", "Ask the sender to add it.")
    return table.frame(SCHEMAS["claims"])


def _fold(work: Work, table: Table, rows: NDArray[np.intp]) -> None:
    """Add what the levels of the payer, the receiver and the provider say."""
    payer, receiver, provider = (work.places.above[rank][work.places.level[rows]] for rank in (1, 2, 3))
    table.beside(hung(work.kid("NM1", "2100A", by="level"), payer)).text(
        payer_role=1, payer_name=3, payer_id=9
    )
    table.beside(hung(work.kid("NM1", "2100B", by="level"), receiver)).text(receiver_name=3, receiver_id=9)
    biller = table.beside(hung(work.kid("NM1", "2100C", by="level"), provider))
    biller.text(provider_name=3, provider_first=4, provider_id_qualifier=8, provider_id=9)
    start, length = biller.span(9)
    national = codes(biller.cells(biller.span(8))) == code("XX")
    biller.texts(provider_npi=(start, np.where(national, length, 0).astype(np.int32)))
    table.beside(hung(work.kid("TRN", "2200C", by="level"), provider)).text(provider_trace=2)
    table.beside(hung(work.kid("TRN", "2200B", by="level"), receiver)).text(batch=2)
    table.beside(hung(work.kid("TRN", "2200A", by="level"), payer)).text(receipt=2)
    _received(work, table, payer)
    _acknowledged(work, table, rows)


def _received(work: Work, table: Table, payer: NDArray[np.int32]) -> None:
    for name, kind in (("received", "050"), ("processed", "009")):
        found = hung(work.kid("DTP", "2200A", by="level", code=kind), payer)
        table.beside(found).period(2, 3, name)


def _acknowledged(work: Work, table: Table, rows: NDArray[np.intp]) -> None:
    bht = table.beside(hung(work.kid("BHT", "header", by="st"), work.places.st[rows]))
    bht.text(acknowledgment=3).days(acknowledged=4)


def services(work: Work) -> Made:
    """Return a row a service line (SVC)."""
    rows = work.rows("SVC", "2220D")
    table = Table(work, rows).keys(service=True)
    table.parts(1, "qualifier", "code", *_MODIFIERS)
    table.cents(charge_cents=2).text(revenue=4).decimals(units=7)
    for name, kind in (("line_id", "FJ"), ("prescription", "XZ")):
        table.beside(hung(work.kid("REF", "2220D", code=kind), rows)).text(**{name: 2})
    days = table.beside(hung(work.kid("DTP", "2220D", code="472"), rows))
    days.period(2, 3, "service_first", "service_through")
    bare = rows[hung(work.kid("STC", "2220D"), rows) < 0]
    work.warn(bare, "This service has no status (STC); what became of it is unknown. Ask the payer.")
    return table.frame(SCHEMAS["services"])


def statuses(work: Work) -> Made:
    """Return a row for each status composite (STC01, STC10, STC11), in the order of the file."""
    stc = work.rows("STC")
    spans = [Table(work, stc).span(j) for j in (1, 10, 11)]
    there = np.stack([length > 0 for _, length in spans], axis=1)
    work.fault(stc[~there[:, 0]], "STC has no status (STC01).", "Ask the sender to add it.")
    nth, which = np.nonzero(there)
    rows = stc[nth]
    start = np.stack([span[0] for span in spans], axis=1)[nth, which]
    length = np.stack([span[1] for span in spans], axis=1)[nth, which]
    table = Table(work, rows).keys(level=True, service=True, loop=True)
    table.put(of=_of(work, rows)).number("position", which + 1)
    category, status, _, _ = table.parts((start, length), "category", "status", "entity", "code_list")
    table.fault(
        (category[1] == 0) | (status[1] == 0), " has a status without its category or its code.", "Add it."
    )
    table.days(effective=2).text(action=3).cents(amount_cents=4).text(text=12)
    odd = (table.span(3)[1] > 0) & (classify(qualifier(work.tokens, rows, 3), ("WQ", "U")) == 0)
    message = "STC03 is neither WQ (accepted) nor U (rejected); it was kept as it stands."
    work.warn(np.unique(rows[odd]), message)
    return table.frame(SCHEMAS["statuses"])


def levels(work: Work) -> Made:
    """Return a row a level (HL): who it is, which level it stands under, its trace number."""
    rows = work.rows("HL")
    table = Table(work, rows).keys(level=True).put(of=_of(work, rows))
    parent = work.places.parent[rows]
    table.number("parent", np.where(parent >= 0, work.level[np.maximum(parent, 0)], -1))
    party = table.beside(hung(work.kid("NM1", by="level"), rows))
    party.text(role=1, name=3, first=4, id_qualifier=8, id=9)
    trace = hung(work.kid("TRN", "2200A", "2200B", "2200C", by="level"), rows)
    table.beside(trace).text(trace=2)
    _received(work, table, rows.astype(np.int32))
    _acknowledged(work, table, rows)
    return table.frame(SCHEMAS["levels"])


_TOTALS = (
    ("accepted", "QTY", ("90", "QA")),
    ("rejected", "QTY", ("AA", "QC")),
    ("accepted_cents", "AMT", ("YU",)),
    ("rejected_cents", "AMT", ("YY",)),
)


def totals(work: Work) -> Made:
    """Return a row for each level that says how much it took and how much it refused."""
    hl = work.rows("HL")
    found = {}
    for name, segment, kinds in _TOTALS:
        at = np.full(len(hl), -1, dtype=np.intp)
        for kind in kinds:
            kid = hung(work.kid(segment, "2200B", "2200C", by="level", code=kind), hl)
            at = np.where(at >= 0, at, kid)
        found[name] = at
    rows = hl[np.any([at >= 0 for at in found.values()], axis=0)]
    table = Table(work, rows).keys(level=True).put(of=_of(work, rows))
    for name, at in found.items():
        mine = table.beside(at[np.isin(hl, rows)])
        if name.endswith("cents"):
            mine.cents(**{name: 2})
        else:
            mine.whole(**{name: 2})
    for segment in ("QTY", "AMT"):
        left = work.rows(segment)
        left = left[~work.told[left]]
        message = f"{segment}01 is none of the totals of its level, or is there twice; it was kept in the table rest."
        work.warn(left, message)
    return table.frame(SCHEMAS["totals"])
