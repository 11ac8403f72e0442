"""What a made file holds, counted while it was written, so that a reader can be compared with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

__all__ = ["Truth"]


@dataclass
class Truth:
    """Counts and sums of one made file; amounts are whole cents."""

    kind: str
    shape: str
    seed: int
    bytes: int = 0
    segments: int = 0
    groups: int = 0
    transactions: int = 0
    providers: int = 0  # 837: billing providers (HL 20); 835: payees (N1*PE)
    subscribers: int = 0  # 837: HL 22
    patients: int = 0  # 837: HL 23
    claims: int = 0  # CLM or CLP
    lines: int = 0  # SV1 or SVC
    diagnoses: int = 0  # codes in HI
    modifiers: int = 0  # of SV101, or of SVC01
    other_payers: int = 0  # 837: loops 2320
    answers: int = 0  # 837: FRM
    adjustments: int = 0  # triples in CAS, claim and line together
    remarks: int = 0  # 835: LQ
    provider_adjustments: int = 0  # 835: pairs in PLB
    charges: int = 0  # sum of CLM02 or CLP03; lines add up to it
    payments: int = 0  # 837: sum of AMT*D; 835: sum of CLP04
    line_payments: int = 0  # sum of SVD02 or SVC03
    adjusted: int = 0  # sum of all amounts in CAS
    patient_share: int = 0  # 835: sum of CLP05
    provider_adjusted: int = 0  # 835: sum of PLB amounts
    paid: int = 0  # 835: sum of BPR02

    def as_dict(self) -> dict[str, int | str]:
        """Return the fields by name, for JSON."""
        return asdict(self)
