"""How records look: pure functions, record in, `Content` out, and the one place where typed text meets the screen.

Typed text only ever becomes `Content` as literal text; none of it is markup. Colours are names of the theme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from warroom.core.metrics import dead_end_seconds
from warroom.core.model import Decision
from warroom.core.text import plural, shorten

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime, tzinfo

    from warroom.core.model import Escalation, Hypothesis, Incident, Row, Task

GLYPHS = {
    "note": "·", "action": "!", "alert": "▲", "hypothesis": "?", "escalation": "^", "task": "+", "decision": "=",
    "update": '"', "status": "»", "severity": "»", "role": "»",
}  # fmt: skip
_KIND_STYLES = {
    "action": "$accent", "alert": "$text-error", "hypothesis": "$secondary", "escalation": "$warning",
    "decision": "$accent", "update": "$success", "status": "bold", "severity": "bold", "role": "bold",
}  # fmt: skip
_SEVERITY_STYLES = {
    "SEV1": "bold $severity-text on $severity-1", "SEV2": "bold $severity-text on $severity-2",
    "SEV3": "bold $severity-text on $severity-3",
}  # fmt: skip
QUIET = "$quiet"

MOST_LINES_OF_A_ROW = 8
WIDE_ROW = 76
ROW_WITH_REF = 40
ROOMY_ROW = 56
_LONGEST_AUDIENCE = 16


def words_of(record: object) -> str:
    """Return the text of a record or row as it would be typed to change it."""
    for name in ("text", "statement", "reason", "proposal"):
        if (words := getattr(record, name, None)) is not None:
            return str(words)
    return ""


class Drawn(NamedTuple):
    """A drawn item: heading lines that belong to the list (dates, groups), and the lines of the item itself."""

    before: list[Content]
    lines: list[Content]


class View(NamedTuple):
    """What drawing needs besides the record: the time, the zone, and which events are not on disk yet.

    `over` is from when to when the incident lasts, as far as is known. `example` tells that it is nobody's own.
    """

    now: datetime
    zone: tzinfo
    unsaved: frozenset[str] = frozenset()
    failed: bool = False
    over: tuple[datetime, datetime] | None = None
    example: bool = False


# Small things


def clock(at: datetime, zone: tzinfo) -> str:
    """Return an instant as HH:MM in a zone."""
    return f"{at.astimezone(zone):%H:%M}"


def clock_of_day(at: datetime, view: View) -> str:
    """Return an instant as HH:MM, with its day where that is not today."""
    local, today = at.astimezone(view.zone), view.now.astimezone(view.zone).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local.day} {local:%b} {local:%H:%M}"


def span(seconds: float) -> str:
    """Return a length of time at a glance: `45 s`, `12 min`, `1h28`."""
    seconds = int(seconds)
    if seconds < 60:
        return f"{max(seconds, 0)} s"
    minutes = seconds // 60
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60}h{minutes % 60:02d}"


def roughly(seconds: float) -> str:
    """Return a length of time that is not shown anew every second: `< 1 min`, `12 min`, `1h28`."""
    return span(seconds) if seconds >= 60 else "< 1 min"


def lasted(minutes: int) -> str:
    """Return a number of whole minutes at a glance: `< 1 min`, `12 min`, `1h28`."""
    return span(minutes * 60) if minutes else "< 1 min"


def elapsed(seconds: float) -> str:
    """Return a running time as HH:MM:SS, with days before it when there are any."""
    total = max(int(seconds), 0)
    days, rest = divmod(total, 86400)
    text = f"{rest // 3600:02d}:{rest % 3600 // 60:02d}:{rest % 60:02d}"
    return f"{days} d {text}" if days else text


def severity_badge(severity: str) -> Content:
    """Return the severity as a badge."""
    return Content.styled(f" {severity} ", severity_style(severity))


def severity_style(severity: str) -> str:
    """Return the style of a severity: words, never colour alone, say what it is."""
    return _SEVERITY_STYLES.get(severity, "bold reverse")


def pane_title(text: str, width: int) -> Content:
    """Return the title of a pane, its number first and standing out; parts that do not fit are left out whole."""
    parts = text.split(" · ")
    while len(parts) > 1 and width and len(" · ".join(parts)) > width - 4:
        parts.pop()
    number, _, rest = " · ".join(parts).partition(" ")
    return Content.assemble(" ", (number, "bold"), f" {rest} ")


def matching(filtered_by: str, count: int) -> str:
    """Return what a pane's title says of its filter."""
    return f"{shorten(filtered_by, 14)}: {count} match"


