"""The registry of actions: each runs, is in the help, has keys of its own, and says why when it cannot run."""

from collections import Counter

import pytest
from textual.widgets import OptionList

from warroom.ui.actions import ACTIONS, ANYWHERE, BY_ID, LIBRARY, LINE, MAX_IN_BAR, PANES, ROWS, actions_for, key_bar
from warroom.ui.line import key_hint

TARGETS = {"timeline": "#30", "hypotheses": "H3", "escalations": "E3", "tasks": "T3"}
OTHER_TARGETS = {"theory.reopen": "H1", "task.start": "T2", "task.reopen": "T1", "row.open": "#4",
                 "row.minute-later": "#3", "row.hour-later": "#3", "row.day-later": "#3",
                 "decision.object": "#23", "decision.go": "#23", "decision.no-go": "#23"}  # fmt: skip
REST = {
    "row.mark": "identified", "task.assign": "bo", "status": "monitoring", "theory.edit": " too", "row.edit": " too",
    "row.bears-on": "H3 ", "theory.new": "a new theory", "call.new": "dba: eyes", "task.new": "look", "snooze": "10m",
}  # fmt: skip


@pytest.mark.parametrize("action_id", [action.id for action in ACTIONS if action.where in (*PANES, ANYWHERE)])
async def test_every_action_of_the_room_runs_with_its_key(sit, example, action_id):
    """A key does what the help says: it moves the screen, or records exactly one change."""
    action = BY_ID[action_id]
    place = action.where if action.where in PANES else "timeline"
    ref = OTHER_TARGETS.get(action_id, TARGETS[place])
    async with sit(example) as ana:
        if action_id == "redo":
            await ana.put("/undo")
        if action_id == "take":
            await ana.put("/handover commander bo")
        if action_id.startswith("decide."):
            await ana.put("= drop the cache")
            ref = ana.incident.decisions[-1].ref
        if action_id == "decide.verified":
            await ana.put(f"/go {ref} @bo 5m")
        await ana.go(place, ref)
        before, screen = len(ana.room.fold.events), ana.app.screen
        looks = (ana.text, ana.focused, ana.pane(place).target)
        await ana.press(action.keys.split(",")[0])
        if action_id == "quit":
            assert not ana.app.is_running or ana.app._exit
            return
        if action.line and ana.focused == "line" and ana.line.begun:
            await ana.enter(REST.get(action_id, "because it is so"))
        await ana.settle()
        if action_id == "library":
            await ana.until(lambda: ana.app.room is None)
            return
        if action.line or action.do in {"star", "external"}:
            assert len(ana.room.fold.events) == before + 1, ana.said
            assert ana.line.value == ""
        else:
            if ana.app.screen is screen and action_id != "pane-1":
                assert (ana.text, ana.focused, ana.pane(place).target) != looks


async def test_every_key_that_moves_in_a_pane_moves_the_highlight_or_to_another_pane(sit, example):
    """Each of its keys, from a row in the middle; the help has them and says where they act."""
    async with sit(example, size=(80, 24)) as ana:
        for action in actions_for(ROWS):
            for key in action.keys.split(","):
                await ana.go("timeline", "#14")
                await ana.press(key)
                assert (ana.focused, ana.pane("timeline").target.ref) != ("timeline", "#14"), key
        await ana.go("timeline", "#14")
        await ana.press("?")
        await ana.type("a page further")
        assert "pgdn      page" in ana.text
        await ana.press("enter")
        assert ana.said == "pgdn moves in a list of rows, while it has the focus"
        assert ana.pane("timeline").target.ref == "#14"


@pytest.mark.parametrize("action_id", [action.id for action in ACTIONS if action.where == LINE])
async def test_every_action_of_the_line_runs_with_its_key(sit, empty, action_id):
    """The keys of the line work while the line is being typed in."""
    async with sit(empty) as ana:
        await ana.enter("first")
        await ana.type("half")
        if action_id == "line.newer":
            await ana.press("up")
        if action_id == "line.rows":
            await ana.paste(" and\nmore")
        if action_id == "line.leave":
            ana.line.begin("/status ", "where")
            await ana.settle()
        screen, timeline = ana.app.screen, ana.pane("timeline")
        if action_id in {"line.page-up", "line.page-down"}:
            for number in range(60):
                ana.room.draft(f"row {number}")
            screen.show_changes()
            await ana.press(*["pageup"] * (action_id == "line.page-down"))
        before = (ana.focused, ana.line.value, timeline.in_view())
        await ana.press(BY_ID[action_id].keys.split(",")[0])
        if action_id == "line.quit":
            assert not ana.app.is_running or ana.app._exit
        else:
            assert ana.app.screen is not screen or (ana.focused, ana.line.value, timeline.in_view()) != before


@pytest.mark.parametrize("action_id", [action.id for action in ACTIONS if action.where == LIBRARY])
async def test_every_action_of_the_library_runs_with_its_key(sit, empty, library, action_id):
    """The keys of the library work on the highlighted incident."""
    library.create("Mail is late", by="ana")
    async with sit(open_example=lambda: (library, empty)) as ana:
        await ana.press("tab", "j")
        screen, focused, here = ana.app.screen, ana.focused, ana.pane("library").cursor_index
        await ana.press(BY_ID[action_id].keys.split(",")[0])
        if action_id == "library.quit":
            assert not ana.app.is_running or ana.app._exit
        else:
            await ana.until(
                lambda: (
                    ana.app.screen is not screen or (ana.focused, ana.pane("library").cursor_index) != (focused, here)
                )
            )


