"""What it was: in sentences, in facts, and whom it hurt."""

from datetime import timedelta

from warroom.core.model import Incident
from warroom.core.text import first_line, shorten
from warroom.postmortem.blocks import Paragraph, facts, inline, paragraphs
from warroom.postmortem.dates import Dates, lasting, took
from warroom.postmortem.parts.words import (
    Pieces,
    as_said,
    few,
    listed,
    people,
    short,
    theory,
    time_on_dead_ends,
    with_roles,
    without_repeats,
)

MODES = {
    "drill": "drill (an exercise: no user was affected by it)",
    "retrospective": "retrospective (written up afterwards, not while it went on)",
}
_STATES = {
    "draft": "draft", "in_review": "in review", "reviewed": "reviewed", "closed": "closed",
    "not_required": "not required",
}  # fmt: skip
_LONG = 400
_NAMED = 4


def summary(incident: Incident, _dates: Dates) -> Pieces:
    """Return what somebody wrote as the summary."""
    return [*paragraphs(incident.summary)]


def particulars(incident: Incident, dates: Dates) -> Pieces:
    """Return the facts that a reader looks for first."""
    found = "; ".join(theory(item) for item in incident.hypotheses if item.status == "confirmed")
    return [*facts(
        [
            ("Duration", duration(incident, dates)),
            ("Impact", incident.impact),
            ("Users affected", incident.users_affected),
            ("Affected services", ", ".join(incident.services)),
            ("Severity", severity(incident, dates)),
            ("Status", status(incident, dates)),
            ("Postmortem", _reviewed(incident, dates)),
            ("Mode", MODES.get(incident.mode)),
            ("Detected by", incident.detected_by),
            ("Trigger", incident.trigger),
            ("Milestones", _milestones(incident, dates)),
            ("Cause found", found),
            ("Cause", None if found else lead(incident.root_cause)),
            ("What misled the room", what_misled(incident)),
            ("Resolution", lead(incident.resolution)),
            ("What will change", what_will_change(incident)),
            ("People", ", ".join(with_roles(person) for person in people(incident))),
        ]
    )]  # fmt: skip


def standing(incident: Incident, dates: Dates) -> Pieces:
    """Return when it was, how bad, how it stands and who took part: the head of a document that says the rest below."""
    return [*facts(
        [
            ("Duration", duration(incident, dates)),
            ("Severity", severity(incident, dates)),
            ("Affected services", ", ".join(incident.services)),
            ("Status", status(incident, dates)),
            ("Postmortem", _reviewed(incident, dates)),
            ("Mode", MODES.get(incident.mode)),
            ("People", ", ".join(with_roles(person) for person in people(incident))),
        ]
    )]  # fmt: skip


def overview(incident: Incident, dates: Dates) -> Pieces:
    """Return in a sentence and a few facts what happened, whom it hurt, why, what misled people, what will change."""
    known = facts(
        [
            ("Impact", lead(incident.impact)),
            ("Cause", what_caused(incident) or ("not recorded" if incident.hypotheses else None)),
            ("What misled the room", what_misled(incident)),
            ("What will change", what_will_change(incident)),
        ]
    )
    return [Paragraph(inline(what_and_when(incident, dates))), *known]


def what_and_when(incident: Incident, dates: Dates, *, dated: bool = True) -> str:
    """Return in a sentence what it was and when; not `dated` where the dates stand below it anyway."""
    kind = " exercise" if incident.mode == "drill" else "" if incident.services else " incident"
    subject = f"This {incident.severity}{kind}" + (f" on {listed(incident.services)}" if incident.services else "")
    start, end = incident.started_at, incident.ended_at
    if start and end and end >= start:
        length = as_said(incident, "time_to_resolve", lasting(start, end))
        return f"{subject} lasted {length}" + (f" ({dates.between(start, end)})." if dated else ".")
    if start:
        going = "and is not over yet" if incident.is_active else "; no end was recorded"
        since = dates.with_zone(f"{dates.day(start)}, {dates.clock(start)}")
        return f"{subject} began on {since}{'' if going.startswith(';') else ' '}{going}."
    return f"{subject} has no recorded start."


