"""Help: every action with its key and, if it cannot run now, the reason; and every line. Both can be run from here."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from warroom.core.line import VERBS
from warroom.ui.actions import (
    ANYWHERE,
    BOXES,
    DOCUMENT,
    ESCALATIONS,
    HELP,
    HYPOTHESES,
    JUMP,
    LIBRARY,
    LINE,
    LIST,
    MISSING,
    OWN_LINE,
    PANES,
    RECORD,
    ROWS,
    TASKS,
    TEXT,
    TIMELINE,
    WATCH,
    WRITING,
    Action,
    actions_for,
    bindings_for,
)
from warroom.ui.line import CleanInput
from warroom.ui.modals.frames import Box
from warroom.ui.presentation import QUIET, hang

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

_SIGIL_HELP = (
    ("TEXT", "a note: what you see, as you would say it", ""),
    ("! TEXT", "an action that was taken", "! "),
    ("? TEXT @who 10m", "a hypothesis and its owner, becomes H1", "? "),
    ("^ WHO: WHY", "a call for help, becomes E1", "^ "),
    ("+ TEXT @who 10m", "a task with its owner and time box, becomes T1", "+ "),
    ("+ TEXT @who #preventative due:2026-12-01", "a follow-up, corrective or preventative", "+ "),
    ("= TEXT", "a decision put to the room, becomes D1", "= "),
    ('" TEXT @audience 30m', "an update that was told, and when the next is due", '" '),
    ("14:02 …   2:02pm …   -5m …   ~14:00 …", "when it happened, before any of these", ""),
    ("yesterday 23:50 …   2026-11-21 14:02 …   T+12m …", "or on another day, or since the start", ""),
    ("14:02-14:20 …   14:02Z …   14:02 CEST …", "a range; a zone other than the incident's", ""),
)


_PAGE = 10
_ROOMY = 76
"""Cells from which on there is room for wide columns."""
_MOST_LINES = 20
"""More than anything here takes: nothing is cut."""


def action_row(action: Action, reason: str | None, line: str, width: int) -> Content:
    """Return an action in columns: key, title, and what it does or why it cannot; the line it stands for comes last."""
    column = 16 if width >= _ROOMY else 12
    prefix = Content.assemble(
        (f"  {action.key:<9} ", QUIET if reason else "bold $accent"),
        (f"{action.title:<{column}} ", QUIET if reason else ""),
    )
    words = f"not now: {reason}" if reason else action.help
    rows = hang(prefix, Content.styled(words, QUIET), Content(""), width, _MOST_LINES)
    if line:
        sample = Content.styled(line, "$secondary")
        rows[-1] = rows[-1].rstrip()
        if rows[-1].cell_length + 2 + sample.cell_length <= width:
            rows[-1] = Content("  ").join([rows[-1], sample])
        else:
            rows += hang(Content(" " * prefix.cell_length), sample, Content(""), width, _MOST_LINES)
    return Content("\n").join(rows)


def line_row(usage: str, purpose: str, width: int) -> Content:
    """Return a line in two columns, what to type and what it is for; where there is little room, below each other."""
    prefix, words = Content.styled(f"  {usage:<36} ", "$secondary"), Content.styled(purpose, QUIET)
    wide = 0.6 * width >= 39
    if wide and len(usage) <= 36:
        return Content("\n").join(hang(prefix, words, Content(""), width, _MOST_LINES))
    usage_rows = hang(Content("  "), Content.styled(usage, "$secondary"), Content(""), width, _MOST_LINES)
    below = Content(" " * (39 if wide else 6))
    return Content("\n").join([*usage_rows, *hang(below, words, Content(""), width, _MOST_LINES)])


_SAMPLES = {TIMELINE: "#14", HYPOTHESES: "H1", ESCALATIONS: "E1", TASKS: "T1"}


_ALSO_CALLED = {
    "hypothes": "hypothesis theory theories", "theor": "hypothesis hypotheses", "escalation": "page call",
    "call for": "page", "decision": "proposal", "update": "message tell", "task": "todo",
    "preventative": "follow-up action item",
    "dead end": "misleading path", "strike": "delete", "edit": "correct", "quit": "exit",
}  # fmt: skip
"""Words that people look up, by the beginnings of those that are used here."""


def _findable(text: str) -> str:
    """Return a text with the other words for what it speaks of, for looking up."""
    text = text.lower()
    return " ".join([text, *(others for word, others in _ALSO_CALLED.items() if word in text)])


class HelpModal(Box[str]):
    """What can be done here, to look up by typing and to run with Enter: the result is an action's id or a line."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(HELP)

    def __init__(self, place: str, refusal: Callable[[Action], str | None]) -> None:
        super().__init__()
        self.place = place
        self.refusal = refusal
        self._width = 0

    def compose(self) -> ComposeResult:
        """Lay the help out."""
        with Vertical(classes="box") as box:
            box.border_title = Content(f"Help · {self.place}")
            box.border_subtitle = Content("type to look up · enter runs · esc closes")
            yield CleanInput(placeholder="look up", compact=True)
            yield OptionList(compact=True)

    @property
    def menu(self) -> OptionList:
        """What is shown."""
        return self.query_one(OptionList)

    def on_resize(self) -> None:
        """Show what is looked up, for the width there is."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        menu = self.menu
        if self._width != menu.scrollable_content_region.width:
            self._width = menu.scrollable_content_region.width
            kept = menu.highlighted_option
            self.look_up(self.query_one(CleanInput).value)
            if kept and kept.id:
                menu.highlighted = menu.get_option_index(kept.id)

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        self.look_up(message.value)

    def look_up(self, text: str) -> None:
        """Show what holds every word of a text."""
        words = text.lower().split()
        options: list[Option | None] = []
        for title, found in self._found_sections():
            kept = [option for key, option in found if all(word in key for word in words)]
            if kept:
                options += [Option(Content.styled(title, f"bold {QUIET}"), disabled=True), *kept]
        menu = self.menu
        menu.set_options(options or [Option(Content.styled("nothing by these words", QUIET), disabled=True)])
        menu.action_first()

    def _found_sections(self) -> list[tuple[str, list[tuple[str, Option]]]]:
        alone = self.place in {LIBRARY, WATCH, DOCUMENT}
        places = [self.place, *([] if alone else [*(one for one in PANES if one != self.place), ANYWHERE])]
        places += {
            LIBRARY: (ROWS, HELP), WATCH: (ROWS, LIST, TEXT, RECORD, HELP, JUMP),
            DOCUMENT: (WRITING, OWN_LINE, ROWS, LIST, MISSING, HELP),
        }.get(self.place, (ROWS, *BOXES))  # fmt: skip
        sections = [
            (f"{self._heading(place)}", [self._action_option(action) for action in actions_for(place)])
            for place in places
        ]
        if not alone:
            lines = [self._line_option(usage, purpose, start) for usage, purpose, start in _SIGIL_HELP]
            lines += [self._line_option(verb.usage, verb.purpose, f"/{name} ") for name, verb in VERBS.items()]
            sections.insert(0 if self.place == LINE else 1, ("What the line understands", lines))
        return sections

    @staticmethod
    def _heading(place: str) -> str:
        others = {
            ANYWHERE: "every pane",
            LIBRARY: "the library's list",
            WATCH: "this view",
            ROWS: "any list of rows",
            LIST: "a list",
            TEXT: "a text to read",
            RECORD: "a record in full",
            JUMP: "the jump to a label",
        }
        return f"In {others.get(place, f'the {place}')}"

    def _action_option(self, action: Action) -> tuple[str, Option]:
        reason = None if action.where in {ROWS, *BOXES} and action.where != self.place else self.refusal(action)
        line = (
            action.line.replace("¦ ", "")
            .replace("{ref}", _SAMPLES.get(action.where, ""))
            .replace("{text}", "…")
            .replace("{about}", "D1")
            .strip()
        )
        key = _findable(f"{action.key} {action.title} {action.help} {line} {action.where}")
        return key, Option(action_row(action, reason, line, self._width), id=f"action:{action.id}")

    def _line_option(self, usage: str, purpose: str, start: str) -> tuple[str, Option]:
        row = line_row(usage, purpose, self._width)
        return _findable(f"{usage} {purpose}"), Option(row, id=f"line:{start or ' '}:{usage}")

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        self._run(message.option)

    @on(Input.Submitted)
    def do_run(self) -> None:
        """Run the highlighted one."""
        option = self.menu.highlighted_option
        if option is not None:
            self._run(option)

    def _run(self, option: Option) -> None:
        kind, _, rest = (option.id or "").partition(":")
        if kind == "action":
            self.dismiss(rest)
        elif kind == "line":
            self.dismiss(rest.partition(":")[0].lstrip() or None)

    def do_down(self) -> None:
        """Go to the next, from the box that is typed in."""
        self.menu.action_cursor_down()

    def do_up(self) -> None:
        """Go to the one before."""
        self.menu.action_cursor_up()

    def do_page_down(self) -> None:
        """Go ten further."""
        for _ in range(_PAGE):
            self.menu.action_cursor_down()

    def do_page_up(self) -> None:
        """Go ten back."""
        for _ in range(_PAGE):
            self.menu.action_cursor_up()
