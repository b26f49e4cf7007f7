"""Figures that can be read across a room: three lines high, of half blocks."""

_GLYPHS = {
    "0": "█▀█ █·█ ▀▀▀", "1": "▀█· ·█· ▀▀▀", "2": "▀▀█ █▀▀ ▀▀▀", "3": "▀▀█ ▀▀█ ▀▀▀", "4": "█·█ ▀▀█ ··▀",
    "5": "█▀▀ ▀▀█ ▀▀▀", "6": "█▀▀ █▀█ ▀▀▀", "7": "▀▀█ ··█ ··▀", "8": "█▀█ █▀█ ▀▀▀", "9": "█▀█ ▀▀█ ▀▀▀", ":": "▄ ▄ ·",
}  # fmt: skip

LINES = 3


def big(text: str) -> list[str]:
    """Return the three lines that draw a time such as `00:38:40`; what is no digit or colon is left out."""
    drawn = [_GLYPHS[sign].split(" ") for sign in text if sign in _GLYPHS]
    return [" ".join(glyph[line] for glyph in drawn).replace("·", " ") for line in range(LINES)]
