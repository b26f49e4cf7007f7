"""HTML: one file that a browser shows as it is, with nothing to load and nothing in it that could run.

Whatever is printed is escaped, by the template engine or by `text` here, so that what a person typed stays text. A
policy in the page allows its own style sheet, by its hash, and nothing else: no script, no request. An address in a
text becomes a link whose words are exactly what was typed.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import bidirectional

from markupsafe import Markup, escape

from warroom.core.text import clean_text
from warroom.postmortem.blocks import Document, figures_of, inline
from warroom.postmortem.svg import NARROW, draw

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jinja2 import Environment

    from warroom.postmortem.blocks import Block, Facts, Figure, Inline, Section, TableRow

_TAGS = {"": ("", ""), "strong": ("<strong>", "</strong>"), "struck": ("<s>", "</s>")}
_ADDRESS = re.compile(r"https?://[^\s<>\"`]*[^\s<>\"`.,;:!?'*_~(\[{]", re.IGNORECASE)
_PAIRS = {")": "(", "]": "[", "}": "{"}
# Letters that are read from right to left: Hebrew, Arabic and their neighbours.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
# Code points that no text has and no HTML may have.
_NO_CHARACTERS = re.compile(
    "[\ufdd0-\ufdef" + "".join(f"{chr(0x10000 * plane + 0xFFFE)}{chr(0x10000 * plane + 0xFFFF)}" for plane in range(17))
    + "]"
)  # fmt: skip
_LEFT, _RIGHT = Markup(""), Markup(' dir="rtl"')
# A word that may break anywhere in a table, so that a column is not as wide as it is.
_LONG_WORD = re.compile(r"\S{25}")
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_NO_ID = re.compile(r"[^A-Za-z0-9]+")
_LOWEST = 6


class Part(NamedTuple):
    """A section with what a page has to know of it: the id to link to, unlike any other, and its level of heading."""

    id: str
    level: int
    heading: Inline
    blocks: list[Block]
    parts: list[Part]


def render(document: Document) -> str:
    """Return a document as one page; the same document gives the same text."""
    drawn = "".join(map(pictures, figures_of(document)))
    return _page(document, list(_parts(document.sections, 2, "", {"main"})), _STYLE.findall(drawn))


def from_markdown(markdown: str, title: str) -> str:
    """Return the Markdown of somebody's own template as a page; HTML in it is text, and nothing is loaded."""
    from markdown_it import MarkdownIt

    def outward(renderer: Any, tokens: Any, place: int, options: Any, _: Any) -> str:  # noqa: ANN401 - as it has them
        tokens[place].attrSet("rel", "noopener noreferrer")
        return str(renderer.renderToken(tokens, place, options, _))

    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
    reader.validateLink = lambda url: bool(_ADDRESS.match(url))  # type: ignore[method-assign]  # as its manual has it
    reader.normalizeLink = reader.normalizeLinkText = str  # type: ignore[method-assign,assignment]  # as it was typed
    reader.add_render_rule("link_open", outward)
    written = Markup(reader.render(markdown))  # noqa: S704 - it escapes what is no Markdown
    return _page(Document(inline(title), (), []), [], [], written)


def _page(document: Document, parts: list[Part], styles: list[str], written: str = "") -> str:
    allowed = [f"\n{_style()}", *styles]
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            document=document,
            parts=parts,
            written=written,
            style=Markup(_style()),  # noqa: S704 - a file of ours
            allowed=" ".join(f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" for style in allowed),
        )
    )


def under(section: Section, level: int = 2) -> Markup:
    """Return what stands under the heading of a section, which is of this level, for a page of somebody's own."""
    (part,) = _parts([section], level, "", set())
    empty = {"document": Document((), (), []), "parts": [], "written": "", "style": "", "allowed": ""}
    macros: Any = _environment().get_template("page.html.j2").make_module(empty)
    inner = [str(macros.section(one)) for one in part.parts]
    return Markup("".join([str(macros.blocks(part)), *inner]).strip("\n"))  # noqa: S704 - made of what is escaped


@lru_cache(maxsize=16)
def pictures(figure: Figure) -> Markup:
    """Return the picture of a figure for a page, and the one for a phone, of which a page shows either."""
    wide, narrow = (_NO_CHARACTERS.sub("\ufffd", one) for one in (draw(figure), draw(figure, NARROW)))
    return Markup(f'<div class="wide">\n{wide}</div>\n<div class="narrow">\n{narrow}</div>\n')  # noqa: S704 - it escapes


