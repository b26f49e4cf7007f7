"""Pictures as text: within the width, ASCII when asked, and readable in a diff."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postmortem.pictured import INCIDENTS, figures, hunt
from replays.player import play_in_core, script
from warroom.postmortem.textchart import NARROWEST, _columns, draw

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(("number", "plain"), [(1, False), (2, True)])
def test_a_founding_incident_is_drawn_as_the_golden_file(number, plain):
    """WARROOM_UPDATE_GOLDEN=1 writes them anew."""
    text = "\n\n".join(draw(one, 80, plain=plain) for one in figures(play_in_core(script(number)))) + "\n"
    path = GOLDEN / f"pictures-{number}.txt"
    if os.environ.get("WARROOM_UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


@settings(max_examples=40, deadline=None)
@given(INCIDENTS, st.integers(1, 200))
def test_no_line_is_wider_than_the_terminal(incident, width):
    """Not even on a very narrow one, down to where nothing can be read any more."""
    for figure in figures(incident):
        for line in draw(figure, width).split("\n"):
            assert _columns(line) <= max(width, NARROWEST)


def test_plain_is_ascii_as_far_as_people_wrote_ascii():
    """A terminal without block characters shows the same picture, line by line."""
    for figure in figures(hunt().incident):
        plain, full = draw(figure, 80, plain=True), draw(figure, 80)
        assert plain.isascii()
        assert len(plain.split("\n")) == len(full.split("\n"))


def test_each_lane_says_in_words_what_its_bar_shows():
    """Nobody has to tell one shade from another."""
    text = draw(figures(hunt().incident)[0], 80)
    for words in ("dead end, 30 min", "ruled out, 4 min", "confirmed, 20 min", "answered, 30 min", "commander"):
        assert words in text
