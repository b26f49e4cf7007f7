"""The help: readable at any width, to look up and to run, and it says why something cannot run now."""

import pytest
from textual.widgets import OptionList

from warroom.core.line import VERBS
from warroom.ui.actions import ACTIONS
from warroom.ui.modals.help import _SIGIL_HELP, action_row, line_row

WIDTHS = (40, 48, 67, 100)
"""The help's inside at 50, 60, 80 and 120 columns, about."""


def words_of(text: str) -> list[str]:
    return text.split()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_row_of_an_action_is_cut_or_overlaps(width):
    """Every word of it is there, apart from the next column, and what is below hangs under the words."""
    for action in ACTIONS:
        for reason in (None, "this row was not typed: /edit T12 … corrects T12"):
            rows = action_row(action, reason, action.line, width).plain.split("\n")
            assert max(map(len, rows)) <= width, rows
            told = f"not now: {reason}" if reason else action.help
            expected = words_of(f"{action.key} {action.title} {told} {action.line}")
            assert words_of(" ".join(rows)) == expected
            assert all(row.startswith(" " * 24) for row in rows[1:]), rows


@pytest.mark.parametrize("width", WIDTHS)
def test_no_row_of_a_line_is_cut_or_overlaps(width):
    """What to type and what it is for, beside each other or below."""
    lines = [(usage, purpose) for usage, purpose, _ in _SIGIL_HELP]
    lines += [(verb.usage, verb.purpose) for verb in VERBS.values()]
    for usage, purpose in lines:
        rows = line_row(usage, purpose, width).plain.split("\n")
        assert max(map(len, rows)) <= width, rows
        assert words_of(" ".join(rows)) == words_of(f"{usage} {purpose}")


@pytest.mark.parametrize("size", [(60, 20), (80, 24)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_what_is_looked_up_says_why_not_and_runs(sit, example, size):
    """A few letters, Enter: it runs; of what cannot run the reason is said, there and when it is tried."""
    async with sit(example, size=size) as ana:
        await ana.go("hypotheses", "H1")
        await ana.press("?")
        await ana.type("dead end misled")
        assert "not now: H1 is closed" in " ".join(ana.text.replace("│", " ").split())
        await ana.press("enter")
        assert "H1 is closed: o opens it again" in ana.said
        await ana.press("?")
        await ana.type("zoom")
        await ana.press("enter")
        assert ana.app.screen.has_class("-zoom")
        await ana.press("?")
        await ana.type("/sev")
        await ana.press("enter")
        assert ana.line.value.startswith("/sev")


async def test_the_help_fits_a_terminal_that_changes_its_size(sit, example):
    """What is looked up and what is highlighted stay."""
    async with sit(example, size=(120, 40)) as ana:
        await ana.go("timeline")
        await ana.press("?")
        await ana.type("the")
        await ana.press("down", "down", "down")
        menu = ana.app.screen.query_one(OptionList)
        before = menu.highlighted_option.id
        for size in ((60, 20), (80, 24), (200, 60)):
            await ana.resize(*size)
            await ana.pilot.pause()
            menu = ana.app.screen.query_one(OptionList)
            assert menu.highlighted_option.id == before
            widths = [len(row) for option in menu.options for row in str(option.prompt).split("\n")]
            assert max(widths) <= menu.scrollable_content_region.width


@pytest.mark.parametrize("word", ["theory", "hypothesis", "page", "todo", "delete"])
async def test_the_help_finds_what_goes_by_another_name(sit, example, word):
    """Whoever looks for a theory need not know that its pane says hypotheses."""
    expected = {"theory": "becomes H1", "hypothesis": "a new hypothesis", "page": "becomes e1", "todo": "becomes t1",
                "delete": "struck through"}[word]  # fmt: skip
    async with sit(example, size=(120, 60)) as ana:
        await ana.press("f1")
        await ana.type(word)
        assert expected.lower() in ana.text.lower()


async def test_the_help_is_paged_by_what_fits_and_has_its_ends(sit, example):
    """However tall the terminal is; what is typed to look something up stays."""
    async with sit(example, size=(120, 60)) as ana:
        await ana.press("f1")
        await ana.type("e")
        menu = ana.app.screen.query_one(OptionList)
        first = menu.highlighted
        for key in ("pagedown", "end", "pageup", "home"):
            before, seen = menu.scroll_y, menu.highlighted
            await ana.press(key)
            assert menu.highlighted != seen, key
            assert menu.scroll_y != before, key
            if key == "end":
                assert menu.highlighted == menu.option_count - 1
        assert menu.highlighted == first
        assert menu.scroll_y == 0
