"""The parts of a case: frozen values, nearly all of them optional. What is left out is unknown, never "no".

A list that is left out is unknown; a list that is there and empty says that there are none.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

__all__ = [
    "Attestation",
    "Authorization",
    "ClaimHead",
    "Condition",
    "Coverage",
    "Delivery",
    "Device",
    "Document",
    "Earlier",
    "Encounter",
    "Line",
    "Measure",
    "Notice",
    "Order",
    "OtherPayer",
    "Part",
    "Patient",
    "Practitioner",
    "Practitioners",
    "Stay",
    "Supplier",
]

Day = dt.date
Side = Literal["left", "right", "both", "none"]
State = Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["NY"])]
Zip = Annotated[str, Field(pattern=r"^\d{5}(-?\d{4})?$", examples=["14604"])]
Npi = Annotated[str, Field(pattern=r"^\d{10}$", description="ten digits; the check digit is a rule's matter")]


def _upper(value: Any) -> Any:
    return value.strip().upper() if isinstance(value, str) else value


def _undot(value: Any) -> Any:
    return value.strip().upper().replace(".", "") if isinstance(value, str) else value


def _listed(value: Any) -> Any:
    """Take "RT KX" or "RT, KX" for a list, as a person types it."""
    if isinstance(value, str):
        return [word.upper() for word in value.replace(",", " ").split()]
    return [_upper(v) for v in value] if isinstance(value, list) else value


Code = Annotated[str, BeforeValidator(_upper), Field(pattern=r"^[A-Z0-9]{5}$", examples=["L1290"])]
Modifiers = Annotated[
    tuple[Annotated[str, Field(pattern=r"^[A-Z0-9]{2}$")], ...],
    BeforeValidator(_listed),
    Field(description="in the payer's order; [] says that there are none", examples=[["RT", "KX"]]),
]
#: Typed yes or no; YAML's own true and false do as well.
Yes = Annotated[
    bool, WithJsonSchema({"anyOf": [{"type": "boolean"}, {"enum": ["yes", "no", "true", "false"]}]})
]
#: What a paper states of a fact: a word, a number, yes or no.
Stated = Annotated[
    str | None,
    WithJsonSchema({"anyOf": [{"type": kind} for kind in ("string", "number", "boolean", "null")]}),
]
Diagnosis = Annotated[str, BeforeValidator(_undot), Field(pattern=r"^[A-Z0-9]{3,7}$", examples=["M41.25"])]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Dollars = Annotated[Decimal, Field(max_digits=12, decimal_places=2, description="US dollars")]
Sum = Annotated[Dollars, Field(ge=0)]
"""What a plan sets or has used up: a slip below zero would raise what the patient owes."""


class Part(BaseModel):
    """Any part of a case: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Patient(Part):
    """The person; a name is not needed to check a claim."""

    name: str | None = None
    record: str | None = Field(None, description="your own number for the patient")
    born: Day | None = None
    sex: Literal["female", "male", "other"] | None = None
    state: State | None = None
    zip: Zip | None = None


class Coverage(Part):
    """The plan: what kind, where, and what is left to pay."""

    plan_type: (
        Literal[
            "original_medicare", "medicare_advantage", "medicaid", "employer_insured", "employer_self_funded"
        ]
        | Literal["individual", "government", "other"]
        | None
    ) = None
    state: State | None = None
    zip: Zip | None = None
    rank: Literal["primary", "secondary", "tertiary"] | None = None
    network: Literal["in", "out"] | None = None
    deductible: Sum | None = None
    deductible_met: Sum | None = None
    coinsurance_percent: float | None = Field(None, ge=0, le=100)
    copayment: Sum | None = Field(None, description="a fixed amount an item, in place of coinsurance")
    out_of_pocket_limit: Sum | None = Field(None, description="the most that the patient pays in a year")
    out_of_pocket_met: Sum | None = None
    benefit_left: Sum | None = Field(
        None, description="what is left of a limit in dollars on what the plan pays for such devices"
    )
    rate_percent_of_charge: float | None = Field(None, ge=0, description="what the contract allows")
    rate_percent_of_fee: float | None = Field(
        None, ge=0, description="what the contract allows, of Medicare's fee"
    )
    lesser_of_charge: Yes | None = Field(
        None, description="the contract allows the lesser of the charge and its rate"
    )
    balance_billed: Yes | None = Field(
        None, description="out of network: the patient is asked for the charge beyond what the plan allows"
    )
    coordination: Literal["standard", "non-duplication"] | None = Field(
        None, description="as second payer: it pays what is left, or only up to its own benefit"
    )
    self_pay: Yes | None = Field(None, description="no claim goes to any payer")
    filing_limit_days: int | None = Field(None, ge=1, description="days from service to the payer's receipt")
    order_limit_days: int | None = Field(None, ge=1, description="days for which the plan takes an order")
    qmb: Yes | None = Field(None, description="Qualified Medicare Beneficiary")
    starts: Day | None = Field(None, description="the first day of the coverage")
    ends: Day | None = Field(None, description="its last day")


