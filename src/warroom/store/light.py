"""Recording a line without reading the incident: what the last line of each log says is enough to go on."""

import os
from datetime import datetime

from warroom.core.changes import change_of_new, to_event
from warroom.core.errors import NotFoundError
from warroom.core.events import Event, Seen, merge_seen
from warroom.core.line import Line
from warroom.core.stamp import next_stamp
from warroom.core.times import Moment
from warroom.store.checkpoint import glance_checkpoint
from warroom.store.log import glance_logs, newest_format, refuse_newer


def glance(folder: str) -> Seen:
    """Return what the writers of an incident know, at the cost of one small read a log, whatever its size.

    Without logs, as when the checkpoint was copied alone, it is what the checkpoint says.

    Raises:
        NotFoundError: there is neither.
    """
    if seen := glance_logs(folder):
        return seen
    if checkpoint := glance_checkpoint(folder):
        return checkpoint.seen
    raise NotFoundError(f"there is no incident that can be read in {os.path.basename(folder)}")


def record_light(folder: str, line: Line, *, seen: Seen, by: str, via: str, now: datetime) -> Event:
    """Record a line that needs no incident, and return its event once it is on the disk.

    `seen` is a glance at the incident and `now` the instant typing began.

    Raises:
        TimeError: its time cannot be placed.
        StoreError: it is not on the disk, or a newer warroom wrote here.
    """
    from warroom.store.writer import LogWriter  # who only glances at the incidents need not load it

    checkpoint = glance_checkpoint(folder)
    refuse_newer(max(newest_format(folder), checkpoint.format if checkpoint else 1))
    change = change_of_new(line, Moment(now, seen.zone[0]))
    writer = LogWriter.take(folder, checkpoint.places if checkpoint else {})
    try:
        seen = merge_seen([seen, writer.seen])
        event = to_event(
            change, origin=writer.origin, n=writer.n + 1, stamp=next_stamp(now, seen.stamp), by=by, seen=seen, via=via,
            now=now,
        )  # fmt: skip
        writer.append([(event, seen.with_event(event))])
    finally:
        writer.close()
    return event
