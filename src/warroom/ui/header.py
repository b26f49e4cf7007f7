"""How the frame of a screen looks: the header, the preview beside the line, the library's rows; pure functions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from textual.content import Content

from warroom.core.changes import DEFAULT_SNOOZE
from warroom.core.clocks import next_update
from warroom.core.metrics import last_known
from warroom.core.text import first_line, plural, shorten
from warroom.ui.digits import LINES, big
from warroom.ui.presentation import (
    QUIET,
    View,
    clock_of_day,
    elapsed,
    hang,
    severity_badge,
    severity_style,
    span,
    spread,
)  # fmt: skip
from warroom.ui.strip import COMMAND, strip

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from warroom.core.changes import Change
    from warroom.core.checklists import Checklist
    from warroom.core.clocks import Due
    from warroom.core.line import Line
    from warroom.core.model import Incident, Objection
    from warroom.store.library import Summary


_WIDE = 116
"""Columns from which on there is room to say since when somebody leads."""
_LONGEST_NAME = 16
_MINUTE = 60
_APART = 2
"""Cells at least between who leads and what is due, which else would read as one."""
_LONGEST_LABEL = 24


def header(incident: Incident, width: int, view: View, due: Sequence[Due] = (), company: Sequence[str] = (),
           way: str = "!") -> Content:  # fmt: skip
    """Return the two lines of the header: what it is and how long it lasts; who leads it and what is due.

    `due` are the reminders, the most urgent first, and `way` is what to press to see all of them.
    `company` says who else has the room open, the longest way first. It is the first to give way: it stands behind
    who leads, or where there is no room before the clocks, or nowhere.
    """
    left, right = _leads_and_due(incident, width, view, due, way)
    room = width - left.cell_length - right.cell_length - 3 - _APART
    shown = next((words for words in company if _cells(words) <= room), "")
    if shown:
        between = Content(" · " if left.plain.strip() else "")
        left = Content("").join([left, between, Content.styled(shown, QUIET)])
    return Content("\n").join(
        [_first_line(incident, width, view, () if shown else company), spread(left, right, width)]
    )


WALL = (100, 30)
"""Columns and rows from which on there is room for what is read from afar."""


def wall(incident: Incident, width: int, view: View, due: Sequence[Due] = (), way: str = "!") -> Content:
    """Return the header that is read across a room: what it is, and in big digits how long it lasts and what is due."""
    digits = _digits(incident, view)
    room = width - digits[0].cell_length - 3
    badge = [Content.styled(text.center(9), severity_style(incident.severity)) for text in ("", incident.severity, "")]
    status = Content.assemble((incident.status.upper(), "bold"), "  ", (_mode(incident, view), "bold $warning"))
    clocks = Content.styled(" · ".join(_clocks(view)), QUIET)
    title = hang(Content(""), Content.styled(first_line(incident.title), "bold"), Content(""), room - 12, most=2)
    beside = [spread(status, clocks, room - 12), *title, Content("")]
    left = [Content("").join([mark, Content("  "), text]) for mark, text in zip(badge, beside, strict=False)]
    first = next_update(incident)
    items = [item for item in due if first is None or item.key != first.key]  # which has its digits
    left.append(Content("  ").join(_leads_and_due(incident, room + 2, view, items, way)))
    return Content("\n").join(spread(text, big, width) for text, big in zip(left, digits, strict=True))


def _digits(incident: Incident, view: View) -> list[Content]:
    """Return four lines: what the clocks are, and their big digits."""
    clocks = []
    if (seconds := _running(incident, view)) is not None:
        label = "running" if _is_running(incident) else "lasted"
        clocks.append(_clock_in_digits(label, elapsed(seconds), "bold"))
    if item := next_update(incident):
        is_late = item.at < view.now
        seconds = int(abs((item.at - view.now).total_seconds()))
        count, unit = (seconds // 60, "min") if seconds >= _MINUTE else (seconds, "s")
        label = f"{shorten(first_line(item.text), _LONGEST_LABEL)} {'overdue' if is_late else 'in'}"
        clocks.append(_clock_in_digits(label, f"{count}", "bold $warning" if is_late else "bold", unit))
    rows = zip(*clocks, strict=True) if clocks else [()] * (1 + LINES)
    return [Content("   ").join(parts).append(" ") for parts in rows]


def _clock_in_digits(label: str, time: str, style: str, unit: str = "") -> list[Content]:
    """Return a time in big digits under its label, its unit behind them; words before it, such as `2 d`, go above."""
    words, _, figures = time.rpartition(" ")
    if words.endswith("d"):
        label = f"{label} {words} and"
    lines = big(figures)
    lines[-1] += f" {unit}" if unit else ""
    width = max(len(label), *map(len, lines))
    return [Content.styled(label.ljust(width), QUIET), *(Content.styled(line.ljust(width), style) for line in lines)]


def company(others: Sequence[str], me: str) -> list[str]:
    """Return who else has the room open, in ever fewer words; `others` has a name for each other screen."""
    counts = Counter(name for name in others if name != me)
    mine = f"{others.count(me) + 1} screens" if me in others else ""
    names = [name if count == 1 else f"{name} ×{count}" for name, count in sorted(counts.items())]
    ways = [f"with {', '.join(names[:some])} +{len(names) - some}" for some in range(len(names) - 1, 0, -1)]
    ways = [f"with {', '.join(names)}", *ways, f"with {len(names)}"] if names else []
    return [*([f"{ways[0]} · {mine}"] if ways and mine else []), *ways, *([mine] if mine else [])]


def _first_line(incident: Incident, width: int, view: View, company: Sequence[str]) -> Content:
    seconds = _running(incident, view)
    times = ["" if seconds is None else elapsed(seconds), *_clocks(view)]
    right = Content.assemble((times[0], "bold"), "  ", (" · ".join(times[1:]), QUIET), " ")
    if width < 72:
        right = Content.assemble((times[0], "bold"), " ", (times[1], QUIET), " ")
    left = Content.assemble(
        severity_badge(incident.severity),
        " ",
        (incident.status.upper(), "bold"),
        "  ",
        (_mode(incident, view), "bold $warning"),
        incident.title,
    )
    for words in company:
        if left.cell_length + _cells(words) + 4 + right.cell_length < width:
            return spread(left, Content.assemble((words, QUIET), "  ", right), width)
    return spread(left, right, width)


def _mode(incident: Incident, view: View) -> str:
    mode = "example" if view.example else incident.mode
    return "" if mode == "real" else f"{mode.upper()}  "


def _is_running(incident: Incident) -> bool:
    return incident.is_active and incident.mode != "retrospective"


def _running(incident: Incident, view: View) -> float | None:
    """Return the seconds it has lasted, None when nobody knows when it began."""
    start, end = incident.started_at, view.now if _is_running(incident) else last_known(incident)
    return (end - start).total_seconds() if start and end else None


def _clocks(view: View) -> list[str]:
    """Return the time of day, in UTC and in the incident's zone."""
    local = view.now.astimezone(view.zone)
    utc = f"{view.now:%H:%M:%S}Z"
    return [utc] if local.tzname() == "UTC" else [utc, f"{local:%H:%M} {local.tzname()}"]


