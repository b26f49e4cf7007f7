"""Every action of the screen, once: bindings, key bar, command palette and help are all read from here.

An action either stands for a line (`line`), which a key types or records for you, or for a move of the screen (`do`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from textual.binding import Binding, BindingType
from textual.keys import format_key

from warroom.core.board import column_beside
from warroom.core.text import shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.dom import DOMNode

    from warroom.core.model import Decision, Escalation, Hypothesis, Row, Task, Update

    Target = Row | Hypothesis | Escalation | Task | Decision | Update | None

TIMELINE, HYPOTHESES, ESCALATIONS, TASKS = "timeline", "hypotheses", "escalations", "tasks"
PANES = (TIMELINE, HYPOTHESES, ESCALATIONS, TASKS)
ANYWHERE, LINE, LIBRARY, WATCH = "anywhere", "line", "library", "read-only view"
LIST, TEXT, BRIEF, DOCUMENT, BLOCK = "list", "text", "handover's brief", "document", "pasted block"
MISSING = "what is missing"
WRITING = "section being written"
OWN_LINE = "line of the postmortem"
RECORD, HELP, JUMP = "record in full", "help", "jump"
SAMPLE = "lines for the configuration"
ROWS = "list of rows"
"""Every pane and the library: their keys move the highlight, and the pane itself runs them."""
BOXES = (LIST, TEXT, RECORD, BRIEF, SAMPLE, DOCUMENT, WRITING, OWN_LINE, BLOCK, MISSING, HELP, JUMP)
"""What opens over a screen."""
WITHIN = {BRIEF: TEXT, RECORD: TEXT, SAMPLE: TEXT, MISSING: LIST, OWN_LINE: WRITING}
"""Those that have the keys of another too."""

MAX_IN_BAR = 6

_AT_ONCE = {
    "quit", "library", "star", "external", "board.on", "board.back",
    "example", "close", "undo", "redo", "rows", "exporting.write", "exporting.copy",
}  # fmt: skip
"""What records, writes a file or leaves, without a line or a box that asks first."""

_LOOKS = {
    "help", "next_pane", "previous_pane", "pane_1", "pane_2", "pane_3", "pane_4", "jump", "zoom", "open", "quit",
    "follow_end", "machines", "minute_later", "minute_earlier", "hour_later", "hour_earlier", "day_later",
    "day_earlier", "as_learned", "theme", "palette", "due", "postmortem", "check",
}  # fmt: skip


class Action(NamedTuple):
    """One thing a person can do.

    `keys` are Textual key names joined by commas, the first being the one shown. `where` is the pane it works in,
    `anywhere` in the room, the `line`, the `library`, the `read-only view`, or a `list of rows` or box, which runs it
    itself. `line` is the line it stands for, `{ref}` and `{text}` being those of the highlighted record and `{about}`
    the record its row is about; when it ends in a blank it is put into the line for the rest to be typed, and `hint`
    says what that is.
    `do` is the screen's own method or, after the name of one of its parts and a point, that part's. `refuses` gives the
    reason it cannot run now, or None. `bar` is its place in the key bar, 0 for none; of several with the same
    place the first that can run has it.
    """

    id: str
    keys: str
    title: str
    help: str
    where: str
    line: str = ""
    hint: str = ""
    do: str = ""
    refuses: Callable[[Target], str | None] = lambda _: None
    needs_target: bool = True
    bar: int = 0

    @property
    def key(self) -> str:
        """The key as it is shown; empty when somebody wants none for it."""
        return shown_key(next(iter(keys_in_force(self)), ""))

    @property
    def begins(self) -> bool:
        """Whether its line is only begun, for the rest of it to be typed."""
        return "¦" in self.line or "{text}" in self.line or self.line.endswith((" ", "@"))

    @property
    def acts_at_once(self) -> bool:
        """Whether its key changes the record or leaves, and nothing is to be seen, or to be asked, before that."""
        leaves = self.do in _AT_ONCE or (self.where == LIBRARY and self.do == "postmortem")
        return leaves or bool(self.line and not self.begins)

    @property
    def looks(self) -> bool:
        """Whether it only looks, so that the read-only view has it too."""
        return self.where not in {LINE, LIBRARY, ROWS, *BOXES} and self.do in _LOOKS

    def method_of(self, screen: object) -> Callable[..., object]:
        """Return what runs it: the method of a screen, or of one of its parts, that `do` names."""
        part, _, name = self.do.rpartition(".")
        method: Callable[..., object] = getattr(getattr(screen, part) if part else screen, f"do_{name}")
        return method


def shown_key(name: str) -> str:
    """Return a Textual key name as people write it."""
    names = {
        "question_mark": "?", "slash": "/", "asterisk": "*", "plus": "+", "minus": "-", "escape": "esc",
        "up": "↑", "down": "↓", "enter": "enter", "full_stop": ".", "comma": ",", "right_square_bracket": "]",
        "equals_sign": "=", "left_square_bracket": "[", "right_curly_bracket": "}", "left_curly_bracket": "{",
        "less_than_sign": "<", "greater_than_sign": ">", "at": "@",
    }  # fmt: skip
    if name[:1] == "f" and name[1:].isdigit():
        return name.upper()
    return names.get(name) or format_key(name)


_chosen: dict[str, tuple[str, ...]] = {}
"""The keys that the person at this screen has chosen, by the action's id; a process has one screen."""


