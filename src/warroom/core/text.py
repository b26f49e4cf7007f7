"""Text as it comes through the door: cleaned once, then only ever shown as it is."""

import re

# Characters that act on a terminal, change the direction of what follows, or cannot be stored: the C0 and C1
# controls but for newline, the bidirectional controls, the byte order mark and lone surrogates.
_UNSAFE = "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"

# Terminal control sequences: CSI; the strings (OSC, DCS, SOS, PM, APC) with their payload, when they end on their
# line; and the short escapes that programs print. Any other escape character goes alone, so that no word goes with it.
_ESCAPES = (
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[\\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\r\n]*(?:\x07|\x1b\\\\|\x9c)"
    "|\x1b[()*+][0-9A-Za-z]"
    "|\x1b[=>78]"
)

LONGEST_SLUG = 40

_NEWLINES = "\r\n?|\x0b|\x0c|\x85|\u2028|\u2029"


def clean_text(text: str) -> str:
    """Take out of a text whatever could act on a terminal, and lose nothing else.

    Control characters, terminal escape sequences (with their payload), bidirectional marks and lone surrogates go;
    line ends become a newline and a tab becomes a space. Cleaning twice is cleaning once.
    """
    if text.isprintable():  # as most are; none of what goes is
        return text
    text = re.sub(_NEWLINES, "\n", re.sub(_ESCAPES, "", text)).replace("\t", " ")
    return re.sub(_UNSAFE, "", text)


def clean_word(text: str) -> str:
    """Clean a text that must stay on one line, such as a name or a title: runs of blanks become one space."""
    return " ".join(clean_text(text).split())


def first_line(text: str) -> str:
    """Return a text's first line, with an ellipsis when there are more."""
    head, newline, _ = text.partition("\n")
    return f"{head} …" if newline else head


def shorten(text: str, width: int) -> str:
    """Return a text cut to at most `width` characters, the last being an ellipsis if any were cut."""
    return text if len(text) <= width else text[: max(0, width - 1)].rstrip() + "…"


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun: `1 task`, `2 tasks`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def slug(text: str) -> str:
    """Return a text as lower-case ASCII words joined by hyphens, safe in a file name; empty when nothing is left.

    It ends with the last word that fits into `LONGEST_SLUG` characters.
    """
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    words = re.findall(r"[a-z0-9]+", plain)
    result = ""
    for word in words:
        longer = f"{result}-{word}" if result else word
        if len(longer) > LONGEST_SLUG:
            break
        result = longer
    return result or (words[0][:LONGEST_SLUG] if words else "")