def _cells(text: str) -> int:
    return Content(text).cell_length


def _leads_and_due(incident: Incident, width: int, view: View, due: Sequence[Due],
                   way: str) -> tuple[Content, Content]:  # fmt: skip
    """Return who leads and what is due; since when somebody leads is said only where it takes no room from that.

    That nobody commands, and that nobody has taken what was handed over, is left to what is due when it says so.
    """
    handed, brief = _handed(incident), _handed(incident, brief=True)
    length = _leads(incident, handed, view).cell_length
    right, told = strip(due, width, length, view.now, way=way)
    if any(item.kind == "handover" for item in told):
        handed = []
    elif handed:
        keep = _leads(incident, brief[:1], view, scribe=False).cell_length
        right, told = strip(due, width, length, view.now, keep=keep, way=way)
    says = all(item.kind != "commander" for item in told)
    ways = [_leads(incident, handed, view, commander=says, since=True)] if width >= _WIDE else []
    if says and not incident.roles.get("commander"):
        ways.append(_leads(incident, handed, view, way=f": {COMMAND}"))
    ways.append(_leads(incident, handed, view, commander=says))
    if handed:
        ways += [_leads(incident, those, view, commander=says, scribe=False) for those in (handed, brief, brief[:1])]
    room = width - right.cell_length - _APART
    return next((left for left in ways if left.cell_length <= room), ways[-1]), right


