"""Write anew what is read of the official names: attributes.csv, addition_bases.csv and code_timeline.parquet.

    python tools/keep_readings.py [NEWEST DAY, as 2026-11-23]

To be run after a change of attributes.toml, attribute_overrides.toml or addition_bases.toml, and after new tables were
built. The names are those of every code that was in force on some first of January since 2012 or on the newest day; of
a code that was renamed the last name counts.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import polars as pl

from contralateral import codes
from contralateral.codes import attributes, catalog
from contralateral.codes.bases import additions, derive

DATA = Path(__file__).parent.parent / "src/contralateral/codes/data"
EARLIEST = 2012


def every_name(newest: date) -> pl.DataFrame:
    """Return code, short and long of every code the tables have known, by code, under its last name."""
    days = [newest, *(date(year, 1, 1) for year in range(newest.year, EARLIEST - 1, -1))]
    return pl.concat([codes.names(day) for day in days]).unique("code", keep="first").sort("code")


def main() -> None:
    """Write the tables and say how large they are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("newest", type=date.fromisoformat, nargs="?", default=date(2026, 11, 23))
    newest = parser.parse_args().newest
    print(f"code_timeline.parquet: {catalog.keep(DATA / 'code_timeline.parquet')} rows")
    names = every_name(newest)
    print(f"attributes.csv: {attributes.keep(names, DATA / 'attributes.csv')} codes")
    pairs = derive(names)
    pairs.write_csv(DATA / "addition_bases.csv")
    known, told = additions(names), pairs["addition"].n_unique()
    print(f"addition_bases.csv: {pairs.height} pairs; {told} of {len(known)} additions have known bases")


if __name__ == "__main__":
    main()