def spread(left: Content, right: Content, width: int) -> Content:
    """Return one line with a text at each end; the left one gives way, ending in an ellipsis."""
    room = width - right.cell_length - (1 if right else 0)
    if left.cell_length > room:
        left = left.truncate(max(room, 0), ellipsis=True)
    return Content("").join([left, Content(" " * max(0, width - left.cell_length - right.cell_length)), right])


def hang(prefix: Content, body: Content, suffix: Content, width: int, most: int = MOST_LINES_OF_A_ROW) -> list[Content]:
    """Return a text wrapped between a prefix and a suffix of its first line, later lines hanging under the first.

    Where there is little room the later lines also have the room below the suffix.
    """
    indent = prefix.cell_length
    whole = max(8, width - indent)
    room = max(8, width - indent - (suffix.cell_length + 2 if suffix else 0))
    if body.cell_length <= room and "\n" not in body.plain:
        return [spread(Content("").join([prefix, body]), suffix, width)]
    wrapped = body.wrap(room)
    if suffix and width < ROOMY_ROW and 0 < _broken_word(body, wrapped[0]) <= whole:
        lines = hang(prefix, body, Content(""), width, most)
        last = lines.pop().rstrip() if lines[-1].rstrip().cell_length + 2 + suffix.cell_length <= width else None
        return [*lines, spread(last or Content(" " * indent), suffix, width)]
    if suffix and width < ROOMY_ROW and len(wrapped) > 1:
        rest = body.plain[len(wrapped[0].plain) :]
        begin = len(body.plain) - len(rest.lstrip())
        wrapped, room = [wrapped[0], *body[begin:].wrap(whole)], whole
    if len(wrapped) > most:
        last = _cut(wrapped[most - 1], whole if most > 1 else room)
        wrapped = [*wrapped[: most - 1], last]
    lines = [spread(Content("").join([prefix, wrapped[0] if wrapped else Content("")]), suffix, width)]
    lines += [Content("").join([Content(" " * indent), line]) for line in wrapped[1:]]
    return lines


def _broken_word(body: Content, first: Content) -> int:
    """Return how wide the word is that the first line of a text breaks, 0 when it ends where a word does."""
    begun, rest = body.plain[: len(first.plain)], body.plain[len(first.plain) :]
    if not rest or rest[0].isspace() or not begun or begun[-1].isspace() or begun[-1] == "-":
        return 0
    return cell_len(begun.split()[-1] + rest.split()[0])


def _cut(line: Content, width: int) -> Content:
    """Return a line that says there is more of it."""
    return line.rstrip().truncate(width - 2).append(" …")


# The timeline


def date_line(at: datetime, zone: tzinfo, width: int, typed: str | None = None) -> Content:
    """Return the line that begins a day."""
    from warroom.core.times import has_unknown_date

    local = at.astimezone(zone)
    text = f"{local:%a} {local.day} {local:%B %Y}"
    if typed and has_unknown_date(typed):
        text = f"{typed.split()[0].lstrip('~')} (as written)"
    return Content.styled(f"── {text} ".ljust(width, "─")[:width], QUIET)


def milestone_line(name: str, at: datetime, zone: tzinfo, width: int) -> Content:
    """Return the line of a milestone that no row carries."""
    return Content.styled(f"── ● {name} {clock(at, zone)} (no row tells of it) ".ljust(width, "─")[:width], QUIET)


