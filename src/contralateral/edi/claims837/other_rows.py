"""Everything that stands at claims and lines more than once: dates, references, parties, payers, adjustments, forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from contralateral.edi import columns
from contralateral.edi.cells import code, filled
from contralateral.edi.claims837.claim_rows import work_at
from contralateral.edi.claims837.loops import AT, LOOPS, qualifier
from contralateral.edi.claims837.work import nth_of
from contralateral.edi.frames import Names
from contralateral.edi.ids import ID, NAMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.claims837.work import Work

__all__ = ["TABLES", "table"]

Table = tuple[pl.DataFrame, "NDArray[np.intp]"]
Select = Callable[["Work"], "NDArray[np.intp]"]
Make = Callable[["Work", "NDArray[np.intp]"], Table]
LOOP_NAMES = Names(LOOPS)
#: Segments that have a table of their own; everything else in a transaction goes to ``rest`` as it stands.
_TOLD = {
    *(
        "ST",
        "SE",
        "BHT",
        "HL",
        "NM1",
        "N3",
        "N4",
        "DMG",
        "PRV",
        "SBR",
        "CLM",
        "DTP",
        "REF",
        "HI",
        "LX",
        "SV1",
    ),
    *("CAS", "AMT", "PWK", "NTE", "K3", "LQ", "FRM", "SVD", "GS", "GE", "ISA", "IEA", "TA1"),
}
_NAMES = Names(NAMES)
_K3 = Names(["K3"])


def references(work: Work, rows: NDArray[np.intp]) -> Table:
    """REF at any loop."""
    table = work.table(rows).keys(line=True, level=True).loops(LOOP_NAMES)
    return table.text(qualifier=1, value=2, description=3, beside=4).frame(), rows


def dates(work: Work, rows: NDArray[np.intp]) -> Table:
    """DTP at any loop; ``text`` keeps what was written, whatever its format."""
    table = work.table(rows).keys(line=True).loops(LOOP_NAMES).text(qualifier=1, format=2, text=3)
    first, last, good, bad = columns.ranges(work.tokens, table.cell(2), table.cell(3))
    table.numbers("first", first, "date", good).numbers("through", last, "date", good)
    # The dates of service and of the order are spoken of with their lines.
    wrong = rows[bad]
    wrong = wrong[~np.isin(qualifier(work.tokens, wrong), _SPOKEN_OF)]
    message = "DTP03 is not a day of the calendar; the date is left unknown. Write D8 and CCYYMMDD."
    work.say("warning", wrong, message, work.places.claim[wrong])
    return table.frame(), rows


_SPOKEN_OF = np.array([code("472"), code("471")])


def parties(work: Work, rows: NDArray[np.intp]) -> Table:
    """NM1 with its N3, N4, PRV, PER and DMG."""
    table = work.table(rows).keys(line=True, level=True).loops(LOOP_NAMES)
    table.text(role=1, kind=2, name=3, first=4, middle=5, suffix=7, id_qualifier=8, id=9)
    for name, elements in (
        ("N3", {"address1": 1, "address2": 2}),
        ("N4", {"city": 1, "state": 2, "zip": 3, "country": 4}),
        ("PRV", {"taxonomy": 3}),
        ("PER", {"contact": 2, "contact_qualifier": 3, "contact_number": 4}),
    ):
        table.beside(work_at(work, rows, name, by_opener=True)).text(**elements)
    dmg = table.beside(work_at(work, rows, "DMG", by_opener=True))
    day, _, good, _ = columns.ranges(work.tokens, dmg.cell(1), dmg.cell(2))
    table.numbers("born", day, "date", good)
    dmg.text(sex=3)
    return table.frame(), rows


def other_payers(work: Work, rows: NDArray[np.intp]) -> Table:
    """SBR in 2320, with OI, the amounts of AMT and the payer of 2330B."""
    table = (
        work.table(rows)
        .keys()
        .text(responsibility=1, relationship=2, group_number=3, group_name=4, insurance_type=5, filing_code=9)
    )
    table.numbers("payer", _nth(work, rows), "uint32")
    table.beside(_by_other(work, rows, "OI", "2320")).text(benefits_assigned=3, release=6)
    payer = _by_other(work, rows, "NM1", "2330B")
    table.beside(payer).text(payer_name=3, payer_id_qualifier=8, payer_id=9)
    insured = _by_other(work, rows, "NM1", "2330A")
    table.beside(insured).text(insured_last=3, insured_first=4, insured_id=9)
    dtp = _by_other(work, rows, "DTP", "2330B", "573")
    found = table.beside(dtp)
    day, _, good, _ = columns.ranges(work.tokens, found.cell(2), found.cell(3))
    table.numbers("adjudicated", day, "date", good)
    for name, kind in (("paid_cents", "D"), ("not_covered_cents", "A8"), ("remaining_cents", "EAF")):
        table.beside(_by_other(work, rows, "AMT", "2320", kind)).cents(**{name: 2})
    return table.frame(), rows


def _nth(work: Work, rows: NDArray[np.intp]) -> NDArray[np.int64]:
    """Count rows within their claim, from 1."""
    return nth_of(work.places.claim[rows])


def _by_other(
    work: Work, payers: NDArray[np.intp], name: str, loop: str, wanted: str | None = None
) -> NDArray[np.intp]:
    """Return for each SBR of another payer its segment of a name, loop and qualifier, -1 where it has none."""
    places = work.places
    rows = work.of_claims(name)
    rows = rows[places.loop[rows] == AT[loop]]
    if wanted is not None:
        rows = rows[qualifier(work.tokens, rows) == code(wanted)]
    return work.first(rows, places.other, payers)


def adjudications(work: Work, rows: NDArray[np.intp]) -> Table:
    """SVD: what another payer decided of a line."""
    table = work.table(rows).keys(line=True).text(payer_id=1).cents(paid_cents=2)
    table.parts(3, "qualifier", "code", "modifier1", "modifier2", "modifier3", "modifier4")
    table.decimals(units=5).text(bundled_line=6)
    found = table.beside(work_at(work, rows, "DTP", AT["2430"], by_opener=True))
    day, _, good, _ = columns.ranges(work.tokens, found.cell(2), found.cell(3))
    table.numbers("adjudicated", day, "date", good)
    return table.frame(), rows


def adjustments(work: Work, rows: NDArray[np.intp]) -> Table:
    """CAS of other payers, a row for each reason."""
    tokens, places = work.tokens, work.places
    reasons = (tokens.count[rows] + 1) // 3
    flat = np.repeat(rows, reasons)
    before = np.cumsum(reasons) - reasons
    j = 2 + 3 * (np.arange(len(flat), dtype=np.int64) - np.repeat(before, reasons))
    reason, amount, count = tokens.cells.take(tokens.run(flat, j, 3))
    used = np.flatnonzero(filled(reason) | filled(amount))
    kept = flat[used]
    table = work.table(kept).keys(line=True).loops(LOOP_NAMES).text(group=1)
    reason, amount, count = reason[used], amount[used], count[used]
    cents, good, bad = columns.amounts(tokens, amount)
    units, counted, odd = columns.decimals(tokens, count)
    for wrong, what in ((bad, "An amount in CAS"), (odd, "A count in CAS")):
        message = f"{what} is not a number; it is left unknown. Correct it."
        work.say("warning", kept[wrong], message, places.claim[kept[wrong]])
    table.made.text("reason", reason)
    table.numbers("cents", cents, "int64", good).numbers("units", units, "float64", counted)
    table.numbers("opener", tokens.number[places.opener[kept]], "uint32")
    return table.frame(), kept


def amounts(work: Work, rows: NDArray[np.intp]) -> Table:
    """AMT at any loop of a claim."""
    return work.table(rows).keys(line=True).loops(LOOP_NAMES).text(qualifier=1).cents(cents=2).frame(), rows


def attachments(work: Work, rows: NDArray[np.intp]) -> Table:
    """PWK: what is sent beside the claim, how, and under which number."""
    return work.table(rows).keys(line=True).text(report=1, sent_by=2, control=6).frame(), rows


def notes(work: Work, rows: NDArray[np.intp]) -> Table:
    """NTE, and K3 under the code "K3"."""
    nte, k3 = work.of_claims("NTE"), work.of_claims("K3")
    own = work.table(nte).keys(line=True).text(code=1, text=2).frame()
    if not len(k3):
        return own, rows
    of_k3 = work.table(k3).keys(line=True)
    of_k3.made.named("code", _K3, np.zeros(len(k3), dtype=np.int64))
    fixed = of_k3.text(text=1).frame()
    return pl.concat([own, fixed]), rows


def forms(work: Work, rows: NDArray[np.intp]) -> Table:
    """FRM with the form (LQ) that it answers."""
    table = work.table(rows).keys(line=True)
    table.beside(
        np.where(work.tokens.id[work.places.opener[rows]] == ID["LQ"], work.places.opener[rows], -1)
    ).text(form_qualifier=1, form=2)
    table.text(question=1, yes_no=2, text=3, date_text=4)
    return table.decimals(percent=5).frame(), rows


def rest(work: Work, rows: NDArray[np.intp]) -> Table:
    """Segments without a table of their own, as they stand: no element is dropped."""
    table = work.table(rows).keys(line=True, level=True).loops(LOOP_NAMES)
    tokens = work.tokens
    start = tokens.start[rows]
    last = tokens.ends[tokens.base[rows] + tokens.count[rows]]
    table.made.named("id", _NAMES, tokens.id[rows])
    table.made.text("text", tokens.cells_at(*tokens.trim(start, last - start)))
    return table.frame(), rows


def _rest_of(work: Work) -> NDArray[np.intp]:
    mask = work.fresh & ~_IS_TOLD.take(work.tokens.id)
    mask[work.other_codes] = True
    return np.flatnonzero(mask)


_IS_TOLD = np.zeros(len(NAMES), dtype=bool)
_IS_TOLD[[ID[name] for name in _TOLD]] = True


def _in_loop(name: str, loop: str) -> Select:
    def select(work: Work) -> NDArray[np.intp]:
        rows = work.of_claims(name)
        found: NDArray[np.intp] = rows[work.places.loop.take(rows) == AT[loop]]
        return found

    return select


def _of_claims(*names: str) -> Select:
    return lambda work: np.concatenate([work.of_claims(name) for name in names])


#: For each table the segments that it is made from, and how.
TABLES: dict[str, tuple[Select, Make]] = {
    "references": (lambda work: work.rows("REF"), references),
    "dates": (_of_claims("DTP"), dates),
    "parties": (lambda work: work.rows("NM1"), parties),
    "other_payers": (_in_loop("SBR", "2320"), other_payers),
    "adjudications": (_in_loop("SVD", "2430"), adjudications),
    "adjustments": (_of_claims("CAS"), adjustments),
    "amounts": (_of_claims("AMT"), amounts),
    "attachments": (_of_claims("PWK"), attachments),
    "notes": (_of_claims("NTE", "K3"), notes),
    "forms": (_of_claims("FRM"), forms),
    "rest": (_rest_of, rest),
}
_EMPTY: dict[str, pl.DataFrame] = {}


def table(work: Work, name: str) -> Table:
    """Return a table and the segment of each row; one without rows is kept and given again."""
    select, make = TABLES[name]
    rows = select(work)
    if len(rows):
        return make(work, rows)
    if name not in _EMPTY:
        _EMPTY[name] = make(work, rows)[0]
    return _EMPTY[name].clone(), rows
