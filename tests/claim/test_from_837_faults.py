"""Bad files: what is left out, what is said about it, and that the neighbours are still read."""

from __future__ import annotations

import pytest

from tests.claim.text_837 import CLAIM, HEAD, OTHER_CLAIM, SUBSCRIBER, clean, convert, file_of, problems
from tests.edi.x12_text import group, interchange, transaction

FIRST = HEAD + SUBSCRIBER
LINE_1 = "SV1*HC:L1200*2400.00*UN*1***1"


@pytest.mark.parametrize(
    ("old", "new", "segment", "says"),
    [
        ("12:B:1", "", 21, "no place of service (CLM05-1)"),
        ("12:B:1", ":B:1", 21, "no place of service (CLM05-1)"),
        ("12:B:1", "12:B", 21, "original (CLM05-3)"),
        ("12:B:1", "12:A:1", 21, "CLM05-2 is not B"),
        ("*2520.00*", "*2,520.00*", 21, "(CLM02) is not an amount"),
        ("*2520.00*", "**", 21, "(CLM02) is missing"),
        ("*2400.00*", "*2400.005*", 24, "(SV102) is not an amount"),
        ("*2400.00*", "*-2400.00*", 24, "(SV102) is not an amount"),
        ("*2400.00*", "*1E3*", 24, "(SV102) is not an amount"),
        ("*2400.00*", "*" + "9" * 18 + "*", 24, "(SV102) is not an amount"),
        ("*2400.00*UN*1*", "*2400.00*UN*one*", 24, "(SV104) is not a plain number"),
        (LINE_1, "SV1*HC:*2400.00*UN*1***1", 24, "no procedure code"),
        (LINE_1, "SV1*HC:L1200*2400.00*UN*1***A", 24, "pointer (SV107) is not a number"),
        (LINE_1 + "\n", "", 23, "has no SV1"),
        (LINE_1, LINE_1 + "\n" + LINE_1, 23, "more than one SV1"),
        ("LX*1\n", "", 23, "SV1 stands in loop 2300"),
        ("LX*1\n", "NM1*82*1\nHI*ABF:Z1\nLX*1\n", 24, "HI stands in loop 2310"),
        ("D8*20261102\n    LX*2", "D8*20261131\n    LX*2", 25, "date of service is not a day"),
        ("D8*20261102\n    LX*2", "D8*10261102\n    LX*2", 25, "date of service is not a day"),
        ("D8*20261102\n    LX*2", "RD8*20261102\n    LX*2", 25, "date of service is not a day"),
        ("D8*20261102\n    LX*2", "RD8*20261102-20261101\n    LX*2", 25, "ends before it begins"),
        ("D8*20261102\n    LX*2", "TM*1200\n    LX*2", 25, "date of service is not a day"),
        (
            "D8*20261102\n    LX*2",
            "D8*20261102\nDTP*472*D8*20261103\n    LX*2",
            26,
            "more than one date of service",
        ),
        ("HI*ABK:M4125", "HI*ABK", 22, "a kind of diagnosis and no code"),
        (CLAIM.split("LX*1", maxsplit=1)[1], "", 23, "has no SV1"),
    ],
)
def test_a_fault_in_a_claim_leaves_out_that_claim(old: str, new: str, segment: int, says: str) -> None:
    assert old in CLAIM
    tables, said = convert(file_of(FIRST + CLAIM.replace(old, new, 1) + OTHER_CLAIM))
    (error,) = [d for d in said if d.severity == "error"]
    assert says in error.message
    assert error.segment == segment
    assert error.byte is not None
    assert "is left out" in error.message
    assert tables.claims["claim_id"].to_list() == ["TWO"]
    assert tables.lines.drop("claim").equals(clean(FIRST + OTHER_CLAIM).lines.drop("claim"))
    assert tables.diagnoses["diagnosis"].to_list() == ["Z9011"]


def test_a_claim_without_lines_is_left_out() -> None:
    tables, said = convert(file_of(FIRST + CLAIM.split("LX*1", maxsplit=1)[0] + OTHER_CLAIM))
    assert "no service line (LX)" in problems(said, "error")[0]
    assert tables.claims["claim_id"].to_list() == ["TWO"]


