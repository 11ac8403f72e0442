"""Every importer on the file as it was published, whole and cut anywhere."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from contralateral.codes import load
from contralateral.codes.importers import read
from contralateral.errors import TableRefused
from tests.codes.made import SHARED, contents, with_shared

if TYPE_CHECKING:
    from pathlib import Path

    from contralateral.codes.importers import Parsed

pytestmark = with_shared

FILES = {
    "hcpcs/HCPC2019_CONTR_ANWEB.txt.gz": {"hcpcs": 6440, "modifiers": 360},
    "hcpcs/HCPC2020_OCT_ANWEB_original.xlsx": {"hcpcs": 6825, "modifiers": 371},
    "hcpcs/hcpcs_2024_07_full_columns.csv": {"hcpcs": 8033},
    "hcpcs/hcpcs_2025_10_codes_long_desc.csv": {"hcpcs": 8463},
    "hcpcs/hcpcs_2026_07_active_code_list.txt": {"hcpcs": 8725},
    "hcpcs/hcpcs_merged_2026q3_all.csv": {"hcpcs": 8725},
    "hcpcs/hcpcs_modifiers_2024_06_rich_noCPT.csv": {"modifiers": 383},
    "hcpcs/hcpcs_modifiers_2025_10.csv": {"modifiers": 383},
    "hcpcs/hcpcs_noc_2024_07.csv": {"noc": 159},
    "dmepos/dmepos_2026_07_all_states.csv": {"fees": 222993},
    "dmepos/former_cba_fees_2026_07.csv": {"area_fees": 79927},
    "dmepos/rural_zips_and_legends_2026_07.json": {"rural_zips": 15909},
    "ncci/mue_dme_supplier_2024_07.csv": {"mue": 2928},
    "prior_auth/dmepos_required_pa_list_2026_07_29.csv": {"prior_authorization": 107},
    "pos/place_of_service.csv": {"places": 52},
    "icd10/icd10cm_all_codes_incl_headers_2026_04.txt": {"icd10": 98186},
}


CUTS = [(name, 0.6) for name in FILES] + [(name, 0.97) for name in FILES if "codes" in name or "mue" in name]


@cache
def _tables(name: str) -> list[Parsed]:
    return read(SHARED / name)


@pytest.mark.parametrize("name", FILES)
def test_whole(name: str) -> None:
    assert {table.kind: table.frame.height for table in _tables(name)} == FILES[name]


@pytest.mark.parametrize(("name", "part"), CUTS)
def test_cut_files_change_nothing(name: str, part: float, tmp_path: Path, own_tables: Path) -> None:
    load([SHARED / "hcpcs/hcpcs_noc_2024_07.csv"])
    before = contents(own_tables)
    content = (SHARED / name).read_bytes()
    cut = tmp_path / (SHARED / name).name
    cut.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(TableRefused) as refused:
        load([cut], release="2024-06" if "place" in name else None)
    assert refused.value.path == str(cut)
    assert contents(own_tables) == before


def test_billable_codes_are_those_nothing_begins_with() -> None:
    (table,) = _tables("icd10/icd10cm_all_codes_incl_headers_2026_04.txt")
    billable = (SHARED / "icd10/icd10cm_billable_codes_2026_04.txt").read_text().split()
    assert set(table.frame.filter("billable")["code"]) == set(billable)


def test_no_licensed_code_is_taken() -> None:
    for name in (name for name, kinds in FILES.items() if {"hcpcs", "mue", "noc"} & set(kinds)):
        for table in _tables(name):
            if table.kind != "modifiers":
                assert not table.frame["code"].str.contains(r"^(D|\d)").any()


@pytest.mark.parametrize(
    "name",
    ["hcpcs/HCPCS2019_recordlayout.txt", "mcd/mcd_dme_mac_index_2025_08.csv", "scans/LeePerrySmith.glb"],
)
def test_other_files_are_refused(name: str) -> None:
    with pytest.raises(TableRefused):
        read(SHARED / name)