@pytest.mark.parametrize("place", [*PANES, LINE])
async def test_help_shows_every_action_with_its_key(sit, example, place):
    """Nothing the screen can do is left out of the help, wherever it is opened."""
    async with sit(example, size=(120, 60)) as ana:
        if place != LINE:
            await ana.go(place)
        await ana.press("f1")
        menu = ana.app.screen.query_one(OptionList)
        shown = {option.id.partition(":")[2]: str(option.prompt) for option in menu.options if option.id}
        for action in actions_for(*PANES, ANYWHERE, *((LINE,) if place == LINE else ())):
            assert action.id in shown, f"{action.id} is not in the help of the {place}"
            assert action.key in shown[action.id]
            assert action.title in shown[action.id]


async def test_an_action_that_cannot_run_says_why_in_the_help_and_at_the_key(sit, example):
    """A dead end cannot be a dead end again; the reason names the way."""
    async with sit(example) as ana:
        await ana.go("hypotheses", "H1")
        before = len(ana.room.fold.events)
        await ana.press("d")
        assert "H1 is closed" in ana.said
        assert ana.focused == "hypotheses"
        assert len(ana.room.fold.events) == before
        await ana.press("?")
        assert "H1 is closed: o opens it again" in ana.text


async def test_keys_on_an_empty_pane_say_that_nothing_is_highlighted(sit, empty):
    """No key crashes or acts on something else where there is no record."""
    async with sit(empty) as ana:
        for place in PANES[1:]:
            for action in actions_for(place):
                await ana.go(place)
                before = len(ana.room.fold.events)
                await ana.press(action.keys.split(",")[0])
                assert len(ana.room.fold.events) == before
                if action.needs_target:
                    assert "no row is highlighted" in ana.said
                await ana.press("escape", "escape")


@pytest.mark.parametrize("place", [*PANES, LINE, LIBRARY])
def test_no_two_actions_of_a_place_share_a_key(place):
    """A key means one thing where one is; a pane may take a key of the room for its own, never its help or line."""
    own = [key for action in actions_for(place) for key in action.keys.split(",")]
    assert [key for key, times in Counter(own).items() if times > 1] == []
    room = [key for action in actions_for(ANYWHERE) for key in action.keys.split(",")]
    assert [key for key, times in Counter(room).items() if times > 1] == []
    if place in PANES:
        sacred = {key for name in ("help", "line", "zoom", "undo", "next-pane") for key in BY_ID[name].keys.split(",")}
        moves = {"j", "k", "h", "l", "G", "up", "down", "left", "right"}
        assert not (sacred | moves) & set(own)
        assert not moves & set(room)


@pytest.mark.parametrize("place", [*PANES, LINE, LIBRARY])
@pytest.mark.parametrize("width", [60, 80])
def test_the_key_bar_has_at_most_six_keys_help_first_and_fits(place, width):
    """A bar that is cut hides keys without saying so."""
    shown = key_bar(place)
    assert len(shown) <= MAX_IN_BAR == 6
    assert shown[0].title == "help"
    assert sum(key_hint(action).cell_length for action in shown) + 2 * (len(shown) - 1) <= width


@pytest.mark.parametrize(
    ("pane", "ref", "shown"),
    [
        ("timeline", "#26", "n new   e edit   m mark"),
        ("timeline", "#1", "n new   b bears on   m mark"),
        ("hypotheses", "H3", "n new   d dead end   f for   a against"),
        ("hypotheses", "H1", "n new   o reopen   f for   a against"),
        ("escalations", "E3", "n new   a answered   f finding   x none"),
        ("escalations", "E1", "n new   f finding   u undo"),
        ("escalations", "D2", "n new   y go   N no go   O object"),
        ("tasks", "T2", "n new   s start   d done   a assign"),
        ("tasks", "T3", "n new   b block   d done   a assign"),
        ("tasks", "T1", "n new   s start   o reopen   a assign"),
    ],
)
async def test_the_key_bar_shows_what_the_highlighted_record_takes(sit, example, pane, ref, shown):
    """None of its keys is refused, and each is that of an action that can run."""
    async with sit(example, size=(120, 40)) as ana:
        await ana.put("= drop the cache")
        await ana.go(pane, ref)
        assert shown in ana.text.splitlines()[-1]
        bar = key_bar(pane, lambda action: ana.app.screen.refusal(action) is None)
        assert [ana.app.screen.refusal(action) for action in bar] == [None] * len(bar)


async def test_the_key_bar_follows_the_highlight_and_what_others_record(sit, example, library):
    """A decision that bo takes is one to verify; an empty pane has what needs no record."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.put("= drop the cache")
        await ana.go("escalations", "D2")
        assert "y go" in ana.text
        with library.open(example, by="bo") as theirs:
            theirs.draft("/go D2 @cy 5m")
        ana.app.screen.follow()
        assert "n new   v verified   u undo" in ana.text
        await ana.press("home")
        assert "a answered" in ana.text
        ana.pane("escalations").filter("nothing has this")
        await ana.press("j")
        await ana.press("2", "3")
        assert "n new   u undo   z zoom   tab panes" in ana.text


def test_every_action_has_a_title_a_help_and_a_way_to_run():
    """An entry of the registry without one of these would be an empty row of the help."""
    for action in ACTIONS:
        assert action.title, action.id
        assert action.help, action.id
        assert bool(action.line) != bool(action.do), action.id
    assert len(BY_ID) == len(ACTIONS)


async def test_esc_stands_once_in_the_key_bar(sit, example):
    """In a pane it leads to the line, whatever is begun there."""
    async with sit(example, size=(120, 40)) as ana:
        await ana.go("tasks", "T3")
        await ana.press("e")
        assert "esc your line" in ana.text
        await ana.press("tab")
        assert "esc line" in ana.text
        assert "esc your line" not in ana.text