def test_an_impossible_birth_date_leaves_out_the_claims_of_that_patient() -> None:
    bad = SUBSCRIBER.replace("19560214", "19560230")
    tables, said = convert(file_of(HEAD + bad + CLAIM, FIRST + OTHER_CLAIM))
    assert "The birth date (DMG02)" in problems(said, "error")[0]
    assert "begins at segment 21" in problems(said, "error")[0]
    assert tables.claims["claim_id"].to_list() == ["TWO"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("HL*2*1*22", "HL*2*7*22", "HL02 does not lead to a billing provider"),
        ("HL*2*1*22", "HL*2**22", "HL02 does not lead to a billing provider"),
        ("HL*2*1*22", "HL*2*1*24", "HL03 is none of"),
        ("HL*2*1*22", "HL*1*1*22", "HL01 was already used"),
        ("HL*2*1*22", "HL*2*1*23", "HL02 does not lead to a subscriber"),
    ],
)
def test_claims_under_a_level_that_hangs_nowhere_are_left_out(old: str, new: str, says: str) -> None:
    tables, said = convert(file_of(HEAD + SUBSCRIBER.replace(old, new) + CLAIM, FIRST + OTHER_CLAIM))
    errors = problems(said, "error")
    level, claim = errors
    assert says in level
    assert "cannot be followed" in claim
    assert tables.claims["claim_id"].to_list() == ["TWO"]


def test_a_claim_under_no_subscriber_is_left_out() -> None:
    tables, said = convert(file_of(HEAD + CLAIM))
    assert "stands under no subscriber" in problems(said, "error")[0]
    assert tables.claims.height == 0


@pytest.mark.parametrize("before", ["HI*ABK", "DTP*472*D8*20261102\n    LX*2"])
def test_an_unknown_segment_leaves_out_its_claim(before: str) -> None:
    text = FIRST + CLAIM
    assert before in text
    tables, said = convert(file_of(text.replace(before, "ZZZ*1\n" + before, 1), FIRST + OTHER_CLAIM))
    assert tables.claims["claim_id"].to_list() == ["TWO"]
    (error,) = problems(said, "error")
    assert "a name that no segment of an 837 has. The claim that begins at" in error


def test_an_unknown_segment_at_a_level_leaves_out_what_is_under_it() -> None:
    text = (FIRST + CLAIM).replace("SBR*P*18", "ZZZ*1\nSBR*P*18", 1)
    tables, said = convert(file_of(text, FIRST + OTHER_CLAIM))
    assert tables.claims["claim_id"].to_list() == ["TWO"]
    segment, claim = problems(said, "error")
    assert "What stands under the level (HL) that it is in is left out" in segment
    assert "cannot be followed" in claim


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("HC:L1200", "IV:L1200", "SV101-1 is not HC"),
        ("LX*2", "LX*9", "LX01 does not count on"),
        ("12:B:1", "12::1", "CLM05-2 is empty"),
        ("ABK:M4125", "PR:M4125", "neither ICD-10-CM nor ICD-9-CM"),
        (LINE_1, "SV1*HC:L1200*2400.00*UN****1", "no count of units"),
        (LINE_1, "SV1*HC:L1200*2400.00*UN*1***1.00", "written with decimals"),
    ],
)
def test_what_is_odd_but_clear_is_read_with_a_warning(old: str, new: str, says: str) -> None:
    tables, said = convert(file_of(FIRST + CLAIM.replace(old, new, 1)))
    assert tables.lines["line"].to_list() == [1, 2]
    assert [d.severity for d in said] == ["warning"]
    assert says in said[0].message


@pytest.mark.parametrize(
    ("set_id", "version", "says"),
    [
        ("835", "005010X221A1", "This is an 835 remittance; a claim file (837P"),
        ("837", "005010X223A3", "an institutional claim (837I)"),
        ("837", "005010X224A2", "a dental claim (837D)"),
        ("837", "004010X098A1", "an 837P of version 004010X098A1 (4010)"),
        ("837", "005010X222A9", "an 837P of guide 005010X222A9"),
        ("837", "005010X298", "X12 transaction 837 of another kind"),
        ("999", "005010X231A1", "an acknowledgment of syntax (999)"),
        ("277", "005010X214", "a claim acknowledgment (277CA)"),
        ("278", "005010X217", "an authorization request or answer (278)"),
    ],
)
def test_other_kinds_are_named_and_not_read(set_id: str, version: str, says: str) -> None:
    body = transaction(FIRST + CLAIM, set_id=set_id, version=version)
    tables, said = convert(interchange(group(body, body, version=version)))
    (error,) = problems(said, "error")
    assert says in error
    assert "is wanted here. There are 2 of them. It was not read." in error
    assert tables.claims.height == 0


def test_a_claim_file_with_another_kind_in_it_gives_its_claims() -> None:
    data = interchange(
        group(transaction("BPR*I*1", set_id="835", version="005010X221A1"), version="005010X221A1")
    )
    tables, said = convert(data + interchange(group(transaction(FIRST + CLAIM)), control=2))
    assert tables.claims["claim_id"].to_list() == ["ONE"]
    assert len(problems(said, "error")) == 1


