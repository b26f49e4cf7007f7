"""The line at the bottom of the room, and what stands beside it."""

from __future__ import annotations

from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.content import Content
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Input

from warroom.core.text import clean_text, plural
from warroom.store.screens import HalfTyped
from warroom.ui.actions import BY_ID, LINE, MAX_IN_BAR, Action, bindings_for, key_bar, key_of, keys_in_force, rebind
from warroom.ui.keys import escape_first, handed_on
from warroom.ui.selectable import Selectable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from textual import events

    from warroom.ui.history import History
    from warroom.ui.session import Clock

NEWLINE = "␤"
"""How a line break inside a text is shown in the line, which is one line high."""


def rows_of(text: str) -> list[str]:
    """Return the lines of a text that are not empty."""
    return [line for line in text.split("\n") if line.strip()]


class CleanInput(Input):
    """A box for one line of text; what is pasted is cleaned of whatever could act on a terminal."""

    line_break = " "
    cursor_blink = reactive(False, init=False)
    """It stands still: calm, and a room nobody touches sends nothing down a slow line for it."""

    def _watch_value(self, value: str) -> None:
        """Take another text without laying the screen out anew, as Input does at every key."""
        self.set_reactive(Widget.virtual_size, Size(self.content_width, 1))
        super()._watch_value(value)

    async def _on_key(self, event: events.Key) -> None:
        """Act on a key in its turn; what is printable is typed."""
        await escape_first(self, event)
        if handed_on(self, event) or event.is_printable:
            return
        if await self.app._check_bindings(event.key):
            event.stop()
            event.prevent_default()

    def _on_paste(self, event: events.Paste) -> None:
        """Take the whole of what is pasted, cleaned."""
        if handed_on(self, event):
            return
        event.prevent_default()
        event.stop()
        self.take_paste(clean_text(event.text).strip("\n"))

    def take_paste(self, text: str) -> None:
        """Put a clean text where the cursor is."""
        start, end = sorted(self.selection)
        self.replace(text.replace("\n", self.line_break), start, end)


