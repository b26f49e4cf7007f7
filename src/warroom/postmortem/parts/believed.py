"""What was believed: every theory, those that misled the room, and the way to the cause."""

from typing import TYPE_CHECKING

from warroom.core.model import Hypothesis, Incident
from warroom.core.text import plural
from warroom.postmortem.blocks import Facts, Paragraph, Section, bullets, facts, inline, paragraphs, table
from warroom.postmortem.dates import Dates, lasting, took
from warroom.postmortem.parts.words import VERDICTS, Pieces, as_said, author, ended, evidence, time_on_dead_ends

if TYPE_CHECKING:
    from datetime import datetime


def hypotheses(incident: Incident, dates: Dates) -> Pieces:
    """Return every theory in a table, and what is known of each; those that misled have a part of their own."""
    pieces: Pieces = [*_theories(incident, dates)]
    for item in incident.hypotheses:
        if item.misleading:
            continue
        known = facts(
            [
                ("Owner", item.owner),
                ("Test", item.test),
                *evidence(incident, item, dates),
                ("Why " + VERDICTS.get(item.status, item.status), item.why),
                ("Why it looked right", item.attraction),
            ]
        )
        if known:
            pieces.append(Section(item.ref, inline(f"{item.ref}: {item.statement}"), [*known]))
    return pieces


def theories(incident: Incident, dates: Dates) -> Pieces:
    """Return every theory in a table, without what is known of each."""
    return [*_theories(incident, dates)]


def _theories(incident: Incident, dates: Dates) -> Pieces:
    return [*table(
        ("Ref", "Hypothesis", "Proposed", "By", "Outcome", "Believed for"),
        (
            (
                item.ref,
                item.statement,
                dates.when(item.proposed_at),
                author(incident, item.by),
                _verdict(item, dates),
                lasting(item.proposed_at, item.closed_at)
                if item.closed_at and item.closed_at > item.proposed_at
                else None,
            )
            for item in incident.hypotheses
        ),
    )]  # fmt: skip


def _verdict(item: Hypothesis, dates: Dates) -> str:
    word = "dead end" if item.misleading else VERDICTS.get(item.status, item.status)
    return f"{word} {dates.when(item.closed_at)}" if item.closed_at else word


def misleading(incident: Incident, dates: Dates) -> Pieces:
    """Return each theory that cost time and was wrong: why it looked right, and what ended it."""
    paths = incident.dead_ends
    if not paths:
        return []
    spent = time_on_dead_ends(incident)
    count = plural(len(paths), "hypothesis that proved wrong", "hypotheses that proved wrong")
    overlap = " of clock time (what overlaps is counted once)" if len(paths) > 1 else ""
    pieces: Pieces = [Paragraph(inline(f"The room followed {count}, for {spent}{overlap}."))]
    for path in paths:
        span = dates.when(path.proposed_at)
        if path.closed_at:
            span = dates.span(path.proposed_at, path.closed_at)
            span += f", {so_long}" if (so_long := took(path.proposed_at, path.closed_at)) else ""
        known: list[Facts] = facts(
            [
                ("Believed", f"{span}; proposed by {by}" if (by := author(incident, path.by)) else span),
                ("Owner", path.owner),
                ("Why it looked right", path.attraction),
                ("Test", path.test),
                *evidence(incident, path, dates),
                ("What ended it", path.why),
            ]
        )
        pieces.append(Section(path.ref, inline(f"{path.ref}: {path.statement}"), [*known]))
    return pieces


def believed(incident: Incident, _dates: Dates) -> Pieces:
    """Return what somebody wrote on what was believed and was wrong, and why it was reasonable."""
    return [*paragraphs(incident.believed)]


def beliefs(incident: Incident, dates: Dates) -> Pieces:
    """Return a paragraph that takes it seriously for each theory of which the record says why it made sense."""
    told = [item for item in incident.hypotheses if item.attraction or item.evidence]
    return [Paragraph(inline(_belief(incident, item, dates))) for item in told]


def _belief(incident: Incident, item: Hypothesis, dates: Dates) -> str:
    by = author(incident, item.by)
    began = dates.when(item.proposed_at)
    words = [f"From {began} {by or 'people'} suspected: “{item.statement.strip()}” ({item.ref})."]
    if item.attraction:
        words.append(ended(f"It looked right: {item.attraction}"))
    for supports, lead in ((True, "What spoke for it"), (False, "What spoke against it")):
        if points := [one.text.rstrip(". ") for one in item.evidence if one.supports is supports]:
            words.append(ended(f"{lead}: {'; '.join(points)}"))
    words.append(ended(_end_of(item)))
    return " ".join(words)


def _end_of(item: Hypothesis) -> str:
    closed = item.closed_at
    lasted = f" after {lasting(item.proposed_at, closed)}" if closed and closed > item.proposed_at else ""
    why = f": {item.why}" if item.why else ""
    if item.misleading:
        return f"It was given up as a dead end{lasted}{why}"
    if item.status == "confirmed":
        return f"It was confirmed{lasted}{why}"
    return f"It was ruled out{lasted}{why}" if item.status == "ruled_out" else "Nobody settled it"


def diagnosis(incident: Incident, dates: Dates) -> Pieces:
    """Return the way to the cause: each theory with when it came and went, in order of time."""
    moments: list[tuple[datetime, int, str, str]] = []
    for place, item in enumerate(incident.hypotheses):
        moments.append((item.proposed_at, place, "proposed", f"{item.ref} was proposed: {item.statement}"))
        if item.closed_at:
            word = "proved a dead end" if item.misleading else f"was {VERDICTS.get(item.status, item.status)}"
            took = item.closed_at > item.proposed_at
            lasted = f" after {lasting(item.proposed_at, item.closed_at)}" if took else ""
            why = f": {item.why}" if item.why else ""
            moments.append((item.closed_at, place, "then closed", f"{item.ref} {word}{lasted}{why}"))
    moments.sort()
    said_at = dates.in_turn([at for at, *_ in moments])
    pieces: Pieces = []
    start, found = incident.milestones["detected"] or incident.started_at, incident.milestones["identified"]
    if start and found and found >= start:
        length = as_said(incident, "time_to_identify", lasting(start, found))
        way = f"From noticing it to knowing the cause it took {length}, by way of"
        count = plural(len(incident.hypotheses), "theory", "theories")
        pieces.append(Paragraph(inline(f"{way} {count}." if moments else f"{way[:-11]}.")))
    pieces += bullets(f"{when}: {words}" for when, (*_, words) in zip(said_at, moments, strict=True))
    return pieces


def open_questions(incident: Incident, dates: Dates) -> Pieces:
    """Return what the record leaves open: theories, decisions, calls without a finding, and questions with a star."""
    points = [f"{item.ref}, {VERDICTS[item.status]}: {item.statement}" for item in incident.hypotheses if item.is_open]
    points += [f"{item.ref}, not decided: {item.proposal}" for item in incident.decisions if item.outcome == "open"]
    for call in incident.escalations:
        if not call.finding and call.outcome == "answered":
            points.append(f"{call.ref}: what {call.to} found is not recorded")
        elif call.outcome == "waiting" and not incident.is_active:
            points.append(f"{call.ref}: whether {call.to} answered is not recorded")
    points += [
        f"{row.text} ({row.ref}, {dates.when(row.at)})"
        for row in incident.timeline
        if row.starred and row.struck is None and row.is_entry and row.text.rstrip().endswith("?")
    ]
    return [*bullets(points)]
