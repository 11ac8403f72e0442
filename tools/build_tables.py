"""Build every table the package ships from a folder of published files, always with the same result.

    python tools/build_tables.py FOLDER [--into src/contralateral/codes/tables]

FOLDER holds the files named in ``EDITIONS`` below. Names of diagnoses come from CDC's tabular list as the
package simple-icd-10-cm bundles it: install it for building only. ``tools/corrections.csv``, beside this
script, is the one table written by hand.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from contralateral.codes.editions import Kind, period
from contralateral.codes.importers import SCHEMAS, Parsed, read
from contralateral.codes.store import Release, replace_tables

CMS, CDC = "CMS", "CDC"
HERE = Path(__file__).parent
INTO = HERE.parent / "src/contralateral/codes/tables"


@dataclass(frozen=True)
class Edition:
    """A file, the kinds taken from it, and how the table is introduced to people."""

    path: str
    kinds: tuple[Kind, ...]
    release: str
    title: str
    publisher: str = CMS
    url: str = ""
    note: str = ""


FEES_URL = "https://www.cms.gov/medicare/payment/fee-schedules/dmepos"
HCPCS_URL = "https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system"
FEES = "dmepos/dmepos_2026_07_all_states.csv"

EDITIONS = (
    Edition(
        "hcpcs/HCPC2019_CONTR_ANWEB.txt.gz",
        ("hcpcs", "modifiers"),
        "2019",
        "CMS Alpha-Numeric HCPCS contractor file, 2019",
        url=HCPCS_URL,
    ),
    Edition(
        "hcpcs/HCPC2020_OCT_ANWEB_original.xlsx",
        ("hcpcs", "modifiers"),
        "2020-10",
        "CMS Alpha-Numeric HCPCS workbook, October 2020",
        url=HCPCS_URL,
    ),
    Edition(
        "hcpcs/hcpcs_2024_07_full_columns.csv",
        ("hcpcs",),
        "2024-07",
        "CMS HCPCS file, July 2024",
        url=HCPCS_URL,
    ),
    Edition(
        "hcpcs/hcpcs_2025_10_codes_long_desc.csv",
        ("hcpcs",),
        "2025-10",
        "CMS HCPCS file, October 2025: codes and long names",
        url=HCPCS_URL,
        note="Without indicators and dates: those of July 2024 are used.",
    ),
    Edition(
        "hcpcs/hcpcs_2026_07_active_code_list.txt",
        ("hcpcs",),
        "2026-07",
        "CMS HCPCS file, July 2026: codes; short names of the DMEPOS fee schedule of that quarter",
        url=HCPCS_URL,
        note="Without long names, indicators and dates: the last known are used.",
    ),
    Edition(
        "hcpcs/hcpcs_modifiers_2025_10.csv",
        ("modifiers",),
        "2025-10",
        "CMS HCPCS modifiers, October 2025",
        url=HCPCS_URL,
    ),
    Edition(
        "hcpcs/hcpcs_noc_2024_07.csv", ("noc",), "2024-07", "CMS HCPCS NOC codes, July 2024", url=HCPCS_URL
    ),
    Edition(FEES, ("fees",), "2026-07", "CMS DMEPOS fee schedule, July 2026", url=FEES_URL),
    Edition(
        "dmepos/former_cba_fees_2026_07.csv",
        ("area_fees",),
        "2026-07",
        "CMS DMEPOS amounts of former competitive bidding areas, July 2026",
        url=FEES_URL,
    ),
    Edition(
        "dmepos/rural_zips_and_legends_2026_07.json",
        ("rural_zips",),
        "2026-07",
        "CMS DMEPOS rural ZIP codes, July 2026",
        url=FEES_URL,
    ),
    Edition(
        "ncci/mue_dme_supplier_2024_07.csv",
        ("mue",),
        "2024-07",
        "CMS NCCI medically unlikely edits, DME supplier, July 2024",
        url="https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits",
        note="Limits change every quarter: load the current file.",
    ),
    Edition(
        "prior_auth/dmepos_required_pa_list_2026_07_29.csv",
        ("prior_authorization",),
        "2026-07-29",
        "CMS DMEPOS required prior authorization list, updated 2026-07-29",
        url="https://www.cms.gov/data-research/monitoring-programs/medicare-fee-service-compliance-programs/prior-authorization-and-pre-claim-review-initiatives/prior-authorization-process-certain-durable-medical-equipment-prosthetics-orthotics-supplies-items",
        note="Transcribed at second hand and compared with an independent copy: verify against CMS.",
    ),
    Edition(
        "pos/place_of_service.csv",
        ("places",),
        "2024-06",
        "CMS place of service codes, as of June 2024",
        url="https://www.cms.gov/medicare/coding-billing/place-of-service-codes/code-sets",
    ),
    Edition(
        "icd10/icd10cm_all_codes_incl_headers_2026_04.txt",
        ("icd10",),
        "FY2026",
        "CDC ICD-10-CM tabular list, fiscal year 2026 (with the April 2026 update, which changed nothing)",
        CDC,
        "https://www.cdc.gov/nchs/icd/icd-10-cm/",
    ),
    Edition(
        "corrections.csv",
        ("corrections",),
        "2026-11-23",
        "Corrections that the published files lack",
        "contralateral",
    ),
)


def main() -> None:
    """Read the arguments and build."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--into", type=Path, default=INTO)
    chosen = parser.parse_args()
    build(chosen.folder, chosen.into)


def build(folder: Path, into: Path) -> None:
    """Write the tables of every edition into a folder."""
    tables = []
    for edition in EDITIONS:
        path = HERE / edition.path if edition.kinds == ("corrections",) else folder / edition.path
        tables += [_table(edition, parsed, folder) for parsed in read(path) if parsed.kind in edition.kinds]
    replace_tables(into, tables, plain_names=True)


def _table(edition: Edition, parsed: Parsed, folder: Path) -> tuple[Release, pl.DataFrame]:
    span = period(parsed.kind, edition.release)
    if span is None:
        raise ValueError(edition.release)
    frame = parsed.frame
    if parsed.kind == "icd10":
        frame = _named(frame)
    elif edition.release == "2026-07" and parsed.kind == "hcpcs":
        frame = _with_short_names(frame, folder / FEES)
    days = (span.first, span.last)
    about = (edition.title, edition.publisher, edition.url, *days)
    return Release(parsed.kind, span.label, *about, frame.height, "", edition.note, ""), frame


def _with_short_names(frame: pl.DataFrame, fees: Path) -> pl.DataFrame:
    """Give the bare list the official short names that the fee schedule of the same quarter prints."""
    with fees.open(encoding="utf-8-sig", newline="") as file:
        names = {row["hcpcs"]: row["short_description"].strip() for row in csv.DictReader(file)}
    short = pl.col("code").replace_strict(names, default=None, return_dtype=pl.String)
    return frame.with_columns(short=short).cast(dict(SCHEMAS["hcpcs"]))  # type: ignore[arg-type]


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    """Give diagnoses their names."""
    import simple_icd_10_cm as tabular

    names = pl.Series("name", [tabular.get_description(code) for code in frame["code"]], dtype=pl.String)
    return frame.with_columns(names)


if __name__ == "__main__":
    main()