class LineInput(CleanInput):
    """The line: it keeps when typing began, what was half typed when a key began another, and what was recorded.

    Enter hands it to `take`, with the time typing began, and `take` tells whether it was accepted: all before the next
    key is read, however fast somebody types. Lines that were begun on a screen that is gone wait here too; Escape in an
    empty line brings the next. While `searching`, what is typed is what to look for, and the line is put aside. A
    pasted `block` of several lines is held here until it is recorded or given back.
    """

    BINDINGS = bindings_for(LINE)
    line_break = NEWLINE

    def __init__(self, clock: Clock, take: Callable[[str, datetime], bool], *, placeholder: str) -> None:
        super().__init__(id="line", placeholder=placeholder, select_on_focus=False)
        rebind(self)
        self.clock = clock
        self.take = take
        self.typed_at: datetime | None = None
        self.hint = ""
        self.begun = False
        self._stash: tuple[str, datetime | None] | None = None
        self._recorded: list[str] = []
        self._back = 0
        self._as_begun = ""
        self.can_be_left = False
        self._refused = ""
        self._waiting: list[HalfTyped] = []
        self._placeholder = placeholder
        self.searching: History | None = None
        self._aside = HalfTyped("")
        self.block: HalfTyped | None = None
        self.on_block: Callable[[], None] | None = None
        self.on_moved: Callable[[], None] | None = None
        self.on_end: Callable[[], bool] | None = None
        self.on_empty: Callable[[], None] | None = None

    @property
    def waiting(self) -> int:
        """How many lines wait to be brought back."""
        return len(self._waiting)

    @property
    def is_as_begun(self) -> bool:
        """Whether a key began the line and nothing was typed since."""
        return self.begun and self.value == self._as_begun

    @property
    def goes_on_refused(self) -> bool:
        """Whether a verb is typed behind a line that was refused, of which it is hardly a part."""
        if not (self._refused and self.can_be_left and self.value.startswith(self._refused)):
            return False
        return self.value.removeprefix(self._refused).lstrip()[:1] == "/"

    @property
    def text(self) -> str:
        """What was typed, with its line breaks."""
        return self.value.replace(NEWLINE, "\n")

    @property
    def overflows(self) -> bool:
        """Whether there is more than the line can show: a line break, or more than its width with the cursor."""
        return NEWLINE in self.value or cell_len(self.value) >= (self.content_size.width or 1 << 16)

    def begin(self, text: str, hint: str) -> None:
        """Start a line on somebody's behalf, keeping what is half typed; `¦` in the text is where the cursor goes."""
        self.end_search()
        if not self.begun:
            self._stash = (self.value, self.typed_at)
        self._keep_waiting()
        self._back = 0
        self.begun, self.hint, self.typed_at = True, hint, self.clock()
        before, mark, after = text.replace("\n", NEWLINE).partition("¦")
        self.value = self._as_begun = before + after
        self.cursor_position = len(before) if mark else len(self.value)
        self.screen.set_focus(self)

    def _keep_waiting(self) -> None:
        """Put what was typed into a line that a key began with the lines that wait, before another takes its place."""
        if self.begun and self.value.strip() and self.value != self._as_begun:
            self._waiting.insert(0, HalfTyped(self.text, self.typed_at, begun=True, hint=self.hint))
            self._show_waiting()

    def leave(self) -> bool:
        """Leave a line that a key began, or that was refused or given back, and bring what was half typed; or say no.

        What was typed into it is found again with ↑, as if it had been recorded.
        """
        if self.end_search():
            return True
        if self.begun:
            if self.value.strip() and self.value != self._as_begun:
                self._recorded.append(self.value)
            self._restore()
            return True
        if self.can_be_left and self.value.strip():
            self._recorded.append(self.value)
            self.can_be_left = False
            self.value = ""
            return True
        return self._bring_next()

    def half_typed(self) -> list[HalfTyped]:
        """Return every line that is begun and not recorded: the one to see, the one put aside, and those that wait."""
        shown = self._aside if self.searching else HalfTyped(self.text, self.typed_at, self.begun, self.hint)
        lines = [] if self._shows_recorded() else [shown]
        lines += [self.block] if self.block else []
        if self.begun and self._stash:
            lines.append(HalfTyped(self._stash[0].replace(NEWLINE, "\n"), self._stash[1]))
        return [line for line in (*lines, *self._waiting) if line.text.strip()]

    def take_away(self, beginning: str) -> HalfTyped | None:
        """Give away the half-typed line that begins so, seen or put aside, for it is gone on with elsewhere."""
        if self.searching or self._shows_recorded() or not self.text.startswith(beginning):
            return self._take_waiting(beginning)
        line = HalfTyped(self.text, self.typed_at, self.begun, self.hint)
        if self.begun:
            self._restore()
        else:
            self.value = ""
        return line

    def _take_waiting(self, beginning: str) -> HalfTyped | None:
        """Give away the line that begins so among those put aside."""
        if self.begun and self._stash and self._stash[0].startswith(beginning):
            text, typed_at = self._stash
            self._stash = None
            return HalfTyped(text.replace(NEWLINE, "\n"), typed_at)
        line = next((one for one in self._waiting if one.text.startswith(beginning)), None)
        if line:
            self._waiting.remove(line)
            if not self.searching:
                self._show_waiting()
        return line

    def bring_back(self, lines: list[HalfTyped]) -> bool:
        """Take over lines begun elsewhere: tell whether the first is to see now; the others wait."""
        self._waiting += lines
        if self.value or self.begun or self.searching:
            self._show_waiting()
            return False
        return self._bring_next()

    def _bring_next(self) -> bool:
        if self.value.strip() or self.searching or not self._waiting:
            return False
        line = self._waiting.pop(0)
        if line.begun:
            aside = self._waiting.pop(0) if self._waiting and not self._waiting[0].begun else HalfTyped("")
            self._stash = (aside.text.replace("\n", NEWLINE), aside.typed_at)
        self.begun, self.hint = line.begun, line.hint
        now = self.clock()
        self.typed_at = min(line.typed_at or now, now)
        self.value = line.text.replace("\n", NEWLINE)
        self.cursor_position = len(self.value)
        self._show_waiting()
        return True

    def _shows_recorded(self) -> bool:
        return bool(self._back) and self.value == self._recorded[-self._back]

    def _show_waiting(self) -> None:
        """Say in the empty line that there is more to come back."""
        lines = plural(self.waiting, "more line")
        self.placeholder = f"esc brings back {lines} you had begun" if self.waiting else self._placeholder

    def accepted(self) -> None:
        """Take note that the line was recorded: it joins the history and the line is free again."""
        self._recorded.append(self.value)
        self.can_be_left = False
        self._back = 0
        if self.begun:
            self._restore()
        else:
            self.value, self.typed_at, self.hint = "", None, ""

    def _restore(self) -> None:
        value, typed_at = self._stash or ("", None)
        self.begun, self.hint, self._stash, self._back, self._as_begun = False, "", None, 0, ""
        self.value, self.typed_at = value, typed_at
        self.cursor_position = len(value)

    def break_line(self) -> None:
        """Break the text where the cursor is; it stays one entry. A line without words has nothing to break."""
        if self.text.strip() and not self.searching:
            self.replace(NEWLINE, *sorted(self.selection))

    # The pasted block

    def take_paste(self, text: str) -> None:
        """Put a clean text where the cursor is; several lines in an empty line are a block."""
        if self.value.strip() or not self._to_block(HalfTyped(text, self.clock())):
            super().take_paste(text)

    def to_block(self) -> bool:
        """Take the line, where it has several, as a pasted block; tell whether it has."""
        return self._to_block(HalfTyped(self.text, self.typed_at or self.clock(), self.begun, self.hint))

    def _to_block(self, block: HalfTyped) -> bool:
        if not self.on_block or self.searching or self.block or len(rows_of(block.text)) < 2:
            return False
        self.block = block
        if self.begun:
            self._restore()
        else:
            self.value = ""
        self.on_block()
        return True

    def give_back(self, text: str) -> bool:
        """Have the pasted block, or what is left of it, in the line; it waits if something was typed meanwhile.

        It can be left as a line that was refused. Tells whether it is in the line.
        """
        block, self.block = self.block, None
        if block and text.strip():
            self._waiting.insert(0, block._replace(text=text))
            self.can_be_left = self.bring_back([])
            return self.can_be_left
        return False

    # The lines recorded before

    def remember(self, text: str) -> None:
        """Let a text be found with ↑, as if it had been recorded."""
        if text.strip():
            self._recorded.append(text.replace("\n", NEWLINE))

    def search(self, before: Iterable[str]) -> None:
        """Look back through the lines recorded here, and those from before; in a search go on to the next older."""
        if self.searching:
            self.searching.older()
            return
        self._aside = HalfTyped(self.text, self.typed_at, self.begun, self.hint)
        self._aside_at = self.cursor_position
        from warroom.ui.history import History

        self.searching = History(chain(reversed(self._recorded), (line.replace("\n", NEWLINE) for line in before)))
        self.searching.look_for("")
        self.placeholder = f"what did it hold?  {key_of('line.search')} older · enter takes it · esc back"
        self.value = ""

    def end_search(self) -> bool:
        """Bring back the line that a search put aside; tell whether there was a search."""
        if not self.searching:
            return False
        self.searching = None
        self.value, self.typed_at = self._aside.text.replace("\n", NEWLINE), self._aside.typed_at
        self.cursor_position = self._aside_at
        self._show_waiting()
        return True

    def take_found(self) -> None:
        """End a search with the line it found, which is not recorded; what was put aside comes back after it."""
        found = self.searching and self.searching.found
        self.end_search()
        if found:
            self.begin(found.replace(NEWLINE, "\n").replace("¦", ""), "")

    def recall(self, step: int) -> None:
        """Put an earlier (1) or later (-1) recorded line into the line; what was half typed comes back at the end."""
        if self.searching:
            self.searching.older() if step > 0 else self.searching.newer()
            return
        if not self._recorded or (self.begun and not self._back):
            return
        if not self._back:
            self._stash = (self.value, self.typed_at)
        self._keep_waiting()
        self._back = min(max(self._back + step, 0), len(self._recorded))
        if self._back:
            self.begun, self.typed_at = True, self.clock()
            self.value = self._as_begun = self._recorded[-self._back]
            self.cursor_position = len(self.value)
        elif self.begun:
            self._restore()

    def watch_value(self, value: str) -> None:
        """Take the time when typing begins; in a search, look for what is typed."""
        self.remove_class("-refused")
        if self.searching:
            self.searching.look_for(value)
            return
        if not value:
            self._emptied()
        elif self.typed_at is None:
            self.typed_at = self.clock()

    def _emptied(self) -> None:
        """Be a line of one's own again, which ends the time of what was here; what a key put aside still comes back."""
        self.typed_at, self.hint, self._as_begun, self.can_be_left, self._refused = None, "", "", False, ""
        if self.begun and not (self._stash and self._stash[0]):
            self.begun, self._stash, self._back = False, None, 0

    def watch_selection(self) -> None:
        """Tell that the cursor is elsewhere."""
        if self.on_moved and self.is_mounted:
            self.on_moved()

    def on_resize(self) -> None:
        """Tell that there is more room for the text, or less."""
        self.watch_selection()

    def action_cursor_right(self, select: bool = False) -> None:
        """Go right; at the end take what was found, or the way to go on that is marked, or else the first."""
        if self.cursor_at_end and not select and self.selection.is_empty:
            if self.searching and self.searching.found:
                self.take_found()
                return
            if self.on_end and self.on_end():
                return
        super().action_cursor_right(select)

    async def action_submit(self) -> None:
        """Hand the line over; one that was not accepted stays, and is red until it is another."""
        if self.searching:
            self.take_found()
            return
        if not self.text.strip():
            if self.on_empty:
                self.on_empty()
            return
        if self.take(self.text, self.typed_at or self.clock()):
            self.accepted()
        else:
            self.app.bell()
            self.add_class("-refused")
            self.can_be_left, self._refused = True, self.value


