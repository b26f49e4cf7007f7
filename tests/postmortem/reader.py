"""Reads Markdown back with a CommonMark parser, and says a document in the same words, so that the two compare."""

import re

from markdown_it import MarkdownIt

from warroom.postmortem.blocks import Document, Figure, Inline, Paragraph, Section, Table

_OPENED = {"strong_open": "strong", "s_open": "struck"}
_SILENT = {"strong_close", "s_close", "link_open", "link_close"}


def parser() -> MarkdownIt:
    """CommonMark with GitHub's tables and strikethrough; link texts are not made pretty."""
    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    markdown.normalizeLinkText = lambda url: url
    return markdown


def read(text: str) -> list:
    """What a parser sees: headings, paragraphs, lists and tables, each with its texts and what is marked in them."""
    found: list = []
    for token in parser().parse(text):
        kind = token.type
        if kind == "heading_open":
            found.append([token.tag])
        elif kind in {"bullet_list_open", "table_open"} or kind in {"list_item_open", "tr_open"}:
            found.append([kind.removesuffix("_open")])
        elif kind == "paragraph_open" and not token.hidden:
            found.append(["paragraph"])
        elif kind == "inline":
            found[-1].append(_inline(token))
        else:
            assert kind.endswith("_close") or kind in {"paragraph_open", "th_open", "td_open", "thead_open",
                                                       "tbody_open"}, kind  # fmt: skip
    return found


def expected(document: Document) -> list:
    """What a parser has to see in this document."""
    found: list = [["h1", _said(document.title)]]
    for section in document.sections:
        found += _section(section, 2)
    return found


def _section(section: Section, level: int) -> list:
    found: list = [[f"h{level}", _said(section.heading)]]
    for block in section.blocks:
        if isinstance(block, Paragraph):
            found.append(["paragraph", _said(block.text)])
        elif isinstance(block, Figure):
            found += [["paragraph", (plain(block.title), ["strong"])], ["paragraph", (plain(block.description), [])]]
            found += _table(block.table)
        elif isinstance(block, Table):
            found += _table(block)
        elif block.kind == "facts":
            found.append(["bullet_list"])
            for name, value in block.items:
                text, marks = _said(value)
                found.append(["list_item", (plain(f"{name}: {text}"), ["strong", *marks])])
        else:
            found += [["bullet_list"], *(["list_item", _said(item)] for item in block.items)]
    for inner in section.sections:
        found += _section(inner, level + 1)
    return found


def _table(block: Table) -> list:
    head = ["tr", *((plain(name), []) for name in block.columns)]
    return [["table"], head, *(["tr", *map(_said, row.cells)] for row in block.rows)]


def _said(text: Inline) -> tuple[str, list[str]]:
    return plain("".join(span.text for span in text)), [span.mark for span in text if span.mark]


def _inline(token) -> tuple[str, list[str]]:
    words, marks = [], []
    for child in token.children:
        if child.type in {"text", "text_special"}:
            words.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            words.append(" ")
        elif child.type in _OPENED:
            marks.append(_OPENED[child.type])
        else:
            assert child.type in _SILENT, f"{child.type} in {token.content!r}"
            assert child.type != "link_open" or child.markup == "autolink", f"a link in {token.content!r}"
    return plain("".join(words)), marks


def plain(text: str) -> str:
    """A text without regard to its blanks and line breaks, whichever way those are shown."""
    return re.sub(r"[\s↵]+", " ", text).strip()