def use_keys(chosen: Mapping[str, tuple[str, ...]]) -> None:
    """Have these keys in force, by the action's id, in place of any chosen before; `keymap.read_keys` checks them."""
    _chosen.clear()
    _chosen.update(chosen)


def keys_in_force(action: Action) -> tuple[str, ...]:
    """Return an action's keys, the one that is shown first."""
    return _chosen[action.id] if action.id in _chosen else tuple(action.keys.split(","))


def key_of(action_id: str) -> str:
    """Return an action's key, for a sentence that names it; one without a key is run from the help."""
    return BY_ID[action_id].key or "help"


def rebind(node: DOMNode) -> None:
    """Give what was just made the keys in force: its bindings are those of its class."""
    if not _chosen:
        return
    before = node._bindings.key_to_bindings
    bindings = {key: [one for one in those if one.id not in _chosen] for key, those in before.items()}
    moved = {one.id: one for those in before.values() for one in those if one.id in _chosen}
    for action_id, binding in moved.items():
        for key in _chosen[action_id or ""]:
            bindings.setdefault(key, []).append(binding.with_key(key))
    node._bindings.key_to_bindings = {key: those for key, those in bindings.items() if those}


def _open_theory(target: Target) -> str | None:
    if getattr(target, "is_open", True):
        return None
    return f"{getattr(target, 'ref', 'it')} is closed: {key_of('theory.reopen')} opens it again"


def _closed(target: Target) -> str | None:
    return f"{getattr(target, 'ref', 'it')} is open already" if getattr(target, "is_open", False) else None


def _call(target: Target) -> str | None:
    ref = getattr(target, "ref", "")
    return f"{ref} is a decision: {key_of('decide.go')} go, {key_of('decide.no-go')} no go" if ref[:1] == "D" else None


def _undecided(target: Target) -> str | None:
    ref, outcome = getattr(target, "ref", ""), getattr(target, "outcome", "open")
    if ref[:1] != "D":
        return f"{ref} is a call for help, not a decision"
    return None if outcome == "open" else f"{ref} is decided: {key_of('decide.verified')} when it was verified"


def _to_verify(target: Target) -> str | None:
    ref, outcome = getattr(target, "ref", ""), getattr(target, "outcome", "go")
    if ref[:1] != "D":
        return f"{ref} is a call for help, not a decision"
    return f"{ref} is not decided yet: {key_of('decide.go')} takes it" if outcome == "open" else None


def _unanswered(target: Target) -> str | None:
    if not_call := _call(target):
        return not_call
    return None if getattr(target, "acked_at", None) is None else f"{getattr(target, 'ref', 'it')} was answered already"


def _entry(target: Target) -> str | None:
    if getattr(target, "is_entry", True):
        return None
    about = getattr(target, "about_ref", None)
    return f"this row was not typed: /edit {about} … corrects {about}" if about else _not_typed(target)