class Condition(Part):
    """What the patient lost or never had."""

    region: str | None = Field(None, examples=["breast", "spine", "head"])
    side: Side | None = None
    cause: str | None = Field(None, examples=["mastectomy", "congenital", "injury", "scoliosis"])
    since: Day | None = None
    diagnoses: tuple[Diagnosis, ...] | None = Field(None, description="ICD-10-CM, the first one principal")


class Device(Part):
    """What is made or delivered, in the clinic's own terms."""

    description: str | None = None
    kind: Literal["orthosis", "prosthesis", "garment", "supply", "equipment"] | None = None
    region: str | None = None
    side: Side | None = None
    make: Literal["off the shelf", "prefabricated", "custom fitted", "custom fabricated"] | None = None
    replaces: Yes | None = Field(None, description="it replaces an earlier one")


class Order(Part):
    """The written order: whether there is one, and what stands on it."""

    written: Yes | None = Field(None, description="there is a written order; no: there is none")
    date: Day | None = None
    received: Day | None = Field(None, description="the day the supplier had it")
    signed: Yes | None = None
    patient: Yes | None = Field(None, description="it gives the patient's name or Medicare number")
    description: str | None = Field(
        None, description="the item as the order words it; '' says that it does not"
    )
    quantity: Yes | None = Field(None, description="it gives the quantity, or needs none")
    practitioner: str | None = Field(None, description="as the order names them; '' says that it does not")
    npi: Npi | None = None
    items: tuple[Code, ...] | None = Field(None, description="codes of the items that the order lists")
    replacement_reason: str | None = Field(
        None, description="why an earlier device is replaced, as the order says it; '' says that it does not"
    )
    cancelled: Day | None = Field(
        None,
        description="a custom device that was not delivered: the day the order was cancelled, the need ended or the "
        "patient died; it is the date of service",
    )


class Encounter(Part):
    """The face-to-face encounter behind the order."""

    held: Yes | None = Field(None, description="there was one; no: there was none")
    date: Day | None = None
    practitioner: str | None = None


class Document(Part):
    """A paper of the chart, and what it states."""

    kind: str = Field(examples=["office note", "prosthetist note", "operative report", "photograph"])
    id: str | None = None
    date: Day | None = None
    author: str | None = None
    role: (
        Literal["practitioner", "prosthetist", "orthotist", "surgeon", "therapist", "supplier", "patient"]
        | None
    ) = None
    signed: Yes | None = None
    page: int | None = Field(None, ge=1)
    line: int | None = Field(None, ge=1, description="the claim line it speaks of; none: the whole case")
    states: dict[str, Stated] = Field(default={}, description="facts, as `contra rules --facts` names them")


class Measure(Part):
    """A measured value with its method; counts as evidence like any signed note.

    Where it states an interval, a bound of a policy is met or missed by the whole interval, else it is undecided.
    """

    fact: str
    value: Finite
    unit: str
    low: Finite | None = Field(None, description="where the value can lie: from here")
    high: Finite | None = Field(None, description="through here, 95 times in 100")
    uncertainty: Finite | None = Field(None, ge=0, description="half the interval, where it is even")
    method: str | None = None
    version: str | None = Field(None, description="of the method or the program")
    scan: Sha256 | None = Field(None, description="the scan that was measured: SHA-256 of its file")
    date: Day | None = Field(None, description="the day it was measured on, or scanned")
    role: str | None = None
    by: str | None = Field(None, description="who measured: a name or initials of the clinic's")
    line: int | None = Field(None, ge=1, description="the claim line it speaks of; none: the whole case")

    @model_validator(mode="after")
    def _one_interval(self) -> Measure:
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high are given together, or neither")
        if self.low is not None and self.uncertainty is not None:
            raise ValueError("the interval is given by low and high or by uncertainty, not by both")
        if self.low is not None and self.high is not None and not self.low <= self.value <= self.high:
            raise ValueError("the value lies between low and high")
        return self

    @property
    def interval(self) -> tuple[float | None, float | None]:
        """Where the value can lie; none where nobody said how sure it is."""
        if self.uncertainty is not None:
            return self.value - self.uncertainty, self.value + self.uncertainty
        return self.low, self.high


class Authorization(Part):
    """Prior authorization, asked for or not."""

    number: str | None = Field(None, description="the payer's number; '' says that there is none")
    decision: Literal["affirmed", "not affirmed", "pending"] | None = None
    date: Day | None = Field(None, description="the day of the decision")
    expires: Day | None = Field(None, description="the last day it is good for, where the answer names one")
    items: tuple[Code, ...] | None = Field(None, description="codes that it covers")
    exempt: Yes | None = None