def timeline_row(
    row: Row, width: int, view: View, milestones: list[str], *, as_written: bool = True, with_ref: bool = False,
    as_learned: bool = False,
) -> list[Content]:  # fmt: skip
    """Return a timeline row: time, kind, milestone, text; at the end who wrote it, how late, and its reference.

    Where there is little room the reference is left out unless `with_ref`; `as_written` tells whether lateness counts.
    `as_learned` gives the time it was written down and, where that was later, at the end when it happened.
    """
    text_style = "strike $quiet" if row.struck is not None else ""
    kind_style = "$quiet" if row.struck is not None else _KIND_STYLES.get(row.kind, QUIET)
    dead_end = row.kind == "hypothesis" and row.text.startswith("dead end")
    glyph = (
        "✗"
        if dead_end
        else "✓"
        if row.text.startswith("confirmed") and row.kind == "hypothesis"
        else GLYPHS.get(row.kind, "·")
    )
    about = "~" if row.about and not as_learned else ""
    stamp = about + clock(row.recorded_at if as_learned else row.at, view.zone)
    prefix = [Content.styled(f"{stamp:>6} ", "bold" if milestones else ""), Content.styled(f"{glyph} ", kind_style)]
    if width >= WIDE_ROW:
        prefix.append(Content.styled(f"{row.kind:<10} ", kind_style))
    body: list[Content] = []
    if row.about_ref and row.kind != "update":
        body.append(Content.styled(f"{row.about_ref} ", "bold"))
    words = row.text
    if row.kind == "role":
        from warroom.core.tell import without_brief

        own = without_brief(words)
        words = words if own == words else f"{own} …"  # Enter shows the brief
    for name in milestones:  # "● resolved  resolved: pool raised" would say it twice
        words = words.removeprefix(name).removeprefix(":").lstrip()
    if row.struck is not None:
        words = words or row.text
    body.append(Content.styled(words, "$text-error" if dead_end else text_style))
    if milestones:
        gap = "  " if any(part.plain for part in body) else ""
        body.insert(0, Content.styled(f"● {', '.join(milestones)}{gap}", "bold $success"))
    if row.until:
        body.append(Content.styled(f" (until {clock(row.until, view.zone)})", QUIET))
    if row.struck not in {None, "struck"}:
        body.append(Content.styled(f" (struck: {row.struck})", QUIET))
    end = _row_end(row, width, view, as_written=as_written, with_ref=with_ref, as_learned=as_learned)
    if row.kind == "update":
        taken = sum(part.cell_length for part in prefix) + end.cell_length + 2
        body = [*_told_whom(row, Content("").join(body).cell_length, width, width - taken), *body]
    return hang(Content("").join(prefix), Content("").join(body), end, width)


def _told_whom(row: Row, length: int, width: int, room: int) -> list[Content]:
    """Return an update's reference and audience; nothing where a narrow row of that length would need a second line."""
    whom = [Content.styled(f"{row.about_ref} ", "bold")]
    if row.audience:
        whom.append(Content.styled(f"@{shorten(row.audience, _LONGEST_AUDIENCE)} ", _KIND_STYLES["update"]))
    fits = width >= ROOMY_ROW or length > room or length + sum(part.cell_length for part in whom) <= room
    return whom if fits else []


def _row_end(row: Row, width: int, view: View, *, as_written: bool, with_ref: bool, as_learned: bool) -> Content:
    parts: list[Content] = []
    if row.starred:
        parts.append(Content.styled("★", "$warning"))
    if row.visibility == "external":
        parts.append(Content.styled("ext", "$success"))
    if row.revisions:
        parts.append(Content.styled("edited", QUIET))
    if as_learned and row.late_seconds >= 120:
        parts.append(Content.styled(_happened(row, view, as_written=as_written), QUIET))
    elif as_written and row.late_seconds >= 120:
        parts.append(Content.styled(f"+{span(row.late_seconds)} late", QUIET))
    if row.id in view.unsaved:
        parts.append(
            Content.styled("NOT SAVED", "bold $text-error") if view.failed else Content.styled("saving", QUIET)
        )
    elif width >= 50:
        parts.append(Content.styled(shorten(row.by, 10), QUIET))
    if with_ref or width >= ROW_WITH_REF:
        parts.append(Content.styled(f"{row.ref:>4}", QUIET))
    return Content(" ").join(parts)


def _happened(row: Row, view: View, *, as_written: bool) -> str:
    """Return when a row happened that was written down later, with its day if that was another, and how much later."""
    from warroom.core.revisions import spoken_time

    at = ("~" if row.about else "") + spoken_time(row.at, view.zone, row.recorded_at)
    return f"{at} +{span(row.late_seconds)}" if as_written else at


def day_above(at: datetime, view: View) -> str:
    """Return the day of the first row in view whose date line lies above it; empty when it is today."""
    local, today = at.astimezone(view.zone), view.now.astimezone(view.zone)
    if local.date() == today.date():
        return ""
    return f"{local:%a} {local.day} {local:%b}" + (f" {local:%Y}" if local.year != today.year else "")


