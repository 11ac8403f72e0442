"""One damage each: the level, the segment and the words."""

from __future__ import annotations

import pytest

from contralateral.edi.snip import checker
from tests.edi.snip.claims import CLAIM, changed, claim_file, segment_of
from tests.edi.snip.drive import found, pieces, summary

#: What is replaced, by what, the level, the segment at which it is told, the beginning of the words.
DAMAGES = [
    # level 1
    ("REF*EA*MR1", "ZZZ*EA*MR1", 1, "ZZZ", "No segment of this name is known"),
    ("N3*234 TRIAL ST", "N3*234 TRIAL ST*A*B", 1, "N3*234", "N3 has more elements"),
    ("HC:L5301:RT*60", "HC:L5301:RT:::::::*60", 1, "SV1", "SV101 has more components"),
    ("N3*234 TRIAL ST", "N3*234 TRI:AL ST", 1, "N3*234", "N301 has a component separator"),
    ("N3*234 TRIAL ST", "N3*234 TRI^AL ST", 1, "N3*234", "The separator of repetitions"),
    ("N3*234 TRIAL ST", "N3*234 TRI\x07AL ST", 1, "N3*234", "A control character"),
    ("UN*1***1:2", "UN*1X***1:2", 1, "SV1", "SV104 is no number"),
    ("UN*1***1:2", "UN*1.2.3***1:2", 1, "SV1", "SV104 is no number"),
    ("UN*1***1:2", "UN*1***1:B", 1, "SV1", "SV107-2 is no number"),
    ("LX*1", "LX*A", 1, "LX*A", "LX01 is no number"),
    ("*20261102*1023", "*20261302*1023", 1, "BHT", "BHT04 is no day"),
    ("*20261102*1023", "*20261102*2460", 1, "BHT", "BHT05 is no time"),
    ("431*D8*20261001", "431*D8*20261032", 1, "DTP*431", "DTP03 is no day"),
    ("472*D8*20261003", "472*RD8*20261003-20261001", 1, "DTP*472", "DTP03 is no day"),
    ("D8*19430501*F", "D8*1943501*F", 1, "DMG", "DMG02 is no day"),
    ("N3*234 TRIAL ST", "N3* 234 TRIAL ST", 1, "N3* 234", "N301 has blanks at an end"),
    ("N3*234 TRIAL ST", "N3*234 TRIAL ST*", 1, "N3*234", "N3 ends with a separator"),
    # level 2
    ("BHT*0019*00*244579", "BHT*0019*00*", 2, "BHT", "BHT03 is missing"),
    ("*46*TGJ23", "", 2, "NM1*41", "NM108 is missing"),
    ("CLM*26463774*100**", "CLM*26463774*100*Z*", 2, "CLM", "CLM03 is not used here"),
    ("GRP01******CI", "GRP01******CIX", 2, "SBR*P", "SBR09 is longer than 2"),
    ("N4*SPRINGFIELD*OH*454019998", "N4*S*OH*454019998", 2, "N4*S", "N401 is shorter than 2"),
    ("N3*234 TRIAL ST", f"N3*{'A' * 56}", 2, "N3*A", "N301 is longer than 55"),
    ("N3*234 TRIAL ST", f"N3*{'A' * 70}", 2, "N3*A", "N301 is longer than 55"),
    ("*100***11", "*-1234567890123456789.5***11", 2, "CLM", "CLM02 is longer than 18"),
    ("HC:L5301:RT*60", "HC:L5301:RTX*60", 2, "SV1", "SV101-3 is longer than 2"),
    ("11:B:1*Y", "11:C:1*Y", 2, "CLM", "CLM05-2 is no code of the guide"),
    ("11:B:1*Y", "11::1*Y", 2, "CLM", "CLM05-2 is missing"),
    ("1023*CH", "1023*CHX", 2, "BHT", "BHT06 is no code of the guide. Use one of 31, CH, RP."),
    (
        "PER*IC*OFFICE*TE*5125550121",
        "PER*IC*OFFICE*TE*5125550121*EM",
        2,
        "PER",
        "PER05 and PER06 stand together",
    ),
    ("N4*SPRINGFIELD*OH*454019998", "N4*SPRINGFIELD*OH*454019998****X", 2, "N4", "N407 stands without N404"),
    ("CAS*CO*45*20", "CAS*CO*45*20**2", 2, "CAS", "CAS05 stands without CAS06 or CAS07"),
    ("PRV*BI*PXC*335E00000X", "PRV*BI*PXC", 2, "PRV", "PRV02 and PRV03 stand together"),
    ("N3*234 TRIAL ST\n", "", 2, "NM1*85", "N3 is missing in the loop"),
    ("HI*ABK:S78111A*ABF:Z89511\n", "", 2, "CLM", "HI*ABK/BK is missing in the loop"),
    ("REF*EA*MR1", "REF*EA*MR1\nREF*EA*MR2", 2, "REF*EA*MR2", "REF*EA may stand 1 times at most"),
    ("REF*EA*MR1", "REF*EA*MR1\nREF*G1*X\nREF*EA*MR2", 2, "REF*EA*MR2", "REF*EA may stand 1 times at most"),
    ("REF*EA*MR1", "REF*QQ*MR1", 2, "REF*QQ", "REF01 is no code that has a use in loop 2300"),
    ("HI*ABK", "CN1*01\nHI*ABK", 2, "CN1", "CN1 stands too late in its loop"),
    ("PRV*BI*PXC*335E00000X", "PRV*BI*PXC*335E00000X\nK3*X", 2, "K3", "K3 has no place in loop 2000A"),
    ("NM1*82*1*FITTER", "NM1*ZZ*1*FITTER", 2, "NM1*ZZ", "NM101 names a party that has no place here"),
    ("NM1*PR*2*EXAMPLE PAYER*****PI*999996666\n", "", 2, "HL*2", "Loop 2010BB is missing"),
    (
        "NM1*82*1*FITTER*CY****XX*1747119349",
        "NM1*77*2*PLACE\nN3*A\nN4*SPRINGFIELD*OH*454019998\nNM1*77*2*PLACE",
        2,
        "NM1*77",
        "Loop 2310C may stand 1 times at most",
    ),
    (
        "CTP****2*UN",
        "CTP****2*UN\nSVD*777776666*40**1\nNM1*DK*1*ORDER*DEE****XX*1657709980",
        2,
        "NM1*DK",
        "Loop 2420E may not begin here",
    ),
]


