"""Single sentences, right and wrong: a right one never conflicts, a wrong one does."""

from __future__ import annotations

from datetime import date

import pytest

from contralateral import guide

ON = date(2026, 11, 23)

RIGHT = """
HCPCS code L0112 describes a cranial cervical orthosis for congenital torticollis; it is not a remolding helmet.
Cranial remolding orthoses are billed with S1040, which Medicare does not cover.
L8010 was deleted effective April 1, 2025.
As of 3/31/2025, L8010 was discontinued.
Bill S1040 instead of the deleted code L0100.
L1007 was added on October 1, 2025.
Codes deleted in 2026: L6000, L6010, L6020.
Use L8030 for a silicone breast prosthesis and L8035 for a custom breast prosthesis molded to a model of the patient.
L8035 is one of the breast prostheses; unlike L8030 it is custom made.
An external breast prosthesis (L8020, L8030, L8031 or L8035) is covered for a patient who has had a mastectomy.
L1200 is the base TLSO, and pads such as L1290 (lateral trochanteric pad) are additions to it.
L1290 is not a prosthesis.
The AFO codes L1900 and L1910 must not be confused with the prosthetic code L5301.
L5910 and L5920 describe the alignment of below or above knee prosthetic components in an endoskeletal system.
L5700 is a replacement socket for a below-knee prosthesis.
Ear prostheses are coded L8045, nasal prostheses L8040 and orbital prostheses L8042.
The patient needed both a brace (L1200) and a breast prosthesis (L8030).
Orthotists use L1290 together with L1200; prosthetists do not.
Scoliosis is treated with L1000, L1200 or L1300; in a patient who also has a mastectomy scar the pad L1290 is moved.
The K3 modifier describes a community ambulator with variable cadence.
Append GA if a valid ABN is on file; append GZ when a denial is expected and no ABN was signed.
If the policy's requirements are met, add KX; if they are not met and an ABN was signed, add GA; if none was, add GZ.
KX and GA must not be reported on the same line.
Modifiers RT and LT indicate the right and the left side, respectively.
When replacing a prosthesis, append RA; when replacing a part as part of a repair, append RB.
Claims in jurisdiction GA, NY and CA may carry modifier KX.
RT is required on L8030.
An Advance Beneficiary Notice of Non-coverage (ABN, form CMS-R-131) must be signed before delivery.
Certificates of Medical Necessity are no longer required for dates of service on or after January 1, 2023.
Prior to 2023, a CMN was required for oxygen.
Proof of delivery must be kept for seven years.
L0648 requires prior authorization under Medicare.
Medicare does not require prior authorization for L1290.
L1833 was removed from the Medicare prior authorization list on August 12, 2024.
The WOPD must be received before delivery of L1832.
Diagnosis Z90.11 (acquired absence of right breast and nipple) supports L8030 RT.
M72.2 is no longer billable; use M67.A01 for plantar fasciitis.
L5856 is a microprocessor knee for patients at functional level K3.
CPT code 97760 covers orthotic training; HCPCS code L1200 covers the brace itself.
L8030 is a Level II code.
"""

WRONG = """
L1200 represents a prosthetic leg for above-knee amputees.
L5301 describes an above-knee prosthesis.
L5301 describes an exoskeletal below knee prosthesis.
HCPCS code L8030 is used to describe a custom-fabricated knee orthosis.
L8031 describes a breast prosthesis without integral adhesive.
L1833 describes a custom-fabricated knee orthosis.
L0650 is reserved for custom-fabricated spinal orthoses.
L8035 represents breast prostheses.
The breast prosthesis code L1960 is billed once per side.
L0112 represents cranial remolding helmets for plagiocephaly.
L8030 is used primarily in the treatment of scoliosis.
HCPCS code L5341 is a standard code used to represent a below-knee prosthesis.
CPT code L8030 describes a breast prosthesis.
L8030 is a Level I code.
S1040 is covered by Medicare.
Bill the sleeve with L8010.
L8010 was deleted effective January 1, 2020.
L1290 was deleted in 2019.
L1007 was added on January 1, 2020.
L1290 requires prior authorization under Medicare.
L0648 does not require prior authorization under Medicare.
Medicare requires a face-to-face encounter for L1290.
L5301 is covered for patients at functional level K0.
The K3 modifier describes a limited household ambulator.
Modifier LT identifies the right side.
Append GA when there is no ABN on file.
GZ means that the patient signed an ABN.
Modifier KX means no order is on file.
KX and GA should be reported together on the same line.
RT is not required on L8030.
KX is commonly added to L8030.
ICD-10 code Z90.11 (acquired absence of left breast) supports L8030.
An Advanced Beneficiary Notice is needed.
The ABN may be signed after delivery of the item.
A Certificate of Medical Necessity must be submitted with the claim for L1200.
The supplier must obtain a detailed written order before billing L1200.
The proof of delivery must be kept for three years.
"""


def verdicts(text: str) -> set[str]:
    return {s.verdict for s in guide.audit(text, on=ON).statements}


@pytest.mark.parametrize("text", RIGHT.strip().splitlines())
def test_a_right_sentence_does_not_conflict(text: str) -> None:
    found = verdicts(text)
    assert found
    assert "conflicts" not in found


@pytest.mark.parametrize("text", WRONG.strip().splitlines())
def test_a_wrong_sentence_conflicts(text: str) -> None:
    assert "conflicts" in verdicts(text)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Denials of L8030 are often due to missing documentation.", "L8030"),
        ("L8031 refers to a custom fabricated breast prosthesis.", "L8031"),
        ("Modifier 59 may be appended to L8030.", "59"),
        ("Modifier ZZ is used on every line.", "ZZ"),
        ("RT is often added to L1290.", "RT"),
        ("CPT code 97760 is billed as well.", "97760"),
        ("Form CMS-855 must be on file for L1200.", "CMS-855"),
        ("L9998 describes a brace.", "L9998"),
        ("Commercial plans often require prior authorization for L1290.", "L1290"),
    ],
)
def test_what_no_table_tells_cannot_be_checked(text: str, subject: str) -> None:
    found = [s for s in guide.audit(text, on=ON).statements if s.subject == subject]
    assert "cannot be checked" in {s.verdict for s in found}
    assert "conflicts" not in {s.verdict for s in found}


def test_the_day_decides() -> None:
    text = "Bill the mastectomy sleeve with L8010."
    assert guide.audit(text, on=date(2025, 3, 31)).totals["conflicts"] == 0
    assert guide.audit(text, on=date(2025, 4, 1)).totals["conflicts"] == 1


def test_a_code_that_begins_later_is_right_where_the_day_is_given() -> None:
    on = date(2026, 9, 30)
    assert guide.audit("L1330 can be billed now.", on=on).totals["conflicts"] == 1
    assert guide.audit("L1330 is a new code from October 1, 2026.", on=on).totals["conflicts"] == 0


def test_loose_talk_is_excused_where_the_text_narrows_it() -> None:
    loose = "L8035 represents breast prostheses."
    assert guide.audit(loose, on=ON).totals["conflicts"] == 1
    assert (
        guide.audit(f"{loose} L8035 describes only a custom breast prosthesis.", on=ON).totals["conflicts"]
        == 0
    )


def test_fitted_is_loose_talk_where_the_text_says_fabricated() -> None:
    loose = "L1960 is a custom-fitted ankle foot orthosis."
    assert guide.audit(loose, on=ON).totals["conflicts"] == 1
    assert guide.audit(f"{loose} L1960 is custom fabricated.", on=ON).totals["conflicts"] == 0
