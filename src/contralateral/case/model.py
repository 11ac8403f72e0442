"""The case: one patient's device from evaluation to claim, as a person types it."""

from __future__ import annotations

from pydantic import Field

from contralateral.case.parts import (
    Attestation,
    Authorization,
    ClaimHead,
    Condition,
    Coverage,
    Delivery,
    Device,
    Document,
    Earlier,
    Encounter,
    Line,
    Measure,
    Notice,
    Order,
    OtherPayer,
    Part,
    Patient,
    Practitioners,
    Stay,
    Supplier,
)

__all__ = ["Case"]


class Case(Part):
    """A case file. Every key may be left out; what is left out is unknown and becomes a question."""

    case: str | None = Field(None, description="your name for the case; the file's name where left out")
    payer: str | None = Field(
        None, description="medicare-dme, commercial, aetna, anthem, cigna, or a payer's id"
    )
    patient: Patient = Patient()
    coverage: Coverage = Coverage()
    condition: Condition = Condition()
    device: Device = Device()
    order: Order = Order()
    encounter: Encounter = Encounter()
    documents: tuple[Document, ...] | None = None
    measures: tuple[Measure, ...] | None = None
    goals: tuple[str, ...] | None = None
    authorization: Authorization = Authorization()
    history: tuple[Earlier, ...] | None = None
    supplier: Supplier = Supplier()
    practitioners: Practitioners = Practitioners()
    stays: tuple[Stay, ...] | None = None
    other_payers: tuple[OtherPayer, ...] | None = None
    notices: tuple[Notice, ...] | None = None
    attestations: tuple[Attestation, ...] | None = None
    delivery: Delivery = Delivery()
    claim: ClaimHead = ClaimHead()
    lines: tuple[Line, ...] = ()