def test_nothing_is_said_of_a_claim_with_no_fault() -> None:
    assert found(claim_file()) == []


@pytest.mark.parametrize(
    ("before", "after", "level", "segment", "words"), DAMAGES, ids=[d[4][:40] for d in DAMAGES]
)
def test_a_damage_is_found_at_its_segment(
    before: str, after: str, level: int, segment: str, words: str
) -> None:
    data = claim_file(changed(before, after))
    told = found(data)
    where = [n for n, said, text in told if said == level and text.startswith(words)]
    assert where, told
    segments = [s.strip() for s in data.decode().split("~")]
    assert segments[where[-1] - 1].startswith(segment), (segments[where[-1] - 1], told)


def test_an_element_and_a_component_are_told_by_number() -> None:
    data = claim_file(changed("11:B:1*Y", "11:C:1*Y"))
    ((kind, names, chunk, loops),) = pieces(data)
    problems = checker(kind, names).check(chunk, loops)
    assert len(problems) == 1
    assert (problems.element[0], problems.component[0], problems.level[0]) == (5, 2, 2)
    (said,) = problems.diagnostics(chunk)
    assert said.segment == segment_of(data, "CLM")
    assert said.byte == data.index(b"CLM*")
    assert said.severity == "error"
    assert said.message == "CLM05-2 is no code of the guide. Use B. (005010X222A1 2300)"


def test_a_reference_of_a_line_is_not_counted_with_the_next_line() -> None:
    text = changed("REF*6R*1\n", "REF*6R*1\n", CLAIM).replace(
        "DTP*472*D8*20261003\nLIN", "DTP*472*D8*20261003\nREF*6R*2\nLIN"
    )
    assert found(claim_file(text)) == []


def test_what_a_file_says_a_million_times_is_counted() -> None:
    text = CLAIM + "".join(f"LX*{n}\nSV1*HC:L5620*0*UN*1***Z\nDTP*472*D8*20261003\n" for n in range(3, 40))
    told = summary(claim_file(text), limit=3)
    (kind, count, _), *_ = [each for each in told.kinds() if "SV107-1 is no number" in each[0].text]
    assert (kind.level, count) == (1, 37)
    spelled = [d for d in told.diagnostics() if "SV107-1 is no number" in d.message]
    assert len(spelled) == 3
    assert spelled[-1].message.endswith("(and 34 more such places)")


def test_no_message_holds_what_stands_in_the_file() -> None:
    data = claim_file(
        changed("NM1*IL*1*PATTERN*ANN****MI*JS00111", f"NM1*ZZ*X*{'SECRETNAME' * 9}*ANN*^****MI")
    )
    told = found(data)
    assert told
    assert not [text for _, _, text in told if "SECRETNAME" in text]
