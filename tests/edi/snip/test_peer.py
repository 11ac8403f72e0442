"""The same bytes to pyx12: both find a fault in the same segments, or the difference has its reason here."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.x12.made import bytes_835, bytes_837

from tests.edi.snip.claims import changed, claim_file
from tests.edi.snip.drive import found
from tests.edi.snip.peer import said
from tests.edi.snip.test_levels import DAMAGES

SHARED = Path(__file__).parents[4] / "shared" / "data" / "x12" / "linuxforhealth"
SAMPLES = sorted([*SHARED.glob("837_005010X222A2/*"), *SHARED.glob("835_005010X221A1/*")])
needs_samples = pytest.mark.skipif(not SAMPLES, reason="the shared sample files are not here")
#: A missing segment or loop: we name the loop that lacks it at its beginning, pyx12 the segment it met instead.
LATER = ("is missing in the loop that begins here", "is missing under this segment")
#: What pyx12 does not find, by the beginning of our words and what was put in.
ALONE = {
    ("The separator of repetitions", ""): "it takes the separator as a character of text",
    ("N301 has blanks", "N3* 234"): "it looks for blanks at the end only",
    ("DTP03 is no day", "RD8"): "it does not compare the two days of a range",
}
#: It falls over more components than a composite has.
FALLS = "SV101 has more components"
#: It loses its place and faults also what stands under the party.
LOSES = "NM101 names a party"


def _ours(data: bytes) -> tuple[set[int], set[int]]:
    """Return the segments with a fault of level 1 or 2, and those of a fault that pyx12 tells at a later one."""
    told = [(n, text) for n, level, text in found(data) if level <= 2]
    late = {n for n, text in told if any(words in text for words in LATER)}
    return {n for n, text in told if not any(words in text for words in LATER)}, late


def _theirs(data: bytes) -> tuple[set[int], set[int]]:
    told = [(n, text) for n, text in said(data) if n > 2]
    late = {n for n, text in told if text.startswith("3 Mandatory")}
    return {n for n, text in told if not text.startswith("3 Mandatory")}, late


@pytest.mark.parametrize(("kind", "make"), [("837", bytes_837), ("835", bytes_835)])
@pytest.mark.parametrize("shape", ["many", "lines"])
def test_neither_faults_a_made_file(kind: str, make: object, shape: str) -> None:
    data, _ = {"837": bytes_837, "835": bytes_835}[kind](30_000, shape, 11)
    assert make in {bytes_837, bytes_835}
    assert said(data) == []
    assert _ours(data) == (set(), set())


@pytest.mark.parametrize(
    ("before", "after", "level", "segment", "words"), DAMAGES, ids=[d[4][:40] for d in DAMAGES]
)
def test_both_fault_the_same_segment(before: str, after: str, level: int, segment: str, words: str) -> None:
    data = claim_file(changed(before, after))
    assert level <= 2
    assert segment
    ours, we_late = _ours(data)
    if words.startswith(FALLS):
        assert ours
        with pytest.raises(IndexError):
            _theirs(data)
        return
    theirs, they_late = _theirs(data)
    if any(words.startswith(begin) and put in after for begin, put in ALONE):
        assert ours
        assert not theirs
        return
    if words.startswith(LOSES):
        assert ours < theirs
        return
    assert ours == theirs
    assert bool(we_late) == bool(they_late)
    assert all(any(there > here for there in they_late) for here in we_late)


SEEDED = [
    ("*UN*1*", "*UX*1*"),
    ("DTP*472*D8*2", "DTP*472*D8*X"),
    ("NM1*IL*1*", "NM1*IL*9*"),
    ("SBR*P*18*", "SBR*P*99*"),
    ("REF*6R*", "REF*6R*" + "X" * 51),
    ("DMG*D8*", "DMG*D8X*"),
    (":B:1*Y", ":B:1*Z"),
    ("HI*ABK:", "HI*ABK::::::X:"),
    ("CLP*C", "CLP*" + "C" * 40),
    ("*1**1~", "*1**X~"),
    ("DTM*472*2", "DTM*472*X"),
    ("CAS*CO*45*", "CAS*XX*45*"),
    ("LQ*HE*", "LQ*HX*"),
    ("*MB*", "*MX*"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), SEEDED, ids=[after[:16] for _, after in SEEDED])
@pytest.mark.parametrize("kind", ["837", "835"])
def test_damages_seeded_over_a_made_file(kind: str, before: str, after: str) -> None:
    data, _ = {"837": bytes_837, "835": bytes_835}[kind](30_000, "many", 12)
    parts = data.decode().split(before)
    if len(parts) < 2:
        pytest.skip("this is of the other kind of file")
    text = "".join(p + (after if i % 2 == 0 else before) for i, p in enumerate(parts[:-1])) + parts[-1]
    (ours, _), (theirs, _) = _ours(text.encode()), _theirs(text.encode())
    assert ours
    assert ours == theirs


@needs_samples
@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_samples_have_the_faults_that_pyx12_finds(path: Path) -> None:
    # They say X222A2, which no published guide of claims is; both are told that it is A1.
    data = path.read_bytes().replace(b"005010X222A2", b"005010X222A1")
    (ours, we_late), (theirs, they_late) = _ours(data), _theirs(data)
    extra = theirs - ours
    if path.name in {"cob-contractural-adjustment.835", "secondary-payment.835"}:
        # SVC01 is separated by another character than ISA16 names; pyx12 then knows no service and faults all under it.
        segments = data.decode().split("~")
        assert all(segments[n - 1].strip().split("*")[0] in {"DTM", "CAS", "REF", "AMT"} for n in extra)
        extra = set()
    assert ours <= theirs
    assert not extra
    assert bool(we_late) <= bool(they_late)


#: What is said of the samples beyond levels 1 and 2, each a fact of theirs: invented NPIs, five digits of ZIP, a dash.
SAID_OF_SAMPLES = (
    *(
        "NM109 is no NPI",
        "N104 is no NPI",
        "N403 has five digits",
        "N403 is no ZIP code",
        "REF02 is no tax number",
    ),
    *("CLM05-1 is no place of service", "SV107 points to a diagnosis that HI does not have"),
)


@needs_samples
@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_samples_raise_no_alarm_that_is_not_explained(path: Path) -> None:
    higher = [text for _, level, text in found(path.read_bytes()) if level > 2]
    assert not [text for text in higher if not text.startswith(SAID_OF_SAMPLES)]
