"""How much was written down when: the rows of the timeline, counted for each minute or each few."""

from datetime import datetime, timedelta

from warroom.core.model import Incident
from warroom.core.text import plural
from warroom.core.times import spoken_duration
from warroom.postmortem.blocks import Figure, Table, table
from warroom.postmortem.chart import Columns
from warroom.postmortem.dates import Dates, lasting
from warroom.postmortem.figures.axis import STEPS, ticks, window_of

MOST_BUCKETS = 40
"""Columns of the activity: so few that they have room as text and as a table, which then say the same."""


def activity(incident: Incident, dates: Dates) -> Figure | None:
    """Return how many rows were written for each minute or, of long incidents, for each few: at most `MOST_BUCKETS`.

    Rows of machines are alerts and, unless the incident was written up afterwards, what came through a pipe. Rows
    that happened before or after it are not counted, nor are those that were struck. None without two rows to compare.
    """
    window = window_of(incident)
    if window is None:
        return None
    live = incident.mode != "retrospective"
    rows = [
        (row.at, row.kind == "alert" or (live and row.source == "pipe"))
        for row in incident.timeline
        if row.struck is None and window.start <= row.at <= window.end
    ]
    if len(rows) < 2:
        return None
    minutes = next((step for step in STEPS if window.seconds // (60 * step) + 2 <= MOST_BUCKETS), 0)
    bucket = 60 * (minutes or STEPS[-1] * (1 + int(window.seconds // (60 * STEPS[-1] * (MOST_BUCKETS - 2)))))
    begin = window.start - timedelta(seconds=window.start.timestamp() % min(bucket, 3600))
    count = int((window.end - begin).total_seconds() // bucket) + 1
    people, machines = [0] * count, [0] * count
    for at, machine in rows:
        (machines if machine else people)[int((at - begin).total_seconds() // bucket)] += 1
    seconds = float(count * bucket)
    legend = tuple(
        (look, words)
        for look, words, numbers in (("people", "people", people), ("machines", "alerts and pipes", machines))
        if any(numbers)
    )
    each = "minute" if bucket == 60 else spoken_duration(bucket)
    chart = Columns(
        seconds, float(bucket), ("people", "machines"), tuple(zip(people, machines, strict=True)),
        ticks(begin, begin + timedelta(seconds=seconds), dates), legend,
    )  # fmt: skip
    most, place = max((people[at] + machines[at], -at) for at in range(count))
    busiest = begin + timedelta(seconds=-place * bucket)
    split = f" ({sum(people)} by people, {sum(machines)} by alerts and pipes)" if any(machines) else ""
    description = (
        f"{plural(len(rows), 'row')}{split} in {lasting(window.start, window.end)}, counted every {each}; "
        f"most at {dates.when(busiest)}: {most}."
    )
    return Figure(
        "activity", f"Rows of the timeline, every {each}", description, chart,
        _activity_table(begin, bucket, people, machines, dates),
    )  # fmt: skip


def _activity_table(begin: datetime, bucket: int, people: list[int], machines: list[int], dates: Dates) -> Table:
    """Return the counts as a table: a row for each column of the picture, what is empty left out."""
    rows = []
    for place, (mine, theirs) in enumerate(zip(people, machines, strict=True)):
        start = begin + timedelta(seconds=place * bucket)
        if mine + theirs:
            rows.append((dates.when(start), str(mine), str(theirs) if any(machines) else ""))
    each = spoken_duration(bucket)
    return table((f"From (for {each})", "Rows by people", "Rows by alerts and pipes"), rows)[0]
