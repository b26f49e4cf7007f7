"""A pasted block of many lines, as the rows it would become: to record, correct, or give back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from warroom.core.text import plural
from warroom.ui.actions import BLOCK, BY_ID, bindings_for, key_of
from warroom.ui.line import NEWLINE, CleanInput, key_hint
from warroom.ui.modals.frames import Box
from warroom.ui.presentation import GLYPHS, QUIET, View, hang

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult

    from warroom.core.block import Planned

_NOTE = "/note "
_KEYS = ("block.edit", "block.leave-out", "block.note", "block.join")
_WHOLE = "enter records · esc gives it back to the line"
_ONE = "enter keeps the correction · esc leaves it"


class Rows(OptionList):
    """The rows of a block: Enter records all of them, and a click only marks one."""

    # not of the registry: it only takes Enter from what a list does with it, and gives it to the action that has it
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.do('block.record')", "record", show=False)]


class PasteModal(Box["list[str]"]):
    """Each pasted line as its row; Enter gives the lines to record, Escape none, and then everything is given back.

    `text` is all that is here, to the last blank; `changed` is told whenever it is another. `left_out` has the lines
    that are not to be recorded.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(BLOCK)

    def __init__(self, text: str, plan: Callable[[Sequence[str]], list[Planned]], view: View,
                 changed: Callable[[str], None]) -> None:  # fmt: skip
        super().__init__()
        self.lines = text.split("\n")
        self.is_one = False
        self.out: set[int] = set()
        self.plan = plan
        self.view = view
        self.changed = changed
        self.planned: list[Planned] = []
        self.corrected: int | None = None
        self._as_it_was = ""

    @property
    def text(self) -> str:
        """Everything that was pasted, as it is now."""
        return "\n".join(self.lines)

    @property
    def shown(self) -> list[int]:
        """The places of the lines that are shown: those that are not empty, and the one being corrected."""
        return [place for place, line in enumerate(self.lines) if line.strip() or place == self.corrected]

    @property
    def left_out(self) -> list[str]:
        """The lines that are not to be recorded."""
        return [] if self.is_one else [self.lines[place] for place in self.shown if place in self.out]

    def compose(self) -> ComposeResult:
        """Lay the block out."""
        with Vertical(classes="box") as box:
            box.border_subtitle = Content(_WHOLE)
            yield Rows(compact=True)
            yield CleanInput(id="correct", compact=True, select_on_focus=False)
            yield Static(id="said-of-block")
            yield Static(id="keys-of-block")

    def on_mount(self) -> None:
        """Show the keys, and have the focus on the rows."""
        keys = (key_hint(BY_ID[name]) for name in _KEYS)
        self.query_one("#keys-of-block", Static).update(Content("  ").join(keys))
        self.box.display = False
        self.set_focus(self.menu)

    def on_resize(self) -> None:
        """Show the rows, for the width there is."""
        self.show_rows()

    @property
    def menu(self) -> OptionList:
        """The rows."""
        return self.query_one(OptionList)

    @property
    def box(self) -> CleanInput:
        """Where the highlighted line is corrected."""
        return self.query_one("#correct", CleanInput)

    @property
    def here(self) -> int | None:
        """The place of the highlighted line."""
        row = self.menu.highlighted
        return None if row is None or self.is_one or row >= len(self.shown) else self.shown[row]

    def show_rows(self) -> None:
        """Show each line as the row it would become."""
        self._say("")
        kept = [place for place in self.shown if place not in self.out]
        self.planned = self.plan([self.text] if self.is_one else [self.lines[place] for place in kept])
        width = self.width
        if self.is_one:
            rows = [drawn(self.text, self.planned[0], self.view, width)]
        else:
            become = dict(zip(kept, self.planned, strict=True))
            rows = [drawn(self.lines[place], become.get(place), self.view, width) for place in self.shown]
        menu = self.menu
        highlighted = menu.highlighted or 0
        if len(rows) == menu.option_count:
            for place, row in enumerate(rows):
                if str(menu.get_option_at_index(place).prompt) != str(row) or place == highlighted:
                    menu.replace_option_prompt_at_index(place, row)
        else:
            menu.set_options([Option(row) for row in rows])
        menu.highlighted = min(highlighted, len(rows) - 1) if rows else None
        wrong = sum(bool(one.wrong) for one in self.planned)
        parts = ["Pasted", plural(len(self.planned), "line to record", "lines to record")]
        parts += [f"{len(self.left_out)} left out"] if self.left_out else []
        parts += [f"{wrong} not understood"] if wrong else []
        self.query_one(".box").border_title = Content(" · ".join(parts))

    # What is done

    def do_leave_out(self) -> None:
        """Leave the highlighted line out, or take it in again."""
        if (here := self.here) is not None:
            self.out ^= {here}
            self.show_rows()
            self.menu.action_cursor_down() if here != self.shown[-1] else None

    def do_as_note(self) -> None:
        """Make the highlighted line a note, whatever it starts with, or what it was again."""
        here = 0 if self.is_one else self.here
        if here is not None:
            line = self.lines[here].lstrip()
            self._put(here, line.removeprefix(_NOTE) if line.startswith(_NOTE) else _NOTE + line)

    def do_join(self) -> None:
        """Make it one text of several lines, or lines of their own again."""
        self.is_one = not self.is_one
        self.show_rows()

    def do_edit(self) -> None:
        """Correct the highlighted line; its row changes while it is typed."""
        if (here := self.here) is not None:
            self.corrected, self._as_it_was = here, self.lines[here]
            self._show_box(_ONE)
            with self.prevent(Input.Changed):
                self.box.value = self._as_it_was
            self.box.cursor_position = len(self._as_it_was)
            self.set_focus(self.box)

    @on(Input.Changed, "#correct")
    def _corrected(self, message: Input.Changed) -> None:
        if self.corrected is not None:
            self._put(self.corrected, message.value)

    @on(Input.Submitted, "#correct")
    def _done(self) -> None:
        self.corrected = None
        self._show_box(_WHOLE)
        self.set_focus(self.menu)
        self.show_rows()

    def _show_box(self, keys: str) -> None:
        self.box.display = self.corrected is not None
        self.query_one("#keys-of-block").display = not self.box.display
        self.query_one(".box").border_subtitle = Content(keys)

    def _put(self, place: int, line: str) -> None:
        self.lines[place] = line
        self.changed(self.text)
        self.show_rows()

    def do_record(self) -> None:
        """Give the lines to record; while one is not understood, go there instead and say so."""
        for row, one in enumerate(self.planned):
            if one.wrong:
                kept = [place for place in self.shown if place not in self.out]
                self.menu.highlighted = 0 if self.is_one else self.shown.index(kept[row])
                self._say(_why_nothing(sum(bool(one.wrong) for one in self.planned)))
                self.app.bell()
                return
        texts = [self.text] if self.is_one else [self.lines[p] for p in self.shown if p not in self.out]
        self.dismiss(texts or None)

    def _say(self, text: str) -> None:
        said = self.query_one("#said-of-block", Static)
        said.update(Content.styled(text, "$warning"))
        said.display = bool(text)

    def do_close(self) -> None:
        """Leave the correction as it was, or else give everything back."""
        if self.corrected is not None:
            self._put(self.corrected, self._as_it_was)
            self._done()
        else:
            self.dismiss(None)


