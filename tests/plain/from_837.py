"""What an 837P says, as claim tables.

Where a choice had to be made:

- A claim is read whole or left out: an impossible date, an amount that is no amount or a line without SV1
  leaves it out, with an error that names the segment and the way out. What the guide asks for and the tables can do
  without (a date of service, a payer) is null, and a question for the policies.
- Units count only under SV103 ``UN``. Minutes (``MJ``) are no units: null, with a note.
- A single day (D8) is both ``dos`` and ``dos_through``.
- The destination payer is the NM1*PR of the subscriber's level (2010BB). What other payers said (2320, 2330,
  2430, and a REF*G1 that REF04 assigns to another payer) is not read into any column.
- ``order_date`` is the prescription date (DTP*471) when every line that has one gives the same.
- Ordering providers stand on lines only in an 837P (2420E), so the claim's ``ordering_npi`` is null.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import polars as pl

from contralateral.claim.tables import SCHEMAS, ClaimTables
from contralateral.edi import Diagnostic
from tests.plain.elements_837 import cents, component_separator, days, parts, text
from tests.plain.line_837 import line_row, note_of
from tests.plain.loops_837 import Fault, claims_of
from tests.plain.parties_837 import npi_of, patient, payer, provider

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from contralateral.edi import Severity
    from tests.plain.loops_837 import ClaimLoops, Loop
    from tests.plain.values import Interchanges, Transaction

__all__ = ["from_837"]

Row = dict[str, Any]
READ_VERSION = re.compile(r"005010X222(A[12])?")
SYSTEMS = {"ABK": "ICD-10-CM", "ABF": "ICD-10-CM", "BK": "ICD-9-CM", "BF": "ICD-9-CM"}
NOT_DIAGNOSES = frozenset({"BP", "BO", "BG"})  # anesthesia procedures and condition codes
WANTED = "a claim file (837P, version 005010X222A1) is wanted here."
KIND_NAMES: Mapping[str, str] = {
    "837I": "an institutional claim (837I)",
    "837D": "a dental claim (837D)",
    "835": "an 835 remittance",
    "277CA": "a claim acknowledgment (277CA)",
    "999": "an acknowledgment of syntax (999)",
    "278": "an authorization request or answer (278)",
    "TA1": "an interchange acknowledgment (TA1)",
}


def from_837(interchanges: Interchanges, *, path: str) -> tuple[ClaimTables, list[Diagnostic]]:
    """Turn every sound 837P of a file into claim tables.

    Returns the tables and everything to be said about the file, in file order and with what ``edi.read`` found.
    Zero claims are always an error among them. Transactions of other kinds and versions are errors too and are
    not read. Whether evidence, history and notices were supplied is null: an 837 carries none of them.

    Args:
        interchanges: what ``edi.read`` returned.
        path: how the file is named in ``source``.
    """
    said = list(interchanges.diagnostics)
    rows: dict[str, list[Row]] = {name: [] for name in SCHEMAS}
    for transaction in interchanges.transactions:
        if transaction.sound and transaction.kind == "837P" and READ_VERSION.fullmatch(transaction.version):
            said += read_transaction(transaction, path, rows)
    said += other_kinds(interchanges)
    if not rows["claims"] and not any(d.severity == "error" for d in said):
        said.append(Diagnostic("error", f"No claim was found in this file; {WANTED}"))
    said = sorted(dict.fromkeys(said), key=lambda d: -1 if d.byte is None else d.byte)
    frames = {name: pl.DataFrame(rows[name], schema=schema, orient="row") for name, schema in SCHEMAS.items()}
    return ClaimTables(**frames), said


def read_transaction(transaction: Transaction, path: str, rows: dict[str, list[Row]]) -> list[Diagnostic]:
    """Add the claims of one transaction to ``rows``; return what is to be said."""
    separator, shown_by = component_separator(transaction)
    claims, said = claims_of(transaction)
    if shown_by:
        message = (
            f"Components are separated by '{separator}' here; ISA16 says '{transaction.delimiters.component}'. "
            "They were read as they stand; a receiver that follows ISA16 will not read them. Correct ISA16."
        )
        said.append(Diagnostic("warning", message, shown_by.number, shown_by.byte))
    if not claims:
        st = transaction.segments[0]
        message = "This 837P holds no claim (no CLM). Ask the sender what became of them."
        said.append(Diagnostic("error", message, st.number, st.byte))
    for claim in claims:
        aside: list[Diagnostic] = []
        try:
            found = read_claim(claim, len(rows["claims"]), separator, path, aside)
        except Fault as fault:
            at, clm = fault.at, claim.segment
            begins = "" if at is clm else f" that begins at segment {clm.number}"
            message = f"{fault.fault} The claim{begins} is left out. {fault.way_out}"
            said.append(Diagnostic("error", message, at.number, at.byte))
        else:
            said += aside
            for name, of_claim in found.items():
                rows[name] += of_claim
    return said


def read_claim(
    claim: ClaimLoops, index: int, separator: str, path: str, said: list[Diagnostic]
) -> dict[str, list[Row]]:
    """Return the rows of one claim by table, or raise ``Fault``."""
    subscriber = claim.level.at("22") if claim.level else None
    fault = claim.fault or (claim.level.fault if claim.level else None)
    if fault:
        raise fault
    if not claim.level or not subscriber:
        raise Fault(
            claim.segment, "This CLM stands under no subscriber (HL03 22).", "Add the levels above it."
        )
    place, frequency = place_and_frequency(claim, separator, said)
    if not claim.lines:
        raise Fault(claim.segment, "This claim has no service line (LX).", "Add its lines.")
    lines = [line_row(loops, n, separator, place, said) for n, loops in enumerate(claim.lines, start=1)]
    own = claim.loops[0]
    coded = list(diagnoses(own, separator, said))
    if not coded:
        message = "This claim has no diagnosis (HI); every 837P should have one."
        said.append(Diagnostic("warning", message, claim.segment.number, claim.segment.byte))
    row: Row = {
        "claim": index,
        "claim_id": text(claim.segment[1]),
        "source": f"{path} segment {claim.segment.number}",
        **payer(subscriber, said),
        **patient(claim.level, subscriber),
        "place_of_service": place,
        "frequency": frequency,
        "claim_charge_cents": cents(claim.segment, 2, "The claim's charge"),
        "billing_npi": npi_of(claim.level.at("20"), "85"),
        "rendering_npi": provider(claim, "82"),
        "referring_npi": provider(claim, "DN"),
        # The form has a place for it; what is not in it was not given, which is an answer.
        "authorization": next((text(ref[2]) for ref in own.all("REF", "G1")), ""),
        "note": note_of(own),
        "order_date": order_date(claim, said),
        "diagnoses_supplied": True,
    }
    return {
        "claims": [row],
        "lines": [{"claim": index, **line} for line in lines],
        "diagnoses": [{"claim": index, **found} for found in coded],
    }


def place_and_frequency(claim: ClaimLoops, separator: str, said: list[Diagnostic]) -> tuple[str, str]:
    """Return the place of service and the frequency of CLM05."""
    clm = claim.segment
    place, qualifier, frequency = parts(clm[5], separator, 3)[:3]
    if not place:
        raise Fault(clm, "CLM has no place of service (CLM05-1).", "Ask the sender to add it.")
    if not frequency:
        raise Fault(clm, "CLM does not say whether it is an original (CLM05-3).", "Ask the sender to add it.")
    if qualifier not in ("", "B"):
        raise Fault(clm, "CLM05-1 is not a place of service (CLM05-2 is not B).", "An 837P has B there.")
    if not qualifier:
        message = "CLM05-2 is empty; CLM05-1 was read as a place of service. Write B there."
        said.append(Diagnostic("warning", message, clm.number, clm.byte))
    return place.upper(), frequency.upper()


def order_date(claim: ClaimLoops, said: list[Diagnostic]) -> date | None:
    """Return the prescription date when every line that has one gives the same."""
    dates = {
        days(dtp, 2, "The prescription date")[0]
        for loops in claim.lines
        for dtp in loops[0].all("DTP", "471")
    }
    if len(dates) > 1:
        message = "The lines of this claim give different prescription dates; its order date is left unknown."
        said.append(Diagnostic("note", message, claim.segment.number, claim.segment.byte))
    return dates.pop() if len(dates) == 1 else None


def diagnoses(loop: Loop, separator: str, said: list[Diagnostic]) -> Iterator[Row]:
    """Yield the diagnoses of a claim; positions count HI elements, across repeated HI, as pointers do."""
    before = 0
    for hi in loop.all("HI"):
        read = [parts(element, separator, 2)[:2] for element in hi.elements[1:]]
        if any(qualifier in NOT_DIAGNOSES for qualifier, _ in read):
            continue
        for position, (qualifier, code) in enumerate(read, start=before + 1):
            if qualifier and qualifier not in SYSTEMS:
                message = (
                    "HI has a qualifier that is neither ICD-10-CM nor ICD-9-CM; the code was kept with it."
                )
                said.append(Diagnostic("warning", message, hi.number, hi.byte))
            if code:
                system = SYSTEMS.get(qualifier, qualifier)
                yield {"position": position, "diagnosis": code.replace(".", "").upper(), "system": system}
            elif qualifier:
                raise Fault(
                    hi, "HI names a kind of diagnosis and no code.", "Add the code or leave both out."
                )
        before += len(read)


def other_kinds(interchanges: Interchanges) -> list[Diagnostic]:
    """Say once for each kind and version what else is in the file and was not read."""
    found: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], Transaction] = {}
    for transaction in interchanges.transactions:
        if transaction.kind == "837P" and READ_VERSION.fullmatch(transaction.version):
            continue
        key = (described(transaction), transaction.version)
        found[key] += 1
        first.setdefault(key, transaction)
    said: list[Diagnostic] = []
    for key, count in found.items():
        at = first[key].segments[0]
        more = f" There are {count} of them." if count > 1 else ""
        message = f"This is {key[0]}; {WANTED}{more} It was not read."
        severity: Severity = "note" if first[key].kind == "TA1" else "error"
        said.append(Diagnostic(severity, message, at.number, at.byte))
    return said


def described(transaction: Transaction) -> str:
    """Return what a transaction is, in words."""
    if transaction.kind in ("837P", "837I", "837D") and not transaction.version.startswith("005010"):
        release = "4010" if transaction.version.startswith("004010") else "another release"
        return f"an {transaction.kind} of version {transaction.version} ({release})"
    if transaction.kind == "837P":
        return f"an 837P of guide {transaction.version}"
    set_id = transaction.set_id if re.fullmatch(r"[0-9]{3}", transaction.set_id) else "unnamed"
    return KIND_NAMES.get(transaction.kind, f"X12 transaction {set_id} of another kind")