def _leads(incident: Incident, handed: list[Content], view: View, *, commander: bool = True, scribe: bool = True,
           since: bool = False, way: str = "") -> Content:  # fmt: skip
    """Return who leads, or the `way` out of having nobody, and what was handed over that nobody has taken yet."""
    nobody = Content(f"no commander{way}")
    who = [_holds(incident, "commander", "commands", since, view) or nobody] if commander else []
    writes = _holds(incident, "scribe", "scribes", since, view) if scribe else None
    style = "" if incident.roles.get("commander") else "$warning"
    parts = Content(" · ").join([*who, *handed, *([writes] if writes else [])])
    return Content(" ").append(parts).stylize_before(style)


def _holds(incident: Incident, role: str, does: str, since: bool, view: View) -> Content | None:
    """Return who holds a role, None when nobody does."""
    if not (name := incident.roles.get(role)):
        return None
    at = incident.since(role) if since else None
    return Content(f"{name} {does}{f' since {clock_of_day(at, view)}' if at else ''}")


def _handed(incident: Incident, *, brief: bool = False) -> list[Content]:
    """Return what was handed over that nobody has taken yet."""
    found = []
    for role, one in incident.handovers.items():
        what = "handover" if role == "commander" else f"handover of {shorten(first_line(role), _LONGEST_NAME)}"
        to = shorten(first_line(one.to), _LONGEST_NAME)
        words = f"{what} to {to} waits" if brief else f"{what} to {to}: not yet acknowledged"
        found.append(Content.styled(words, "$warning"))
    return found


# The line


def returned(typed_at: datetime | None, view: View, *, seen: bool, more: int) -> Content:
    """Return the sentence for a line that came back: when it was begun, whether it is to see, how many more wait."""
    when = ""
    if typed_at:
        at, today = typed_at.astimezone(view.zone), view.now.astimezone(view.zone).date()
        when = f" at {at:%H:%M}" if at.date() == today else f" on {at.day} {at:%b} at {at:%H:%M}"
    if not seen:
        return Content(f"a line you had begun{when} waits until the line is empty")
    rest = f"; {more} more {'waits' if more == 1 else 'wait'}" if more else ""
    return Content(f"the line you had begun{when} is back{rest}")


def added_checklist(refs: Sequence[str], undo: str) -> str:
    """Return what is said of a checklist that became tasks; `undo` is what takes them back from where one is."""
    return f"{refs[0]} to {refs[-1]} added; {undo} takes all of them back" if len(refs) > 1 else f"{refs[0]} added"


def offer(checklist: Checklist, more: int, *, keys: str) -> Content:
    """Return the sentence that there is a checklist for this moment, and the keys that lead to it."""
    words = f" adds the checklist {checklist.name}: {plural(len(checklist.tasks), 'task')}"
    return Content.assemble((keys, "bold $accent"), words, f" (and {more} more)" if more else "")


