"""The example incident: a checkout outage, well under way, told relative to now.

It is what people see first, so it shows a real hunt: two theories that cost time, a third that held, a fourth being
tested, help asked for and given, a decision against an objection.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from warroom.core.times import When
from warroom.store.library import Library

TITLE = "One order in three fails at checkout"


class DemoLine(NamedTuple):
    """A line of the example: how many minutes ago it was typed, by whom, and what."""

    minutes_ago: float
    by: str
    text: str


def demo_lines(now: datetime) -> list[DemoLine]:
    """Return the lines of the example, oldest first; only the date of a follow-up depends on `now`."""
    due = f"{now + timedelta(days=14):%Y-%m-%d}"
    return [DemoLine(ago, by, text.replace("DUE", due)) for ago, by, text in _LINES]


_STARTED, _DECLARED = 85, 79.5

_LINES = (
    (79.2, "ana", "/role commander ana"),
    (79.1, "ana", "/role scribe bo"),
    (78.6, "bo", "-4m30s /alert checkout: 31 % of POST /orders fail, threshold 5 %"),
    (78.4, "bo", "/mark detected #4"),
    (78.0, "ana", "on call for checkout, taking it"),
    (77.9, "ana", "/mark acknowledged #5"),
    (77.0, "ana", "? the balancer change of this morning sends orders to drained hosts"),
    (76.3, "ana", "^ network: errors start at the edge, do you still send to drained hosts?"),
    (75.1, "bo", "error rate 34 %; only paying fails, search and browsing are fine"),
    (74.0, "bo", '" Some payments fail. We are on it; please ask customers to wait before they try again. @support'),
    (72.4, "bo", "/for H1 the change went out six minutes before the first errors"),
    (71.5, "ana", "/sev 1 one order in three is lost"),
    (71.2, "ana", "/impact one order in three fails at payment, about 2,400 carts so far"),
    (70.1, "ana", "+ compare the balancer config with yesterday's @bo 10m"),
    (69.5, "bo", "/start T1"),
    (66.8, "ana", "= roll the balancer config back on all edges"),
    (66.0, "cy", "/object D1 it drops every open connection, carts would be lost"),
    (64.9, "ana", "/go D1 those carts fail anyway @bo"),
    (61.3, "bo", "! balancer config rolled back on all four edges"),
    (58.2, "bo", "no change on the graph: 33 %"),
    (57.5, "bo", "/against H1 errors went on after the roll back"),
    (57.1, "bo", "/done T1 only the health check path differs"),
    (55.6, "ana", "/ack E1 kim"),
    (53.4, "ana", "/found E1 nothing goes to drained hosts, the edges are healthy"),
    (52.0, "ana", "/dead-end H1 the roll back changed nothing; looked right: it was the only change anybody knew of"),
    (51.2, "cy", "? the connection pool of the orders database is exhausted"),
    (50.7, "cy", "/for H2 pool at 100 % on both primaries, 240 requests wait for a connection"),
    (49.0, "ana", "^ ana > dba: pool at 100 %, we need a second pair of eyes"),
    (47.8, "cy", "+ raise the pool from 80 to 160 @cy 10m"),
    (47.5, "cy", "/start T2"),
    (46.0, "ana", "+ restart checkout in every region @bo"),
    (44.4, "bo", "-6m first customers complain in public"),
    (42.6, "cy", "! pool raised to 160 on both primaries"),
    (41.8, "ana", "/ack E2 lee"),
    (38.9, "cy", "pool full again within two minutes, error rate 32 %"),
    (38.0, "cy", "/against H2 with twice the connections it fills just as fast"),
    (37.5, "cy", "/done T2 made no difference"),
    (36.9, "ana", "/drop T3 the workers would fill up again within minutes"),
    (34.2, "cy", ("/dead-end H2 connections wait for the application, not the other way round; "
                 "looked right: a full pool is what we saw the last three times")),
    (31.0, "ana", "? build 4821 calls the tax partner without a timeout and a slow answer holds a worker"),
    (29.6, "cy", "/for H3 thread dumps: 190 of 200 workers wait in TaxClient.quote"),
    (29.0, "ana", "/star #39"),
    (28.3, "bo", "/for H3 errors follow the partner's response time since 4821 went out"),
    (27.0, "cy", "/against H3 staging runs 4821 without trouble"),
    (25.2, "bo", "staging talks to a stub of the partner, which answers at once"),
    (21.4, "bo", "diff of 4821: the timeout of 300 ms is gone, nobody meant to remove it"),
    (20.2, "ana", "/confirm H3 no timeout since build 4821"),
    (20.0, "ana", "/status identified the tax call waits without a timeout"),
    (19.2, "ana", ("/cause Build 4821 dropped the timeout of the call to the tax partner; "
                 "its slow answers held every checkout worker.")),
    (18.1, "ana", "= charge the last known tax rate until the partner is well"),
    (17.3, "cy", "/object D2 finance has to correct the difference by hand"),
    (16.5, "ana", "/go D2 a few cents beat a lost order @cy"),
    (15.4, "ana", "+ switch the tax fallback on, one edge at a time @cy 20m"),
    (14.9, "cy", "/start T4"),
    (14.2, "bo", ('" We found the cause of the failed payments and are rolling out a fix. '
                 "The next update follows in 20 minutes. @customers 20m")),
    (12.3, "bo", "? retries of mobile app 6.2 keep the queue full"),
    (11.5, "ana", "/test H4 count retries by client version @cy 14m"),
    (10.8, "bo", "/for H4 a third of the requests carry a retry header"),
    (9.1, "cy", "! fallback on at one edge of four: 2 % errors there"),
    (8.2, "ana", "+ list the orders that were charged the fallback rate @bo 15m"),
    (7.4, "bo", "/block T5 the report database is read-only for another two hours"),
    (6.0, "ana", "+ a timeout on every outgoing call, checked in review @dev #preventative due:DUE"),
    (4.7, "cy", "! fallback on at two edges of four: error rate 17 % and falling"),
    (4.2, "ana", "^ tax partner: your p99 is over 2 s for an hour, is it known?"),
    (1.8, "bo", "/against H4 app 6.1 retries just as often"),
)  # fmt: skip


def play_demo(home: str, now: datetime, zone: str = "UTC") -> str:
    """Record the example in a home as if it had been typed up to `now`, and return its id; `zone` is the incident's."""
    clock_time = now - timedelta(minutes=_DECLARED)
    library = Library(home, clock=lambda: clock_time)
    started = When((now - timedelta(minutes=_STARTED)).replace(microsecond=0))
    incident_id = library.create(TITLE, by="ana", severity="SEV2", zone=zone, services=["checkout"],
                                 started=started)  # fmt: skip
    with library.open(incident_id, by="ana") as room:
        for line in demo_lines(now):
            clock_time = now - timedelta(minutes=line.minutes_ago)
            room.draft(line.text, by=line.by)
    return incident_id
