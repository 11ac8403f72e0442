"""Taking over a newer release: what it changes, and that the past is judged by the table of its day."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from contralateral import codes
from contralateral.codes import LoadReport, load, releases
from contralateral.codes.importers import parsed
from contralateral.errors import TableRefused
from tests.codes.made import contents, contractor, day, every_code, full_table, order_file, shipped

if TYPE_CHECKING:
    from pathlib import Path

OCTOBER = {
    "L1330": {
        "long": "Sternocostal orthosis, official",
        "short": "Sternocostal",
        "coverage": "C",
        "added": "2026-10-01",
    },
    "L1331": {
        "long": "A code nobody knew",
        "short": "New",
        "coverage": "C",
        "pricing": "38",
        "added": "2026-10-01",
    },
    "L8696": {"ended": "2026-09-30"},
    "L8010": {"ended": "2025-03-31"},
    "L1290": {"long": "Addition to tlso, renamed", "pricing": "46"},
    "A5512": {"ended": "2026-12-15"},
}


@pytest.fixture(scope="module")
def october_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[LoadReport, Path]:
    """A full table of October 2026, loaded once."""
    folder = tmp_path_factory.mktemp("october")
    (report,) = load([full_table(folder / "HCPC2026_OCT_ANWEB.csv", OCTOBER)], folder=folder / "tables")
    return report, folder / "tables"


@pytest.fixture
def october(october_once: tuple[LoadReport, Path], own_tables: Path) -> LoadReport:
    """A full table of October 2026 among a user's own."""
    report, folder = october_once
    shutil.copytree(folder, own_tables)
    return report


def test_report(october: LoadReport) -> None:
    assert (october.kind, october.release, october.previous) == ("hcpcs", "2026-10", "2026-07")
    assert october.covers.first == day("2026-10-01")
    assert {"L1330", "L1331"} <= set(october.added)
    assert {"L8010", "L8696", "A5512"} <= set(october.ended)
    assert "L6025" not in october.ended  # ended long ago, and known so
    assert next(r for r in october.renamed if r.code == "L1290").was.endswith("lateral trochanteric pad")
    assert not october.replaced


@pytest.mark.usefixtures("october")
def test_the_past_keeps_its_table() -> None:
    for on, long, pricing in (
        ("2026-09-30", "Addition to tlso, (low profile), lateral trochanteric pad", "38"),
        ("2026-10-01", "Addition to tlso, renamed", "46"),
    ):
        answer = codes.hcpcs("L1290", on=day(on))
        assert (answer.long, answer.pricing, answer.basis) == (long, pricing, "table of the day")
    assert codes.hcpcs("L8010", on=day("2025-03-31")).in_force is True
    assert codes.hcpcs("L1290", on=day("2027-01-01")).basis == "after newest release"


@pytest.mark.usefixtures("october")
def test_the_new_table_answers_for_its_quarter() -> None:
    assert codes.hcpcs("L1331", on=day("2026-09-30")).status == "not_yet"
    assert codes.hcpcs("L1331", on=day("2026-10-01")).status == "in_force"
    assert codes.hcpcs("L1330", on=day("2026-10-01")).long == "Sternocostal orthosis, official"
    assert codes.hcpcs("A5512", on=day("2026-12-15")).in_force is True
    assert codes.hcpcs("A5512", on=day("2026-12-16")).status == "ended"
    assert codes.hcpcs("L1291", on=day("2026-11-23")).status == "not_listed"
    assert codes.hcpcs("L0100", on=day("2026-11-23")).status == "withdrawn"
    assert "ended after" not in codes.hcpcs("A5513", on=day("2026-11-23")).note


@pytest.mark.usefixtures("october")
def test_tables_name_release_and_source() -> None:
    newest = releases("hcpcs")[-1]
    assert (newest.release, newest.shipped) == ("2026-10", False)
    assert "HCPC2026_OCT_ANWEB.csv" in newest.source
    assert codes.hcpcs("L1331", on=day("2026-10-01")).source == newest.source
    assert [r.release for r in releases("hcpcs")][:2] == ["2019-01", "2020-10"]


