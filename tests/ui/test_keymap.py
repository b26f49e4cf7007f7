"""The keys of the configuration: checked, said where they are wrong, and shown wherever a key is shown."""

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from textual.widgets import OptionList

from support import warroom
from warroom.cli.room import chosen_keys
from warroom.config import load_config
from warroom.ui.actions import ACTIONS, BY_ID, use_keys
from warroom.ui.keymap import read_keys, to_key


@pytest.fixture(autouse=True)
def the_keys_of_the_registry() -> Iterator[None]:
    """Leave no key behind for the tests that follow."""
    yield
    use_keys({})


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Z", "Z"), ("?", "question_mark"), ("+", "plus"), ("F5", "f5"), ("ctrl+x", "ctrl+x"), ("Ctrl+X", "ctrl+x"),
        ("alt+ctrl+x", "ctrl+alt+x"), ("shift+d", "D"), ("esc", "escape"), ("Space", "space"), ("alt++", "alt+plus"),
        ("question_mark", "question_mark"), ("ü", "ü"),
    ],
)  # fmt: skip
def test_keys_are_read_as_people_write_them(text, key):
    """A sign, a name, and what is held down with it, in any order and case."""
    assert to_key(text) == key


@pytest.mark.parametrize("text", ["frob", "hyper+x", "ctrl+", "ctrl+ctrl+x", "\x1b", "f99", "ctrl+frob", " "])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(ValueError, match="is no key"):
        to_key(text)


def test_several_keys_one_key_and_none():
    """The first is the one that is shown."""
    keys, mistakes = read_keys({"zoom": "Z", "row.star": ["f5", "f6"], "undo": "", "postmortem": []})
    assert mistakes == []
    assert keys == {"zoom": ("Z",), "row.star": ("f5", "f6"), "undo": (), "postmortem": ()}


def test_two_actions_can_change_places():
    """A key is free when the action that had it is moved away."""
    keys, mistakes = read_keys({"zoom": "u", "undo": "z"})
    assert (keys, mistakes) == ({"zoom": ("u",), "undo": ("z",)}, [])


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"zom": "Z"}, "[keys] zom: there is no such action; did you mean zoom?"),
        ({"[red]\x1b[31m": "Z"}, "[keys] [red]: there is no such action"),
        ({"zoom": "frob"}, "[keys] zoom: 'frob' is no key; keys are such as x, X, ?, f5, ctrl+x, alt+x"),
        ({"zoom": 3}, '[keys] zoom: a key is a text, as in "Z" or ["Z", "f5"], and "" is none'),
        ({"zoom": ["Z", 3]}, '[keys] zoom: a key is a text, as in "Z" or ["Z", "f5"], and "" is none'),
        ({"zoom": "u"}, "[keys] zoom: u is undo in every pane already"),
        ({"row.star": "z"}, "[keys] row.star: z is zoom in the timeline already"),
        ({"zoom": "d"}, "[keys] zoom: d is theory.dead-end in the hypotheses already"),
        ({"watch.follow": "z"}, "[keys] watch.follow: z is zoom in every pane already"),
        ({"library.example": "q"}, "[keys] library.example: q is library.quit in the library already"),
        ({"zoom": "ctrl+q"}, "[keys] zoom: ctrl+q is reserved: it always does what it does"),
        ({"row.star": "enter"}, "[keys] row.star: enter is reserved: it always does what it does"),
        ({"zoom": "j"}, "[keys] zoom: j is reserved: it moves the highlight"),
        ({"line.search": "ctrl+a"}, "[keys] line.search: ctrl+a is reserved: it edits the line"),
        (
            {"line.search": "x"},
            "[keys] line.search: x would be typed: in the line it takes ctrl, alt or a function key",
        ),
        (
            {"line.search": "?"},
            "[keys] line.search: ? would be typed: in the line it takes ctrl, alt or a function key",
        ),
    ],
)
def test_a_mistake_is_one_sentence_and_its_action_keeps_its_keys(table, said):
    """An unknown id, something that is no key, a clash, a reserved key."""
    keys, mistakes = read_keys({**table, "row.external": "f9"})
    assert keys == {"row.external": ("f9",)}
    assert mistakes == [said]


