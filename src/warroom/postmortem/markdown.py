"""Markdown: CommonMark with GitHub's tables.

Whatever a template prints passes through `literal` or one of the filters here, so that text stays the text it is:
it cannot become a heading, a list, a link or a cell. Only what could be read as Markdown gets a backslash, and plain
sentences stay as they were written. A line break in a cell or a heading is shown as an arrow, in a paragraph it is one.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from markupsafe import Markup

from warroom.core.text import clean_text
from warroom.postmortem.blocks import Document, Figure, Inline, Section, TableRow

if TYPE_CHECKING:
    from jinja2 import Environment

Pictures = Mapping[str, str]
"""The names of picture files, by the keys of the figures they show."""

BREAK = " ↵ "
"""What a line break becomes where there can be none."""

_LOWEST = 6
_MARKS = {"strong": "**", "struck": "~~"}
_TELLING = re.compile(r"[\\`*_\[<&~$|]")
_ENTITY = r"&(?=#\d|#[xX][0-9a-fA-F]|[A-Za-z][A-Za-z0-9]*;)"
_URL = rf"https?://(?:[^\s<>|\\`&]|(?!{_ENTITY})&)*[^\s<>|\\`.,;:!?)\]'\"*_~$&\[({{]"
_SPECIAL = re.compile(
    rf"(?P<url>{_URL})|(?P<slash>\\)|(?P<star>\*+)|(?P<low>_+)|(?P<wave>~)|(?P<money>\$)|(?P<pipe>\|)"
    rf"|(?P<always>[`\[])|(?P<tag><(?=[A-Za-z/!?]))|(?P<entity>{_ENTITY})"
)
_LINE_START = re.compile(r"[-+](?=\s|$)|#{1,6}(?=\s|$)|>|[-:=|][-:=|\s]*$|(?P<number>\d{1,9})[.)](?=\s|$)")
_CLOSING_HASHES = re.compile(r"(^|\s)(#+\s*)$")


class Markdown(Markup):
    """A text that is Markdown already and is printed as it is."""

    @classmethod
    def escape(cls, s: object, /) -> Self:
        """Return any text as literal Markdown."""
        return cls(s if isinstance(s, Markup) else _anywhere(str(s)))


def render(document: Document, pictures: Pictures | None = None) -> str:
    """Return a document as Markdown; `pictures` are the files beside it by the keys of the figures they show.

    A figure is its title, its picture or else its description, and the table that says the same.
    """
    text = _environment().get_template("document.md.j2").render(document=document, pictures=pictures or {})
    return finished(text)


def finished(text: str) -> str:
    """Return a document as it is written to a file: no blank lines around it, and a newline at its end."""
    return text.strip("\n") + "\n"


def under(section: Section, level: int = 2) -> Markdown:
    """Return what stands under the heading of a section, which is of this level, without blank lines around it."""
    macros: Any = _environment().get_template("blocks.md.j2").module
    return Markdown(str(macros.under(section, level, {})).strip("\n"))


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("warroom.postmortem"),
        autoescape=True,
        finalize=literal,
        undefined=StrictUndefined,
        **LAYOUT,
    )
    environment.filters.update(FILTERS, picture=picture)
    return environment


def literal(value: object) -> Markup:
    """Return what a template prints as Markdown that says it literally, wherever it is printed."""
    return value if isinstance(value, Markup) else Markdown.escape(value)


def cell(text: Inline) -> Markdown:
    """Return a text as it stands in the cell of a table."""
    return Markdown(_spans(text, "|").replace("\n", BREAK).strip())


def header(columns: tuple[str, ...]) -> Markdown:
    """Return the head of a table: the names of its columns and the line under them."""
    return Markdown(f"| {' | '.join(map(_anywhere, columns))} |\n|{' --- |' * len(columns)}")


def row(line: TableRow) -> Markdown:
    """Return a row of a table."""
    return Markdown(f"| {' | '.join(map(cell, line.cells))} |")


def heading(text: Inline, level: int = 0) -> Markdown:
    """Return a text as a heading of a level from 1 to 6, without one as it stands behind the # of a heading."""
    signs = "#" * min(level, _LOWEST) + " " if level else ""
    return Markdown(signs + _CLOSING_HASHES.sub(r"\1\\\2", _spans(text).replace("\n", BREAK).strip()))


