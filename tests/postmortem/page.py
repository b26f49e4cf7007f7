"""Reads a page back with a parser of the HTML standard, in the words `reader.expected` says a document in."""

from hashlib import sha256
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

from postmortem.reader import plain

TAGS = {
    "html", "head", "meta", "title", "style", "body", "header", "nav", "main", "section", "div", "details", "summary",
    "h1", "h2", "h3", "h4", "h5", "h6", "p", "ol", "ul", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody",
    "tr", "th", "td", "figure", "figcaption", "a", "strong", "s", "br", "span",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "name", "content", "http-equiv", "id", "class", "href", "rel", "role", "scope", "colspan",
    "tabindex", "dir", "aria-label", "aria-hidden",
}  # fmt: skip

_MARKS = {"strong": "strong", "s": "struck"}


def parsed(text: str) -> Element:
    """The tree of a page that has no error in it, nor anything that could act or load."""
    parser = HTMLParser(namespace_html_elements=False)
    root = parser.parse(text)
    assert parser.errors == []
    for element in root.iter():
        assert element.tag in TAGS, element.tag
        assert set(element.attrib) <= ATTRIBUTES, element.attrib
        if "href" in element.attrib:
            assert element.tag == "a"
            outward = element.get("rel") == "noopener noreferrer"
            assert element.get("href").lower().startswith(("http://", "https://") if outward else "#")
            assert not outward or element.get("href") == "".join(element.itertext())
    return root


def ids(root: Element) -> list[str]:
    """Every id of a page, in order."""
    return [element.get("id") for element in root.iter() if element.get("id")]


def read(text: str) -> list:
    """What a page says: headings, paragraphs, lists and tables, each with its texts and what is marked in them."""
    root = parsed(text)
    found: list = [["h1", _inline(root.find(".//h1"))]]
    for section in root.findall(".//main/section"):
        found += _section(section)
    return found


def _section(section: Element) -> list:
    found: list = []
    for element in section:
        found += _block(element)
    return found


def _block(element: Element) -> list:
    tag = element.tag
    if tag == "section":
        return _section(element)
    if tag == "p":
        return [["paragraph", _inline(element)]]
    if tag == "ul":
        return [["bullet_list"], *(["list_item", _inline(item)] for item in element)]
    if tag == "dl":
        return [["bullet_list"], *(one for group in element for one in _facts(group))]
    if tag == "div":
        assert len(element) == 1
        return _block(element[0])
    if tag == "table":
        return [["table"], *(["tr", *_cells(row)] for row in element.iter("tr"))]
    assert tag[0] == "h", tag
    return [[tag, _inline(element)]]


def _facts(group: Element) -> list:
    name, *values = [_inline(element) for element in group]
    return [["list_item", (plain(f"{name[0]}: {text}"), ["strong", *marks])] for text, marks in values]


def _cells(row: Element) -> list:
    found = []
    for cell in row:
        found += [_inline(cell), *[("", [])] * (int(cell.get("colspan", 1)) - 1)]
    return found


def _inline(element: Element) -> tuple[str, list[str]]:
    marks = [_MARKS[inner.tag] for inner in element.iter() if inner.tag in _MARKS]
    return plain("".join(element.itertext())), marks


def digest(text: str) -> bytes:
    """The hash of the one style sheet of a page, as a browser counts it."""
    (style,) = parsed(text).iter("style")
    return sha256("".join(style.itertext()).encode()).digest()
