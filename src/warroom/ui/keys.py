"""Keys act in the order in which they are pressed, however many arrive at once.

Textual gives every key to what has the focus at that moment, and sends those that are bound to something round by the
app: of a burst, as a slow line brings it, letters would overtake Enter, and the words after a key that moves the focus
would act as keys where the focus was.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.events import Key, Paste
from textual.keys import _character_to_key
from textual.widget import Widget

from warroom.ui.actions import BY_ID, ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.events import MouseDown
    from textual.message import Message
    from textual.timer import Timer

    from warroom.ui.actions import Action

TYPED_WITHIN = 0.3
"""Seconds from one letter to the next of somebody who types words; whoever chooses keys looks in between."""


class _Sent(Enum):
    """What a terminal sends for a key that Textual would take for another."""

    ALT_ENTER = "alt+enter"


ANSI_SEQUENCES_KEYS["\x1b\r"] = (_Sent.ALT_ENTER,)  # type: ignore[index]  # it is a dict; else it is taken for Enter
for _sign in "1234567890-=§":  # which would be other signs: what a keyboard of Apple's has there
    ANSI_SEQUENCES_KEYS.pop(f"\x1b{_sign}", None)  # type: ignore[attr-defined]


_ESCAPE, _PASTE_BEGINS, _PASTE_ENDS = "\x1b", "\x1b[200~", "\x1b[201~"
_IN_PARTS = re.compile("\x1b\\[(?:20{0,2})?$")
_WORD_BEHIND_ESCAPE = re.compile(r"\x1b([^\x1b\x00\[\]\\OPNX^_])", re.DOTALL)
_feed, _tick = XTermParser.feed, XTermParser.tick


def _feed_as_meant(parser: XTermParser, data: str) -> Iterator[Message]:
    """Read what a terminal sends, where Textual would type `^` for an escape character it does not know.

    What is pasted is one text, whatever is in it: else all of it behind an escape character would be keys that act.
    Escape and words right behind it are these keys, however many come at once.
    """
    if not data:  # the end
        yield from _feed(parser, data)
        return
    kept, parser._kept = getattr(parser, "_kept", ""), ""  # type: ignore[attr-defined]  # they are ours
    rest = kept + data
    pasted: list[str] | None = getattr(parser, "_pasted", None)
    while rest:
        if pasted is None:
            keys, begins, rest = rest.partition(_PASTE_BEGINS)
            if not begins and (part := _IN_PARTS.search(keys)):
                keys, parser._kept = keys[: part.start()], part[0]  # type: ignore[attr-defined]
            yield from _feed_keys(parser, keys)
            pasted = [] if begins else None
            continue
        last = pasted.pop() if pasted else ""  # in which the mark may have begun
        text, ends, rest = (last + rest).partition(_PASTE_ENDS)
        pasted += [text] if ends else [text[: -len(_PASTE_ENDS)], text[-len(_PASTE_ENDS) :]]
        if ends:
            yield Paste("".join(pasted).replace("\x00", ""))
            pasted = None
    parser._pasted = pasted  # type: ignore[attr-defined]


def _feed_keys(parser: XTermParser, data: str) -> Iterator[Message]:
    waits = parser._timeout_time is not None and getattr(parser, "_after_escape", False)
    first = _WORD_BEHIND_ESCAPE.match(_ESCAPE + data) if waits else None
    if first and first[0] not in ANSI_SEQUENCES_KEYS:
        parser._timeout_time = 0.0  # it was Escape, which waited to be more
        yield from _tick(parser)
    done = 0
    for found in _WORD_BEHIND_ESCAPE.finditer(data):
        if found[0] not in ANSI_SEQUENCES_KEYS:
            if data[done : found.start()]:
                yield from _feed(parser, data[done : found.start()])
            keys = list(parser._sequence_to_key_events(found[1], alt=True))
            if not keys[0].key.startswith("alt+"):
                yield Key("escape", _ESCAPE)
            yield from keys
            done = found.end()
    if data[done:]:
        yield from _feed(parser, data[done:])
    if data:
        parser._after_escape = data.endswith(_ESCAPE)  # type: ignore[attr-defined]


XTermParser.feed = _feed_as_meant  # type: ignore[method-assign, assignment]


def handed_on(widget: Widget, event: Key | Paste) -> bool:
    """Give a key or a paste that came after the focus had moved on to what has it now, and tell whether it was one.

    A screen that is only being opened takes it when it is there, unless it has nothing to wait for (AUTO_FOCUS is "").
    What comes after the program was left is meant for nothing in it any more.
    """
    if widget.app._exit:
        _stop(event)
        return True
    screen = widget.app.screen
    is_opening = screen is not widget.screen and not screen.is_mounted and screen.AUTO_FOCUS != ""
    focused: Widget | None = screen if is_opening else widget.app.focused
    if focused is None or focused is widget:
        return False
    _stop(event)
    again = Paste(event.text) if isinstance(event, Paste) else Key(event.key, event.character)
    again.time = event.time
    focused._forward_event(again)
    return True


def is_soon(before: Key, event: Key) -> bool:
    """Tell whether a letter follows a key as the next of a word does."""
    return event.is_printable and event.time - before.time < TYPED_WITHIN


async def escape_first(widget: Widget, event: Key) -> None:
    """Have Escape act before a key that followed it at once: a terminal sends the two as that key with Alt."""
    sign = event.character
    if not event.key.startswith("alt+") or not event.is_printable or not sign:
        return
    if any(event.key in bindings.key_to_bindings for _, bindings in widget.screen._modal_binding_chain):
        return
    event.key = sign if sign.isalnum() else _character_to_key(sign)
    await widget.app._check_bindings("escape")


class Commanded(Widget):
    """What has the focus while letters are commands; a word that was meant for the line goes there, and nothing acts.

    A letter that did nothing may begin a word. One that records or leaves at once is held back for as long as the next
    letter of a word takes, with the moves that follow it, and acts when none comes, or before anything else does. The
    same letter again may be a key that is held down, or a word that begins with two.
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.refused = False
        self._word: list[Key] = []
        self._held: list[Action] = []
        self._holding: Timer | None = None

    async def _on_key(self, event: Key) -> None:
        """Act on a key in its turn, unless it waits or is a letter of a word."""
        await escape_first(self, event)
        action, word = self._action_of(event), self._word
        is_next = bool(word) and is_soon(word[-1], event)
        is_again = is_next and word[-1].character == event.character
        is_word = is_next and any(key.character != event.character for key in word) and not (self._held and is_again)
        if is_word and self._held and action and action.where == ROWS:
            if (word[0].character or "").isalpha():
                self._hold(event, action)
                return
            is_word = False  # no word begins with a sign and a letter that moves
        if is_word and not self._goes_to_line():
            _stop(event)  # there is no line: a word acts on nothing
            self._word, self._held = [*word, event], []
            return
        if is_word:
            self._word, self._held = [], []
            for key in word:
                handed_on(self, key)
        else:
            await self.let_go()
        if handed_on(self, event):
            return
        if event.is_printable and action and action.acts_at_once:
            self._word = []
            self._hold(event, action)
            return
        self.refused = False
        if acted := await self.app._check_bindings(event.key):
            _stop(event)
        before = self._word[-1:] if is_next else []
        self._word = [*before, event] if event.is_printable and (self.refused or not acted) else []

    def _action_of(self, event: Key) -> Action | None:
        """Return what a key does here."""
        for _, bindings in self.screen._modal_binding_chain:
            for binding in bindings.key_to_bindings.get(event.key, ()):
                return BY_ID.get(binding.id or "")
        return None

    def _hold(self, event: Key, action: Action) -> None:
        """Hold a key back until it is clear that no word begins with it."""
        _stop(event)
        self._word.append(event)
        self._held.append(action)
        if self._holding:
            self._holding.stop()
        # by way of the app: when it comes, nothing that was typed in time is still on its way
        self._holding = self.set_timer(TYPED_WITHIN, partial(self.app.call_later, self.call_later, self.let_go))

    async def let_go(self) -> None:
        """Act on what was held back."""
        held, self._held = self._held, []
        if held:
            self._word = []
        for action in held:
            if action.where == ROWS:
                await self.run_action(action.do)
            else:
                self.screen.action_do(action.id)  # type: ignore[attr-defined]  # every screen of ours has it

    def _goes_to_line(self) -> bool:
        """Go to the line, and tell whether there is one."""
        if self.screen.focused is self:
            self.go_to_line()
        return self.screen.focused is not self

    def go_to_line(self) -> None:
        """Go to the line, where there is one."""
        if line := getattr(self.screen, "line", None):
            self.screen.set_focus(line)

    async def _on_paste(self, event: Paste) -> None:
        """Give what is pasted to the line, where there is one: here it would be lost."""
        await self.let_go()
        self._goes_to_line()
        handed_on(self, event)

    async def _on_mouse_down(self, _: MouseDown) -> None:
        """Act on what was pressed before, while what it is about is highlighted."""
        await self.let_go()

    async def on_blur(self) -> None:
        """Act on what was pressed here before the focus went on."""
        await self.let_go()


def _stop(event: Key | Paste) -> None:
    """Let a key go no further."""
    event.stop()
    event.prevent_default()
