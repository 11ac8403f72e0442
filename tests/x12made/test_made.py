"""Made files hold what their truth says, count themselves right, and come back the same from the same seed."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import pytest
from benchmarks.x12.goods import DIAGNOSES, GOODS
from benchmarks.x12.invent import money
from benchmarks.x12.made import SHAPES, bytes_835, bytes_837, make_835, make_837, size_of
from benchmarks.x12.sink import Sink

from contralateral.codes import hcpcs, icd10, modifier, npi_ok
from tests.x12made.plain import cents, claims, counted, segments, triples

if TYPE_CHECKING:
    from pathlib import Path

MAKES = {"837": bytes_837, "835": bytes_835}
SIZE = 300_000


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", MAKES)
def test_the_envelope_counts_what_is_in_it(kind: str, shape: str) -> None:
    found = segments(MAKES[kind](SIZE, shape, 11)[0])
    assert found[0][13] == found[-1][2]
    assert found[-1][1] == str(counted(found)["GS"])
    start = in_group = 0
    control = ""
    for at, segment in enumerate(found):
        if segment[0] == "GS":
            in_group, control = 0, segment[6]
        elif segment[0] == "ST":
            start, in_group = at, in_group + 1
        elif segment[0] == "SE":
            assert segment[1:] == [str(at - start + 1), found[start][2]]
        elif segment[0] == "GE":
            assert segment[1:] == [str(in_group), control]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", MAKES)
def test_the_truth_is_what_a_plain_reading_finds(kind: str, shape: str) -> None:
    data, truth = MAKES[kind](SIZE, shape, 3)
    found = segments(data)
    names = counted(found)
    claim, line = ("CLM", "SV1") if kind == "837" else ("CLP", "SVC")
    adjustments = [each for segment in found if segment[0] == "CAS" for each in triples(segment)]
    assert truth.bytes == len(data)
    assert truth.segments == len(found)
    assert (truth.groups, truth.transactions) == (names["GS"], names["ST"])
    assert (truth.claims, truth.lines) == (names[claim], names[line])
    assert (truth.adjustments, truth.adjusted) == (len(adjustments), sum(cents for _, cents in adjustments))
    procedures = [segment[1].split(":")[2:6] for segment in found if segment[0] == line]
    assert truth.modifiers == sum(bool(modifier) for each in procedures for modifier in each)
    if kind == "837":
        roles = [segment[3] for segment in found if segment[0] == "HL"]
        assert [roles.count(role) for role in ("20", "22", "23")] == [
            truth.providers,
            truth.subscribers,
            truth.patients,
        ]
        assert truth.charges == sum(cents(s[2]) for s in found if s[0] == "CLM")
        assert truth.payments == sum(cents(s[2]) for s in found if s[:2] == ["AMT", "D"])
        assert truth.line_payments == sum(cents(s[2]) for s in found if s[0] == "SVD")
        assert truth.diagnoses == sum(len(s) - 1 for s in found if s[0] == "HI")
        assert (truth.answers, truth.other_payers) == (names["FRM"], names["OI"])
    else:
        assert truth.charges == sum(cents(s[3]) for s in found if s[0] == "CLP")
        assert truth.payments == sum(cents(s[4]) for s in found if s[0] == "CLP")
        assert truth.patient_share == sum(cents(s[5]) for s in found if s[0] == "CLP")
        assert truth.line_payments == sum(cents(s[3]) for s in found if s[0] == "SVC")
        assert truth.paid == sum(cents(s[2]) for s in found if s[0] == "BPR")
        assert truth.provider_adjusted == sum(cents(a) for s in found if s[0] == "PLB" for a in s[4::2])
        assert truth.provider_adjustments == sum(len(s[4::2]) for s in found if s[0] == "PLB")
        assert (truth.remarks, truth.providers) == (names["LQ"], names["BPR"])


@pytest.mark.parametrize("shape", SHAPES)
def test_claims_add_up_and_prior_payments_balance(shape: str) -> None:
    parts = claims(segments(bytes_837(SIZE, shape, 5)[0]), "CLM")
    prior = 0
    for part in parts:
        charge = cents(part[0][2])
        assert charge == sum(cents(s[2]) for s in part if s[0] == "SV1")
        assert [s[1] for s in part if s[0] == "LX"] == [str(n + 1) for n in range(counted(part)["LX"])]
        paid = [cents(s[2]) for s in part if s[:2] == ["AMT", "D"]]
        if paid:
            prior += 1
            assert charge == paid[0] + sum(amount for s in part if s[0] == "CAS" for _, amount in triples(s))
    assert prior > 0


@pytest.mark.parametrize("shape", SHAPES)
def test_pointers_point_at_diagnoses_of_the_claim(shape: str) -> None:
    for part in claims(segments(bytes_837(SIZE, shape, 6)[0]), "CLM"):
        coded = next(len(s) - 1 for s in part if s[0] == "HI")
        pointed = [int(p) for s in part if s[0] == "SV1" for p in s[7].split(":")]
        assert pointed
        assert max(pointed) <= coded


@pytest.mark.parametrize("shape", SHAPES)
def test_levels_are_numbered_in_order_and_name_their_parents(shape: str) -> None:
    numbers: list[str] = []
    kinds: dict[str, str] = {}
    for segment in segments(bytes_837(SIZE, shape, 7)[0]):
        if segment[0] == "ST":
            numbers, kinds = [], {}
        elif segment[0] == "HL":
            numbers.append(segment[1])
            kinds[segment[1]] = segment[3]
            assert segment[1] == str(len(numbers))
            assert kinds.get(segment[2]) == {"20": None, "22": "20", "23": "22"}[segment[3]]


@pytest.mark.parametrize("shape", SHAPES)
def test_remittances_balance_at_every_level(shape: str) -> None:
    found = segments(bytes_835(SIZE, shape, 8)[0])
    for part in claims(found, "CLP"):
        adjusted = shared = whole = 0
        service: list[str] | None = None
        balance = 0
        for segment in part:
            if segment[0] == "SVC":
                assert balance == 0
                service = segment
                balance = cents(segment[2]) - cents(segment[3])
            elif segment[0] == "CAS":
                amounts = triples(segment)
                adjusted += sum(amount for _, amount in amounts)
                shared += sum(amount for group, amount in amounts if group == "PR")
                if service is None:
                    whole += sum(amount for _, amount in amounts)
                else:
                    balance -= sum(amount for _, amount in amounts)
        assert balance == 0
        clp = part[0]
        assert cents(clp[3]) - adjusted == cents(clp[4])
        assert cents(clp[5]) == shared
        assert cents(clp[4]) == sum(cents(s[3]) for s in part if s[0] == "SVC") - whole
    paid = 0
    for segment in reversed(found):  # from the end, a payment's parts come before it
        if segment[0] == "SE":
            paid = 0
        elif segment[0] == "PLB":
            paid -= sum(cents(amount) for amount in segment[4::2])
        elif segment[0] == "CLP":
            paid += cents(segment[4])
        elif segment[0] == "BPR":
            assert cents(segment[2]) == paid > 0


def test_shapes_differ_in_what_is_large() -> None:
    many, lines, giant = (bytes_837(SIZE, shape, 1)[1] for shape in SHAPES)
    assert many.transactions > 1
    assert many.lines / many.claims < 6
    assert lines.lines == 50 * lines.claims
    assert giant.transactions == 1


@pytest.mark.parametrize("kind", MAKES)
def test_a_seed_gives_the_same_bytes_and_another_gives_others(kind: str) -> None:
    make = MAKES[kind]
    assert make(20_000, "many", 4) == make(20_000, "many", 4)
    assert make(20_000, "many", 4)[0] != make(20_000, "many", 5)[0]


@pytest.mark.parametrize("kind", MAKES)
def test_line_breaks_change_nothing_else(kind: str) -> None:
    plain, truth = MAKES[kind](1, "many", 2)
    broken, other = MAKES[kind](1, "many", 2, newline=True)
    assert (truth.claims, other.segments) == (1, truth.segments)
    assert broken == plain.replace(b"~", b"~\n")
    assert other.bytes == len(broken)


@pytest.mark.parametrize("kind", MAKES)
def test_a_file_has_the_size_asked_for(kind: str) -> None:
    for size in (1, 5_000, 50_000, 2_500_000):
        data = MAKES[kind](size, "many", 9)[0]
        assert size <= len(data) < size + 12_000


def test_files_on_disk_are_the_bytes(tmp_path: Path) -> None:
    for name, on_disk, in_memory in (("a.837", make_837, bytes_837), ("a.835", make_835, bytes_835)):
        truth = on_disk(tmp_path / name, 2_000_000, "giant", 3)
        assert ((tmp_path / name).read_bytes(), truth) == in_memory(2_000_000, "giant", 3)


@pytest.mark.parametrize("kind", MAKES)
def test_provider_numbers_pass_their_check_digit(kind: str) -> None:
    found = segments(MAKES[kind](100_000, "many", 2)[0])
    numbers = [s[s.index("XX") + 1] for s in found if s[0] in {"NM1", "N1"} and "XX" in s]
    assert len(set(numbers)) > 50
    assert [n for n in numbers if not npi_ok(n)] == []


def test_codes_exist() -> None:
    on = date(2026, 6, 1)
    modifiers = {each for good in GOODS for chosen in good.modifiers for each in chosen.split(":")[1:]}
    assert [good.code for good in GOODS if hcpcs(good.code, on=on).status != "in_force"] == []
    assert [code for code in DIAGNOSES if not icd10(code, on=on).billable] == []
    assert [code for code in modifiers if not modifier(code, on=on).known] == []
    assert len(set(DIAGNOSES)) == len(DIAGNOSES)


def test_a_header_is_amended_in_place_only_at_its_length() -> None:
    out = io.BytesIO()
    sink = Sink(out, newline=True)
    sink.put("A*1~")
    at = sink.reserve("B*00~")
    sink.put("C*3~")
    sink.amend(at, "B*00~", "B*22~")
    sink.put("D*4~")
    sink.flush()
    assert out.getvalue() == b"A*1~\nB*22~\nC*3~\nD*4~\n"
    assert (sink.size, sink.segments) == (len(out.getvalue()), 4)
    with pytest.raises(ValueError, match="not as long"):
        sink.amend(at, "B*22~", "B*2~")


def test_amounts_have_no_needless_zeros() -> None:
    assert [money(c) for c in (0, 5, 50, 100, 12_345, -1_250)] == ["0", "0.05", "0.5", "1", "123.45", "-12.5"]


def test_sizes_are_read_with_their_units() -> None:
    assert [size_of(text) for text in ("7", "5KB", "1.5mb", "1GB")] == [7, 5_000, 1_500_000, 10**9]
    with pytest.raises(ValueError, match="is no size"):
        size_of("lots")
