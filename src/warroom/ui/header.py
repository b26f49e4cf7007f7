"""How the frame of a screen looks: the header, the preview beside the line, the library's rows; pure functions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from textual.content import Content

from warroom.core.clocks import due
from warroom.core.metrics import last_known
from warroom.core.text import first_line, plural, shorten
from warroom.ui.presentation import (
    QUIET,
    View,
    clock,
    countdown,
    elapsed,
    hang,
    severity_badge,
    span,
    spread,
    until,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from warroom.core.changes import Change
    from warroom.core.line import Line
    from warroom.core.model import Incident
    from warroom.store.library import Summary


def header(incident: Incident, width: int, view: View, company: Sequence[str] = ()) -> Content:
    """Return the two lines of the header: what it is and how long it lasts; who leads it and what is due.

    `company` says who else has the room open, the longest way first. It is the first to give way: it stands behind
    who leads, or where there is no room before the clocks, or nowhere.
    """
    left, right = _leads(incident), _due(incident, width, view)
    shown = next((words for words in company if left.cell_length + _cells(words) + 3 + right.cell_length < width), "")
    if shown:
        left = Content("").join([left, Content(" · "), Content.styled(shown, QUIET)])
    return Content("\n").join(
        [_first_line(incident, width, view, () if shown else company), spread(left, right, width)]
    )


def company(others: Sequence[str], me: str) -> list[str]:
    """Return who else has the room open, in ever fewer words; `others` has a name for each other screen."""
    counts = Counter(name for name in others if name != me)
    mine = f"{others.count(me) + 1} screens" if me in others else ""
    names = [name if count == 1 else f"{name} ×{count}" for name, count in sorted(counts.items())]
    ways = [f"with {', '.join(names[:some])} +{len(names) - some}" for some in range(len(names) - 1, 0, -1)]
    ways = [f"with {', '.join(names)}", *ways, f"with {len(names)}"] if names else []
    return [*([f"{ways[0]} · {mine}"] if ways and mine else []), *ways, *([mine] if mine else [])]


def _first_line(incident: Incident, width: int, view: View, company: Sequence[str]) -> Content:
    start = incident.started_at
    end = view.now if incident.is_active and incident.mode != "retrospective" else last_known(incident)
    since = elapsed((end - start).total_seconds()) if start and end else ""
    local = view.now.astimezone(view.zone)
    times = [since, f"{view.now:%H:%M:%S}Z"]
    if (name := local.tzname()) != "UTC":
        times.append(f"{local:%H:%M} {name}")
    right = Content.assemble((times[0], "bold"), "  ", (" · ".join(times[1:]), QUIET), " ")
    if width < 72:
        right = Content.assemble((times[0], "bold"), " ", (times[1], QUIET), " ")
    mode = "" if incident.mode == "real" else f"{incident.mode.upper()}  "
    left = Content.assemble(
        severity_badge(incident.severity),
        " ",
        (incident.status.upper(), "bold"),
        "  ",
        (mode, "bold $warning"),
        incident.title,
    )
    for words in company:
        if left.cell_length + _cells(words) + 4 + right.cell_length < width:
            return spread(left, Content.assemble((words, QUIET), "  ", right), width)
    return spread(left, right, width)


def _cells(text: str) -> int:
    return Content(text).cell_length


def _leads(incident: Incident) -> Content:
    roles = incident.roles
    who = [f"{roles['commander']} commands"] if "commander" in roles else ["no commander"]
    who += [f"{roles['scribe']} scribes"] if "scribe" in roles else []
    return Content.styled(" " + " · ".join(who), "" if "commander" in roles else "$warning")


def _due(incident: Incident, width: int, view: View) -> Content:
    promises = _promises(incident, view)
    right = Content(" · ").join(promises)
    while promises and right.cell_length > width - min(_leads(incident).cell_length, 24) - 3:
        promises.pop()
        right = Content(" · ").join(promises)
    return Content("").join([right, Content(" ")])


def _promises(incident: Incident, view: View) -> list[Content]:
    """Return what is due, the update first, then the soonest; what is overdue stands out."""
    if not incident.is_active:
        return []
    found = []
    for item in sorted(due(incident), key=lambda promise: promise.kind != "update"):
        late = item.at < view.now
        style = "bold $warning" if late else ""
        if item.kind == "update":
            text = (
                f"next update {countdown(item.at, view.now)}"
                if late
                else f"next update in {countdown(item.at, view.now)}"
            )
        elif item.kind == "escalation":
            paged = next(one.paged_at for one in incident.escalations if one.ref == item.ref)
            to = next(one.to for one in incident.escalations if one.ref == item.ref)
            text = f"{item.ref} {shorten(to, 16)} waits {span((view.now - paged).total_seconds())}"
        else:
            text = f"{item.ref} {item.text.removeprefix('check back with ')} due {until(item.at, view.now)}"
        found.append(Content.styled(text, style))
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


def stepped(text: str, count: int) -> str:
    """Return what is said of a whole block that was taken back or brought back."""
    done = "took back" if "undo" in text else "brought back"
    return f"{done} the {count} lines that were pasted together"


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


def preview(line: Line, change: Change, ref: str | None, by: str, view: View) -> Content:
    """Return what Enter will record: kind, reference, time and who."""
    made = _ARTICLES.get(line.verb)
    if made:
        what = f"{ref}, {made}" if ref else made
    else:
        what = " ".join(part for part in (line.verb.replace("-", " "), line.word, line.ref) if part)
    words = Content.assemble(("Enter records ", QUIET), (what, "bold"))
    at = change.when.at.astimezone(view.zone)
    if line.time:
        day = "" if at.date() == view.now.astimezone(view.zone).date() else f" {at.day} {at:%b %Y}"
        about = "about " if change.when.about else ""
        words = Content("").join([words, Content.styled(" at ", QUIET), Content(f"{about}{at:%H:%M:%S}{day}")])
        if change.when.until:
            words = words.append(f" to {clock(change.when.until, view.zone)}")
    details = []
    if line.verb == "escalation" and line.text:
        details.append(f"calls {line.to}")
    if line.who:
        details.append(f"@{line.who}")
    if line.box is not None:
        details.append(f"check back in {span(line.box)}" if line.verb != "update" else f"next in {span(line.box)}")
    details += [f"due {line.due}"] if line.due else []
    details += [line.tag] if line.tag else []
    tail = "".join(f", {detail}" for detail in details)
    return Content("").join([words, Content.styled(f"{tail}, by {by}", QUIET)])


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
