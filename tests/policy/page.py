"""Reading the proof of a rule: the claims and cases in its page, and what each line must meet with.

A page is Markdown. In it stand

- ``claim <payer> <date> [column=value …]`` blocks, a line each as it would be billed: a code, its modifiers (``?``:
  nobody told us), ``x2`` units, ``$120`` charge, ``column=value``; marked ``# fails``, ``# unknown`` or not at all;
  ``---`` begins a further claim with the same head; ``dx`` lists diagnoses in ICD-10-CM, ``dx9`` in ICD-9-CM;
- ``case <base>`` blocks: a patch in YAML over ``examples/cases/<base>.yaml``, with ``expect`` (a word per line) and,
  where it matters, ``today``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from ruamel.yaml import YAML

from contralateral import case as case_room
from contralateral import policy
from contralateral.claim import ClaimTables, from_case, widen
from contralateral.claim.tables import SCHEMAS
from contralateral.policy.engine import WRONG

if TYPE_CHECKING:
    from contralateral.policy.book import Book, Rule

CASES = Path(__file__).parents[2] / "examples" / "cases"
_BLOCK = re.compile(r"^```(claim|case) (.+?)\n(.*?)^```$", re.M | re.S)
WORDS = ("silent", "fails", "unknown")


@dataclass(frozen=True)
class Proof:
    """One block: claims to judge, and the word expected for each line."""

    payer: str
    day: date | None
    tables: ClaimTables
    expected: list[str]
    receipt: date
    text: str


def proofs(page: Path) -> list[Proof]:
    found = []
    for kind, head, body in _BLOCK.findall(page.read_text("utf-8")):
        found.append(_claim(head, body) if kind == "claim" else _case(head.strip(), body))
    return found


def answers(rule: Rule, proof: Proof, book: Book | None = None) -> list[str]:
    """Judge the proof's lines by this rule alone, as its payer would meet it."""
    book = replace(book or policy.load(), rules=(rule,))
    payer = pl.Series("payer", [proof.payer] * proof.tables.claims.height, dtype=pl.String)
    frame = widen(proof.tables, rule.reads | {"payer", "code"}, payer=payer, receipt=proof.receipt)
    words = ["silent"] * frame.height
    for row, _, _, verdict in policy.judge(frame, book).iter_rows():
        words[row] = "fails" if verdict == WRONG else "unknown"
    return words


def _claim(head: str, body: str) -> Proof:
    payer, day_text, *facts = head.split()
    day = None if day_text == "?" else date.fromisoformat(day_text)
    claim: dict[str, Any] = {"claim": 0, "claim_id": "page", "source": "page", "frequency": "1"}
    diagnoses: list[tuple[str, str]] = []
    receipt = day or date(2026, 11, 23)
    for fact in facts:
        name, _, value = fact.partition("=")
        if name in {"dx", "dx9"}:
            system = "ICD-10-CM" if name == "dx" else "ICD-9-CM"
            diagnoses += [(v, system) for v in value.split(",") if v]
            claim["diagnoses_supplied"] = True
        elif name == "received":
            receipt = date.fromisoformat(value)
        else:
            claim[name] = _typed(value, SCHEMAS["claims"][name])
    claims, lines, expected = [claim], [], []
    for text in body.splitlines():
        billed, _, mark = text.partition("#")
        if billed.strip() == "---":
            claims.append({**claim, "claim": len(claims)})
        elif billed.strip():
            number = claims[-1]["claim"]
            count = sum(line["claim"] == number for line in lines) + 1
            lines.append({"claim": number, "line": count, "dos": day, **_line(billed)})
            expected.append(mark.strip() or "silent")
    assert set(expected) <= set(WORDS), f"marks are fails and unknown, not {expected}"
    coded = [
        {"claim": each["claim"], "position": i, "diagnosis": d, "system": system}
        for each in claims
        for i, (d, system) in enumerate(diagnoses, 1)
    ]
    rows = {
        "claims": claims,
        "lines": lines,
        "diagnoses": coded,
        "evidence": [],
        "history": [],
        "notices": [],
    }
    frames = {
        name: pl.DataFrame(
            [{c: r.get(c) for c in SCHEMAS[name]} for r in found], schema=dict(SCHEMAS[name]), orient="row"
        )
        for name, found in rows.items()
    }
    return Proof(payer, day, ClaimTables(**frames), expected, receipt, f"claim {head}\n{body}")


def _line(text: str) -> dict[str, Any]:
    code, *words = text.split()
    line: dict[str, Any] = {"code": None if code == "?" else code, "modifiers": [], "units": 1.0}
    for word in words:
        if word == "?":
            line["modifiers"] = None
        elif re.fullmatch(r"x\?|x-?[\d.]+", word):
            line["units"] = None if word == "x?" else float(word[1:])
        elif re.fullmatch(r"\$-?[\d.]+", word):
            line["charge_cents"] = round(float(word[1:]) * 100)
        elif "=" in word:
            name, _, value = word.partition("=")
            line[name] = _typed(value, SCHEMAS["lines"][name])
        else:
            line["modifiers"].append(word)
    return line


def _typed(value: str, kind: pl.DataType) -> Any:
    if kind == pl.Boolean:
        return {"yes": True, "no": False}[value]
    if kind == pl.Date:
        return date.fromisoformat(value)
    if kind.is_numeric():
        return int(value)
    if isinstance(kind, pl.List):
        return [int(v) if kind.inner != pl.String else v for v in value.split(",") if v]
    return value.replace("_", " ")


def _case(base: str, body: str) -> Proof:
    yaml = YAML(typ="safe", pure=True)
    patch = yaml.load(body) or {}
    story = yaml.load((CASES / f"{base}.yaml").read_text("utf-8"))
    expected = patch.pop("expect")
    today = patch.pop("today", date(2026, 11, 23))
    story.update(patch)
    text = _dump(yaml, story)
    read = case_room.read(text, path=f"{base}.yaml")
    tables = from_case(read, path=f"{base}.yaml")
    days = tables.lines["dos"].drop_nulls()
    return Proof(
        str(read.payer),
        days.min() if len(days) else None,
        tables,
        list(expected),
        today,
        f"case {base}\n{body}",
    )


def _dump(yaml: YAML, story: dict[str, Any]) -> str:
    import io

    out = io.StringIO()
    yaml.dump(story, out)
    return out.getvalue()