def test_of_two_that_want_the_same_key_the_first_has_it():
    """A refused one that falls back to its own key takes that from who counted on it, and each is said."""
    keys, mistakes = read_keys({"row.star": "f9", "row.strike": "f9"})
    assert keys == {"row.star": ("f9",)}
    assert mistakes == ["[keys] row.strike: F9 is row.star in the timeline already"]
    keys, mistakes = read_keys({"zoom": "u", "undo": "d", "row.strike": ""})
    assert keys == {"row.strike": ()}
    assert mistakes == [
        "[keys] undo: d is theory.dead-end in the hypotheses already",
        "[keys] zoom: u is undo in every pane already",
    ]


def test_nobody_can_lock_themselves_out():
    """Escape, Enter, Tab, F1 and ctrl+q stay with whoever has them, whatever else is asked for."""
    keys, mistakes = read_keys({action.id: "" for action in ACTIONS})
    assert mistakes == []
    assert keys["line"] == ("escape",)
    assert keys["help"] == ("f1",)
    assert keys["quit"] == ("ctrl+q",)
    assert keys["next-pane"] == ("tab",)
    assert keys["theory.open"] == ("enter",)
    assert keys["zoom"] == ()


def test_the_table_is_read_with_and_without_quotes(tmp_path):
    """`theory.dead-end` without quotes is a table of its own in TOML."""
    path = tmp_path / "config.toml"
    path.write_text('[keys]\nzoom = "Z"\ntheory.dead-end = "D"\n"task.done" = ["f5", "f6"]\n', encoding="utf-8")
    config = load_config({"WARROOM_CONFIG": str(path)})
    assert config.mistakes == ()
    assert chosen_keys(config) == ({"zoom": ("Z",), "theory.dead-end": ("D",), "task.done": ("f5", "f6")}, [])
    path.write_text("name = 'ana'\nkeys = 3\n", encoding="utf-8")
    config = load_config({"WARROOM_CONFIG": str(path)})
    assert config.mistakes == (f'{path}: [keys] is a table, as in zoom = "Z"',)
    assert config.name == "ana"


def test_the_example_of_the_readme_is_without_mistakes(tmp_path):
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    example = readme.partition("(`warroom doctor` says where):\n\n")[2].partition("\n\n")[0]
    (tmp_path / "config.toml").write_text(dedent(example), encoding="utf-8")
    keys, mistakes = chosen_keys(load_config({"WARROOM_CONFIG": str(tmp_path / "config.toml")}))
    assert mistakes == []
    assert keys == {"zoom": ("Z",), "theory.dead-end": ("D", "f5")}


def test_the_doctor_says_what_keys_there_are_and_what_is_wrong(home, tmp_path):
    path = tmp_path / "config.toml"
    path.write_text('[keys]\nzoom = "Z"\nundo = ""\nzom = "x"\n', encoding="utf-8")
    done = warroom(home, "doctor", WARROOM_CONFIG=str(path))
    assert done.code == 1
    assert f"BAD  {path}: [keys] zom: there is no such action; did you mean zoom?" in done.lines
    assert "ok   keys of your own: zoom Z, undo has none" in done.lines


