"""Read one X12 file with one of the other projects, in the environment of ``requirements/peers.txt``; print the cost.

Run as a script of its own, which imports nothing of this project: ``python peer.py NAME PATH``, with ``pyx12``,
``x12sdk`` or ``oxedi`` as the name. Each is used as its own documentation or command uses it.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from typing import TYPE_CHECKING

from cost import told

if TYPE_CHECKING:
    from collections.abc import Callable


def with_pyx12() -> Callable[[str], dict[str, int]]:
    """Validate in full, as the command ``x12valid`` does, with its answer written to a temporary file."""
    import pyx12.params
    import pyx12.x12n_document

    logging.disable(logging.CRITICAL)  # for an 835 it cannot write a 999 and says so at length

    def work(path: str) -> dict[str, int]:
        params = pyx12.params.params(None)
        params.set("exclude_external_codes", "")
        with tempfile.TemporaryFile(mode="w+", encoding="ascii") as answer:
            fine = pyx12.x12n_document.x12n_document(
                param=params,
                src_file=path,
                fd_997=answer,
                fd_html=None,
                fd_xmldoc=None,
                fd_json=None,
                map_path=None,
            )
        return {"valid": int(fine)}

    return work


def with_x12sdk() -> Callable[[str], dict[str, int]]:
    """Read into models, one transaction set after the other, and walk through their claims."""
    from x12sdk.io import X12ModelReader

    def work(path: str) -> dict[str, int]:
        transactions = claims = 0
        with X12ModelReader(path) as reader:
            for model in reader.models():
                transactions += 1
                claims += sum(1 for _ in model.claims())
        return {"transactions": transactions, "claims": claims}

    return work


def with_oxedi() -> Callable[[str], dict[str, int]]:
    """Read a remittance into tables."""
    import oxedi

    def work(path: str) -> dict[str, int]:
        result = oxedi.parse_file(path)
        found = {name: len(result.tables[name]) for name in ("claims", "services", "adjustments")}
        return {**found, "diagnostics": len(result.diagnostics)}

    return work


PEERS = {"pyx12": with_pyx12, "x12sdk": with_x12sdk, "oxedi": with_oxedi}

if __name__ == "__main__":
    told(PEERS[sys.argv[1]](), sys.argv[2])
