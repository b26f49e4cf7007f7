"""Incidents worth a picture: random ones, and those of awkward shapes."""

from datetime import timedelta

from hypothesis import strategies as st

from core.writers import play, steps
from postmortem.typist import Typist
from warroom.core.model import Hypothesis, Incident
from warroom.postmortem.blocks import Figure
from warroom.postmortem.dates import Dates
from warroom.postmortem.figures import activity, lanes, where_time_went

INCIDENTS = st.builds(
    lambda lines, mode: play(lines, 2, mode=mode)[0].fold.incident,
    steps(2, most=60),
    st.sampled_from(["real", "retrospective"]),
)


def figures(incident: Incident) -> list[Figure]:
    """Every picture there is of an incident."""
    dates = Dates(incident)
    return [figure for draw in (lanes, where_time_went, activity) if (figure := draw(incident, dates))]


def hunt() -> Typist:
    """Two hours with one of everything: detected late, misled once, a wait, the cause, the fix, and the watch."""
    room = Typist(now="2026-11-21 14:10", started="2026-11-21 14:00", services=["checkout"])
    room.type("14:10 /alert error rate is 31 %", "/mark detected #2", "/role commander ana")
    room.at("2026-11-21 14:20").type("? the load balancer")
    room.at("2026-11-21 14:30").type("^ dba: is the pool full?")
    room.at("2026-11-21 14:50").type(
        "/dead-end H1 both sides identical; looked right: it was touched", "? nobody knows"
    )
    room.at("2026-11-21 14:55").type("/rule-out H2")
    room.at("2026-11-21 15:00").type("/ack E1 dee")
    room.at("2026-11-21 15:10").type("? the partner's API")
    room.at("2026-11-21 15:30").type("/confirm H3 it is slow", "/status identified")
    room.at("2026-11-21 15:40").type("/mark mitigated", "/status monitoring")
    return room.at("2026-11-21 16:00").type("/status resolved")


def many_theories(count: int = 40) -> Typist:
    """So many theories, each open for as many minutes as its number."""
    room = Typist(now="2026-11-21 10:00")
    for number in range(1, count + 1):
        room.type(f"? theory {number}")
        made: Hypothesis = room.incident.hypotheses[-1]
        made.status, made.closed_at = "ruled_out", made.proposed_at + timedelta(minutes=number)
    return room.at("2026-11-21 14:00").type("/status resolved")


def long_record(rows: int) -> Typist:
    """A record of so many rows, three a minute."""
    room = Typist()
    first = room.incident.timeline[0]
    for number in range(rows):
        at = first.at + timedelta(seconds=20 * number)
        room.incident.timeline.append(
            type(first)(f"b.{number}", f"#{number}", at, None, False, at, "bo", "note", f"row {number}")
        )
    return room