def resolved(incident: Incident, postmortem: str, missing: str) -> list[str]:
    """Return what is said when it is resolved, in ever fewer words: what is still open, and what comes next.

    Open is a task, a call that waits for an answer, and a decision that somebody carries out and nobody verified.
    The others are what to press for the postmortem, and for what it lacks.
    """
    unverified = (one for one in incident.decisions if one.outcome == "go" and one.verified_at is None)
    left = {
        "still open": [task.ref for task in incident.tasks if task.is_open and task.kind == "response"],
        "not answered": [call.ref for call in incident.escalations if call.outcome == "waiting"],
        "not verified": [one.ref for one in unverified if one.executor or one.verify_at],
    }
    named = {
        words: ", ".join(refs[:3]) + (f" +{len(refs) - 3}" if len(refs) > 3 else "")
        for words, refs in left.items() if refs
    }  # fmt: skip
    way = f"{postmortem} postmortem · {missing} what it lacks"
    whole = []
    if named:
        each, all_ = " · ".join(f"{refs} {words}" for words, refs in named.items()), ", ".join(named.values())
        whole = [f"resolved · {each} · {way}", f"resolved · {all_} still open · {way}",
                 f"resolved · {all_} still open · {postmortem} postmortem",
                 f"resolved · {sum(map(len, left.values()))} open · {way}"]  # fmt: skip
    return [*whole, f"resolved · {way}"]


def sent(ref: str, where: str, next_at: datetime | None, view: View) -> str:
    """Return what is said of a drafted update that was recorded: where it was copied, and when the next is due."""
    after = f"next due {clock_of_day(next_at, view)}" if next_at else "no next one is due"
    return f"{ref} recorded; {where}; {after}"


def handed_to(incident: Incident, me: str, *, way: str) -> str:
    """Return the sentence that asks somebody to acknowledge what was handed to them, and how; empty for nothing."""
    mine = [(role, one) for role, one in incident.handovers.items() if one.to.casefold() == me.casefold()]
    if not mine:
        return ""
    role, one = mine[0]
    return f"{first_line(one.from_ or one.by)} hands the role of {first_line(role)} over to you: {way} takes it."


def recorded_block(count: int) -> str:
    """Return what is said of a block that was recorded."""
    return f"{plural(count, 'line')} recorded; /undo takes all of them back" if count > 1 else "1 line recorded"


def found(line: str | None) -> Content:
    """Return the line that a search stands at."""
    if line is None:
        return Content.styled("no line you recorded here holds these words", "$warning")
    return Content.assemble(("Enter takes ", QUIET), line)


_ARTICLES = {
    "note": "a note", "action": "an action", "alert": "an alert", "hypothesis": "a hypothesis",
    "escalation": "an escalation", "task": "a task", "decision": "a decision", "update": "an update",
}  # fmt: skip

_LOOKED_AT = 8192
_LONGEST_BETTER = 30


_OF_THE_POSTMORTEM = ("write", "postmortem", "rows", "metric")


def preview(line: Line, change: Change, ref: str | None, by: str, view: View,
            objections: Sequence[Objection] = ()) -> Content:  # fmt: skip
    """Return what Enter will record: kind, reference, time and who; of a go, what was said against the decision."""
    made = _ARTICLES.get(line.verb)
    if made:
        what = f"{ref}, {made}" if ref else made
    elif line.verb in _OF_THE_POSTMORTEM:
        what = _postmortem_change(line, change)
    else:
        word = (
            next((name[6:] for name in change.set if name[:6] == "roles."), None) if line.verb == "take" else line.word
        )
        what = " ".join(part for part in (line.verb.replace("-", " "), word, line.ref, line.row) if part)
    words = Content.assemble(("Enter records ", QUIET), (what, "bold"))
    at = change.when.at.astimezone(view.zone)
    if line.time:
        day = "" if at.date() == view.now.astimezone(view.zone).date() else f" {at.day} {at:%b %Y}"
        about = "about " if change.when.about else ""
        words = Content("").join([words, Content.styled(" at ", QUIET), Content(f"{about}{at:%H:%M:%S}{day}")])
        if change.when.until:
            end = change.when.until.astimezone(view.zone)
            words = words.append(f" to {end:%H:%M:%S}{'' if end.date() == at.date() else f' {end.day} {end:%b}'}")
    details = []
    if line.verb == "escalation" and line.text:
        details.append(f"calls {line.to}")
    if line.who:
        details.append(f"@{line.who}")
    if line.verb == "snooze":
        details.append(f"for {span(line.box or DEFAULT_SNOOZE)}" if not line.text else line.text)
    elif line.box is not None and line.verb != "metric":
        words_before = {"update": "next", "decision": "verify", "go": "verify"}.get(line.verb, "check back")
        details.append(f"{words_before} in {span(line.box)}")
    details += [f"due {line.due}"] if line.due else []
    details += [line.tag] if line.tag else []
    tail = "".join(f", {detail}" for detail in details)
    if line.verb == "go" and objections:  # which need the room more than the name of whoever types
        return Content("").join([words, Content.styled(tail, QUIET), objected(objections)])
    return Content("").join([words, Content.styled(f"{tail}, by {by}", QUIET)])


