"""Each format on a made-up file: what is read, and at which place what is wrong is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contralateral.codes.importers import read
from contralateral.errors import TableRefused
from tests.codes.made import contractor, day, gzipped, order_file, record, zipped

if TYPE_CHECKING:
    from pathlib import Path

    from contralateral.codes.importers import Parsed

STATES = [f"{a}{b}" for a in "ABCDEFG" for b in "ABCDEFGH"]
AREAS = [f"{state} ({kind})" for kind in ("NR", "R") for state in STATES]


def _one(path: Path, text: str, name: str = "file.csv") -> Parsed:
    file = path / name
    file.write_text(text, encoding="utf-8")
    (table,) = read(file)
    return table


def test_contractor_file_joins_long_names_and_drops_dental_codes(tmp_path: Path) -> None:
    text = contractor(
        ["A0021", "D0120", "L1290"], [record("L8010", "Sleeve", added="19860101", ended="20250331")]
    )
    file = tmp_path / "HCPC2026_OCT_CONTR_ANWEB.txt"
    file.write_text(text)
    codes, modifiers = read(file)
    assert codes.frame["code"].to_list() == ["A0021", "L1290", "L8010"]
    assert codes.frame["long"][1] == "The name of L1290 runs on"
    assert codes.frame.row(2)[3:] == ("C", "38", None, day("1986-01-01"), day("2025-03-31"))
    assert (codes.dropped, codes.named) == (1, "2026-10")
    assert modifiers.frame["code"].to_list()[:3] == ["A1", "A2", "A3"]


def test_contractor_file_gzipped_and_zipped(tmp_path: Path) -> None:
    text = contractor(["A0021", "L1290"])
    packed = gzipped(tmp_path / "HCPC2026_OCT_CONTR_ANWEB.txt.gz", text)
    parcel = zipped(
        tmp_path / "october.zip",
        {"HCPC2026_OCT_CONTR_ANWEB.txt": text, "recordlayout.txt": "A layout\nof records\n"},
    )
    for path in (packed, parcel):
        codes, modifiers = read(path)
        assert (codes.frame.height, codes.named, modifiers.kind) == (2, "2026-10", "modifiers")


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (lambda lines: [*lines[:-4], lines[-4][:200], *lines[-3:]], "line"),
        (lambda lines: [*lines[:-1], lines[-1][:60]], "line"),
        (lambda lines: [*lines, record("L9999", "x", added="20201399")], "line"),
        (lambda lines: [*lines, "what is this"], "line"),
        (lambda lines: [*lines, record("L9999", "x", kind="4")], "line"),
        (lambda lines: [*lines, lines[-2]], ""),
    ],
    ids=["record cut", "file cut", "no date", "no record", "continuation alone", "twice"],
)
def test_contractor_file_refused(tmp_path: Path, spoil, place: str) -> None:  # type: ignore[no-untyped-def]
    lines = contractor(["A0021", "L1290", "V5364"]).splitlines()
    file = tmp_path / "file.txt"
    file.write_text("\r\n".join(spoil(lines)))
    with pytest.raises(TableRefused) as refused:
        read(file)
    assert refused.value.place.startswith(place)
    assert str(file) in str(refused.value)
    assert "Nothing was changed." in str(refused.value)


def test_table_with_columns_below_notes(tmp_path: Path) -> None:
    text = (
        "Note,,,,,,\n,,,,,,\n"
        "HCPC,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,COV,ADD DT,TERM DT\n"
        "   A1,7,Dressing for one wound,Dressing,C,20020701,\n"
        "L1290,3,Addition to tlso,Pad,C,19880101,\n"
        "L1290,4,lateral trochanteric pad,,,,\n"
    )
    file = tmp_path / "workbook.csv"
    file.write_text(text)
    codes, modifiers = read(file)
    assert codes.frame["long"].to_list() == ["Addition to tlso lateral trochanteric pad"]
    assert modifiers.frame.row(0) == ("A1", "Dressing for one wound", day("2002-07-01"), None)


def test_names_alone_modifiers_and_unlisted_codes(tmp_path: Path) -> None:
    names = _one(tmp_path, "code,long_description\nA0021,Ambulance\nD0120,Dental\n99213,Visit\n")
    assert (names.kind, names.frame.height, names.dropped) == ("hcpcs", 1, 2)
    modifiers = _one(tmp_path, "code,long_description\nKX,Requirements met\nP1,A normal patient\n")
    assert modifiers.frame.rows() == [("KX", "Requirements met", None, None), ("P1", None, None, None)]
    noc = _one(
        tmp_path,
        "hcpcs,long_description,add_date,term_date\nJ7192,not otherwise,1994-01-01,\nJ7192,specified,,\n",
    )
    assert noc.frame.rows() == [("J7192", day("1994-01-01"), None)]


def test_bare_list(tmp_path: Path) -> None:
    table = _one(tmp_path, "A0021\nL1290\nL8010\nV5364\n", "hcpcs_2026_10.txt")
    assert (table.kind, table.frame["code"].to_list(), table.named) == (
        "hcpcs",
        ["A0021", "L1290", "L8010", "V5364"],
        "2026-10",
    )
    with pytest.raises(TableRefused, match="line 4"):
        _one(tmp_path, "A0021\nL1290\nL8010\nV53", "list.txt")


def test_fees(tmp_path: Path) -> None:
    header = ",".join(["HCPCS", "Mod", "Mod2", "JURIS", "CATG", "Ceiling", "Floor", *AREAS, "Description"])
    amounts = ['"$1,027.17"', *["0.00"] * (len(AREAS) - 1)]
    row = ",".join(["L1851", "", "", "D", "PO", "0.00", "0.00", *amounts, "Ko single upright"])
    blank = ",".join(["L8033", "", "", "D", "PO", "", "", *[""] * len(AREAS), "Nipple"])
    width = "," * (header.count(","))
    table = _one(tmp_path, f"DMEPOS fee schedule July 2026{width}\n{header}\n{row}\n{blank}\n")
    assert table.stated == "2026-07"
    assert table.frame.select("code", "state", "rural", "cents").rows() == [
        ("L1851", "AA", False, 102717),
        ("L8033", None, None, None),
    ]
    with pytest.raises(TableRefused, match="not an amount"):
        _one(tmp_path, f"{header}\n{row.replace('0.00', 'n/a')}\n")
    with pytest.raises(TableRefused, match="comes twice"):
        _one(tmp_path, f"{header}\n{row}\n{row}\n")


def test_former_bidding_areas(tmp_path: Path) -> None:
    towns = [f'"Town {at}, OH"' for at in range(60)]
    header = ",".join(["hcpcs", "mod", "mod2", "juris", "catg", *towns])
    table = _one(tmp_path, f"{header}\n{','.join(['L0648', '', '', '', 'PO', '635.01', *['0'] * 59])}\n")
    assert table.frame.rows() == [("L0648", None, None, "Town 0, OH", 63501)]


def test_unlikely_edits_as_cms_prints_them(tmp_path: Path) -> None:
    header = "HCPCS/CPT Code,DME Supplier Services MUE Values,MUE Adjudication Indicator,MUE Rationale"
    table = _one(
        tmp_path,
        f"copyright 2025,,,\n{header}\nL8030,2,3 Date of Service Edit: Clinical,CMS Policy\n99213,1,2,x\n",
    )
    assert table.frame.rows() == [("L8030", 2, 3, "CMS Policy", "DME Supplier")]
    assert (table.stated, table.dropped) == (None, 1)
    with pytest.raises(TableRefused, match="not for DME suppliers"):
        _one(tmp_path, f"{header.replace('DME Supplier', 'Practitioner')}\nL8030,2,3,x\n")
    with pytest.raises(TableRefused, match=r"line 2.*adjudication"):
        _one(tmp_path, f"{header}\nL8030,2,9,x\n")
    with pytest.raises(TableRefused, match=r"line 2.*units"):
        _one(tmp_path, f"{header}\nL8030,two,3,x\n")


def test_prior_authorization_list(tmp_path: Path) -> None:
    text = "hcpcs,phase_effective_date,states_or_blank_nationwide\nL3761,2026-10-28,NY MI FL CA\nL3761,2027-04-26,\n"
    table = _one(tmp_path, text, "list_2026_07_29.csv")
    assert table.frame.rows() == [
        ("L3761", day("2026-10-28"), None, "NY MI FL CA"),
        ("L3761", day("2027-04-26"), None, ""),
    ]
    assert table.named == "2026-07-29"
    for wrong in ("L3761,2026-13-28,\n", "L3761,,\n", "L3761,2026-10-28,New York\n"):
        with pytest.raises(TableRefused, match="line 4"):
            _one(tmp_path, text + wrong)


def test_places(tmp_path: Path) -> None:
    table = _one(tmp_path, "pos_code,pos_type,pos_name\n12,Non-Facility,Home\n28,Unassigned,Unassigned\n")
    assert table.frame.rows() == [("12", "Home", False)]


def test_order_file(tmp_path: Path) -> None:
    text = order_file(
        [
            ("M722", 0, "Plantar fascial fibromatosis"),
            ("M7221", 1, "The right one"),
            ("M7222", 1, "The left one"),
            ("M7223", 1, "x"),
        ]
    )
    table = _one(tmp_path, text, "icd10cm_order_2027.txt")
    assert table.frame.rows()[:2] == [
        ("M722", "Plantar fascial fibromatosis", False),
        ("M7221", "The right one", True),
    ]
    assert table.named == "FY2027"
    with pytest.raises(TableRefused, match="line 4"):
        _one(tmp_path, text[:-60])


def test_diagnosis_list_with_and_without_headers(tmp_path: Path) -> None:
    whole = _one(tmp_path, "1\r\nA00-A09\r\nM41\r\nM41.1\r\nM4112\r\nM41124\r\n")
    assert whole.frame.select("code", "billable").rows() == [
        ("M41", False),
        ("M411", False),
        ("M4112", False),
        ("M41124", True),
    ]
    billable = _one(tmp_path, "M41124\nM41125\nZ9011\nF64\n")
    assert set(billable.frame.filter("billable")["code"]) == {"M41124", "M41125", "Z9011", "F64"}
    assert {"M41", "M4112", "Z90"} <= set(billable.frame.filter(~billable.frame["billable"])["code"])


def test_rural_zips(tmp_path: Path) -> None:
    assert _one(tmp_path, '{"ruralZips": {"12790": "NY"}}', "zips.json").frame.rows() == [("12790", "NY")]
    for wrong in ('{"ruralZips": {"12790": "NY"', '{"ruralZips": {"1279": "NY"}}'):
        with pytest.raises(TableRefused):
            _one(tmp_path, wrong, "zips.json")


def test_corrections_need_a_source(tmp_path: Path) -> None:
    header = "table,code,change,from,through,states,replaced_by,name,source,confidence,note\n"
    table = _one(tmp_path, f"{header}hcpcs,L9999,ended,,2026-12-31,,,,A bulletin,H,\n")
    assert (table.kind, table.frame["through"].to_list()) == ("corrections", [day("2026-12-31")])
    with pytest.raises(TableRefused, match="source"):
        _one(tmp_path, f"{header}hcpcs,L9999,ended,,2026-12-31,,,,,H,\n")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "NUL"),
        (b"\x1f\x8b\x08\x00broken", "cut short"),
        (b"PK\x03\x04broken", "cut short"),
        (b"\xff\xfe\x81\x8d\x8f", "not text"),
        (b"name,address\na,b\n", "recognized"),
        (b"just some words\n", "recognized"),
    ],
)
def test_what_is_no_table(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "file.bin"
    file.write_bytes(content)
    with pytest.raises(TableRefused, match=words):
        read(file)


def test_absent_file(tmp_path: Path) -> None:
    with pytest.raises(TableRefused, match="No such file"):
        read(tmp_path / "nothing.csv")


def test_cut_inside_quotation_marks_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableRefused, match=r"line 4: 1 columns where the header has 2"):
        _one(
            tmp_path,
            'code,long_description\nA0021,One\nA0022,Two\nA0080,"Non-emergency transportation, per m',
        )