def block(text: Inline, indent: int = 0, *, starts_line: bool = True) -> Markdown:
    """Return a text as it stands in a paragraph or list, each line that follows indented by so many blanks.

    `starts_line` says whether its own first line is the beginning of one.
    """
    lines = [line for line in map(str.strip, _spans(text).split("\n")) if line]
    safe = [_at_line_start(line) if starts_line or place else line for place, line in enumerate(lines)]
    return Markdown(("\\\n" + " " * indent).join(safe))


def picture(figure: Figure, file: str) -> Markdown:
    """Return a figure as a picture in a file, with its description for whoever cannot see it."""
    words = _anywhere(figure.description).replace("]", "\\]")
    return Markdown(f"![{words}]({quote(file)})")


LAYOUT: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "keep_trailing_newline": True}
"""How a template's own line breaks count."""

FILTERS: dict[str, Callable[..., Markdown]] = {
    "cell": cell, "heading": heading, "block": block, "header": header, "row": row,
}  # fmt: skip
"""The places a text can stand in."""


def escape(text: str, also: str = "|$~") -> str:
    """Return a text with a backslash before each character that Markdown would take for more than itself.

    A pipe is harmless outside a table, and so is a lone $ or ~; `also` names those of the three that are not.
    """
    if not _TELLING.search(text):
        return text
    return _SPECIAL.sub(lambda match: _escaped(match, also), text)


def _escaped(match: re.Match[str], also: str) -> str:
    kind, found = match.lastgroup, match[0]
    before = match.string[match.start() - 1] if match.start() else ""
    after = match.string[match.end()] if match.end() < len(match.string) else ""
    if match.string.startswith("http", match.end()):
        after = "<"  # an address may be put in angle brackets
    if kind == "url":
        # Sites link bare addresses with their backslashes; between angle brackets none is needed.
        is_plain = _SPECIAL.sub(lambda inner: _escaped(inner, also), found[4:]) == found[4:]
        return found if is_plain else f"<{found}>"
    if kind == "slash":
        return found if after.isalnum() else "\\\\"
    if kind in {"star", "low"} and before == after == " ":
        return found
    if kind == "low" and before.isalnum() and after.isalnum():
        return found
    if kind == "pipe" or kind == "money":
        return f"\\{found}" if found in also else found
    # A ~ behind a blank can begin what is struck through and never end it.
    if kind == "wave" and "~" not in also and before in {"", " "}:
        return found
    return "".join(f"\\{character}" for character in found)


def _spans(text: Inline, also: str = "") -> str:
    if len(text) == 1 and not text[0].mark and not _TELLING.search(text[0].text):
        return text[0].text
    also += "$" if sum(span.text.count("$") for span in text) > 1 else ""
    also += "~" if any(span.mark == "struck" for span in text) else ""
    parts = []
    for span in text:
        words = escape(span.text, also)
        if span.mark:
            words = _MARKS[span.mark] + words.replace("\n", BREAK) + _MARKS[span.mark]
        parts.append(words)
    return "".join(parts)


def _at_line_start(line: str) -> str:
    """Return a line with a backslash where it would begin a heading, list, quote, rule or table."""
    match = _LINE_START.match(line)
    if not match:
        return line
    place = match.end("number") if match["number"] else 0
    return f"{line[:place]}\\{line[place:]}"


def _anywhere(text: str) -> str:
    """Return a text that is literal wherever a template puts it: in a line, at its start, in a heading or a cell."""
    words = escape(clean_text(text)).replace("\n", BREAK).strip()
    return _CLOSING_HASHES.sub(r"\1\\\2", _at_line_start(words))
