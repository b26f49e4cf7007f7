"""The document: what a postmortem says, built from the record of an incident.

`build_document` is the only door from the record to a document. Sections come in the order readers expect, each
only if there is something to say; nothing is said that the record does not hold or that cannot be counted from it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from warroom.core.metrics import Metric, dead_end_seconds, metrics
from warroom.core.model import Change, Decision, Hypothesis, Incident, Task
from warroom.core.text import first_line, plural, shorten
from warroom.core.times import from_text, spoken_duration
from warroom.postmortem.blocks import (
    Document,
    Facts,
    Inline,
    Paragraph,
    Person,
    Section,
    Table,
    bullets,
    facts,
    inline,
    paragraphs,
    strong,
    table,
)
from warroom.postmortem.dates import Dates, lasting, spoken_date
from warroom.postmortem.figures import activity, lanes, where_time_went
from warroom.postmortem.timeline import timeline_section

_MODES = {
    "drill": "drill: an exercise, no user was affected by it",
    "retrospective": "retrospective: written up afterwards, not while it went on",
}
_VERDICTS = {"open": "still open", "testing": "still being tested", "confirmed": "confirmed", "ruled_out": "ruled out"}
_OUTCOMES = {"waiting": "no reply recorded", "answered": "answered", "no_answer": "no answer", "declined": "declined"}
_STATES = {"todo": "to do", "doing": "in progress", "blocked": "blocked", "done": "done", "dropped": "dropped"}
_CHOICES = {"open": "not decided", "go": "go", "no_go": "no go"}
_LEAD_ROLES = ("commander", "deputy", "scribe")
_NAMED_AT_MOST = 3

WROTE_IT = "wrote it up"
"""What those who wrote down a retrospective are said to have done: it does not follow that they were there."""

Fact = tuple[str, str | Inline | None]


def build_document(incident: Incident) -> Document:
    """Return the postmortem of an incident, with the sections it has something to say in."""
    dates = Dates(incident)
    builders: tuple[Callable[[Incident, Dates], Section], ...] = (
        _summary, _pictures, timeline_section, _hypotheses, _misleading_paths, _escalations, _decisions, _communication,
        _root_cause, _resolution, _measures, _tasks, _metrics, _lessons, _conclusion,
    )  # fmt: skip
    sections = [section for build in builders if not (section := build(incident, dates)).is_empty]
    title = f"{incident.severity}: {incident.title}" if incident.title else incident.severity
    return Document(inline(title), _people(incident), sections)


def _author(incident: Incident, by: str) -> str:
    """Return who did what a record tells of: in a retrospective nobody knows, the writer only wrote it up."""
    return "" if incident.mode == "retrospective" else by


def _when_and_who(incident: Incident, dates: Dates, at: datetime, by: str) -> str:
    return ", ".join(part for part in (dates.when(at), _author(incident, by)) if part)


def _named(key: str, heading: str) -> Section:
    return Section(key, inline(heading))


# Issue summary


def _summary(incident: Incident, dates: Dates) -> Section:
    section = _named("summary", "Issue summary")
    section.blocks += paragraphs(incident.summary)
    section.blocks += facts(
        [
            ("Duration", _duration(incident, dates)),
            ("Impact", incident.impact),
            ("Users affected", incident.users_affected),
            ("Affected services", ", ".join(incident.services)),
            ("Severity", _severity(incident, dates)),
            ("Status", _status(incident, dates)),
            ("Mode", _MODES.get(incident.mode)),
            ("Detected by", incident.detected_by),
            ("Trigger", incident.trigger),
            ("Milestones", _milestones(incident, dates)),
            ("Cause found", "; ".join(_theory(item) for item in incident.hypotheses if item.status == "confirmed")),
            ("What misled the room", _what_misled(incident)),
            ("What will change", _what_will_change(incident)),
            ("People", ", ".join(_with_roles(person) for person in _people(incident))),
        ]
    )
    return section


def _duration(incident: Incident, dates: Dates) -> str | None:
    start, end = incident.started_at, incident.ended_at
    if start and end:
        return f"{lasting(start, end)} ({dates.between(start, end)})"
    if start:
        going = "not over yet" if incident.is_active else "no end recorded"
        return dates.with_zone(f"since {dates.day(start)}, {dates.clock(start)}") + f"; {going}"
    return dates.with_zone(f"until {dates.day(end)}, {dates.clock(end)}") + "; no start recorded" if end else None


def _severity(incident: Incident, dates: Dates) -> str:
    changes = _without_repeats(incident.severity_history)
    if len(changes) < 2:
        return incident.severity
    return ", then ".join(
        f"{change.value} from {said}"
        for change, said in zip(changes, dates.in_turn([change.at for change in changes]), strict=True)
    )


def _status(incident: Incident, dates: Dates) -> str:
    changes = _without_repeats(incident.status_history)
    if len(changes) < 2:
        return incident.status
    return f"{incident.status} since {dates.when(changes[-1].at)}"


def _without_repeats(history: list[Change]) -> list[Change]:
    return [change for place, change in enumerate(history) if not place or history[place - 1].value != change.value]


def _milestones(incident: Incident, dates: Dates) -> str:
    by_id = {row.id: row for row in incident.timeline} if incident.milestone_rows else {}
    marked = sorted((at, place, name) for place, (name, at) in enumerate(incident.milestones.items()) if at)
    said = []
    for (_, _, name), when in zip(marked, dates.in_turn([at for at, _, _ in marked]), strict=True):
        row = by_id.get(incident.milestone_rows.get(name, ""))
        said.append(f"{name} {'~' if row and row.about else ''}{when}")
    return ", ".join(said)


def _theory(hypothesis: Hypothesis) -> str:
    return f"{hypothesis.ref} {shorten(first_line(hypothesis.statement), 120)}"


def _what_misled(incident: Incident) -> str | None:
    paths = incident.dead_ends
    if not paths:
        return None
    named = [
        _theory(path) + (f" ({lasting(path.proposed_at, path.closed_at)})" if path.closed_at else "") for path in paths
    ]
    total = f"; {spoken_duration(dead_end_seconds(incident))} of clock time in all" if len(paths) > 1 else ""
    return _few(named) + total


def _what_will_change(incident: Incident) -> str:
    planned = [task for task in incident.tasks if task.kind != "response" and task.state != "dropped"]
    return _few([shorten(first_line(task.text), 120) for task in planned])


def _few(items: list[str]) -> str:
    """Return the first few of these in a sentence, and how many more there are."""
    more = len(items) - _NAMED_AT_MOST
    if more <= 1:
        return "; ".join(items)
    return "; ".join(items[:_NAMED_AT_MOST]) + f"; and {more} more"


def _people(incident: Incident) -> tuple[Person, ...]:
    """Return everyone who held a role, wrote or answered: the lead roles first, then by name."""
    roles: dict[str, list[str]] = {}
    for role, history in sorted(incident.role_history.items(), key=lambda item: _role_place(item[0])):
        for change in _without_repeats(history):
            now = incident.roles.get(role) == change.value
            word = role if now else f"{role} earlier"
            if change.value and word not in roles.setdefault(change.value, []):
                roles[change.value].append(word)
    writers = {row.by for row in incident.timeline} | {incident.declared_by}
    writers |= {record.by for group in (incident.hypotheses, incident.escalations, incident.tasks, incident.decisions,
                                        incident.updates) for record in group}  # fmt: skip
    writers |= {item.by for hypothesis in incident.hypotheses for item in hypothesis.evidence}
    writers |= {item.by for decision in incident.decisions for item in decision.objections}
    if incident.mode == "retrospective":
        for name in sorted(writers):
            roles.setdefault(name, []).append(WROTE_IT)
    names = {*writers, *(call.acked_by for call in incident.escalations if call.acked_by), *roles}
    ordered = sorted(names - roles.keys(), key=lambda name: (name.lower(), name))
    return tuple(Person(name, tuple(roles.get(name, ()))) for name in (*roles, *ordered) if name.strip())


def _role_place(role: str) -> tuple[int, str]:
    return (_LEAD_ROLES.index(role) if role in _LEAD_ROLES else len(_LEAD_ROLES), role)


def _with_roles(person: Person) -> str:
    return f"{person.name} ({', '.join(person.roles)})" if person.roles else person.name


def _pictures(incident: Incident, dates: Dates) -> Section:
    section = _named("pictures", "The incident in pictures")
    section.blocks += [figure for draw in (lanes, where_time_went) if (figure := draw(incident, dates))]
    return section


# What was believed


def _hypotheses(incident: Incident, dates: Dates) -> Section:
    section = _named("hypotheses", "Hypotheses")
    section.blocks += table(
        ("Ref", "Hypothesis", "Proposed", "By", "Outcome", "Believed for"),
        (
            (
                item.ref,
                item.statement,
                dates.when(item.proposed_at),
                _author(incident, item.by),
                _verdict(item, dates),
                lasting(item.proposed_at, item.closed_at) if item.closed_at else None,
            )
            for item in incident.hypotheses
        ),
    )
    for item in incident.hypotheses:
        if item.misleading:
            continue
        known = facts(
            [
                ("Owner", item.owner),
                ("Test", item.test),
                *_evidence(incident, item, dates),
                ("Why " + _VERDICTS.get(item.status, item.status), item.why),
                ("Why it looked right", item.attraction),
            ]
        )
        if known:
            section.sections.append(Section(item.ref, inline(f"{item.ref}: {item.statement}"), [*known]))
    return section


def _verdict(item: Hypothesis, dates: Dates) -> str:
    word = "dead end" if item.misleading else _VERDICTS.get(item.status, item.status)
    return f"{word} {dates.when(item.closed_at)}" if item.closed_at else word


def _evidence(incident: Incident, item: Hypothesis, dates: Dates) -> list[Fact]:
    return [
        ("For" if one.supports else "Against", f"{one.text} ({_when_and_who(incident, dates, one.at, one.by)})")
        for one in item.evidence
    ]


def _misleading_paths(incident: Incident, dates: Dates) -> Section:
    section = _named("misleading", "Misleading paths")
    paths = incident.dead_ends
    if not paths:
        return section
    spent = spoken_duration(dead_end_seconds(incident))
    count = plural(len(paths), "hypothesis that proved wrong", "hypotheses that proved wrong")
    overlap = " of clock time (what overlaps is counted once)" if len(paths) > 1 else ""
    section.blocks.append(Paragraph(inline(f"The room followed {count}, for {spent}{overlap}.")))
    for path in paths:
        believed = dates.when(path.proposed_at)
        if path.closed_at:
            believed = f"{dates.span(path.proposed_at, path.closed_at)}, {lasting(path.proposed_at, path.closed_at)}"
        known: list[Facts] = facts(
            [
                ("Believed", f"{believed}; proposed by {by}" if (by := _author(incident, path.by)) else believed),
                ("Owner", path.owner),
                ("Why it looked right", path.attraction),
                ("Test", path.test),
                *_evidence(incident, path, dates),
                ("What ended it", path.why),
            ]
        )
        section.sections.append(Section(path.ref, inline(f"{path.ref}: {path.statement}"), [*known]))
    return section


# What was asked, decided and told


def _escalations(incident: Incident, dates: Dates) -> Section:
    section = _named("escalations", "Escalations")
    rows = []
    for call in incident.escalations:
        acked = call.acked_at
        by = f", {call.acked_by}" if call.acked_by and call.acked_by != call.to else ""
        rows.append(
            (
                call.ref,
                call.from_ or _author(incident, call.by),
                call.to,
                call.reason,
                dates.when(call.paged_at),
                dates.when(acked) + by if acked else None,
                lasting(call.paged_at, acked) if acked else None,
                "waiting"
                if call.outcome == "waiting" and incident.is_active
                else _OUTCOMES.get(call.outcome, call.outcome),
                call.finding,
            )
        )
    columns = ("Ref", "From", "To", "Why", "Asked", "Answered", "Answer took", "Outcome", "Found")
    section.blocks += table(columns, rows)
    return section


def _decisions(incident: Incident, dates: Dates) -> Section:
    section = _named("decisions", "Decisions")
    for item in incident.decisions:
        known = facts(
            [
                ("Proposed", _when_and_who(incident, dates, item.at, item.by)),
                *(
                    ("Objection", f"{one.text} ({_when_and_who(incident, dates, one.at, one.by)})")
                    for one in item.objections
                ),
                ("Outcome", _choice(item, dates)),
                ("Carried out by", item.executor),
                ("Why", item.why),
                ("Verify at", dates.when(item.verify_at) if item.verify_at else None),
                ("Verified", dates.when(item.verified_at) if item.verified_at else None),
                ("What was seen", item.finding),
            ]
        )
        section.sections.append(Section(item.ref, inline(f"{item.ref}: {item.proposal}"), [*known]))
    return section


def _choice(item: Decision, dates: Dates) -> str:
    word = _CHOICES.get(item.outcome, item.outcome)
    return f"{word}, {dates.when(item.decided_at)}" if item.decided_at else word


def _communication(incident: Incident, dates: Dates) -> Section:
    section = _named("communication", "Communication")
    section.blocks += table(
        ("Ref", "Sent", "By", "Audience", "What was said", "Next promised"),
        (
            (
                item.ref,
                dates.when(item.at),
                _author(incident, item.by),
                item.audience,
                item.text,
                dates.when(item.next_due_at) if item.next_due_at else None,
            )
            for item in incident.updates
        ),
    )
    return section


# Why it happened, how it ended, what will change


def _root_cause(incident: Incident, _dates: Dates) -> Section:
    section = _named("cause", "Root cause")
    section.blocks += paragraphs(incident.root_cause)
    if factors := bullets(incident.contributing_factors):
        section.blocks += [Paragraph(inline(strong("Contributing factors"))), *factors]
    return section


def _resolution(incident: Incident, _dates: Dates) -> Section:
    section = _named("resolution", "Resolution")
    section.blocks += paragraphs(incident.resolution)
    return section


def _measures(incident: Incident, dates: Dates) -> Section:
    section = _named("measures", "Corrective and preventative measures")
    for kind, heading in (("corrective", "Corrective"), ("preventative", "Preventative")):
        known = _task_table("Measure", (task for task in incident.tasks if task.kind == kind), dates)
        if known:
            section.sections.append(Section(kind, inline(heading), [*known]))
    return section


def _tasks(incident: Incident, dates: Dates) -> Section:
    section = _named("tasks", "Tasks")
    others = (task for task in incident.tasks if task.kind not in {"corrective", "preventative"})
    section.blocks += _task_table("Task", others, dates)
    return section


def _task_table(name: str, tasks: Iterable[Task], dates: Dates) -> list[Table]:
    rows = ((task.ref, task.text, task.owner, _state(task, dates), _due(task, dates), task.ticket, task.why)
            for task in tasks)  # fmt: skip
    return table(("Ref", name, "Owner", "State", "Due", "Ticket", "What came of it"), rows)


def _state(task: Task, dates: Dates) -> str:
    word = _STATES.get(task.state, task.state)
    if task.done_at and not task.is_open:
        return f"{word} {dates.when(task.done_at)}"
    return f"{word} since {dates.when(task.started_at)}" if task.started_at and task.state == "doing" else word


def _due(task: Task, dates: Dates) -> str | None:
    if task.due_at:
        return spoken_date(task.due_at)
    return dates.when(task.check_back_at) if task.check_back_at else None


# What can be counted and learnt


def _metrics(incident: Incident, dates: Dates) -> Section:
    section = _named("metrics", "Metrics")
    section.blocks += table(
        ("Metric", "Value", "Definition"),
        (
            (_metric_name(metric.name), _metric_value(metric, dates), metric.definition)
            for metric in metrics(incident)
            if _is_worth_saying(metric, incident)
        ),
    )
    section.blocks += [figure] if (figure := activity(incident, dates)) else []
    return section


def _is_worth_saying(metric: Metric, incident: Incident) -> bool:
    """Tell whether a figure is known, and is not a zero that only says that nothing was recorded."""
    if metric.name == "time_on_dead_ends":
        return bool(incident.dead_ends)
    return metric.seconds is not None and not (metric.name.startswith("time_in_") and not metric.seconds)


def _metric_name(name: str) -> str:
    words = name.replace("_", " ")
    if name.startswith("time_in_"):
        words = f"time in {name.removeprefix('time_in_').upper()}"
    return words[:1].upper() + words[1:]


def _metric_value(metric: Metric, dates: Dates) -> str:
    seconds = metric.seconds or 0
    value = spoken_duration(seconds)
    if seconds < 0:
        return f"{value}: {metric.to} {spoken_duration(-seconds)} before {metric.from_}"
    if metric.name == "longest_gap" and metric.from_ and metric.to:
        return f"{value} ({dates.span(from_text(metric.from_), from_text(metric.to))})"
    return value


def _lessons(incident: Incident, _dates: Dates) -> Section:
    section = _named("lessons", "Lessons")
    for key, heading, points in (
        ("went_well", "What went well", incident.went_well),
        ("went_badly", "What went badly", incident.went_badly),
        ("lucky", "Where we were lucky", incident.lucky),
    ):
        if known := bullets(points):
            section.sections.append(Section(key, inline(heading), [*known]))
    if surprise := paragraphs(incident.surprised_by):
        section.sections.append(Section("surprised_by", inline("What surprised us"), [*surprise]))
    return section


def _conclusion(incident: Incident, _dates: Dates) -> Section:
    section = _named("conclusion", "Conclusion")
    section.blocks += paragraphs(incident.conclusion)
    return section
