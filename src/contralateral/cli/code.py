"""`contra code`: everything known of one code on a day."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from contralateral.cli.common import Day, as_format, console, echo_json, today

if TYPE_CHECKING:
    import datetime as dt

_NEAR = 5
_STATUS = {
    "in_force": "in force",
    "ended": "no longer in force",
    "withdrawn": "withdrawn",
    "not_yet": "not yet in force",
    "not_listed": "not a code of that day",
    "unknown": "unknown: no table at hand tells of it on that day",
}
_COVERAGE = {
    "C": "contractor judgment",
    "D": "special coverage instructions",
    "I": "not payable by Medicare",
    "M": "non-covered by Medicare",
    "S": "non-covered by statute",
}
_PRICING = {
    "38": "prosthetics and orthotics fee schedule, with floor and ceiling",
    "46": "priced by the contractor",
    "45": "customized equipment",
    "32": "inexpensive and routinely purchased equipment",
    "00": "not separately priced",
}


@click.command("code")
@click.argument("code")
@click.option("--on", "day", type=Day(), metavar="DATE", help="the date of service; today where left out")
@click.option("--state", metavar="NY", help="the state that prior authorization and fees are asked for")
@as_format
def command(code: str, day: dt.date | None, state: str | None, form: str) -> None:
    """Tell everything known of a code on a day: name, status, fees, limits, authorization, rules, near codes."""
    told = _facts(code.strip().upper(), day or today(), state.upper() if state else None)
    if form == "json":
        echo_json(told)
    else:
        _print(told)


def _facts(code: str, on: dt.date, state: str | None) -> dict[str, Any]:
    from contralateral import codes, policy
    from contralateral.guide import guidance
    from contralateral.guide.context.held import included_in

    answer = codes.hcpcs(code, on=on)
    names = codes.names(on=on)
    known = dict(zip(names["code"], names["long"], strict=True))
    rules = [
        r for r in policy.load().rules if any(not e.scope.every and e.scope.covers(code) for e in r.editions)
    ]
    bases = codes.bases(code)
    inside = included_in(code, bases or (), on=on, book=policy.load())
    facts = asdict(answer)
    facts |= {
        "attributes": codes.attributes_of([code], names)[code].stated(),
        "bases": sorted(bases - inside) if bases else None,
        "included_in": sorted(inside) if bases else None,
        "fees": asdict(codes.fee_range(code, on=on)),
        "mue": asdict(codes.mue(code, on=on)),
        "prior_authorization": _required(code, answer.status, on, state),
        "rules": [{"rule": r.id, "title": r.record.title, "outcome": r.record.outcome} for r in rules],
        "near": [
            {"code": n.code, "long": known.get(n.code), "differences": list(n.differences)}
            for n in codes.near(code, names, limit=_NEAR)
        ],
        "history": [asdict(event) for event in codes.history(code)],
        "guidance": [asdict(g) for g in guidance(code, on=on)],
    }
    if state is not None:
        facts["fee"] = asdict(codes.fee(code, on=on, state=state, rural=False))
    return facts


def _print(told: dict[str, Any]) -> None:
    from rich.table import Table
    from rich.text import Text

    screen = console()
    screen.print(
        Text.assemble(
            (told["code"], "bold"), "  ", told["long"] or told["short"] or "no official name at hand"
        )
    )
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(ratio=1)
    for heading, words in _rows(told):
        if words:
            table.add_row(heading, words)
    screen.print(table)


def _rows(told: dict[str, Any]) -> list[tuple[str, str]]:
    dates = [
        f"added {told['added']}" if told["added"] else "",
        f"last day {told['ended']}" if told["ended"] else "",
    ]
    after = ", from a table older than that day" if told["basis"] == "after newest release" else ""
    return [
        ("on", str(told["on"])),
        (
            "status",
            ", ".join(filter(None, [_STATUS[told["status"]], *dates])) + f" ({told['source']}{after})",
        ),
        ("in its place", ", ".join(told["replaced_by"])),
        ("short name", told["short"] or ""),
        ("coverage", _named(told["coverage"], _COVERAGE)),
        ("pricing", _named(told["pricing"], _PRICING)),
        (
            "it is",
            ", ".join(f"{k} {v}" if k not in {"kind", "role"} else v for k, v in told["attributes"].items()),
        ),
        ("belongs to", ", ".join(told["bases"] or ())),
        ("included in", ", ".join(told["included_in"] or ())),
        ("fees", _fees(told["fees"], told.get("fee"))),
        ("unit limit", _limit(told["mue"])),
        ("authorization", _authorization(told["prior_authorization"])),
        (
            "rules",
            "\n".join(f"{r['rule']}: {r['title']}" for r in told["rules"]) or "none here names this code",
        ),
        (
            "near it",
            "\n".join(f"{n['code']}  {'; '.join(n['differences']) or n['long']}" for n in told["near"]),
        ),
        (
            "said of it",
            "\n".join(
                f"{g['verdict']}: “{g['says']}” ({g['source']}). {g['official']}" for g in told["guidance"]
            ),
        ),
        ("note", told["note"]),
    ]


def _named(indicator: str | None, words: dict[str, str]) -> str:
    if indicator is None:
        return "the tables at hand do not say"
    return f"{indicator}: {words[indicator]}" if indicator in words else indicator


def _dollars(cents: int | None) -> str:
    return "?" if cents is None else f"${cents / 100:,.2f}"


def _fees(found: dict[str, Any], one: dict[str, Any] | None) -> str:
    if found["lowest_cents"] is None:
        return f"none in the table at hand ({found['source'] or 'no fee table covers that day'})"
    spread = f"{_dollars(found['lowest_cents'])} to {_dollars(found['highest_cents'])} by state"
    bounds = f"floor {_dollars(found['floor_cents'])}, ceiling {_dollars(found['ceiling_cents'])}"
    here = (
        f"; {one['state']}, not rural: {_dollars(one['cents'])}" if one and one["cents"] is not None else ""
    )
    return f"{spread}, {bounds}{here} ({found['source']})"


def _limit(found: dict[str, Any]) -> str:
    if found["units"] is None:
        return "none in the table at hand" if found["listed"] is False else "unknown for that day"
    counted = "a line" if found["mai"] == 1 else "a day"
    return f"{found['units']} {counted} (indicator {found['mai']}; {found['source']})"


def _required(code: str, status: str, on: dt.date, state: str | None) -> dict[str, Any]:
    """What the lists say of authorization; that they leave out a code which nobody knows says nothing."""
    from contralateral import codes

    found = asdict(codes.prior_authorization(code, on=on, state=state))
    if status in ("unknown", "not_listed") and not found["phases"]:
        found["required"] = None
    return found


def _authorization(found: dict[str, Any]) -> str:
    phases = "; ".join(
        f"from {p['since']}{' through ' + str(p['through']) if p['through'] else ''} "
        f"{'in ' + ', '.join(p['states']) if p['states'] else 'everywhere'}"
        for p in found["phases"]
    )
    words = {
        True: "required by Medicare",
        False: "not required by Medicare",
        None: "depends on the state, or unknown",
    }
    return words[found["required"]] + (f" ({phases})" if phases else "")
