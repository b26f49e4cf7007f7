"""The keys of the configuration: read, checked against the registry, and every mistake said; pure functions.

Whatever is wrong is left out and its action keeps the keys it has, so that no mistake can lock anybody out.
"""

from __future__ import annotations

from difflib import get_close_matches
from string import punctuation
from typing import TYPE_CHECKING

from textual.keys import Keys, _character_to_key
from textual.widgets import Input

from warroom.core.text import clean_word, shorten
from warroom.ui.actions import (
    ACTIONS,
    ANYWHERE,
    BOXES,
    BY_ID,
    DOCUMENT,
    HELP,
    JUMP,
    LIBRARY,
    LINE,
    OWN_LINE,
    PANES,
    ROWS,
    WATCH,
    WITHIN,
    WRITING,
    Action,
    shown_key,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    Chosen = dict[str, tuple[str, ...]]

_NAMES = {key.value for key in Keys if key.value.isalnum()} | {_character_to_key(letter) for letter in punctuation}
_MODIFIERS = ("ctrl", "alt", "shift", "super")
_ALSO = {"esc": "escape", "return": "enter", "del": "delete", "pgup": "pageup", "pgdn": "pagedown"}


ALWAYS = frozenset({
    "escape", "enter", "tab", "shift+tab", "f1", "up", "down", "ctrl+c", "ctrl+q", "ctrl+p",
    "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+h", "ctrl+left_square_bracket", "ctrl+z",
})  # fmt: skip
"""What every place relies on, and the codes that a terminal sends for them: whoever has one keeps it."""
MOVES = frozenset(key for action in ACTIONS if action.where == ROWS for key in action.keys.split(","))
"""What moves the highlight of a pane: more keys can, and none of these is ever taken away."""
EDITS = frozenset(key for one in Input.BINDINGS for key in one.key.split(",")) | {"space", "backspace"}  # type: ignore[union-attr]  # it has Bindings
"""What edits the line."""


def read_keys(table: Mapping[str, object]) -> tuple[Chosen, list[str]]:
    """Return the keys that a table of the configuration asks for, by the action's id, and what is wrong with it.

    A clash leaves out the later one; taking a key that another action is moved away from is none.
    """
    wanted: Chosen = {}
    mistakes: list[str] = []
    for name, value in table.items():
        try:
            action = _action(name)
            wanted[action.id] = _with_kept(action, _read(action, value))
        except ValueError as error:
            mistakes.append(f"[keys] {shorten(clean_word(name), 40)}: {error}")
    while clash := _first_clash(wanted):
        loser, key, other = clash
        del wanted[loser.id]
        mistakes.append(f"[keys] {loser.id}: {shown_key(key)} is {other.id} in {_where(loser, other)} already")
    return wanted, mistakes


def _action(name: str) -> Action:
    if name in BY_ID:
        return BY_ID[name]
    near = get_close_matches(name, BY_ID, n=1, cutoff=0.5)
    raise ValueError(f"there is no such action{f'; did you mean {near[0]}?' if near else ''}")


def _read(action: Action, value: object) -> tuple[str, ...]:
    texts = [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
    if not isinstance(value, str) and texts != value:
        raise ValueError('a key is a text, as in "Z" or ["Z", "f5"], and "" is none')
    keys = tuple(dict.fromkeys(to_key(text) for text in texts if text))
    for key in keys:
        if key in action.keys.split(","):
            continue
        if reason := _reserved(action, key):
            raise ValueError(f"{shown_key(key)} {reason}")
    return keys


def _reserved(action: Action, key: str) -> str | None:
    """Return why an action cannot have a key that is not its own."""
    if key in ALWAYS:
        return "is reserved: it always does what it does"
    if action.where == JUMP and len(key) == 1 and key.islower():
        return "is reserved: it is the label of a row"
    if action.where in {LINE, WRITING, OWN_LINE, HELP}:
        if key in EDITS:
            return "is reserved: it edits the line"
        typed = "+" not in key and not (key[0] == "f" and key[1:].isdigit())
        return "would be typed: in the line it takes ctrl, alt or a function key" if typed else None
    return "is reserved: it moves the highlight" if key in MOVES and action.where not in {*BOXES} - {DOCUMENT} else None


def _with_kept(action: Action, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys with those that an action never loses, such as Escape and F1, and what moves in a pane."""
    kept = (key for key in action.keys.split(",") if key in ALWAYS or action.where == ROWS)
    return tuple(dict.fromkeys((*keys, *kept)))


def to_key(text: str) -> str:
    """Return a key as Textual names it: `?` is question_mark, `shift+d` is D.

    Raises:
        ValueError: there is no such key.
    """
    head, _, last = text.strip().rpartition("+")
    if not last and (not head or head.endswith("+")):  # the + key itself, alone or held down with another
        head, last = head[:-1], text.strip()[-1:]
    modifiers = [one.strip().lower() for one in head.split("+")] if head else []
    if len(last) == 1:
        name = last if last.isalnum() else _character_to_key(last)
    else:
        name = _ALSO.get(last.lower(), last.lower())
    is_key = name.isprintable() and (len(name) == 1 or len(last) == 1 or name in _NAMES)
    if not is_key or any(modifiers.count(one) != 1 or one not in _MODIFIERS for one in modifiers):
        raise ValueError(f"{shorten(clean_word(text), 20)!r} is no key; keys are such as x, X, ?, f5, ctrl+x, alt+x")
    if modifiers == ["shift"] and len(name) == 1 and name.isalpha():
        return name.upper()
    if modifiers and len(name) == 1:
        name = name.lower()
    return "+".join([*(one for one in _MODIFIERS if one in modifiers), name])


def _first_clash(wanted: Chosen) -> tuple[Action, str, Action] | None:
    """Return the last action of those chosen whose key another one has, that key and the other."""
    for action_id in reversed(wanted):
        action = BY_ID[action_id]
        for other in ACTIONS:
            if other is not action and _meet(action, other):
                theirs = wanted.get(other.id, tuple(other.keys.split(",")))
                for key in wanted[action_id]:
                    if key in theirs and not _are_used_to(key, action, other):
                        return action, key, other
    return None


def _meet(one: Action, other: Action) -> bool:
    """Tell whether two actions are to be had at the same moment."""
    places = {one.where, other.where}
    if len(places) == 1:
        return True
    if ROWS in places:
        return bool(places & {*PANES, ANYWHERE, WATCH, LIBRARY, DOCUMENT})
    if LINE in places or LIBRARY in places:
        return False
    if places & {*BOXES}:
        return any(WITHIN.get(place) in places for place in places)
    if WATCH in places:
        return (one if other.where == WATCH else other).looks
    return ANYWHERE in places


def _are_used_to(key: str, one: Action, other: Action) -> bool:
    """Tell whether the registry itself gives both that key: a pane may take a key of the room for its own."""
    return key in one.keys.split(",") and key in other.keys.split(",")


def _where(loser: Action, other: Action) -> str:
    place = next((one.where for one in (loser, other) if one.where in PANES), other.where)
    return {ANYWHERE: "every pane"}.get(place, f"the {place}")