def timeline_title(incident: Incident, shown: int | None, following: bool, below: int, hidden: int = 0, *,
                   as_learned: bool = False, day: str = "", room: int = 0) -> str:  # fmt: skip
    """Return the timeline's title: how many rows, and whether the view follows the end or how many lie below it.

    `hidden` is how many rows of machines are neither shown nor counted, and `day` the day at the top of the view. In
    `room` cells what comes last is left out first, and never that rows are hidden.
    """
    count = len(incident.timeline) - hidden
    rows = plural(count, "row") if shown is None else f"{shown} of {plural(count, 'row')} match"
    state = "following" if following else f"{below} below" if below else "at the end"
    name = "1 Timeline as learned" if as_learned else "1 Timeline"
    where = f"{day} · {state} · {rows}" if day else f"{rows}, {state}"
    if not hidden:
        return f"{name} · {where}"
    whole = f"{name} · {rows} · {hidden} hidden, {state}"
    return whole if not day and len(whole) <= room else f"{name} · {hidden} hidden · {where}"


# The hypotheses


_NARROW = 40
"""Cells below which a hypothesis or a decision has no room for whole phrases."""


def theory_order(item: Hypothesis) -> tuple[int, int, int, datetime]:
    """Return where a hypothesis stands in its pane: open first, then confirmed, ruled out, dead ends.

    Open ones are ranked by what contradicts them, the least contradicted first (Heuer's analysis of competing
    hypotheses: evidence for one seldom tells it from the others); of two alike, the better supported.
    """
    if item.is_open:
        against = sum(not evidence.supports for evidence in item.evidence)
        return 0, against, against - len(item.evidence), item.proposed_at
    place = 1 if item.status == "confirmed" else 3 if item.misleading else 2
    return place, 0, 0, item.proposed_at


def theory(item: Hypothesis, width: int, view: View) -> list[Content]:
    """Return a hypothesis: its words and state, the evidence, when it was open, and what became of it."""
    ref = Content.styled(f"{item.ref} ", "bold")
    indent = Content(" " * ref.cell_length)
    lines = hang(ref, Content.styled(item.statement, _theory_style(item)), _theory_state(item, view), width, most=3)
    first, *more = _theory_details(item, view, brief=width < _NARROW) or [""]
    lines += hang(
        indent,
        Content.styled(first, QUIET),
        bar(item, view, 10 if width >= 60 else 6),
        width,
        most=1 if item.is_open else 2,
    )
    for text in more:
        lines += hang(indent, Content.styled(text, QUIET), Content(""), width, most=2)
    return lines


def _theory_style(item: Hypothesis) -> str:
    if item.is_open:
        return ""
    return "bold" if item.status == "confirmed" else "strike $quiet"


def _theory_state(item: Hypothesis, view: View) -> Content:
    spent = "" if item.minutes is None else lasted(item.minutes)
    if item.is_open:
        age = roughly((view.now - item.proposed_at).total_seconds())
        return Content.styled(f"{item.status} {age}", "$secondary" if item.status == "testing" else "")
    if item.status == "confirmed":
        return Content.styled("✓ confirmed", "bold $success")
    return (
        Content.styled(f"dead end {spent}", "$text-error")
        if item.misleading
        else Content.styled(f"ruled out {spent}", QUIET)
    )


def _theory_details(item: Hypothesis, view: View, *, brief: bool) -> list[str]:
    """Return what is to say of a hypothesis besides its words, a line each; briefly, who has it comes first."""
    if item.misleading:
        looked = [f"looked right: {item.attraction}"] if item.attraction else []
        return [*looked, *([f"ended by: {item.why}"] if item.why else [])]
    if not item.is_open:
        return [item.why] if item.why else []
    pro = sum(evidence.supports for evidence in item.evidence)
    details = [f"+{pro} −{len(item.evidence) - pro}"]
    if item.check_back_at and brief:
        details.append(f"@{item.owner or '?'} {until(item.check_back_at, view.now)}")
    elif item.check_back_at:
        details.append(f"check back with {item.owner or '?'} {until(item.check_back_at, view.now)}")
    elif item.owner:
        details.append(f"@{item.owner}")
    return [" · ".join([*details, *([item.test] if item.test else [])])]


def bar(item: Hypothesis, view: View, cells: int) -> Content:
    """Return when a hypothesis was open, as the heavy part of a line that stands for the whole incident."""
    if view.over is None:
        return Content("")
    start, end = view.over
    whole = max((end - start).total_seconds(), 1.0)

    def cell(at: datetime) -> int:
        return min(max(int((at - start).total_seconds() / whole * cells), 0), cells)

    first = min(cell(item.proposed_at), cells - 1)
    last = max(cell(item.closed_at or end), first + 1)
    style = "$secondary" if item.is_open else "$success" if item.status == "confirmed" else "$text-error"
    return Content.assemble(
        ("─" * first, QUIET), ("━" * (last - first), style if item.is_open or item.misleading else QUIET),
        ("─" * (cells - last), QUIET),
    )  # fmt: skip