class OneLine(Selectable, Widget):
    """A text in a place of fixed size, its lines cut where there is no room: another one lays nothing out anew.

    It is drawn without what a text of unknown size takes: some part of the room is shown anew at every key.
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._shown = Content("")
        self._lines = [self._shown]

    @property
    def shown(self) -> Content:
        """The text."""
        return self._shown

    def show(self, content: Content) -> None:
        """Show another text; the same one again costs nothing."""
        if content.is_same(self._shown):
            return
        before, self._lines = self._lines, content.split("\n")
        self._shown = content
        pairs = enumerate(zip_longest(before, self._lines))
        changed = [y for y, (old, new) in pairs if old is None or new is None or not old.is_same(new)]
        self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def render(self) -> Content:
        """Return the text, for whoever selects of it."""
        return self._shown

    def render_line(self, y: int) -> Strip:
        """Draw a line of the text."""
        width, style = self.size.width, self.visual_style
        line = self._lines[y] if y < len(self._lines) else Content("")
        if span := self.text_selection and self.text_selection.get_span(y):
            end = len(line) if span[1] == -1 else span[1]
            line = line.stylize(self.screen.get_visual_style("screen--selection"), span[0], end)
        if line.cell_length > width:
            line = line.truncate(width, ellipsis=True)
        padding = Segment(" " * (width - line.cell_length), style.rich_style)
        return self.placed(Strip([*line.render_segments(style), padding], width), y)


class KeyBar(OneLine):
    """The keys that matter where the focus is: six at most, help first, and no more than there is room for."""

    def __init__(self) -> None:
        super().__init__(id="keys")
        self._hints: list[Content] = []

    def show_text(self, content: Content) -> None:
        """Show something else in the place of the keys."""
        self._hints = []
        self.show(content)

    def show_hints(self, hints: list[Content]) -> None:
        """Show these keys, the first of them that there is room for."""
        self._hints = hints[:MAX_IN_BAR]
        self._fit()

    def show_keys(self, place: str, can_run: Callable[[Action], bool] = lambda _: True, *,
                  begun: bool = False, refused: bool = False) -> None:  # fmt: skip
        """Show the keys of a place, of those that can run now.

        `begun` tells that a key began the line, `refused` that what is in it was.
        """
        hints = [key_hint(action) for action in key_bar(place, can_run)]
        if begun or refused:
            hints.insert(1, key_hint(BY_ID["line.leave"], "put away" if refused else ""))
        self.show_hints(hints)

    def on_resize(self) -> None:
        """Fit the keys to the new width."""
        if self._hints:
            self._fit()

    def _fit(self) -> None:
        hints = list(self._hints)
        while len(hints) > 1 and sum(hint.cell_length + 2 for hint in hints) - 2 > self.app.size.width:
            hints.pop()
        self.show(Content("  ").join(hints))


def key_hint(action: Action, title: str = "") -> Content:
    """Return an action's key and title, or another, as the key bar shows them; a click on them is the key."""
    hint = Content.assemble((f" {action.key} ", "bold $accent"), (title or action.title, "$quiet"))
    return pressable(hint, keys_in_force(action)[0])


def pressable(content: Content, key: str) -> Content:
    """Return a text that is clicked as if its key had been pressed."""
    return content.stylize(Style.from_meta({"key": key}))