def _postmortem_change(line: Line, change: Change) -> str:
    """Return what a line writes or decides about the postmortem."""
    from warroom.core.parts import PARTS
    from warroom.core.reply import postmortem_words

    if line.verb == "write":
        text = "the text" if any(value is not None for value in change.set.values()) else "no text"
        return f"{text} of '{PARTS[line.word or ''].title}'"
    return ", ".join(postmortem_words(name, value) or "" for name, value in change.set.items())


def objected(objections: Sequence[Objection]) -> Content:
    """Return what was said last against a decision, as `; bo objected: cold cache`; nothing if nobody objected."""
    if not objections:
        return Content("")
    last, more = objections[-1], f" (+{len(objections) - 1})" if len(objections) > 1 else ""
    who = shorten(first_line(last.by), _LONGEST_NAME)
    return Content.styled(f"; {who} objected: {first_line(last.text)}{more}", "$warning")


def flagged(text: str, what: Content) -> Content:
    """Return what Enter records with what the line exposes, which keeps nobody back.

    A key, token or password is said instead of all else; an address, part of every incident, behind it.
    """
    from warroom.core.secrets import KEY_KINDS, a_kind, find_secrets

    kinds = [one.kind for one in find_secrets(text[:_LOOKED_AT])]
    if key := next((kind for kind in kinds if kind in KEY_KINDS), None):
        return Content.assemble((f"looks like {a_kind(key)}: ", "$warning"), "Enter records it all the same")
    return what.append(Content.styled(f" · has {a_kind(kinds[0])}", "$warning")) if kinds else what


def timed_otherwise(line: Line, what: Content) -> Content:
    """Return what Enter records of a line whose text begins with a time that is no time there: how it becomes one."""
    from warroom.core.slips import time_first, time_respelt

    if better := time_first(line):
        return Content.styled(f"a time goes first: {shorten(first_line(better), _LONGEST_BETTER)}", "$warning")
    if better := time_respelt(line):
        return Content.assemble((f"write {better} for a time; ", "$warning"), what)
    return what


def preview_step(verb: str, told: str) -> Content:
    """Return what Enter will take back, or bring back."""
    does = "takes back" if verb == "undo" else "brings back"
    return Content.assemble((f"Enter {does} ", QUIET), (told, "bold"))


# The library


def library_row(item: Summary, width: int, zone: tzinfo) -> list[Content]:
    """Return an incident of the library: severity, status, title, when, how long, and what is still missing."""
    damage = (
        hang(Content("       "), Content.styled(item.damaged, "$warning"), Content(""), width) if item.damaged else []
    )
    if not item.title:
        return [Content.assemble((" damaged ", "bold $text-error"), item.id), *damage]
    when = f"{item.started_at.astimezone(zone):%Y-%m-%d %H:%M}" if item.started_at else ""
    lasted = "" if item.seconds is None else span(item.seconds)
    missing = Content.styled(
        f"{item.missing} missing" if item.missing else "complete", "$warning" if item.missing else "$success"
    )
    is_active = item.status not in {"resolved", "closed"}
    mode = "" if item.mode == "real" else f"{item.mode}  "
    left = Content.assemble(
        severity_badge(item.severity), " ", (f"{item.status:<13} ", "bold" if is_active else QUIET), (mode, "$warning"),
        first_line(item.title),
    )  # fmt: skip
    right = Content.assemble((when, QUIET) if width >= 84 else "", f" {lasted:>6}  ", missing)
    return [spread(left, right, width), *damage]