@lru_cache(maxsize=1)
def _style() -> str:
    return files("warroom.postmortem").joinpath("templates/page.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("warroom.postmortem"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        text=text, plain=plain, direction=direction, grouped=grouped, body=body, pictures=pictures
    )
    return environment


def _parts(sections: Iterable[Section], level: int, above: str, taken: set[str]) -> Iterator[Part]:
    """Yield sections with ids that come from their keys alone, never from what people wrote."""
    for section in sections:
        key = f"{above}{_NO_ID.sub('-', section.key).strip('-').lower() or 'part'}"
        place, number = key, 1
        while place in taken:
            number += 1
            place = f"{key}-{number}"
        taken.add(place)
        inner = list(_parts(section.sections, min(level + 1, _LOWEST), f"{place}-", taken))
        yield Part(place, level, section.heading, section.blocks, inner)


def text(value: Inline | str, *, links: bool = True) -> Markup:
    """Return a text with its marks, its line breaks and, unless it stands in a link itself, its addresses as links."""
    if isinstance(value, str):
        return Markup(_words(value, links))  # noqa: S704 - _words escapes it
    if len(value) == 1 and not value[0].mark:
        return Markup(_words(value[0].text, links))  # noqa: S704
    found = []
    for span in value:
        opened, closed = _TAGS[span.mark]
        found.append(f"{opened}{_words(span.text, links)}{closed}")
    return Markup("".join(found))  # noqa: S704


def plain(value: Inline | str) -> str:
    """Return a text without its marks, on one line, as the name of something; it still has to be escaped."""
    words = value if isinstance(value, str) else "".join(span.text for span in value)
    return " ".join(_clean(words).split())


def direction(value: Inline | str) -> Markup:
    """Return the attribute of a text that is read from the right, as its first letter of a direction says.

    That is what `dir="auto"` means, said in a way that a printer's layout knows too.
    """
    words = value if isinstance(value, str) else "".join(span.text for span in value)
    if words.isascii() or not _RIGHT_TO_LEFT.search(words):
        return _LEFT
    first = next((kind for kind in map(bidirectional, words) if kind in {"L", "R", "AL"}), "L")
    return _LEFT if first == "L" else _RIGHT


def grouped(facts: Facts) -> list[tuple[str, list[Inline]]]:
    """Return the facts with those that follow each other under one name together."""
    return [(name, [value for _, value in same]) for name, same in groupby(facts.items, key=lambda item: item[0])]


def body(rows: tuple[TableRow, ...]) -> Markup:
    """Return the rows of a table; each divider begins a group of its own, whose head it is."""
    out = ["<tbody>"]
    for row in rows:
        if row.divider:
            if len(out) > 1:
                out.append("</tbody>\n<tbody>")
            head, width = row.cells[0], len(row.cells)
            over = f'<th scope="rowgroup" colspan="{width}"{direction(head)}>{text(head)}</th>'
            out.append(f'<tr class="divider">{over}</tr>')
        else:
            out.append(f"<tr>{''.join(_cells(row))}</tr>")
    return Markup("\n".join([*out, "</tbody>"]))  # noqa: S704 - made of what is escaped


def _cells(row: TableRow) -> Iterator[str]:
    for place, cell in enumerate(row.cells):
        about = direction(cell)
        if any(_LONG_WORD.search(span.text) for span in cell):
            about += Markup(' class="long"')
        if place or not cell:
            yield f"<td{about}>{text(cell)}</td>"
        else:
            yield f'<th scope="row"{about}>{text(cell)}</th>'


def _words(words: str, links: bool) -> str:
    words = _clean(words)
    if not links or "://" not in words:
        return _escaped(words)
    found, end = [], 0
    for match in _ADDRESS.finditer(words):
        address = _whole(match[0])
        if address.endswith("…"):  # it was cut short, and leads nowhere
            continue
        link = escape(address)
        found += [_escaped(words[end : match.start()]), f'<a href="{link}" rel="noopener noreferrer">{link}</a>']
        end = match.start() + len(address)
    return "".join([*found, _escaped(words[end:])])


def _clean(words: str) -> str:
    words = clean_text(words)
    return words if words.isascii() else _NO_CHARACTERS.sub("\ufffd", words)


def _escaped(words: str) -> str:
    return str(escape(words)).replace("\n", "<br>\n")


def _whole(address: str) -> str:
    """Return an address without a closing bracket that belongs to the sentence around it."""
    while (opening := _PAIRS.get(address[-1])) and address.count(address[-1]) > address.count(opening):
        address = address[:-1].rstrip(".,;:!?'*_~([{")
    return address
