"""A static site of guides: a page a code, a page a rule, and a start page with search. It opens from a disk.

The pages are values; who calls writes them. The search library is MiniSearch, whose copy and licence are beside the
templates (docs/decisions/0028).
"""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from contralateral.guide.page import Neighbour, of_shelf
from contralateral.guide.page.render import STYLE, Links, cite_in_words, general, html, page, template
from contralateral.guide.page.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contralateral.guide.page import Guide, Point, Shelf
    from contralateral.policy import Rule

__all__ = ["device_codes", "pages"]

_VENDOR = Path(__file__).parent / "page" / "vendor"
_TEMPLATES = Path(__file__).parent / "page" / "templates"


def device_codes(shelf: Shelf) -> list[str]:
    """Return the codes of orthoses and prostheses in force: their two sections, and devices that stand elsewhere."""
    device = pl.col("kind").is_in(["orthosis", "prosthesis"])
    section = pl.col("code").is_between(pl.lit("L0100"), pl.lit("L9999"))
    return shelf.names.filter(section | device)["code"].sort().to_list()


def pages(wanted: Sequence[str], shelf: Shelf) -> Iterator[tuple[str, str]]:
    """Yield every file of a site: its path below the site's folder, and its text.

    Args:
        wanted: the codes; none: every device in force.
        shelf: tables, rules and requirements as of a day.

    Raises:
        NameUnknown: a code that nobody knows.
        LibrariesMissing: jinja2 is not installed.
    """
    codes = [code.strip().upper() for code in wanted] or device_codes(shelf)
    if len(codes) > 1:
        shelf.foresee(codes)
    links = Links("{}.html", "../rules/{}.html", frozenset(codes), "../index.html", "../every-code.html")
    told: list[Neighbour] = []
    entries: list[dict[str, str]] = []
    cited: set[str] = set()
    shared: dict[str, dict[Point, None]] = {}
    for code in codes:
        guide = of_shelf(code, shelf)
        told.append(Neighbour(guide.code, guide.name))
        entries.append(_entry(guide))
        cited |= {point.rule for point in guide.points() if point.rule}
        for group in (g for section in guide.sections for g in section.groups if general(g)):
            shared.setdefault(group.heading, {}).update(dict.fromkeys(group.points))
        yield f"codes/{guide.code}.html", html(guide, _flat(links), style_href="../style.css")
    for rule in shelf.book.rules:
        if rule.id in cited:
            yield f"rules/{_name(rule.id)}.html", _rule(rule, shelf)
    yield "every-code.html", _general(shared, shelf)
    yield "index.html", _index(told, shelf)
    yield "search-data.js", f"window.GUIDES = {json.dumps(entries, ensure_ascii=False)};\n"
    yield "style.css", STYLE
    yield "search.js", (_TEMPLATES / "search.js").read_text("utf-8")
    for name in ("minisearch.js", "minisearch.LICENSE.txt"):
        yield name, (_VENDOR / name).read_text("utf-8")


class _Flat(str):
    """A pattern of an address that turns a rule's path into one file name."""

    __slots__ = ()

    def format(self, *args: object, **kwargs: object) -> str:
        return super().format(*(_name(str(a)) for a in args), **kwargs)


def _flat(links: Links) -> Links:
    return Links(links.code, _Flat(links.rule), links.codes, links.home, links.general)


def _name(rule: str) -> str:
    return rule.replace("/", "--")


def _entry(guide: Guide) -> dict[str, str]:
    """What is searched of a guide: code, name, what the name says of the device, and the conditions it serves."""
    words = [
        point.text
        for section in guide.sections
        for group in section.groups
        for point in group.points
        if point.kind == "fact" and (group.heading == "Conditions" or point.text.startswith("By its name"))
    ]
    href = f"codes/{guide.code}.html"
    return {"id": guide.code, "code": guide.code, "name": guide.name, "href": href, "words": " ".join(words)}


def _index(told: Sequence[Neighbour], shelf: Shelf) -> str:
    ordered = sorted(told, key=lambda one: one.code)
    ranges = [
        (f"{first}00 to {first}99", list(some))
        for first, some in groupby(ordered, key=lambda one: one.code[:3])
    ]
    title = shelf.book.payers[shelf.payer].title if shelf.payer else ""
    body = template("index.html.j2").render(
        on=shelf.on, payer_title=title, guides=ordered, ranges=ranges, tables=shelf.tables
    )
    scripts = ("minisearch.js", "search-data.js", "search.js")
    return page("Guides of codes", body, style_href="style.css", scripts=scripts)


def _general(shared: dict[str, dict[Point, None]], shelf: Shelf) -> str:
    body = template("general.html.j2").render(on=shelf.on, groups=shared.items(), cite=cite_in_words)
    return page("Rules for every code", body, style_href="style.css")


def _rule(rule: Rule, shelf: Shelf) -> str:
    record, forecast = rule.record, rule.record.forecast
    denial = " ".join(filter(None, (forecast.group, forecast.carc, *forecast.rarc)))
    without = f", except {', '.join(record.except_codes)}" if record.except_codes else ""
    body = template("rule.html.j2").render(
        id=rule.id,
        record=record,
        who=shelf.who(rule.pack),
        message=plain(record.message),
        remedy=plain(record.remedy),
        denial=denial + (f" (or {', '.join(forecast.also)})" if forecast.also else ""),
        codes=", ".join(record.codes).replace("*", "every code") + without,
        versions=[(version, shelf.book.sources[version.source]) for version in record.version],
        proof=rule.page.read_text("utf-8") if rule.page.exists() else "",
    )
    return page(record.title, body, style_href="../style.css")
