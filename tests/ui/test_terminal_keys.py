"""What a terminal sends is what was typed or pasted, whatever escape characters are in it and however it is cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual._xterm_parser import XTermParser
from textual.events import Paste

import warroom.ui.keys  # noqa: F401 - which has a terminal's words read as they are meant


def sent(*pieces: str) -> list[str]:
    """Return what keys and pastes the pieces of what a terminal sent are read as."""
    parser = XTermParser()
    found = [event for piece in pieces for event in parser.feed(piece)]
    return [f"paste {event.text!r}" if isinstance(event, Paste) else event.key for event in found]


COLOURED = "\x1b[31mERROR\x1b[0m broker refused\nand\x1b]0;title\x07 more \x1b(B of it, longer than any key"


def test_a_paste_with_escape_characters_in_it_is_one_paste():
    """None of it is a key: Enter in it would record, and in a pane its letters would act."""
    assert sent(f"\x1b[200~{COLOURED}\x1b[201~") == [f"paste {COLOURED!r}"]
    assert sent(f"a\x1b[200~{COLOURED}\x1b[201~b\x1b[200~x\x1b[201~") == ["a", f"paste {COLOURED!r}", "b", "paste 'x'"]


def test_what_is_pasted_last_may_be_cut_by_the_end_of_the_terminal():
    """Whatever was kept of it is no key, and nothing is read after the end."""
    parser = XTermParser()
    assert list(parser.feed("\x1b[")) == []
    assert list(parser.feed("")) == []


@given(st.lists(st.integers(0, len(COLOURED) + 13), max_size=5))
def test_a_paste_may_come_in_any_pieces(cuts):
    """Also with its marks cut apart."""
    whole = f"\x1b[200~{COLOURED}\x1b[201~z"
    places = [0, *sorted(cuts), len(whole)]
    pieces = [whole[one:two] for one, two in pairwise(places) if one < two]
    if pieces[0] != "\x1b":  # which is Escape, when nothing follows it
        assert sent(*pieces)[-2:] == [f"paste {COLOURED!r}", "z"]


@pytest.mark.parametrize(("text", "first"), [
    ("checkout errors are back to normal now, really", ["alt+c", "h"]),
    ("/against H1 #3 df shows 41 % used", ["escape", "slash", "a"]),
])  # fmt: skip
def test_words_right_behind_escape_are_these_keys(text, first):
    """A terminal sends a letter with Alt; no other sign takes the place of Escape."""
    keys = sent(f"\x1b{text}")
    assert keys[: len(first)] == first
    assert len(keys) == len(text) + ("escape" in first)
    assert "circumflex_accent" not in keys


def test_words_right_behind_an_escape_that_was_read_alone_are_these_keys():
    """A slow line cuts where it likes."""
    keys = sent("\x1b", "checkout errors are back to normal now, really")
    assert keys[:3] == ["escape", "c", "h"]
    assert len(keys) == 1 + len("checkout errors are back to normal now, really")


@pytest.mark.parametrize(("data", "keys"), [
    ("\x1b[A", ["up"]), ("\x1bOP", ["f1"]), ("\x1b[6~", ["pagedown"]), ("\x1b[1;5C", ["ctrl+right"]),
    ("a^b", ["a", "circumflex_accent", "b"]), ("\x1b[97;5u", ["ctrl+a"]), ("\x1bf", ["ctrl+right"]),
])  # fmt: skip
def test_keys_are_what_they_were(data, keys):
    """Arrows, function keys, those with ctrl, and a ^ that was typed."""
    assert sent(data) == keys
