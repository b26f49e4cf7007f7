"""Text is cleaned once, at the door: nothing that acts on a terminal comes in, and nothing else is lost."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from warroom.core.text import clean_text, clean_word, first_line, plural, shorten, slug

_BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_PIECES = st.sampled_from(
    ["\x1b", "[31m", "]52;c;aGk=", "\x07", "\x1b\\", "\x9b", "\x9d", "\x9c", "P", "(", "0", "\r", "\n", "\t", "\x0b",
     "\x85", "\u2028", "\u202e", "\u200d", "\ufeff", "\x00", "\x7f", "\ud800", "word", "é",
     "👩\u200d🚒", "[/]", "[red]"]
)  # fmt: skip
_TEXTS = st.lists(_PIECES | st.characters(), max_size=12).map("".join)
_HARMLESS = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=[*_BIDI, *"\u2028\u2029\ufeff\ufff9\ufffa\ufffb"])
)


@settings(max_examples=800)
@example("\x1b\x1b[31m[31m")
@example("\x1b]\x1b[31m0;x\x07")
@example("\x1b\u202e[31m")
@example("\x1b\x00[31m")
@given(_TEXTS)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """A text that has been through the door may go through it again."""
    assert clean_text(clean_text(text)) == clean_text(text)


@settings(max_examples=800)
@given(_TEXTS)
def test_no_control_character_and_no_bidi_control_gets_in(text: str) -> None:
    """What is left can neither act on a terminal nor turn the reading direction round."""
    for character in clean_text(text):
        assert character == "\n" or unicodedata.category(character) not in {"Cc", "Cs"}
        assert character not in _BIDI


@settings(max_examples=400)
@given(_HARMLESS)
def test_ordinary_text_is_untouched(text: str) -> None:
    """Letters of any script, emoji and their joiners, brackets, blanks: all stay."""
    assert clean_text(text) == text


@pytest.mark.parametrize("code", [*range(0x20), *range(0x7F, 0xA0)])
def test_every_control_character_but_newline_goes(code: int) -> None:
    """A tab and the other line ends become what they mean."""
    expected = {"\t": " ", "\n": "\n", "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n"}
    assert clean_text(f"a{chr(code)}é") == f"a{expected.get(chr(code), '')}é"


@pytest.mark.parametrize("character", sorted(_BIDI | {"\ufeff", "\ufff9", "\ufffa", "\ufffb", "\ud800"}))
def test_every_mark_that_turns_or_hides_text_goes(character: str) -> None:
    """Bidirectional controls, the byte order mark, annotations and halves of characters."""
    assert clean_text(f"a{character}b") == "ab"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]52;c;cm0gLXJm\x07paste", "paste"),
        ("\x1b]8;;https://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred", "red"),
        ("\x1bPq#0\x1b\\after", "after"),
        ("\x1b(Bplain", "plain"),
        ("\x1b]0;title without an end", "]0;title without an end"),
        ("\x1b]0;title\nthe next line\x07", "]0;title\nthe next line"),
        ("\x1bword stays", "word stays"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("[/] and [red]x[/red]", "[/] and [red]x[/red]"),
    ],
)
def test_what_becomes_of_terminal_sequences(text: str, expected: str) -> None:
    """A sequence goes with its payload; an escape that begins none goes alone."""
    assert clean_text(text) == expected


def test_small_forms_of_text() -> None:
    """Names on one line, first lines, cuts, counts and file names."""
    assert clean_word("  a\tb \n c\x00 ") == "a b c"
    assert (first_line("one\ntwo"), first_line("one")) == ("one …", "one")
    assert [shorten("abcdef", width) for width in (6, 4, 1)] == ["abcdef", "abc…", "…"]
    assert [plural(count, "reply", "replies") for count in (0, 1, 2)] == ["0 replies", "1 reply", "2 replies"]
    assert plural(2, "task") == "2 tasks"
    assert slug("Checkout: errors after Build 4821!") == "checkout-errors-after-build-4821"
    assert slug("../../étc/passwd") == "etc-passwd"
    assert slug("日本") == ""
    assert slug("a" * 99) == "a" * 40
    assert slug("one two three four five six seven eight nine") == "one-two-three-four-five-six-seven-eight"