def what_caused(incident: Incident) -> str:
    """Return the cause in one line: what is stated as the root cause, else the theory that was confirmed."""
    if incident.root_cause:
        return lead(incident.root_cause)
    return "; ".join(short(item.statement) for item in incident.hypotheses if item.status == "confirmed")


def lead(text: str | None) -> str:
    """Return the first line of a text, short enough to stand among facts."""
    return shorten(first_line(text.strip()), _LONG) if text else ""


def impact(incident: Incident, _dates: Dates) -> Pieces:
    """Return what it did to whom."""
    known = facts(
        [
            ("Users affected", incident.users_affected),
            ("Affected services", ", ".join(incident.services)),
        ]
    )
    return [*paragraphs(incident.impact), *known]


def review(incident: Incident, dates: Dates) -> Pieces:
    """Return how far the document itself has come, and who has reviewed it."""
    return [*facts([("Postmortem", _reviewed(incident, dates))])]


def _reviewed(incident: Incident, dates: Dates) -> str | None:
    stands = incident.review
    readers = [f"{one.by} ({dates.when(one.at)})" for one in incident.reviewers]
    if stands.state == "draft" and not stands.by and not readers:
        return None
    words = _STATES.get(stands.state, stands.state) + (f": {stands.why}" if stands.why else "")
    since = ", changed since" if incident.changed_since_review else ""
    return words + (f"; reviewed by {listed(readers)}{since}" if readers else "")


def duration(incident: Incident, dates: Dates, *, marked: bool = True) -> str | None:
    """Return how long it took, with its beginning and end as far as they are known."""
    start, end = incident.started_at, incident.ended_at
    if start and end and end < start:
        return f"not known: it is marked as over {dates.when(end)}, before it started {dates.when(start)}"
    if start and end:
        length = as_said(incident, "time_to_resolve", lasting(start, end), marked=marked)
        return f"{length} ({dates.between(start, end)})"
    if start:
        going = "not over yet" if incident.is_active else "no end recorded"
        return dates.with_zone(f"since {dates.day(start)}, {dates.clock(start)}") + f"; {going}"
    return dates.with_zone(f"until {dates.day(end)}, {dates.clock(end)}") + "; no start recorded" if end else None


def severity(incident: Incident, dates: Dates) -> str:
    """Return its severity, and from when on if that changed."""
    changes = without_repeats(incident.severity_history)
    if len(changes) < 2:
        return incident.severity
    return ", then ".join(
        f"{change.value} from {when}"
        for change, when in zip(changes, dates.in_turn([change.at for change in changes]), strict=True)
    )


def status(incident: Incident, dates: Dates) -> str:
    """Return its status, and since when if that changed."""
    changes = without_repeats(incident.status_history)
    if len(changes) < 2:
        return incident.status
    since = incident.milestones["resolved"] if incident.status == "resolved" else None
    return f"{incident.status} since {dates.when(since or changes[-1].at)}"


def _milestones(incident: Incident, dates: Dates) -> str:
    by_id = {row.id: row for row in incident.timeline} if incident.milestone_rows else {}
    marked = sorted((at, place, name) for place, (name, at) in enumerate(incident.milestones.items()) if at)
    words = []
    for (_, _, name), when in zip(marked, dates.in_turn([at for at, _, _ in marked]), strict=True):
        row = by_id.get(incident.milestone_rows.get(name, ""))
        words.append(f"{name} {'~' if row and row.about else ''}{when}")
    return ", ".join(words)


def what_misled(incident: Incident) -> str | None:
    """Return the misleading paths in one line, each with how long it was believed; of many, those that cost most."""
    paths = incident.dead_ends
    if not paths:
        return None
    cost = sorted(paths, key=lambda path: path.proposed_at - path.closed_at if path.closed_at else timedelta())
    first = [path for path in paths if path in cost[:3]] if len(paths) > _NAMED else paths
    named = [
        theory(path) + (f" ({spent})" if (spent := took(path.proposed_at, path.closed_at)) else "")
        for path in [*first, *(path for path in paths if path not in first)]
    ]
    total = f"; {time_on_dead_ends(incident)} of clock time in all" if len(paths) > 1 else ""
    return few(named) + total


def what_will_change(incident: Incident) -> str:
    """Return the first few follow-ups in one line, and how many more there are."""
    return few([short(task.text) for task in incident.tasks if task.kind != "response" and task.state != "dropped"])
