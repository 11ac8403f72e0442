"""Feed the X12 readers what a coverage-guided fuzzer finds, and look for anything but an answer or a refusal.

From the root of the repository, in an environment that has the project and atheris (`make fuzz-x12` builds one)::

    python -m benchmarks.fuzz.x12 CORPUS -max_total_time=600 -max_len=8192

CORPUS is a folder that the fuzzer fills; `--seed-corpus FOLDER` fills it from the examples and from made files. What
counts as a find: an exception other than FileUnreadable, and a claim that is neither read nor spoken of.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["contralateral.edi"]):
    from contralateral import edi
    from contralateral.edi.file import READ

    for _, place in READ.values():  # readers are imported when they are needed: too late to be watched
        importlib.import_module(place.partition(":")[0])
from contralateral.claim.from_837 import from_837
from contralateral.errors import FileUnreadable

ROOT = Path(__file__).parents[2]


def one(data: bytes) -> None:
    """Read bytes as a file, all kinds and all tables, and reconcile what came out."""
    try:
        with edi.open_x12(data, path="fuzz") as file:
            read = sum(
                batch.tables["claims"].height
                for batch in file.batches(check=True, size=2048)
                if batch.kind == "837P" and "claims" in batch.tables
            )
            tables, said = from_837(file)
    except FileUnreadable:
        return
    assert tables.claims.height == read, "pieces of another size gave another number of claims"
    if not read:
        assert any(d.severity == "error" for d in said), "no claim, and no error says why"


def seed(folder: Path) -> None:
    """Fill a corpus from the examples and from files made of a seed."""
    from benchmarks.x12.made import bytes_835, bytes_837

    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted((ROOT / "examples" / "837").glob("*.837")):
        (folder / path.name).write_bytes(path.read_bytes())
    for n in range(6):
        (folder / f"made-{n}.837").write_bytes(bytes_837(3000, "many", n)[0])
        (folder / f"made-{n}.835").write_bytes(bytes_835(3000, "many", n)[0])


def main() -> None:
    """Run the fuzzer, or fill its corpus."""
    if sys.argv[1:2] == ["--seed-corpus"]:
        seed(Path(sys.argv[2]))
        return
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