class Earlier(Part):
    """A device that the patient had before."""

    code: Code
    side: Side | None = None
    delivered: Day | None = None
    ended: (
        Literal["lost", "stolen", "irreparable", "worn", "outgrown", "condition changed", "in use"] | None
    ) = None


class Notice(Part):
    """A notice of non-coverage given to the patient."""

    kind: Literal["abn", "other"] = "abn"
    form_expires: Day | None = Field(None, description="the expiration date printed on the form")
    signed: Day | None = None
    names_item: Yes | None = None
    states_reason: Yes | None = None
    line: int | None = Field(None, ge=1)


class Attestation(Part):
    """A person confirms what a modifier attests: that criteria are met, that a notice was given, that no order is."""

    modifier: Literal["KX", "GA", "EY"]
    by: str = Field(min_length=1, description="who confirms it")
    date: Day | None = None
    line: int | None = Field(None, ge=1, description="the claim line; none: every line that carries it")


class Stay(Part):
    """A stay in a facility."""

    kind: (
        Literal["hospital", "skilled nursing facility", "rehabilitation", "hospice", "nursing facility"]
        | None
    ) = None
    part_a: Yes | None = Field(None, description="covered by Medicare Part A")
    admitted: Day | None = None
    discharged: Day | None = None


class OtherPayer(Part):
    """A further payer for the same claim."""

    name: str
    rank: Literal["primary", "secondary", "tertiary"] | None = None
    paid: Sum | None = Field(None, description="what a payer before this one paid")
    allowed: Sum | None = Field(None, description="what a payer before this one allowed")
    takes_deductible: Yes | None = Field(None, description="a payer after this one pays the deductible")
    takes_percent: float | None = Field(
        None, ge=0, le=100, description="of coinsurance and copayment, what a payer after this one pays"
    )


class Supplier(Part):
    """Who bills."""

    name: str | None = None
    npi: Npi | None = None
    state: State | None = None
    accredited: Yes | None = Field(None, description="accredited for this kind of product")
    participating: Yes | None = Field(
        None, description="it has agreed to accept assignment of every Medicare claim"
    )


class Practitioner(Part):
    """A person with an NPI of their own."""

    name: str | None = None
    npi: Npi | None = None
    enrolled: Yes | None = Field(None, description="enrolled in Medicare (PECOS), or validly opted out")
    profession: (
        Literal["physician", "physician assistant", "nurse practitioner", "nurse specialist", "other"] | None
    ) = Field(None, description="as the order has it; a podiatrist or dentist is a physician to Medicare")


class Practitioners(Part):
    """Who ordered, made and referred."""

    ordering: Practitioner | None = None
    rendering: Practitioner | None = None
    referring: Practitioner | None = None


class Delivery(Part):
    """The hand-over; its day is the date of service. The rest is what stands on the proof of delivery."""

    date: Day | None = None
    shipped: Day | None = Field(None, description="where it was sent: the day it was shipped")
    proof: Yes | None = Field(None, description="there is a proof of delivery; no: there is none")
    patient: Yes | None = Field(None, description="it gives the patient's name")
    address: Yes | None = Field(None, description="it gives the address where the item was handed over")
    description: str | None = Field(
        None, description="the item as the proof words it; '' says that it does not"
    )
    items: tuple[Code, ...] | None = Field(None, description="codes of the items that it lists")
    quantity: Yes | None = Field(None, description="it gives the quantity")
    dated: Yes | None = Field(None, description="it bears the date of delivery")
    signed: Yes | None = None
    signed_by: str | None = None
    relation: Literal["patient", "family", "guardian", "caregiver", "other", "supplier staff"] | None = Field(
        None, description="what the signer is to the patient"
    )
    relation_stated: Yes | None = Field(None, description="the proof says so, where another signed")


class ClaimHead(Part):
    """What stands on the claim as a whole."""

    frequency: Literal["original", "replacement", "void"] | None = None
    charge: Dollars | None = Field(None, description="the total, where it is already on a form")
    assigned: Yes | None = Field(None, description="the supplier accepts assignment of this Medicare claim")
    place_of_service: str | None = Field(None, pattern=r"^\d{2}$")


class Line(Part):
    """One service line."""

    code: Code | None = None
    modifiers: Modifiers | None = None
    units: float | None = None
    charge: Dollars | None = None
    allowed: Sum | None = Field(None, description="what the plan or the contract allows for one unit")
    diagnoses: tuple[int, ...] | None = Field(None, description="which of the condition's diagnoses, from 1")
    date: Day | None = Field(None, description="date of service; the delivery's where left out")
    through: Day | None = None
    place_of_service: str | None = Field(None, pattern=r"^\d{2}$")
    description: str | None = None
    authorization: str | None = None
    upgrade: Literal["charged", "free"] | None = Field(
        None,
        description="it goes beyond what is covered, and the patient is charged the difference, or is not",
    )
