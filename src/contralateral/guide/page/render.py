"""A guide as Markdown or HTML: templates that hold no facts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contralateral.errors import LibrariesMissing

if TYPE_CHECKING:
    from collections.abc import Collection

    import jinja2

    from contralateral.guide.page.model import Cite, Group, Guide

__all__ = ["STYLE", "Links", "cite_in_words", "general", "html", "markdown", "page", "template"]

_FOLDER = Path(__file__).parent / "templates"
#: Groups of rules for every code are folded on a screen; they are the same in every guide.
_FOLDED = "For every code"
_CODE = re.compile(r"\b[A-Z]\d{4}\b")


@dataclass(frozen=True, slots=True)
class Links:
    """Where pages of codes and rules lie: patterns with ``{}``, empty for none; ``codes``: those that have a page.

    ``general`` is a page of the rules for every code, which a guide then does not repeat.
    """

    code: str = ""
    rule: str = ""
    codes: Collection[str] = frozenset()
    home: str = ""
    general: str = ""


def markdown(guide: Guide, links: Links | None = None) -> str:
    """Return a guide as a Markdown page.

    Raises:
        LibrariesMissing: jinja2 is not installed.
    """
    links = links or Links()

    def code_link(code: str) -> str:
        return f"[{code}]({links.code.format(code)})" if links.code and code in links.codes else code

    def rule_link(rule: str) -> str:
        return f"[{rule}]({links.rule.format(rule)})" if links.rule else f"`{rule}`"

    written = _environment(escaped=False).get_template("guide.md.j2")
    return written.render(guide=guide, cite=_marked, code_link=code_link, rule_link=rule_link).strip() + "\n"


def html(guide: Guide, links: Links | None = None, *, style_href: str = "") -> str:
    """Return a guide as a whole HTML page that needs nothing beside it, or the style sheet at ``style_href``.

    Raises:
        LibrariesMissing: jinja2 is not installed.
    """
    from markupsafe import Markup, escape

    links = links or Links()

    def code_link(code: str) -> Any:
        if links.code and code in links.codes:
            return Markup('<a href="{}">{}</a>').format(links.code.format(code), code)
        return escape(code)

    def rule_link(rule: str) -> Any:
        if links.rule:
            return Markup('<a href="{}">{}</a>').format(links.rule.format(rule), rule)
        return Markup("<code>{}</code>").format(rule)

    def cite(one: Cite) -> Any:
        title = Markup('<a href="{}">{}</a>').format(one.url, one.title) if one.url else escape(one.title)
        return title + escape(_rest(one))

    def linked(text: str) -> Any:
        parts, at = [], 0
        for found in _CODE.finditer(text):
            parts += [
                escape(text[at : found.start()]),
                code_link(found[0]) if found[0] != guide.code else found[0],
            ]
            at = found.end()
        return Markup("").join([*parts, escape(text[at:])])

    body = template("body.html.j2")
    shown = _Shown(
        guide, tuple(_Section(s.key, s.title, tuple(map(_fold, s.groups))) for s in guide.sections)
    )
    inner = body.render(
        guide=shown,
        cite=cite,
        code_link=code_link,
        rule_link=rule_link,
        linked=linked,
        home=links.home,
        general=links.general,
    )
    return page(f"{guide.code}: {guide.name}", inner, style_href=style_href)


def general(group: Group) -> bool:
    """Whether a group is of rules for every code."""
    return group.heading.startswith(_FOLDED)


def page(title: str, body: str, *, style_href: str = "", scripts: tuple[str, ...] = ()) -> str:
    """Return a whole HTML page around a body that is HTML already."""
    from markupsafe import Markup

    return template("page.html.j2").render(
        title=title,
        body=Markup(body),
        style=Markup(STYLE),
        style_href=style_href,
        scripts=scripts,
    )


def template(name: str) -> jinja2.Template:
    """Return a template of HTML.

    Raises:
        LibrariesMissing: jinja2 is not installed.
    """
    return _environment(escaped=True).get_template(name)


def cite_in_words(cite: Cite) -> str:
    """Return a cite in one line, without its mark."""
    return cite.title + _rest(cite)


def _rest(cite: Cite) -> str:
    at = f", {cite.at}" if cite.at else ""
    return f"{at}, from {cite.from_}" if cite.from_ else at


def _marked(cite: Cite) -> str:
    title = f"[{cite.title}]({cite.url})" if cite.url.startswith("http") else cite.title
    return f"[{cite.sure}] {title}{_rest(cite)}"


@dataclass(frozen=True, slots=True)
class _Folding:
    heading: str
    points: tuple[Any, ...]
    folded: bool


@dataclass(frozen=True, slots=True)
class _Section:
    key: str
    title: str
    groups: tuple[_Folding, ...]


class _Shown:
    """A guide whose groups say whether they are folded."""

    def __init__(self, guide: Guide, sections: tuple[_Section, ...]) -> None:
        self.code, self.name, self.on, self.payer_title = guide.code, guide.name, guide.on, guide.payer_title
        self.neighbours, self.tables, self.sections = guide.neighbours, guide.tables, sections


def _fold(group: Group) -> _Folding:
    return _Folding(group.heading, group.points, general(group))


@cache
def _environment(*, escaped: bool) -> jinja2.Environment:
    try:
        import jinja2
    except ModuleNotFoundError:
        raise LibrariesMissing("A page", ["jinja2"], "site") from None
    loader = jinja2.FileSystemLoader(_FOLDER)
    return jinja2.Environment(
        loader=loader,
        autoescape=escaped,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def _read(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


STYLE: str = _read("style.css")