def test_a_taken_back_end_and_a_code_added_again(tmp_path: Path) -> None:
    again = {"A9523": {}, "A0021": {"ended": "2026-10-31"}}
    load([full_table(tmp_path / "hcpcs_2026_10.csv", again)])
    assert codes.hcpcs("A0021", on=day("2026-11-01")).status == "ended"
    load([full_table(tmp_path / "hcpcs_2027_01.csv", {})])
    assert codes.hcpcs("A0021", on=day("2026-11-01")).status == "in_force"
    load([full_table(tmp_path / "hcpcs_2027_04.csv", {"L6000": {"added": "2027-04-01", "ended": None}})])
    assert codes.hcpcs("L6000", on=day("2026-03-31")).status == "in_force"
    assert codes.hcpcs("L6000", on=day("2026-04-01")).status == "ended"
    assert codes.hcpcs("L6000", on=day("2027-04-01")).status == "in_force"


def test_same_release_again_replaces(tmp_path: Path, own_tables: Path) -> None:
    file = full_table(tmp_path / "hcpcs_2026_10.csv", OCTOBER)
    load([file])
    first = contents(own_tables)
    (report,) = load([full_table(file, {**OCTOBER, "L1331": {"long": "Better name", "added": "2026-10-01"}})])
    assert report.replaced
    assert codes.hcpcs("L1331", on=day("2026-10-01")).long == "Better name"
    assert len(contents(own_tables)) == len(first)  # the older file is gone
    assert sum(r.release == "2026-10" for r in releases("hcpcs")) == 1


def test_own_table_wins_over_the_shipped_one(tmp_path: Path) -> None:
    (report,) = load([full_table(tmp_path / "hcpcs_2024_07.csv", {"L1290": {"long": "Mine"}})])
    assert report.replaced
    assert codes.hcpcs("L1290", on=day("2024-08-01")).long == "Mine"


def test_contractor_file_brings_codes_and_modifiers(tmp_path: Path) -> None:
    file = tmp_path / "HCPC2026_OCT_CONTR_ANWEB.txt"
    file.write_text(contractor(every_code(), []))
    kinds = {report.kind: report for report in load([file])}
    assert set(kinds) == {"hcpcs", "modifiers"}
    assert codes.modifier("KX", on=day("2026-11-01")).known is True


def test_fiscal_year(tmp_path: Path) -> None:
    old = shipped("icd10", "FY2026")
    lost, new = {"M722"}, {"M7221": "Right one", "M67A01": "Plantar fasciitis, right"}
    rows = [(code, int(billable and code not in lost), name) for code, name, billable in old.rows()]
    file = tmp_path / "icd10cm_order_2027.txt"
    file.write_text(order_file(sorted([*rows, *((code, 1, name) for code, name in new.items())])))
    (report,) = load([file])
    assert (report.release, report.previous, report.added) == ("FY2027", "FY2026", ("M67A01", "M7221"))
    assert report.changed == 1
    assert codes.icd10("M72.2", on=day("2026-09-30")).billable is True
    after = codes.icd10("M72.2", on=day("2026-10-01"))
    assert (after.billable, after.basis) == (False, "table of the day")
    assert codes.icd10("M67.A01", on=day("2026-11-23")).name == "Plantar fasciitis, right"
    assert codes.icd10("M99.ZZ", on=day("2026-11-23")).exists is False


def test_names_survive_a_list_without_them(tmp_path: Path) -> None:
    file = tmp_path / "icd10cm_codes_2027.txt"
    file.write_text("\n".join(shipped("icd10", "FY2026")["code"]) + "\n")
    load([file])
    assert (
        codes.icd10("M41.124", on=day("2026-11-23")).name
        == "Adolescent idiopathic scoliosis, thoracic region"
    )


