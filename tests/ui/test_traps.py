"""The traps of the ground that the screen stands on: each has cost somebody a screen, and each has a test.

| trap | test |
|---|---|
| text is taken for markup | test_literal.py, and below: a text that looks like a link |
| escape characters reach the terminal | test_literal.py, tests/core/test_text.py |
| a widget for each row is slow | below: only what is in view is drawn |
| the clipboard of a terminal inside tmux | tests/test_clipboard.py |
| a key bar that is cut says nothing | test_actions.py for the keys of the registry, and below for those of one's own |
| keys that a terminal or tmux eats | below: never the only way |
| a keymap is accepted whatever it says | test_keymap.py, and below: what Textual does with the same |
| importing is slow | tests/test_architecture.py |
| TinyDB rewrites in place, and an empty one is false | tests/store/test_checkpoint.py, tests/durability |
| a screen looks different in another environment | below |
"""

import re

import pytest

from ui.person import golden
from warroom.core.line import Line
from warroom.ui.actions import ACTIONS, LIBRARY, LINE, PANES, use_keys
from warroom.ui.keymap import read_keys

EATEN = {"ctrl+q", "ctrl+s", "ctrl+j", "ctrl+b", "ctrl+o"}
"""Keys that a terminal's flow control or tmux may keep for itself."""


async def test_a_text_that_looks_like_a_link_is_no_link(sit, empty):
    """A click on what somebody wrote never runs what it says."""
    async with sit(empty, size=(80, 24)) as ana:
        await ana.put("[@click=app.quit]leave[/]")
        await ana.put("? [@click=screen.do('library')]theirs[/]")
        for text in ("leave[/]", "theirs[/]"):
            rows = ana.text.splitlines()
            y = next(y for y, row in enumerate(rows) if text in row)
            await ana.pilot.click(offset=(rows[y].index(text) + 1, y))
            await ana.settle()
        assert ana.app.room is not None
        assert ana.app.is_running
        assert ana.focused in PANES


async def test_only_what_is_in_view_is_drawn(sit, library, empty, monkeypatch):
    """Among thousands of rows a page costs what it costs among a hundred."""
    with library.open(empty, by="bo") as room:
        for number in range(3000):
            room.draft(Line("note", f"row {number}"))
    async with sit(empty, size=(80, 24)) as ana:
        await ana.go("timeline")
        pane, drawn = ana.pane("timeline"), []
        draw = pane.draw
        monkeypatch.setattr(pane, "draw", lambda index, width: drawn.append(index) or draw(index, width))
        for key in ("pageup", "home", "pagedown", "end", "g"):
            drawn.clear()
            await ana.push(key)
            assert len(set(drawn)) <= 3 * pane.size.height, key


@pytest.mark.parametrize("place", [*PANES, LINE])
async def test_a_key_bar_with_long_keys_shows_whole_entries_only(sit, example, place):
    """What there is no room for is left out as a whole, and help stays first."""
    barred = [action.id for action in ACTIONS if action.bar]
    held = [f"{modifiers}+f{number}" for modifiers in ("ctrl+alt", "alt+shift") for number in range(1, 25)]
    keys, mistakes = read_keys(dict(zip(barred, held, strict=False)))
    assert mistakes == []
    titles = [action.title for action in ACTIONS]
    try:
        for size in ((60, 20), (40, 12)):
            async with sit(example, size=size, keys=keys) as ana:
                if place != LINE:
                    await ana.go(place)
                bar = ana.text.splitlines()[-1]
                hints = re.split(r" {2,}", bar.strip())
                assert hints[0].endswith(" help")
                assert len(hints) > 1
                assert all(any(hint.endswith(f" {title}") for title in titles) for hint in hints), bar
    finally:
        use_keys({})


async def test_the_key_bar_has_six_entries_at_most_while_a_line_is_begun(sit, example):
    """The way out of a begun line takes the place of another key; in a pane the way to the line is there anyway."""
    async with sit(example, size=(200, 60)) as ana:
        await ana.go("hypotheses", "H3")
        await ana.press("d")
        for way in ("esc your line", "esc line"):
            hints = re.split(r" {2,}", ana.text.splitlines()[-1].strip())
            assert [hint for hint in hints if hint.startswith("esc")] == [way]
            assert len(hints) <= 6
            await ana.go("timeline")


def test_keys_that_a_terminal_eats_are_never_the_only_way():
    """Whatever has one can be reached by another: its own, or that of an action that does the same."""
    for action in ACTIONS:
        if set(action.keys.split(",")) & EATEN:
            ways = {
                key
                for other in ACTIONS
                if (other.do, other.line) == (action.do, action.line)
                and (action.where == LIBRARY) == (other.where == LIBRARY)
                for key in other.keys.split(",")
            }
            assert ways - EATEN, action.id


async def test_a_key_that_is_taken_is_refused_where_textual_would_take_it(sit, example):
    """Textual lets a clash pass and one of the two is gone; here both keep their keys and it is said."""
    keys, mistakes = read_keys({"zoom": "u", "nothing": "f9"})
    assert (keys, len(mistakes)) == ({}, 2)
    async with sit(example, keys=keys, mistakes=mistakes, size=(120, 40)) as ana:
        assert "zoom: u is undo in every pane already" in ana.banner
        assert "nothing: there is no such action" in ana.banner
        await ana.go("timeline")
        await ana.press("z")
        assert ana.app.screen.has_class("-zoom")


async def test_the_environment_of_a_test_does_not_change_its_golden(sit, example, monkeypatch):
    """NO_COLOR and a theme change colours and not one character."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TEXTUAL_THEME", "textual-light")
    async with sit(example, size=(80, 24)) as ana:
        golden("room-80x24", ana.text)