def _why_nothing(wrong: int) -> str:
    """Return what is said when some lines are not understood, and what to do about them."""
    edit, note, out = (key_of(name) for name in ("block.edit", "block.note", "block.leave-out"))
    which = "this line is not understood" if wrong == 1 else f"{wrong} lines are not understood, this one first"
    return f"Nothing is recorded yet: {which}. {edit} corrects it, {note} makes it a note, {out} leaves it out."


def drawn(text: str, planned: Planned | None, view: View, width: int) -> Content:
    """Return a pasted line as the row it would become, with what is wrong under it; None is one that is left out."""
    words = Content(text.strip().replace("\n", NEWLINE))
    if planned is None:
        return _hung(Content.styled(" –     ", QUIET), words.stylize(f"strike {QUIET}"), width)
    if planned.line is None or planned.when is None:
        why = Content.styled(planned.wrong, "$warning")
        row = _hung(Content.styled(" ✗     ", "bold $text-error"), words, width)
        return Content("\n").join([row, _hung(Content("       "), why, width)])
    line, when = planned.line, planned.when
    at = when.at.astimezone(view.zone)
    about = "~" if when.about and line.time else " "
    day = "" if at.date() == view.now.astimezone(view.zone).date() else f"{at.day} {at:%b %Y} "
    until = f"–{when.until.astimezone(view.zone):%H:%M} " if when.until else ""
    parts = [line.verb if line.verb in GLYPHS else f"/{line.verb}", line.word, line.ref]
    if line.verb == "note":
        parts = []
    tokens = (line.who and f"@{line.who}", line.tag and f"#{line.tag}", line.due and f"due {line.due}")
    to = f"{line.from_} > {line.to}" if line.from_ else line.to or ""
    body = Content.assemble(
        (day + until, ""),
        (f"{GLYPHS.get(line.verb, '»')} ", "bold"),
        (f"{planned.ref} " if planned.ref else "", "bold"),
        ("".join(f"{part} " for part in parts if part), QUIET),
        ": ".join(part for part in (to, line.text) if part),
        ("".join(f" {token}" for token in tokens if token), QUIET),
    )
    return _hung(Content.styled(f"{about}{at:%H:%M} ", "" if line.time else QUIET), body, width)


def _hung(prefix: Content, body: Content, width: int) -> Content:
    return Content("\n").join(hang(prefix, body, Content(""), width))
