"""What people did: how it was noticed, who came, what was asked, decided and told, and how it ended."""

from warroom.core.model import Decision, Escalation, Incident, Update
from warroom.core.outward import is_public, public_updates
from warroom.postmortem.blocks import Paragraph, Section, bullets, facts, inline, paragraphs, table
from warroom.postmortem.dates import Dates, lasting, took
from warroom.postmortem.parts.words import (
    OUTCOMES,
    Fact,
    Pieces,
    after,
    as_said,
    author,
    short,
    when_and_who,
    with_roles,
    without_repeats,
)
from warroom.postmortem.parts.words import (
    people as took_part,
)

_CHOICES = {"open": "not decided", "go": "go", "no_go": "no go"}
_LEAD_UP_AT_MOST = 12


def lead_up(incident: Incident, dates: Dates) -> Pieces:
    """Return what the record has from before anybody noticed: milestones and rows, the last dozen of them."""
    noticed = incident.milestones["detected"]
    if not noticed:
        return []
    before = [row for row in incident.timeline if row.at < noticed and row.struck is None and row.kind != "role"]
    more = len(before) - _LEAD_UP_AT_MOST
    shown = before[-_LEAD_UP_AT_MOST:]
    points = [f"{when}: {row.text}" for when, row in zip(dates.in_turn([row.at for row in shown]), shown, strict=True)]
    start = incident.milestones["started"]
    pieces: Pieces = []
    if start and start < noticed:
        length = as_said(incident, "time_to_detect", lasting(start, noticed))
        pieces.append(Paragraph(inline(f"It had gone on for {length} before it was noticed.")))
    if more > 0 and points:
        pieces.append(Paragraph(inline(f"The last {len(shown)} of {len(before)} rows from before it was noticed:")))
    return [*pieces, *bullets(points)]


def detection(incident: Incident, dates: Dates) -> Pieces:
    """Return how it was noticed, when, and how long that took."""
    at, start = incident.milestones["detected"], incident.milestones["started"]
    row = next((row for row in incident.timeline if row.id == incident.milestone_rows.get("detected")), None)
    words = None
    if at:
        since = "as it started" if start == at else f"{after(start, at)} the start" if start else ""
        since = as_said(incident, "time_to_detect", since, " after the start")
        words = ", ".join(part for part in (dates.when(at), since) if part)
    return [*facts(
        [
            ("Detected by", incident.detected_by),
            ("When", words),
            ("First sign", row.text if row and row.is_entry else None),
        ]
    )]  # fmt: skip


def response(incident: Incident, dates: Dates) -> Pieces:
    """Return who took it on, whom they asked and how long each answer took, and who held which role since when."""
    taken, noticed = incident.milestones["acknowledged"], incident.milestones["detected"]
    known: list[Fact] = []
    if taken:
        since = "at once" if noticed == taken else f"{after(noticed, taken)} it was noticed" if noticed else ""
        since = as_said(incident, "time_to_acknowledge", since, " after it was noticed")
        known.append(("Taken on", ", ".join(part for part in (dates.when(taken), since) if part)))
    for role, history in incident.roles_in_order:
        changes = without_repeats(history)
        turns = [
            f"{change.value or 'nobody'} from {when}"
            for change, when in zip(changes, dates.in_turn([change.at for change in changes]), strict=True)
        ]
        known.append(("Role", f"{role}: {', then '.join(turns)}"))
    calls = table(
        ("Asked", "Who", "Why", "Answer took", "Outcome"),
        (
            (
                dates.when(call.paged_at),
                call.to,
                call.reason,
                took(call.paged_at, call.acked_at),
                _outcome(incident, call) + (f": {call.finding}" if call.finding else ""),
            )
            for call in incident.escalations
        ),
    )
    return [*facts(known), *calls]


def people(incident: Incident, _dates: Dates) -> Pieces:
    """Return everyone who took part, with their roles."""
    return [*bullets(with_roles(person) for person in took_part(incident))]