def _not_typed(target: Target) -> str | None:
    if getattr(target, "is_entry", True):
        return None
    if getattr(target, "kind", "") == "status" and getattr(target, "text", "").startswith("declared "):
        return "it declared the incident: /set title TEXT, or TIME /mark started"
    return f"this row was not typed: /undo {getattr(target, 'ref', '')} takes it back"


def _for_others(target: Target) -> str | None:
    """Say why a row is nothing for customers; what was marked already can be kept inside."""
    from warroom.core.outward import is_for_others

    row = cast("Row", target)
    if row.visibility == "external" or not is_for_others(row):
        return None
    return f"this was told to {shorten(row.audience or '', 16)}: {key_of('tell.customers')} tells customers"


def _decision(target: Target) -> str | None:
    about = getattr(target, "about_ref", None) or ""
    return None if about[:1] == "D" else f"this row is of no decision: {key_of('decision.new')} puts one to the room"


def _state(word: str) -> Callable[[Target], str | None]:
    def refuses(target: Target) -> str | None:
        if getattr(target, "state", None) == word:
            return f"{getattr(target, 'ref', 'it')} is {word} already"
        return None

    return refuses


def _beside(step: int) -> Callable[[Target], str | None]:
    def refuses(target: Target) -> str | None:
        if target is None or column_beside(target, step):  # type: ignore[arg-type]  # it is only asked about tasks
            return None
        return f"{target.ref} is in the {'last' if step > 0 else 'first'} column of the board"

    return refuses


