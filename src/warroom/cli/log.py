"""`warroom log`: record a line, or each line of a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warroom.cli.context import Context, answer, context, notice, notices, say
from warroom.core.changes import needs_incident
from warroom.core.errors import TimeError
from warroom.core.line import Line, parse_line
from warroom.core.reply import reply
from warroom.core.times import TimeExpr, read_time
from warroom.store.clock import utc_now
from warroom.store.light import glance, record_light
from warroom.store.reserve import keep_reserve, space_warning

if TYPE_CHECKING:
    import argparse
    from datetime import datetime

SUMMARY = "Record a line and say what it was understood as; with - each line of standard input but # comments."
EXAMPLES = """  warroom log error rate on checkout is 31 %
  warroom log '14:02 ! rolled back api to build 4821'
  warroom log '? connection pool exhausted'        (a hypothesis; ^ asks for help, + is a task, = a decision)
  warroom log -i checkout --by bo '/dead-end H1 pool graph is flat; looked right: it was full last time'
  tail -f alerts.log | warroom log -"""


_TO_WRITE_UP = {"write", "set", "postmortem", "rows", "metric", "status"}
"""What is said of an incident once it is resolved."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be given."""
    parser.add_argument("line", nargs="+", metavar="LINE", help="what happened; - reads a line each from a pipe")
    parser.add_argument(
        "-i", "--incident", metavar="ID", help="the incident (default: WARROOM_INCIDENT, else the open one)"
    )
    parser.add_argument("--by", metavar="WHO", help="who says it (default: WARROOM_BY, configured or login name)")
    parser.add_argument("--at", metavar="TIME", help="when it happened, for a line without a time of its own")


def run(args: argparse.Namespace) -> int:
    """Record the line, or the pipe."""
    if args.line == ["-"]:
        from warroom.cli.pipe import run_pipe

        return run_pipe(args)
    now = utc_now()
    try:
        line = with_time(parse_line(" ".join(args.line)), read_at(args.at))
        _record(context(args), args.incident, line, now)
    except Exception:
        say(" ".join(args.line))  # so that it is at least in the scrollback
        raise
    return 0


def _record(what: Context, given: str | None, line: Line, now: datetime) -> None:
    incident_id = what.incident(given)
    folder = what.library.folder(incident_id)
    seen = glance(folder)
    status = seen.status[0]
    if status == "closed" or (status == "resolved" and line.verb not in _TO_WRITE_UP):
        notice(f"{incident_id} is {status}; this is recorded all the same")
    if needs_incident(line) or seen.mode == "retrospective":
        answer(_record_in_room(what, incident_id, line))
    else:
        event = record_light(folder, line, seen=seen, by=what.by, via="command", now=now)
        answer(reply(event, event.set.get("ref") or f"#{event.row}", now))
    keep_reserve(folder)
    if warning := space_warning(folder):
        notice(warning)


def read_at(text: str | None) -> TimeExpr | None:
    """Return the time that `--at` gives, not yet placed.

    Raises:
        TimeError: it is not one.
    """
    if text is None:
        return None
    expression, rest = read_time(text.strip())
    if expression is None or rest:
        raise TimeError(f"--at '{text.strip()}' is not a time: write 14:02, -5m or 2026-11-21 14:02")
    return expression


def with_time(line: Line, at: TimeExpr | None) -> Line:
    """Return a line with a time, if it has none of its own."""
    return line if line.time or at is None else line._replace(time=at)


def _record_in_room(what: Context, incident_id: str, line: Line) -> str:
    with what.library.open(incident_id, by=what.by, via="command") as room:
        notices(room.notices)
        events = room.draft_step(line)
        room.save()
        return room.reply(*events)