def until(at: datetime, now: datetime) -> str:
    """Return how long it is to an instant, or since it."""
    seconds = (at - now).total_seconds()
    return f"in {roughly(seconds)}" if seconds >= 0 else f"{roughly(-seconds)} ago"


def theories_title(incident: Incident) -> str:
    """Return the title of the hypotheses: how many are open, and the time that went into dead ends."""
    parts = ["2 Hypotheses", f"{sum(item.is_open for item in incident.hypotheses)} open"]
    if lost := dead_end_seconds(incident):
        parts.append(f"dead ends {span(lost)}")
    return " · ".join(parts)


# The escalations


def call_order(item: Escalation | Decision, followed: Collection[str] = ()) -> tuple[int, datetime]:
    """Return where an escalation stands in its pane: those that wait first, then decisions that are to be made.

    Then come decisions to verify, those with a time for it first. `followed` are the ids of the calls that others
    were made after, which come last.
    """
    if isinstance(item, Decision):
        return 1 if item.outcome == "open" else 2 if item.verify_at else 3, item.at
    return 0 if item.outcome == "waiting" else 5 if item.id in followed else 4, item.paged_at


def open_decisions(incident: Incident) -> list[Decision]:
    """Return the decisions that wait for their outcome, or that were taken and are still to be verified."""
    return [
        one for one in incident.decisions if one.outcome == "open" or (one.outcome == "go" and one.verified_at is None)
    ]


def decision(item: Decision, width: int, view: View) -> list[Content]:
    """Return a decision: what was proposed, how long it waits or when to verify it, and what speaks against it."""
    ref = Content.styled(f"{item.ref} ", "bold")
    below = [f"{one.by} objected: {one.text}" for one in item.objections]
    if item.outcome == "open":
        state = Content.styled(f"undecided {roughly((view.now - item.at).total_seconds())}", "bold $warning")
    elif at := item.verify_at:
        words = f"verify in {roughly((at - view.now).total_seconds())}" if at > view.now else "verify now"
        state = Content.styled(words, "bold $warning" if at <= view.now else "$success")
        below = [f"go @{item.executor}" if item.executor else "go"]
    else:
        went = f"go · {shorten(item.executor, 12)}" if item.executor else "go"
        brief = width < _NARROW
        state = Content.styled("not verified" if brief else f"{went} · not verified", "$success")
        below = [went] if brief else []
    lines = hang(ref, Content(item.proposal), state, width, most=2)
    for words in below:
        lines += hang(Content(" " * ref.cell_length), Content.styled(words, QUIET), Content(""), width, most=1)
    return lines


def call(item: Escalation, width: int, view: View) -> list[Content]:
    """Return an escalation: whom, how long it waits or took, and below it the reason or what they found."""
    ref = Content.styled(f"{item.ref} ", "bold")
    who = Content(f"{item.from_} > {item.to}" if item.from_ else item.to)
    if item.outcome == "waiting":
        waited = (view.now - item.paged_at).total_seconds()
        state = Content.styled(f"waiting {roughly(waited)}", "bold $warning")
    elif item.outcome == "answered":
        took = "" if item.minutes_to_ack is None else f" in {lasted(item.minutes_to_ack)}"
        state = Content.styled(f"answered{took}", "$success")
    else:
        state = Content.styled(item.outcome.replace("_", " "), "$text-error")
    lines = hang(ref, who, state, width, most=2)
    below = f"found: {item.finding}" if item.finding and item.outcome == "answered" else item.finding or item.reason
    if below:
        lines += hang(Content(" " * ref.cell_length), Content.styled(below, QUIET), Content(""), width, most=2)
    return lines


def calls_title(incident: Incident) -> str:
    """Return the title of the escalations: how many wait, and how many got no answer."""
    waiting = sum(item.outcome == "waiting" for item in incident.escalations)
    undecided = sum(one.outcome == "open" for one in incident.decisions)
    unanswered = sum(item.outcome == "no_answer" for item in incident.escalations)
    counts = {"waiting": waiting, "to decide": undecided, "without an answer": unanswered}
    return " · ".join(["3 Escalations", *(f"{count} {what}" for what, count in counts.items() if count)])


