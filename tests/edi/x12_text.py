"""Build X12 bytes for tests from lines a person can read: one segment a line, ``*`` and ``:`` as separators."""

from __future__ import annotations

ISA = (
    "ISA*00*          *00*          *ZZ*EXAMPLE01      *ZZ*18003          "
    "*261116*1015*{repeat}*00501*{control:09}*0*T*"
)


def transaction(
    body: str, *, control: str = "0001", set_id: str = "837", version: str = "005010X222A1"
) -> list[str]:
    """Return the segments of one transaction, ST and SE around the body's lines."""
    lines = [line.strip() for line in body.strip().splitlines() if line.strip()]
    st = f"ST*{set_id}*{control}" + (f"*{version}" if version.startswith("005") else "")
    return [st, *lines, f"SE*{len(lines) + 2}*{control}"]


def group(*transactions: list[str], control: int = 1, version: str = "005010X222A1") -> list[str]:
    """Return the segments of one group."""
    inside = [segment for each in transactions for segment in each]
    head = f"GS*HC*EXAMPLE01*18003*20261116*1015*{control}*X*{version}"
    return [head, *inside, f"GE*{len(transactions)}*{control}"]


def interchange(
    *groups: list[str],
    control: int = 1,
    element: str = "*",
    component: str = ":",
    repeat: str = "^",
    terminator: str = "~",
    newline: str = "\n",
    encoding: str = "utf-8",
) -> bytes:
    """Return the bytes of one interchange in the delimiters given."""
    head = ISA.format(repeat=repeat, control=control)
    body = [segment for each in groups for segment in each] + [f"IEA*{len(groups)}*{control:09}"]
    changed = [s.replace("*", "\0").replace(":", component).replace("\0", element) for s in body]
    isa = head.replace("*", element) + component
    return "".join(s + terminator + newline for s in [isa, *changed]).encode(encoding)
