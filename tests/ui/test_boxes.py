"""The keys of what opens over the room are in the registry: the help has them, and the configuration changes them."""

import pytest
from textual.screen import ModalScreen
from textual.widgets import OptionList

from warroom.ui.actions import (
    ACTIONS,
    BLOCK,
    BOXES,
    BRIEF,
    DOCUMENT,
    HELP,
    JUMP,
    LIST,
    MISSING,
    OWN_LINE,
    RECORD,
    SAMPLE,
    TEXT,
    WRITING,
)
from warroom.ui.keymap import read_keys


async def open_box(ana, place: str) -> None:
    """Open a box of a kind, with enough in it to move."""
    if place == BLOCK:
        await ana.paste("+ first line\nsecond line\nthird")
        return
    await ana.go("timeline", "#4")
    keys = {LIST: "M", MISSING: "M", TEXT: "enter", RECORD: "enter", BRIEF: "W", SAMPLE: "K", DOCUMENT: "p",
            WRITING: "p", OWN_LINE: "p", HELP: "?", JUMP: "g"}  # fmt: skip
    await ana.press(keys[place])
    if place == WRITING:
        await ana.press("j", "e")
    if place == OWN_LINE:
        await ana.press("i")
        await ana.type("/a")


def looks(ana) -> tuple[str, list[int | None]]:
    """Return what is to be seen, with what is highlighted."""
    return ana.text, [menu.highlighted for menu in ana.app.screen.query(OptionList)]


@pytest.mark.parametrize("action", [one for one in ACTIONS if one.where in BOXES], ids=lambda one: one.id)
async def test_every_key_of_a_box_does_something(sit, example, action, tmp_path, monkeypatch):
    """It moves, changes what is shown, writes, or leads on; whatever opens or closes is told by the screen."""
    monkeypatch.chdir(tmp_path)
    async with sit(example, size=(60, 20)) as ana:
        await open_box(ana, action.where)
        if action.id in {"list.up", "text.up", "text.page-up", "text.top", "document.page-up", "document.top"}:
            await ana.press("j", "j", "space" if action.where in {TEXT, DOCUMENT} else "j")
        if action.id in {"document.undo", "document.redo"}:
            await ana.press("r", *("u" if action.id == "document.redo" else ""))
        if action.id in {"own-line.up", "own-line.down"}:
            await ana.press("tab")
        if action.id in {"help.up", "help.page-up", "help.top"}:
            await ana.press("pagedown", "pagedown")
        if action.where == MISSING:
            await ana.press(*["j"] * 6)  # the first that is about a record
            assert "o goes to E3" in ana.text
        screen, before = ana.app.screen, looks(ana)
        await ana.press(action.keys.split(",")[0])
        await ana.until(lambda: ana.app.screen is not screen or looks(ana) != before)


async def test_a_key_of_a_box_can_be_another(sit, example):
    """The one that was chosen works, the one before does not, and what stands there says so."""
    chosen, mistakes = read_keys({"brief.copy": "y", "text.down": "n", "document.missing": "y"})
    assert mistakes == []
    async with sit(example, size=(60, 20), keys=chosen) as ana:
        await ana.go("timeline")
        await ana.press("W")
        assert "y copies" in ana.text
        before = ana.text
        await ana.press("j", "c")
        assert ana.text == before
        await ana.press("n")
        assert ana.text != before
        await ana.press("escape", "p")
        assert " y missing" in ana.text
        assert not isinstance(ana.app.screen, ModalScreen)


def test_a_key_that_a_text_has_is_no_key_of_the_brief():
    """Both are open at once; a list never is."""
    _, mistakes = read_keys({"brief.copy": "space"})
    assert mistakes == ["[keys] brief.copy: space is text.page-down in the text already"]
    assert read_keys({"list.down": "c"})[1] == []


async def test_the_keys_of_the_help_and_of_a_jump_can_be_others(sit, example):
    """What stands there says so; a label is never one of them, and what is typed to look up neither."""
    chosen, mistakes = read_keys({"jump.first": "0", "jump.pane-4": "f4", "help.page-down": "f6", "help.close": "f7"})
    assert mistakes == []
    async with sit(example, size=(80, 24), keys=chosen) as ana:
        await ana.go("timeline")
        room = ana.app.screen
        await ana.press("g")
        assert "1 2 3 F4 to a pane · 0 first · esc" in ana.text
        await ana.press("f4", "g", "0")
        assert (ana.focused, ana.pane("tasks").cursor_index) == ("tasks", 0)
        await ana.press("?")
        menu = ana.app.screen.query_one(OptionList)
        before = menu.highlighted
        await ana.press("pagedown")
        assert menu.highlighted == before
        await ana.press("f6")
        assert menu.highlighted > before + 2
        await ana.press("f7")
        assert ana.app.screen is room
    assert read_keys({"jump.first": "a"})[1] == ["[keys] jump.first: a is reserved: it is the label of a row"]
    assert read_keys({"help.down": "n"})[1] == [
        "[keys] help.down: n would be typed: in the line it takes ctrl, alt or a function key"
    ]


async def test_the_help_has_the_keys_of_boxes_and_does_not_run_them(sit, example):
    """Here they would have nothing to act on."""
    async with sit(example) as ana:
        await ana.press("f1")
        await ana.type("leave the line out")
        assert "space     leave out" in ana.text
        await ana.press("enter")
        assert ana.said == "space is a key of the pasted block, while it is open"