# The task board

GROUPS = ("doing", "blocked", "todo", "follow-up", "done", "dropped")


def task_group(item: Task) -> str:
    """Return the group a task stands in: its state, or follow-up for what is to be done after the outage."""
    return "follow-up" if item.kind != "response" and item.is_open else item.state


def task_order(item: Task) -> tuple[int, datetime]:
    """Return where a task stands on the board."""
    return GROUPS.index(task_group(item)), item.created_at


def task(item: Task, width: int, view: View) -> list[Content]:
    """Return a task: its words, owner and time box, and why it is blocked or dropped."""
    ref, words, end = _task_parts(item, view)
    lines = hang(ref, words, Content(" ").join(end), width, most=2)
    if why := _why_not(item):
        lines += hang(Content(" " * ref.cell_length), why, Content(""), width, most=1)
    return lines


def card(item: Task, width: int, view: View) -> list[Content]:
    """Return a task as a card of the board, which is narrow and has more lines."""
    ref, words, end = _task_parts(item, view)
    indent, nothing = Content(" " * ref.cell_length), Content("")
    lines = hang(ref, words, nothing, width, most=4)
    if end:
        lines += hang(indent, Content(" · ").join(end), nothing, width, most=2)
    if why := _why_not(item):
        lines += hang(indent, why, nothing, width, most=4)
    return lines


def _task_parts(item: Task, view: View) -> tuple[Content, Content, list[Content]]:
    """Return a task's reference, its words, and whose it is and until when."""
    ref = Content.styled(f"{item.ref} ", "bold")
    over = item.state in {"done", "dropped"}
    end: list[Content] = []
    if item.owner:
        end.append(Content.styled(f"@{shorten(item.owner, 12)}", "" if item.is_open else QUIET))
    elif item.is_open:
        end.append(Content.styled("nobody", "$warning"))
    if item.is_open and item.check_back_at:
        late = item.check_back_at < view.now
        end.append(Content.styled(time_left(item.check_back_at, view.now), "bold $warning" if late else QUIET))
    elif item.due_at and item.is_open:
        end.append(Content.styled(f"due {item.due_at}", QUIET))
    mark = "✓ " if item.state == "done" else "✗ " if item.state == "dropped" else ""
    style = "$quiet" if over else "bold" if item.state == "doing" else ""
    return ref, Content.styled(f"{mark}{item.text}", style), end


def _why_not(item: Task) -> Content | None:
    """Return why a task is blocked or dropped; that it is blocked is said where no heading does."""
    if not item.why or item.state not in {"blocked", "dropped"}:
        return None
    state = "" if item.kind == "response" or item.state == "dropped" else "blocked: "
    return Content.styled(f"{state}{item.why}", "$text-error" if item.state == "blocked" else QUIET)


def time_left(at: datetime, now: datetime) -> str:
    """Return what is left of a time box at a glance, or for how long it is over: `4 min left`, `2 min over`."""
    seconds = (at - now).total_seconds()
    return f"{roughly(seconds)} left" if seconds >= 0 else f"{roughly(-seconds)} over"


def tasks_title(incident: Incident) -> str:
    """Return the title of the board: how many tasks stand where."""
    counts = dict.fromkeys(GROUPS, 0)
    for item in incident.tasks:
        counts[task_group(item)] += 1
    said = [f"{count} {name}" for name, count in counts.items() if count and name != "dropped"]
    return " · ".join(["4 Tasks", *said])


def group_line(name: str, width: int) -> Content:
    """Return the line that begins a group of a list."""
    return Content.styled(f"── {name} ".ljust(width, "─")[:width], QUIET)


def column_words(column: str, items: Sequence[Task]) -> str:
    """Return what a column of the board is and how many tasks are in it, what was dropped apart."""
    dropped = sum(item.state == "dropped" for item in items)
    words = f"{column} {len(items) - dropped}"
    return f"{words} · {dropped} dropped" if dropped else words


def column_title(words: str, width: int, *, here: bool = False, over: bool = False) -> Content:
    """Return the title of a column: `here` where the highlight is, `over` where a carried card would be put down."""
    rule, style = ("═", "bold $accent") if over else ("─", "bold $accent" if here else "bold")
    return Content.styled(f"{rule * 2} {words} ".ljust(width, rule)[:width], style)