ACTIONS: tuple[Action, ...] = (
    # Anywhere in the room
    Action("help", "question_mark,f1", "help", "Every key and every line, to look up or to run", ANYWHERE, do="help",
           needs_target=False, bar=1),
    Action("line", "escape,i", "line", "Back to the line", ANYWHERE, do="focus_line", needs_target=False, bar=2),
    Action("next-pane", "tab", "panes", "The next pane", ANYWHERE, do="next_pane", needs_target=False, bar=9),
    Action("previous-pane", "shift+tab", "back", "The pane before", ANYWHERE, do="previous_pane", needs_target=False),
    Action("pane-1", "1", "timeline", "Go to the timeline", ANYWHERE, do="pane_1", needs_target=False),
    Action("pane-2", "2", "hypotheses", "Go to the hypotheses", ANYWHERE, do="pane_2", needs_target=False),
    Action("pane-3", "3", "escalations", "Go to the escalations", ANYWHERE, do="pane_3", needs_target=False),
    Action("pane-4", "4", "tasks", "Go to the task board", ANYWHERE, do="pane_4", needs_target=False),
    Action("jump", "g", "jump", "A letter on every row and title: press it to go there", ANYWHERE, do="jump",
           needs_target=False),
    Action("zoom", "z", "zoom", "One pane on the whole screen, and back", ANYWHERE, do="zoom",
           needs_target=False, bar=8),
    Action("undo", "u", "undo", "Take back your last change", ANYWHERE, line="/undo", needs_target=False, bar=7),
    Action("redo", "U,ctrl+r", "redo", "Bring back what you took back", ANYWHERE, line="/redo", needs_target=False),
    Action("filter", "slash", "filter", "Show only what holds these words", ANYWHERE, do="filter", needs_target=False),
    Action("postmortem", "p", "postmortem", "The document as it stands", ANYWHERE, do="postmortem", needs_target=False),
    Action("check", "M", "missing", "What the postmortem still lacks", ANYWHERE, do="check", needs_target=False),
    Action("status", "s", "status", "Where the incident stands", ANYWHERE, line="/status ",
           hint="investigating, identified, monitoring, resolved or closed", needs_target=False),
    Action("due", "exclamation_mark", "what is due", "Every clock: what runs out when, and the way to its record",
           ANYWHERE, do="due", needs_target=False),
    Action("snooze", "S", "snooze", "Quiet what is due, for a while or for good", ANYWHERE, do="snooze",
           needs_target=False),
    Action("tell.responders", "R", "tell responders", "Draft a report of conditions, actions and needs", ANYWHERE,
           do="telling.responders", needs_target=False),
    Action("tell.executives", "X", "tell executives", "Draft three sentences", ANYWHERE, do="telling.executives",
           needs_target=False),
    Action("tell.customers", "C", "tell customers", "Draft a message of what was marked external", ANYWHERE,
           do="telling.customers", needs_target=False),
    Action("handover", "W", "hand over", "The watch: a brief to read and copy, then who commands next", ANYWHERE,
           do="telling.handover", needs_target=False),
    Action("take", "Y", "take over", "A handover's brief, then acknowledge it: yes, it is theirs now", ANYWHERE,
           do="telling.take", needs_target=False),
    Action("checklist", "K", "checklist", "Add the tasks of a checklist", ANYWHERE, do="lists.show",
           needs_target=False),
    Action("theme", "T", "theme", "The colours: dark, light, high contrast or the terminal's own", ANYWHERE,
           do="theme", needs_target=False),
    Action("palette", "ctrl+p", "palette", "Any action by its name", ANYWHERE, do="palette", needs_target=False),
    Action("library", "L", "library", "All incidents", ANYWHERE, do="library", needs_target=False),
    Action("quit", "q,ctrl+q", "quit", "Leave; everything is saved", ANYWHERE, do="quit", needs_target=False, bar=10),
    # The timeline
    Action("row.open", "enter,o", "open", "Its full text and history", TIMELINE, do="open"),
    Action("row.new", "n", "new", "A new entry", TIMELINE, do="focus_line", needs_target=False, bar=3),
    Action("row.edit", "e", "edit", "Correct its text or time; the old words stay in its history", TIMELINE,
           line="/edit {ref} {text}", hint="put a time first to correct when it happened", refuses=_entry, bar=4),
    Action("row.mark", "m", "mark", "Mark it as a milestone", TIMELINE, line="/mark ¦ {ref}",
           hint="started, detected, acknowledged, identified, mitigated or resolved", bar=5),
    Action("row.star", "asterisk", "star", "It matters; press again to take the star back", TIMELINE, do="star", bar=6),
    Action("row.strike", "x", "strike", "It is wrong; it stays, struck through", TIMELINE, line="/strike {ref} ",
           hint="why it is wrong", refuses=_not_typed),
    Action("row.external", "E", "external", "Customers may read it; press again to keep it inside", TIMELINE,
           do="external", refuses=_for_others),
    Action("decision.new", "equals_sign", "propose", "A decision put to the room", TIMELINE, line="= ",
           hint="what is to be done", needs_target=False),
    Action("decision.object", "O", "object", "A strong objection to the decision", TIMELINE, line="/object {about} ",
           hint="what speaks against it", refuses=_decision),
    Action("decision.go", "y", "go", "The decision is taken", TIMELINE, line="/go {about} ",
           hint="why, and @who carries it out (or just Enter)", refuses=_decision),
    Action("decision.no-go", "N", "no go", "The decision is turned down", TIMELINE, line="/no-go {about} ",
           hint="why (or just Enter)", refuses=_decision),
    Action("row.machines", "H", "machines", "Hide what came through pipes, or show it again", TIMELINE,
           do="machines", needs_target=False),
    Action("row.learned", "w", "as learned", "In the order it was written down, or again as it happened", TIMELINE,
           do="as_learned", needs_target=False),
    Action("row.bears-on", "b", "bears on", "It speaks for a theory; write /against if it speaks against it", TIMELINE,
           line="/for ¦ {ref}", hint="which theory, as H1; words of your own may follow the row", bar=4),
    Action("row.minute-later", "full_stop", "minute on", "The first row of the next minute", TIMELINE,
           do="minute_later"),
    Action("row.minute-earlier", "comma", "minute back", "The first row of this minute, or of the one before", TIMELINE,
           do="minute_earlier"),
    Action("row.hour-later", "right_square_bracket", "hour on", "The first row of the next hour", TIMELINE,
           do="hour_later"),
    Action("row.hour-earlier", "left_square_bracket", "hour back", "The first row of this hour, or of the one before",
           TIMELINE, do="hour_earlier"),
    Action("row.day-later", "right_curly_bracket", "day on", "The first row of the next day", TIMELINE, do="day_later"),
    Action("row.day-earlier", "left_curly_bracket", "day back", "The first row of this day, or of the one before",
           TIMELINE, do="day_earlier"),
    # The hypotheses
    Action("theory.open", "enter", "open", "Its full text, evidence and history", HYPOTHESES, do="open"),
    Action("theory.new", "n", "new", "A new hypothesis", HYPOTHESES, line="? ", hint="what could be the cause",
           needs_target=False, bar=3),
    Action("theory.dead-end", "d", "dead end", "Not the cause, and it misled us: kept as a misleading path", HYPOTHESES,
           line="/dead-end {ref} ", hint="what ended it (or just Enter)",
           refuses=_open_theory, bar=4),
    Action("theory.for", "f,plus", "for", "Something that speaks for it", HYPOTHESES, line="/for {ref} ",
           hint="what speaks for it", bar=5),
    Action("theory.against", "a,minus", "against", "Something that speaks against it", HYPOTHESES,
           line="/against {ref} ", hint="what speaks against it", bar=6),
    Action("theory.confirm", "c", "confirm", "This is the cause", HYPOTHESES, line="/confirm {ref} ",
           hint="how we know (or just Enter)", refuses=_open_theory),
    Action("theory.rule-out", "r", "rule out", "Not the cause, and no time was lost on it", HYPOTHESES,
           line="/rule-out {ref} ", hint="what ruled it out (or just Enter)", refuses=_open_theory),
    Action("theory.test", "t", "test", "What would tell, who looks, when to check back", HYPOTHESES,
           line="/test {ref} ", hint="read pool metrics @bo 5m", refuses=_open_theory),
    Action("theory.reopen", "o", "reopen", "Believe it again", HYPOTHESES, line="/reopen {ref} ",
           hint="why (or just Enter)", refuses=_closed, bar=4),
    Action("theory.edit", "e", "edit", "Correct its words", HYPOTHESES, line="/edit {ref} {text}"),
    # The escalations
    Action("call.open", "enter", "open", "Its full text and history", ESCALATIONS, do="open"),
    Action("call.new", "n", "new", "Call for help", ESCALATIONS, line="^ ", hint="who: why, as in dba: pool at 100 %",
           needs_target=False, bar=3),
    Action("call.ack", "a", "answered", "Somebody answered", ESCALATIONS, line="/ack {ref} ",
           hint="who (or just Enter)", refuses=_unanswered, bar=4),
    Action("call.found", "f", "finding", "What they found", ESCALATIONS, line="/found {ref} ", hint="what they found",
           refuses=_call, bar=5),
    Action("call.none", "x", "none", "Nobody answered", ESCALATIONS, line="/no-answer {ref} ",
           hint="what was tried (or just Enter)", refuses=_unanswered, bar=6),
    Action("call.edit", "e", "edit", "Correct its words", ESCALATIONS, line="/edit {ref} {text}"),
    Action("decide.go", "y", "go", "The decision is taken", ESCALATIONS, line="/go {ref} ",
           hint="why, and @who carries it out (or just Enter)", refuses=_undecided, bar=4),
    Action("decide.no-go", "N", "no go", "The decision is turned down", ESCALATIONS, line="/no-go {ref} ",
           hint="why (or just Enter)", refuses=_undecided, bar=5),
    Action("decide.object", "O", "object", "A strong objection to the decision", ESCALATIONS, line="/object {ref} ",
           hint="what speaks against it", refuses=_undecided, bar=6),
    Action("decide.verified", "v", "verified", "The decision did what it was to do", ESCALATIONS, line="/done {ref} ",
           hint="what was seen (or just Enter)", refuses=_to_verify, bar=4),
    # The task board
    Action("task.open", "enter", "open", "Its full text and history", TASKS, do="open"),
    Action("task.new", "n", "new", "A new task", TASKS, line="+ ", hint="what @who 10m", needs_target=False, bar=3),
    Action("task.start", "s", "start", "Work has begun", TASKS, line="/start {ref}", refuses=_state("doing"), bar=4),
    Action("task.done", "d", "done", "It is done", TASKS, line="/done {ref} ", hint="what came of it (or just Enter)",
           refuses=_state("done"), bar=5),
    Action("task.assign", "a", "assign", "Who does it, and when to check back", TASKS, line="/assign {ref} @",
           hint="name 10m", bar=6),
    Action("task.block", "b", "block", "It cannot go on", TASKS, line="/block {ref} ", hint="what is in the way",
           bar=4),
    Action("task.drop", "x", "drop", "It will not be done", TASKS, line="/drop {ref} ", hint="why not",
           refuses=_state("dropped")),
    Action("task.reopen", "o", "reopen", "Put it back to do", TASKS, line="/reopen {ref} ", hint="why (or just Enter)",
           refuses=_closed, bar=5),
    Action("task.edit", "e", "edit", "Correct its words", TASKS, line="/edit {ref} {text}"),
    Action("task.on", "greater_than_sign", "on", "To the next column: blocked, todo, doing, done", TASKS, do="board.on",
           refuses=_beside(1)),
    Action("task.back", "less_than_sign", "back", "To the column before: done, doing, todo, blocked", TASKS,
           do="board.back", refuses=_beside(-1)),
    Action("task.owner", "at", "owner", "Show only the tasks of its owner; again for all", TASKS, do="board.owner_only",
           needs_target=False),
    # The rows of any pane
    Action("rows.down", "down,j", "down", "The next row, as j does", ROWS, do="move(1)"),
    Action("rows.up", "up,k", "up", "The row before, as k does", ROWS, do="move(-1)"),
    Action("rows.right", "right,l", "right", "The next pane, or column of the board, as l does", ROWS, do="aside(1)"),
    Action("rows.left", "left,h", "left", "The pane before, or column of the board, as h does", ROWS, do="aside(-1)"),
    Action("rows.page-down", "pagedown,ctrl+f", "page", "A page further", ROWS, do="page(1)"),
    Action("rows.page-up", "pageup", "page back", "A page back", ROWS, do="page(-1)"),
    Action("rows.first", "home", "first", "The first row", ROWS, do="first"),
    Action("rows.last", "end,G", "last", "The last row, as G does: the timeline follows on", ROWS, do="last"),
    # The line
    Action("line.help", "f1", "help", "Every key and every line, to look up or to run", LINE, do="help",
           needs_target=False, bar=1),
    Action("line.panes", "tab", "panes", "Go on with what is begun; else to the panes, where keys act on a row", LINE,
           do="complete", needs_target=False, bar=2),
    Action("line.older", "up", "last line", "The line you recorded before", LINE, do="older_line",
           needs_target=False, bar=3),
    Action("line.newer", "down", "newer line", "The line you recorded after", LINE, do="newer_line",
           needs_target=False),
    Action("line.page-up", "pageup", "page back", "Scroll the timeline, or the zoomed pane, back by a page", LINE,
           do="page_up", needs_target=False),
    Action("line.page-down", "pagedown", "page", "Scroll it on by a page; at its end it is followed again", LINE,
           do="page_down", needs_target=False),
    Action("line.search", "ctrl+r", "search", "Look back through your lines; again for the next older", LINE,
           do="search_lines", needs_target=False),
    Action("line.rows", "ctrl+t", "as rows", "Show a text of several lines as rows of their own, to record", LINE,
           do="blocks.rows", needs_target=False),
    Action("line.break", "ctrl+j,alt+enter", "line break", "Break the text; it stays one entry, shown whole above",
           LINE, do="break_line", needs_target=False),
    Action("line.leave", "escape", "your line", "Leave a line a key began; in an empty one bring back what waits", LINE,
           do="leave_line", needs_target=False),
    Action("line.quit", "ctrl+q", "quit", "Leave; everything is saved", LINE, do="quit", needs_target=False, bar=4),
    # The read-only view
    Action("watch.follow", "escape", "follow", "Every pane in sight, and the end of the timeline", WATCH,
           do="follow_end", needs_target=False, bar=2),
    # The library
    Action("library.help", "f1,question_mark", "help", "Every key", LIBRARY, do="help", needs_target=False, bar=1),
    Action("library.open", "enter", "open", "Open the incident's room", LIBRARY, do="open_room", bar=2),
    Action("library.postmortem", "p", "postmortem", "Open its postmortem, to read and to write up", LIBRARY,
           do="postmortem"),
    Action("library.new", "escape,n", "declare", "Declare an incident", LIBRARY, do="focus_line", needs_target=False,
           bar=3),
    Action("library.first", "g", "first", "The first incident", LIBRARY, do="first"),
    Action("library.example", "e", "example", "Open the example, well under way", LIBRARY, do="example",
           needs_target=False, bar=4),
    Action("library.quit", "q,ctrl+q", "quit", "Leave", LIBRARY, do="quit", needs_target=False, bar=5),
    # What opens over a screen
    Action("list.choose", "enter", "take", "Take the highlighted one", LIST, do="choose"),
    Action("list.down", "j", "down", "The next one, as the arrow does", LIST, do="down"),
    Action("list.up", "k", "up", "The one before, as the arrow does", LIST, do="up"),
    Action("list.close", "escape,q", "close", "Back to where you were", LIST, do="close"),
    Action("text.down", "j,down", "down", "Scroll by a line", TEXT, do="down"),
    Action("text.up", "k,up", "up", "Scroll back by a line", TEXT, do="up"),
    Action("text.page-down", "space,pagedown", "page", "Scroll by a page", TEXT, do="page_down"),
    Action("text.page-up", "b,pageup", "page back", "Scroll back by a page", TEXT, do="page_up"),
    Action("text.top", "g,home", "top", "To its beginning", TEXT, do="top"),
    Action("text.end", "G,end", "end", "To its end", TEXT, do="end"),
    Action("text.close", "escape,q", "close", "Back to where you were", TEXT, do="close"),
    Action("record.close", "enter", "close", "Back to where you were", RECORD, do="close"),
    Action("brief.hand-over", "enter", "go on", "Go on to say who takes over; or take over", BRIEF, do="hand_over"),
    Action("brief.copy", "c", "copy", "Copy the brief", BRIEF, do="copy"),
    Action("sample.copy", "c", "copy", "Copy the lines", SAMPLE, do="copy"),
    Action("document.help", "question_mark,f1", "help", "Every key of the postmortem", DOCUMENT, do="help", bar=1),
    Action("document.edit", "e,enter", "write", "Write the section; what was written is there to go on with", DOCUMENT,
           do="edit", bar=2),
    Action("document.editor", "E", "editor", "Write it in your own editor: $VISUAL, $EDITOR or vi", DOCUMENT,
           do="editor"),
    Action("document.next", "tab", "next", "The next section that is empty or lacks something", DOCUMENT,
           do="missing.next", bar=5),
    Action("document.previous", "shift+tab", "previous", "The one before that is empty or lacks something", DOCUMENT,
           do="missing.previous"),
    Action("document.missing", "M", "missing", "What it still lacks, what this section lacks first", DOCUMENT,
           do="missing.list", bar=3),
    Action("document.measure", "plus", "measure", "A corrective or preventative measure, with its owner and date",
           DOCUMENT, do="measure"),
    Action("document.line", "i,slash", "line", "Any line, as in the room", DOCUMENT, do="line"),
    Action("document.review", "v,R", "review", "How far it is: in review, reviewed, closed, not required", DOCUMENT,
           do="review"),
    Action("document.rows", "r", "rows", "The timeline: every row, or those with a star; again for the other", DOCUMENT,
           do="rows"),
    Action("document.template", "t", "template", "Which headings, in which order", DOCUMENT, do="template"),
    Action("document.write", "w", "export", "Write it to a file, as Markdown", DOCUMENT, do="exporting.write", bar=6),
    Action("document.formats", "W", "export as", "Write it as HTML, PDF, JSON or CSV", DOCUMENT,
           do="exporting.formats"),
    Action("document.copy", "c", "copy", "Copy it as Markdown", DOCUMENT, do="exporting.copy"),
    Action("document.undo", "u", "undo", "Take back your last change", DOCUMENT, do="undo"),
    Action("document.redo", "U", "redo", "Bring back what you took back", DOCUMENT, do="redo"),
    Action("document.page-down", "space,pagedown", "page", "Scroll the document by a page", DOCUMENT, do="page_down"),
    Action("document.page-up", "b,pageup", "page back", "Scroll it back by a page", DOCUMENT, do="page_up"),
    Action("document.top", "g,home", "top", "To its beginning", DOCUMENT, do="top"),
    Action("document.end", "G,end", "end", "To its end", DOCUMENT, do="end"),
    Action("document.close", "escape,q,p", "back", "Back to where you were", DOCUMENT, do="close", bar=4),
    Action("writing.keep", "escape", "keep it", "Keep what is written; a line is left and waits", WRITING, do="keep",
           bar=1),
    Action("writing.next", "tab", "next section", "Keep it, and write the next that is empty or lacks something",
           WRITING, do="keep_next", bar=2),
    Action("writing.previous", "shift+tab", "previous", "Keep it, and write the one before", WRITING,
           do="keep_previous", bar=3),
    Action("own-line.complete", "tab", "go on", "Go on with what is begun", OWN_LINE, do="complete"),
    Action("own-line.up", "up", "up", "Mark the way to go on that is above", OWN_LINE, do="mark_above"),
    Action("own-line.down", "down", "down", "Mark the one below", OWN_LINE, do="mark_below"),
    Action("missing.go", "o,space", "go there", "Go to the row or record it is about", MISSING, do="go"),
    Action("block.record", "enter", "record", "Record every line that is not left out", BLOCK, do="record"),
    Action("block.edit", "e", "correct", "Correct the line", BLOCK, do="edit"),
    Action("block.leave-out", "space", "leave out", "Leave the line out; again takes it in", BLOCK, do="leave_out"),
    Action("block.note", "n", "note", "Make it a note, whatever it starts with; again undoes that", BLOCK,
           do="as_note"),
    Action("block.join", "j", "in one", "All of it as one entry; again as its lines", BLOCK, do="join"),
    Action("block.close", "escape", "give back", "Give everything back to the line", BLOCK, do="close"),
    Action("help.run", "enter", "run", "Run the highlighted one", HELP, do="run"),
    Action("help.down", "down", "down", "The next one, while you type what to look up", HELP, do="down"),
    Action("help.up", "up", "up", "The one before", HELP, do="up"),
    Action("help.page-down", "pagedown", "page", "A page further", HELP, do="page_down"),
    Action("help.page-up", "pageup", "page back", "A page back", HELP, do="page_up"),
    Action("help.top", "home", "top", "To the first", HELP, do="top"),
    Action("help.end", "end", "end", "To the last", HELP, do="end"),
    Action("help.close", "escape", "close", "Back to where you were", HELP, do="close"),
    Action("jump.first", "g", "first", "To the first row of the pane", JUMP, do="first"),
    Action("jump.pane-1", "1", "timeline", "To the timeline", JUMP, do="pane_1"),
    Action("jump.pane-2", "2", "hypotheses", "To the hypotheses", JUMP, do="pane_2"),
    Action("jump.pane-3", "3", "escalations", "To the escalations", JUMP, do="pane_3"),
    Action("jump.pane-4", "4", "tasks", "To the task board", JUMP, do="pane_4"),
    Action("jump.close", "escape", "close", "Back to where you were", JUMP, do="close"),
)  # fmt: skip

BY_ID = {action.id: action for action in ACTIONS}


def actions_for(*places: str) -> list[Action]:
    """Return the actions of these places, in the order of the registry; the read-only view has all that only look."""
    return [action for action in ACTIONS if action.where in places or (WATCH in places and action.looks)]


def bindings_for(place: str) -> list[BindingType]:
    """Return the Textual bindings of a place; each runs the screen's `do` with the action's id, or moves the pane."""
    return [
        Binding(
            action.keys,
            action.do if place == ROWS else f"screen.do('{action.id}')",
            action.title,
            show=False,
            id=action.id,
        )
        for action in ACTIONS
        if action.where == place
    ]


def key_bar(place: str, can_run: Callable[[Action], bool] = lambda _: True) -> list[Action]:
    """Return the actions the key bar shows in a place, in its order, six at most: of those that can run now."""
    places = (place, ANYWHERE) if place in PANES else (place,)
    shown: dict[int, Action] = {}
    for action in actions_for(*places):
        if action.bar and action.key and can_run(action):
            shown.setdefault(action.bar, action)
    return [shown[place] for place in sorted(shown)][:MAX_IN_BAR]