def test_a_ta1_is_an_error_only_where_there_is_no_claim() -> None:
    ta1 = interchange(["TA1*000000001*261116*1015*A*000"]).replace(b"IEA*1*", b"IEA*0*")
    _, alone = convert(ta1)
    assert [d.severity for d in alone] == ["error", "note"]
    tables, said = convert(ta1 + interchange(group(transaction(FIRST + CLAIM)), control=2))
    assert [d.severity for d in said] == ["note"]
    assert tables.claims.height == 1


def test_no_claims_is_never_a_success() -> None:
    tables, said = convert(file_of(FIRST))
    assert tables.claims.height == 0
    assert "holds no claim" in problems(said, "error")[0]


def test_a_broken_envelope_leaves_out_its_transaction_and_reports_what_reading_found() -> None:
    data = file_of(FIRST + CLAIM, FIRST + OTHER_CLAIM)
    tables, said = convert(data.replace(b"*0001~\nST", b"*0009~\nST"))
    assert tables.claims["claim_id"].to_list() == ["TWO"]
    assert "SE02 is not the control number" in problems(said, "error")[0]


def test_a_file_cut_anywhere_imports_only_whole_transactions() -> None:
    data = file_of(FIRST + CLAIM, FIRST + OTHER_CLAIM)
    first_ends = data.index(b"ST*837*0002") - 1
    second_ends = data.index(b"GE*2*1") - 1
    for length in [*range(106, len(data) - 3, 23), first_ends - 1, first_ends, second_ends - 1, second_ends]:
        tables, said = convert(data[:length])
        whole = ["ONE"] * (length >= first_ends) + ["TWO"] * (length >= second_ends)
        assert tables.claims["claim_id"].to_list() == whole, length
        assert problems(said, "error"), length


def test_messages_hold_no_patient_data() -> None:
    secrets = ("1AA0AA0AA01", "SUBSCRIBER", "19560230", "INVENTED", "454020001")
    bodies = [
        HEAD + SUBSCRIBER.replace("19560214", "19560230") + CLAIM,
        FIRST + CLAIM.replace("12:B:1", ""),
        HEAD + SUBSCRIBER.replace("HL*2*1", "HL*2*9") + CLAIM,
        FIRST + "ZZZ*SUBSCRIBER" + CLAIM,
    ]
    _, said = convert(file_of(*bodies))
    assert len(said) >= len(bodies)
    for diagnostic in said:
        assert not any(secret in diagnostic.message for secret in secrets)


PATIENT = """
    HL*3*2*23*0
    PAT*19
    NM1*QC*1*TEST*PATIENT
    DMG*D8*20100301*M
"""
NEXT = SUBSCRIBER.replace("HL*2*", "HL*4*").replace("1AA0AA0AA01", "1AA0AA0AA02").replace("1956", "1957")
#: Two subscribers, one with a dependant: four claims of three people, so that a lost segment can mix them up.
CROWD = HEAD + SUBSCRIBER + CLAIM + PATIENT + CLAIM.replace("ONE", "THREE") + NEXT + OTHER_CLAIM
CROWD += OTHER_CLAIM.replace("TWO", "FOUR")


def segments_of(text: str) -> list[str]:
    """Return the segments of a body."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize(
    "at", range(len(segments_of(CROWD))), ids=lambda n: f"{n}-{segments_of(CROWD)[n][:6]}"
)
@pytest.mark.parametrize("how", ["lost", "misspelt"])
def test_no_claim_moves_to_another_patient_and_none_is_lost_in_silence(how: str, at: int) -> None:
    body = segments_of(CROWD)
    body[at : at + 1] = [] if how == "lost" else ["ZZ9" + body[at][body[at].index("*") :]]
    tables, said = convert(file_of("\n".join(body)))
    whole = clean(CROWD)
    expected = dict(whole.claims.select("claim_id", "patient_key").rows())
    for claim_id, key in tables.claims.select("claim_id", "patient_key").rows():
        assert key in (None, expected.get(claim_id))
    lines_before = whole.lines.join(whole.claims.select("claim", "claim_id"), on="claim")
    for row in tables.lines.join(tables.claims.select("claim", "claim_id"), on="claim").rows(named=True):
        assert lines_before.filter(claim_id=row["claim_id"], line=row["line"])["code"].to_list() == [
            row["code"]
        ]
    complete = tables.claims.height == 4 and tables.lines.height == whole.lines.height
    assert complete or problems(said, "error")