def escalations(incident: Incident, dates: Dates) -> Pieces:
    """Return every call for help: whom, why, how long the answer took, and what they found."""
    rows = []
    for call in incident.escalations:
        acked = call.acked_at
        by = f", {call.acked_by}" if call.acked_by and call.acked_by != call.to else ""
        rows.append(
            (
                call.ref,
                call.from_ or author(incident, call.by),
                call.to,
                call.reason,
                dates.when(call.paged_at),
                dates.when(acked) + by if acked else None,
                took(call.paged_at, acked),
                _outcome(incident, call),
                call.finding,
            )
        )
    columns = ("Ref", "From", "To", "Why", "Asked", "Answered", "Answer took", "Outcome", "Found")
    return [*table(columns, rows)]


def _outcome(incident: Incident, call: Escalation) -> str:
    if call.outcome == "waiting" and incident.is_active:
        return "waiting"
    return OUTCOMES.get(call.outcome, call.outcome)


def decisions(incident: Incident, dates: Dates) -> Pieces:
    """Return what was put to the room, what was said against it, and what came of it."""
    pieces: Pieces = []
    for item in incident.decisions:
        known = facts(
            [
                ("Proposed", when_and_who(incident, dates, item.at, item.by)),
                *(
                    ("Objection", f"{one.text} ({when_and_who(incident, dates, one.at, one.by)})")
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
        pieces.append(Section(item.ref, inline(f"{item.ref}: {item.proposal}"), [*known]))
    return pieces


def _choice(item: Decision, dates: Dates) -> str:
    word = _CHOICES.get(item.outcome, item.outcome)
    return f"{word}, {dates.when(item.decided_at)}" if item.decided_at else word


def communication(incident: Incident, dates: Dates) -> Pieces:
    """Return every update that was sent."""
    return _updates(incident, dates, incident.updates)


def internal_updates(incident: Incident, dates: Dates) -> Pieces:
    """Return the updates that went to colleagues."""
    return _updates(incident, dates, [item for item in incident.updates if not is_public(item.audience)])


def external_updates(incident: Incident, dates: Dates) -> Pieces:
    """Return the updates that went to customers or to the public."""
    return _updates(incident, dates, public_updates(incident))


def _updates(incident: Incident, dates: Dates, updates: list[Update]) -> Pieces:
    end = incident.milestones["resolved"]  # the last word promises nothing, whatever was counted on then
    return [*table(
        ("Ref", "Sent", "By", "Audience", "What was said", "Next promised"),
        (
            (
                item.ref,
                dates.when(item.at),
                author(incident, item.by),
                item.audience,
                item.text,
                dates.when(item.next_due_at) if item.next_due_at and (end is None or item.at < end) else None,
            )
            for item in updates
        ),
    )]  # fmt: skip


def resolution(incident: Incident, _dates: Dates) -> Pieces:
    """Return what somebody wrote on what ended it."""
    return [*paragraphs(incident.resolution)]


def recovery(incident: Incident, dates: Dates) -> Pieces:
    """Return when users were no longer hurt, when it was over, and the decisions that led there."""
    start = incident.milestones["started"]

    def said(name: str) -> str | None:
        at = incident.milestones[name]
        if at is None:
            return None
        since = f"{after(start, at)} the start" if start else ""
        since = as_said(incident, f"time_to_{name.removesuffix('d')}", since, " after the start")
        return f"{dates.when(at)}, {since}" if since else dates.when(at)

    done = [item for item in incident.decisions if item.outcome == "go"]
    return [*facts(
        [
            ("Mitigated", said("mitigated")),
            ("Resolved", said("resolved")),
            *(
                ("Decided", f"{dates.when(item.decided_at or item.at)}, {item.ref}: {short(item.proposal)}"
                 + (f"; seen: {short(item.finding)}" if item.finding else ""))
                for item in done
            ),
        ]
    )]  # fmt: skip