def test_limits_of_a_newer_quarter(tmp_path: Path) -> None:
    old = shipped("mue", "2024-07")
    rows = [
        f"{code},{9 if code == 'L8030' else units},{mai},{why},DME Supplier"
        for code, units, mai, why, _ in old.rows()
    ]
    file = tmp_path / "mue_2026_10.csv"
    file.write_text("hcpcs_code,mue_units,mue_mai,mue_rationale,mue_service\n" + "\n".join(rows) + "\n")
    (report,) = load([file])
    assert report.changed == 1
    assert codes.mue("L8030", on=day("2024-08-01")).units == 2
    gap = codes.mue("L8030", on=day("2025-08-01"))
    assert (gap.units, gap.basis) == (None, "between releases")
    assert codes.mue("L8030", on=day("2026-10-01")).units == 9


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("hcpcs_2026_10.txt", "A0021\nL1290\nL8010\nV5364\n", "only 4 rows"),
        ("mue_2026_10.csv", "hcpcs_code,mue_units,mue_mai\nL8030,2,3\n", "only 1 rows"),
        ("codes.csv", "code,long_description\nA0021,One\n", "Name the release"),
        ("hcpcs_2026_10.csv", "not a table\n", "recognized"),
        ("empty.csv", "", "empty"),
    ],
)
def test_refused_files_change_nothing(
    october: LoadReport, tmp_path: Path, own_tables: Path, name: str, text: str, words: str
) -> None:
    assert october.rows > 8_000
    before = contents(own_tables)
    wrong = tmp_path / name
    wrong.write_text(text)
    good = full_table(tmp_path / "hcpcs_2027_01.csv", OCTOBER)
    for files in ([wrong], [good, wrong]):
        with pytest.raises(TableRefused, match=words):
            load(files)
    assert contents(own_tables) == before
    assert releases("hcpcs")[-1].release == "2026-10"


def test_a_table_cut_at_a_line_is_noticed(tmp_path: Path, own_tables: Path) -> None:
    file = full_table(tmp_path / "hcpcs_2026_10.csv", OCTOBER)
    lines = file.read_text().splitlines(keepends=True)
    for kept, words in (
        (7_000, "8725"),
        (len(lines) - 500, "no code in V"),
        (len(lines) - 10, "none of V52"),
    ):
        file.write_text("".join(lines[:kept]))
        with pytest.raises(TableRefused, match=words):
            load([file])
    assert contents(own_tables) == {}


def test_the_release_is_asked_for_only_where_nothing_says_it(tmp_path: Path) -> None:
    file = full_table(tmp_path / "codes.csv", OCTOBER)
    with pytest.raises(TableRefused, match="for example 2026-10"):
        load([file])
    with pytest.raises(TableRefused, match="'soon' is not a release"):
        load([file], release="soon")
    (report,) = load([file], release="2026-10", source="CMS HCPCS file, October 2026")
    assert report.release == "2026-10"
    assert releases("hcpcs")[-1].title == "CMS HCPCS file, October 2026"


def test_two_files_of_one_release_are_refused(tmp_path: Path, own_tables: Path) -> None:
    one, two = (full_table(tmp_path / f"{name}_2026_10.csv", OCTOBER) for name in ("one", "two"))
    with pytest.raises(TableRefused, match="hcpcs 2026-10 too"):
        load([one, two])
    assert contents(own_tables) == {}


def test_a_full_disk_leaves_what_was_there(
    october: LoadReport, tmp_path: Path, own_tables: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(own_tables)
    assert october.release in "".join(before)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("contralateral.codes.store.os.fsync", full)
    with pytest.raises(TableRefused, match="No space left"):
        load([full_table(tmp_path / "hcpcs_2027_01.csv", OCTOBER)])
    assert contents(own_tables) == before


def test_damaged_manifest_is_named(october: LoadReport, own_tables: Path) -> None:
    assert october.rows
    (own_tables / "releases.json").write_text('{"releases": [')
    with pytest.raises(TableRefused, match=r"releases\.json"):
        releases()
    (own_tables / "releases.json").write_text(json.dumps({"releases": [{"kind": "hcpcs", "file": "../x"}]}))
    with pytest.raises(TableRefused, match=r"releases\.json"):
        releases()


def test_damaged_table_is_named(october: LoadReport, own_tables: Path) -> None:
    assert october.rows
    next(own_tables.glob("hcpcs-*.parquet")).write_bytes(b"PAR1 and nothing more")
    with pytest.raises(TableRefused, match="Load its file again"):
        codes.hcpcs("L1290", on=day("2026-10-01"))


def test_every_kind_has_its_columns_keys_and_least_rows() -> None:
    assert set(parsed.SCHEMAS) == set(parsed.KEYS) == set(parsed.LEAST) == set(codes.KINDS)
    for kind, keys in parsed.KEYS.items():
        assert set(keys) <= set(parsed.SCHEMAS[kind])