async def test_what_moves_in_a_pane_can_have_more_keys_and_loses_none(sit, example):
    """On the board, too, which has columns of its own; another's key stays another's."""
    keys, mistakes = read_keys({"rows.down": "f8", "rows.right": "f9", "rows.page-down": "d", "rows.first": ""})
    assert keys == {"rows.down": ("f8", "down", "j"), "rows.right": ("f9", "right", "l"), "rows.first": ("home",)}
    assert mistakes == ["[keys] rows.page-down: d is theory.dead-end in the hypotheses already"]
    async with sit(example, keys=keys) as ana:
        await ana.go("tasks")
        await ana.press("home")
        for key in ("f8", "j"):
            before = ana.pane("tasks").cursor_index
            await ana.press(key)
            assert ana.pane("tasks").cursor_index == before + 1
        await ana.press("z", "home")
        here = ana.pane("tasks").target
        await ana.press("f9")
        assert (ana.focused, ana.pane("tasks").target != here) == ("tasks", True)
        await ana.press("z", "f9")
        assert ana.focused == "line"


async def test_the_keys_act_and_those_they_replace_do_not(sit, example):
    """In a pane, in every pane, in the line and in the library."""
    keys, mistakes = read_keys({"zoom": "Z", "undo": "", "theory.dead-end": ["D", "f6"], "line.search": "ctrl+g"})
    assert mistakes == []
    async with sit(example, size=(80, 24), keys=keys) as ana:
        await ana.press("ctrl+r")
        assert not ana.line.searching
        await ana.press("ctrl+g")
        assert ana.line.searching
        assert "ctrl+g older" in ana.line.placeholder
        await ana.press("escape")
        await ana.go("hypotheses", "H3")
        events = len(ana.room.fold.events)
        await ana.press("z", "u", "d")
        assert (ana.focused, len(ana.room.fold.events)) == ("hypotheses", events)
        assert not ana.app.screen.has_class("-zoom")
        await ana.press("Z")
        assert ana.app.screen.has_class("-zoom")
        await ana.press("Z")
        for key in ("D", "f6"):
            await ana.go("hypotheses", "H3")
            await ana.press(key)
            assert ana.line.value == "/dead-end H3 "
            await ana.press("escape")


async def test_key_bar_help_palette_and_sentences_show_the_keys_in_force(sit, example):
    """A key that is shown is a key that acts; an action without one is in the help all the same."""
    keys, _ = read_keys({"theory.dead-end": "D", "theory.reopen": "f7", "zoom": "", "theory.new": ""})
    async with sit(example, size=(120, 60), keys=keys) as ana:
        await ana.go("hypotheses", "H3")
        bar = ana.text.splitlines()[-1]
        assert "D dead end" in bar
        assert "n new" not in bar
        assert "z zoom" not in bar
        await ana.go("hypotheses", "H1")
        assert "F7 reopen" in ana.text.splitlines()[-1]
        await ana.press("D")
        assert "H1 is closed: F7 opens it again" in ana.said
        commands = {command.title: command.help for command in ana.app.get_system_commands(ana.app.screen)}
        assert commands["hypotheses: reopen"].endswith("(F7)")
        assert commands["anywhere: zoom"] == BY_ID["zoom"].help
        await ana.press("?")
        shown = {option.id: str(option.prompt) for option in ana.app.screen.query_one(OptionList).options if option.id}
        assert re.match(r" +D +dead end", shown["action:theory.dead-end"])
        assert re.match(r" +zoom", shown["action:zoom"])


async def test_mistakes_are_said_in_the_banner_when_the_room_opens(sit, empty):
    """As the texts they are."""
    async with sit(empty, size=(80, 24), mistakes=("c.toml: [keys] [red]x[/]: there is no such action",)) as ana:
        assert "c.toml: [keys] [red]x[/]: there is no such action" in ana.banner


async def test_a_room_without_keys_of_its_own_has_those_of_the_registry(sit, example):
    """The keys of one screen are gone with it."""
    async with sit(example, keys={"zoom": ("Z",)}) as ana:
        assert BY_ID["zoom"].key == "Z"
    async with sit(example) as ana:
        assert BY_ID["zoom"].key == "z"
        await ana.go("timeline")
        await ana.press("z")
        assert ana.app.screen.has_class("-zoom")
