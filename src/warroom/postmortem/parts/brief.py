"""What fits on one page, whatever the size of the incident: a sentence or a handful of points for each question."""

from datetime import datetime

from warroom.core.model import Incident
from warroom.core.text import plural, shorten
from warroom.postmortem.blocks import Paragraph, bullets, facts, inline, paragraphs
from warroom.postmortem.dates import Dates, spoken_date, took
from warroom.postmortem.parts.summary import (
    MODES,
    duration,
    lead,
    severity,
    status,
    what_and_when,
    what_caused,
)
from warroom.postmortem.parts.words import Pieces, as_said, ended, short, time_on_dead_ends

_LONG = 600
_POINTS = 3


def gist(incident: Incident, dates: Dates) -> Pieces:
    """Return what happened in one paragraph: what somebody wrote or, without that, what it was and how it showed."""
    first = next((row for row in incident.timeline if row.id == incident.milestone_rows.get("detected")), None)
    words = what_and_when(incident, dates, dated=False)
    if first and first.is_entry:
        words += ended(f" First sign: {short(first.text)}")
    return _lead(incident.summary) or [Paragraph(inline(words))]


def harm(incident: Incident, _dates: Dates) -> Pieces:
    """Return whom it hurt, in one paragraph and a line."""
    services = ", ".join(incident.services) if incident.summary else None  # else the first sentence names them
    return [
        *_lead(incident.impact),
        *facts([("Users affected", _cut(incident.users_affected)), ("Affected services", _cut(services))]),
    ]


def lasted(incident: Incident, dates: Dates) -> Pieces:
    """Return how long it took, and how long until it was noticed and understood."""
    start = incident.milestones["started"]
    noticed, found = incident.milestones["detected"], incident.milestones["identified"]
    return [*facts(
        [
            ("Duration", duration(incident, dates)),
            ("Until it was noticed", as_said(incident, "time_to_detect", _until(start, noticed))),
            ("Until the cause was known", as_said(incident, "time_to_identify", _until(noticed, found))),
            ("Severity", _cut(bad) if (bad := severity(incident, dates)) != incident.severity else None),
            ("Status", status(incident, dates)),
            ("Mode", MODES.get(incident.mode) if incident.mode == "drill" else None),
        ]
    )]  # fmt: skip


def _until(start: datetime | None, end: datetime | None) -> str:
    return took(start, end) if start else ""


def misled(incident: Incident, _dates: Dates) -> Pieces:
    """Return what misled the room: the paths that cost most, what drew people there and what ended them."""
    paths = sorted(
        incident.dead_ends,
        key=lambda path: (path.proposed_at - path.closed_at).total_seconds() if path.closed_at else 0.0,
    )
    points = []
    for path in paths[:_POINTS]:
        spent = f" ({so_long})" if (so_long := took(path.proposed_at, path.closed_at)) else ""
        drew = f" It looked right: {ended(short(path.attraction))}" if path.attraction else ""
        points.append(f"{ended(f'{short(path.statement)}{spent}')}{drew}" + _why(path.why))
    count = plural(len(paths), "theory", "theories")
    more = f"; the {len(points)} that took longest are:" if len(paths) > len(points) else ":"
    whole = f"{time_on_dead_ends(incident)} went into {count} that proved wrong{more}"
    return [Paragraph(inline(whole)), *bullets(points)] if paths else []


def _why(why: str | None) -> str:
    return f" What ended it: {ended(short(why))}" if why else ""


def reason(incident: Incident, _dates: Dates) -> Pieces:
    """Return the cause in one paragraph, and what was done about it in one line."""
    why = _lead(incident.root_cause) or _lead(what_caused(incident))
    return [*why, *facts([("Resolution", lead(incident.resolution))])]


def change(incident: Incident, _dates: Dates) -> Pieces:
    """Return what will change: the first few follow-ups, with who sees to them."""
    planned = [task for task in incident.tasks if task.kind != "response" and task.state != "dropped"]
    points = []
    for task in planned[: _POINTS + (2 if len(planned) <= _POINTS + 2 else 1)]:
        known = ", ".join(
            word for word in (task.owner, f"due {spoken_date(task.due_at)}" if task.due_at else None) if word
        )
        points.append(short(task.text) + (f" ({known})" if known else ""))
    more = len(planned) - len(points)
    return [*bullets([*points, f"and {more} more"] if more > 0 else points)]


def ahead(incident: Incident, dates: Dates) -> Pieces:
    """Return what is still open, and when the next update is due."""
    theories = sum(item.is_open for item in incident.hypotheses)
    undecided = sum(item.outcome == "open" for item in incident.decisions)
    planned = [task for task in incident.tasks if task.kind != "response"]
    todo, ownerless = sum(task.is_open for task in planned), sum(task.is_open and not task.owner for task in planned)
    follow_ups = f"{plural(todo, 'follow-up is', 'follow-ups are')} not done yet"
    if ownerless == todo:
        follow_ups += " and has no owner" if todo == 1 else ", and none of them has an owner"
    elif ownerless:
        follow_ups += f", and {ownerless} of them {'has' if ownerless == 1 else 'have'} no owner"
    return [*bullets(
        text
        for text in (
            follow_ups if todo else "",
            f"{plural(theories, 'theory is', 'theories are')} still open" if theories else "",
            f"{plural(undecided, 'decision is', 'decisions are')} still to be taken" if undecided else "",
            f"next update: {dates.when(incident.next_update_at)}" if incident.next_update_at else "",
        )
        if text
    )]  # fmt: skip


def _lead(text: str | None) -> Pieces:
    """Return the first paragraph of a text, on one line, cut where a page would be too short for it."""
    first = paragraphs(text)[:1]
    return [
        Paragraph(inline(shorten(" ".join("".join(span.text for span in one.text).split()), _LONG))) for one in first
    ]


def _cut(text: str | None) -> str | None:
    return shorten(" ".join(text.split()), 200) if text else None
