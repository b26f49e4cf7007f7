"""Verifying an incident on disk: every line of its logs, the checkpoint, and that no place in them is empty.

An event is lost when its number is missing from its origin and nothing else holds it. A half line that no number is
missing for was never acknowledged: a crash tore it while it was written.
"""

import json
import os
from binascii import crc32
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, groupby, islice, pairwise
from typing import NamedTuple

from warroom.core.events import Event, EventId, event_from_json
from warroom.core.stamp import stamp_time
from warroom.core.text import plural
from warroom.core.times import to_text
from warroom.store.checkpoint import FILE_NAME, checkpoint_path, load_checkpoint
from warroom.store.log import FORMAT, SUFFIX, TORN, log_folder, log_names

_CRC_WIDTH = 8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)
_MOST_LOST = 100_000


class Verdict(NamedTuple):
    """What was found in one incident: counts, a sentence for each damage, and one for what is only worth knowing.

    `kept` counts the events that the checkpoint has, `entries` those that are a row of the timeline.
    """

    events: int
    entries: int
    kept: int
    logs: int
    damage: tuple[str, ...]
    remarks: tuple[str, ...]


class _Bad(NamedTuple):
    """Lines that follow each other and cannot be read: the first, how many, their bytes, and what is around them.

    `before` and `after` are the numbers of the events around them, if any; `is_half` says that a crash may have torn
    the one line there is.
    """

    line: int
    lines: int
    size: int
    before: int
    after: int | None
    is_half: bool


class _Log(NamedTuple):
    """A log as it was read: its events with where each begins, the lines that cannot be read, and its half end."""

    name: str
    origin: str
    events: list[tuple[int, Event]]
    bad: list[_Bad]
    half: int = 0
    error: str | None = None


_Places = dict[str, list[int]]
"""Numbers by origin, in order."""


def is_sound(line: bytes) -> bool:
    """Tell whether a line of a log, without its newline, has the checksum that it begins with."""
    return line[_CRC_WIDTH : _CRC_WIDTH + 1] == b" " and line[:_CRC_WIDTH] == b"%08x" % crc32(line[_CRC_WIDTH + 1 :])


def verify(folder: str, now: datetime) -> Verdict:
    """Verify one incident; `now` is what stamps are held against. What cannot be read is part of what is found."""
    logs = [_read(folder, name) for name in log_names(folder)]
    loaded = load_checkpoint(folder)
    kept = {event[:2]: event for event in loaded.events}
    logged = {event[:2]: event for log in logs for _, event in log.events}
    known = kept | logged
    lost, saved = _lost(known), _saved(logs, kept, logged)
    lost = _but_halves(lost, logs)
    damage = [sentence for log in logs for sentence in _damaged_lines(log, lost, saved)]
    damage += _lacking(logs, saved)
    is_there = os.path.exists(checkpoint_path(folder)) and loaded.format <= FORMAT
    checkpoint = list(_checkpoint_damage(folder, loaded.notice, has_logs=bool(logs)))
    damage += checkpoint if is_there or not logs else []
    damage += _lost_sentences(lost)
    damage += _twice(logs, kept)
    damage += [sentence for log in logs for sentence in _not_shown(log, kept, loaded.offsets.get(log.name, 0))]
    remarks = [sentence for log in logs for sentence in _torn_lines(log, lost, saved)]
    remarks += checkpoint if logs and not is_there else []
    remarks += _without_a_log(logs, kept, logged)
    remarks += _from_the_future(known.values(), now)
    entries = sum(1 for event in known.values() if event.row is not None)
    return Verdict(len(known), entries, len(kept), len(logs), tuple(damage), tuple(remarks))


# Reading


def _read(folder: str, name: str) -> _Log:
    origin = name.removesuffix(SUFFIX).partition("~")[0]
    try:
        with open(os.path.join(log_folder(folder), name), "rb") as file:
            data = file.read()
    except OSError as error:
        return _Log(name, origin, [], [], error=f"log/{name} cannot be read: {(error.strerror or str(error)).lower()}")
    *lines, tail = data.split(b"\n")
    events: list[tuple[int, Event]] = []
    bad: list[_Bad] = []
    fenced: set[int] = set()
    offset, is_open = 0, False
    for number, line in enumerate([*lines, tail], 1):
        if event := _event(line):
            bad = [one if one.after is not None else one._replace(after=event.n) for one in bad]
            events.append((offset, event))
            is_open = False
        elif line.endswith(TORN):
            before = events[-1][1].n if events else 0
            bad.append(_Bad(number, 1, len(line) - len(TORN), before, None, is_half=True))
            fenced.add(number)
            is_open = False
        elif line and number <= len(lines) and not _is_header(line):
            before = events[-1][1].n if events else 0
            if is_open:
                bad[-1] = bad[-1]._replace(lines=bad[-1].lines + 1, size=bad[-1].size + len(line), is_half=False)
            else:
                bad.append(_Bad(number, 1, len(line), before, None, not line.endswith(b"}")))
            is_open = True
        offset += len(line) + 1
    bad = [one._replace(after=one.before) if one.after is None and one.line in fenced else one for one in bad]
    return _Log(name, events[0][1].origin if events else origin, events, bad, 0 if is_sound(tail) else len(tail))


def _event(line: bytes) -> Event | None:
    if not is_sound(line):
        return None
    try:
        return event_from_json(json.loads(line[_CRC_WIDTH + 1 :]))
    except (ValueError, RecursionError):
        return None


def _is_header(line: bytes) -> bool:
    """Tell whether this is the first line of a log, which says what follows and is no event."""
    return is_sound(line) and line[_CRC_WIDTH + 1 :].startswith(b'{"warroom":"log"')


# What is missing


def _by_origin(places: Iterable[EventId]) -> _Places:
    numbers: _Places = {}
    for origin, n in sorted(places):
        numbers.setdefault(origin, []).append(n)
    return numbers


def _lost(known: Iterable[EventId]) -> _Places:
    """Return the places that nothing holds, of each origin at most as many as make it clear."""
    lost: _Places = {}
    for origin, numbers in _by_origin(known).items():
        gaps = ((before + 1, n) for before, n in pairwise([0, *numbers]) if n > before + 1)
        if gone := list(islice(chain.from_iterable(range(*gap) for gap in gaps), _MOST_LOST)):
            lost[origin] = gone
    return lost


def _but_halves(lost: _Places, logs: list[_Log]) -> _Places:
    """Return the places that nothing holds, but for those that half a line was written for: nobody saved these."""
    left = {origin: list(numbers) for origin, numbers in lost.items()}
    for log in logs:
        for bad in log.bad:
            gone = _within(bad, left.get(log.origin, [])) if bad.is_half else []
            if len(gone) == 1:
                left[log.origin].remove(gone[0])
    return {origin: numbers for origin, numbers in left.items() if numbers}


def _saved(logs: list[_Log], kept: dict[EventId, Event], logged: dict[EventId, Event]) -> _Places:
    """Return the places that only the checkpoint holds although there is a log of their origin."""
    with_log = {log.origin for log in logs}
    return _by_origin(place for place in kept if place not in logged and place[0] in with_log)


def _within(bad: _Bad, numbers: list[int]) -> list[int]:
    """Return those of some numbers that lines which cannot be read may have held."""
    end = len(numbers) if bad.after is None else bisect_left(numbers, bad.after)
    return numbers[bisect_right(numbers, bad.before) : end]


def _is_torn(bad: _Bad, log: _Log, lost: _Places, saved: _Places) -> bool:
    """Tell whether this is half a line that was never acknowledged: no number is missing around it."""
    around = [places.get(log.origin, []) for places in (lost, saved)]
    return bad.is_half and bad.after is not None and not any(_within(bad, numbers) for numbers in around)


def _torn_lines(log: _Log, lost: _Places, saved: _Places) -> Iterator[str]:
    for bad in log.bad:
        if _is_torn(bad, log, lost, saved):
            yield (
                f"log/{log.name}: line {bad.line} is half a line of {plural(bad.size, 'byte')}: a crash tore it before "
                "it counted as saved, or it was cut off later"
            )
    if log.half:
        yield (
            f"log/{log.name}: it ends in half a line of {plural(log.half, 'byte')}: it is being written, a crash tore "
            "it before it counted as saved, or it was cut off later"
        )


def _damaged_lines(log: _Log, lost: _Places, saved: _Places) -> Iterator[str]:
    if log.error:
        yield log.error
    for bad in log.bad:
        if _is_torn(bad, log, lost, saved):
            continue
        here_lost, here_saved = _within(bad, lost.get(log.origin, [])), _within(bad, saved.get(log.origin, []))
        it = "it" if bad.lines == 1 else "what they held"
        if here_lost:
            fate = f"a part of {it} is in {FILE_NAME}" if here_saved else f"what {_it(bad)} held is lost"
        elif here_saved:
            fate = f"{it} is in {FILE_NAME}, so nothing is missing"
        elif bad.after is None:
            fate = f"nothing comes after {_it(bad, 'them')}, so nothing says what is lost"
        else:
            fate = "no event is missing"
        where = f"line {bad.line}" if bad.lines == 1 else f"lines {bad.line} to {bad.line + bad.lines - 1}"
        yield f"log/{log.name}: {where} ({plural(bad.size, 'byte')}) cannot be read; {fate}"


def _it(bad: _Bad, many: str = "they") -> str:
    return "it" if bad.lines == 1 else many


def _lacking(logs: list[_Log], saved: _Places) -> Iterator[str]:
    """Say what the logs of an origin do not have any more, but for what a line that cannot be read explains."""
    for origin, numbers in saved.items():
        of_it = [log for log in logs if log.origin == origin]
        explained = {n for log in of_it for bad in log.bad for n in _within(bad, numbers)}
        if gone := [n for n in numbers if n not in explained]:
            yield (
                f"log/{of_it[0].name}: it lacks {_numbers(gone)}, which {_are(len(gone))} in {FILE_NAME}, so nothing "
                "is missing"
            )


def _lost_sentences(lost: _Places) -> Iterator[str]:
    for origin, gone in lost.items():
        count = f"{plural(len(gone), 'event')} {_are(len(gone))}"
        more = "at least " if len(gone) == _MOST_LOST else ""
        yield f"{more}{count} lost: nothing else holds {_numbers(gone)} of {origin}; look in a backup"


# What does not agree


def _twice(logs: list[_Log], kept: dict[EventId, Event]) -> Iterator[str]:
    """Say of two different events in one place which one is followed: the room takes the first that it reads."""
    first: dict[EventId, tuple[str, Event]] = {}
    said: set[EventId] = set()
    sources = [(f"log/{log.name}", [event for _, event in log.events]) for log in logs]
    for name, events in [*sources, (FILE_NAME, list(kept.values()))]:
        for event in events:
            there, other = first.setdefault(event[:2], (name, event))
            if other != event and event[:2] not in said:
                said.add(event[:2])
                yield f"two different events are number {event.n} of {event.origin}: in {there} and in {name}"


def _not_shown(log: _Log, kept: dict[EventId, Event], read_to: int) -> Iterator[str]:
    """Say what the checkpoint claims to have read of a log and does not hold: the room would not look for it."""
    gone = [event.n for offset, event in log.events if offset < read_to and event[:2] not in kept]
    if gone:
        yield (
            f"{FILE_NAME} lacks {_numbers(gone)} of log/{log.name}, which it says it has read: move {FILE_NAME} away, "
            "and the logs are read instead"
        )


def _without_a_log(logs: list[_Log], kept: dict[EventId, Event], logged: dict[EventId, Event]) -> Iterator[str]:
    with_log = {log.origin for log in logs}
    alone = sum(1 for place in kept if place not in logged and place[0] not in with_log)
    if alone:
        yield f"{plural(alone, 'event')} {_are(alone)} only in {FILE_NAME}: the logs of their writers are not here"


def _from_the_future(events: Iterable[Event], now: datetime) -> Iterator[str]:
    limit = (now + _AHEAD - _EPOCH) // timedelta(milliseconds=1)
    ahead = [event for event in events if int(event.stamp[:13]) > limit]
    for origin, group in groupby(sorted(ahead, key=lambda event: event.origin), key=lambda event: event.origin):
        found = list(group)
        last = max(event.stamp for event in found)
        yield (
            f"{plural(len(found), 'event')} of {origin} {_are(len(found))} stamped in the future, up to "
            f"{_written(last)}: the clock of that machine was wrong, so look at the times of its rows"
        )


def _written(stamp: str) -> str:
    try:
        return to_text(stamp_time(stamp))
    except (OverflowError, ValueError):
        return "a time that does not exist"


# The checkpoint


def _checkpoint_damage(folder: str, notice: str | None, *, has_logs: bool) -> Iterator[str]:
    """Say what is wrong with the checkpoint, each of its parts by itself where it still has its first line."""
    try:
        with open(checkpoint_path(folder), "rb") as file:
            first = file.readline()
            events = file.readline()
            tables = file.read()
    except OSError:
        if notice:
            yield notice
        return
    try:
        header = json.loads(first.removesuffix(b",\n") + b"}")["warroom"]["1"]
        sums = header.get("events_crc"), header.get("tables_crc"), header.get("size")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        sums = None, None, None
    found = []
    if sums != (None, None, None):
        if sums[2] != len(events) + len(tables):
            found.append(f"it has {len(events) + len(tables):,} bytes after its first line, not {sums[2]:,}")
        if sums[0] != crc32(events):
            found.append("the checksum of its events is wrong")
        if sums[1] != crc32(tables):
            found.append("the checksum of its tables is wrong")
    way_out = "the logs have everything that they have lines for" if has_logs else "there is no log beside it"
    if notice:
        yield f"{notice} ({', '.join(found)})" if found else notice
    elif found:
        yield f"{FILE_NAME} is damaged: {', '.join(found)}; {way_out}"


def _numbers(places: list[int]) -> str:
    """Return numbers, in order, as people say them: `number 4`, `numbers 4 to 6 and 9`."""
    runs: list[list[int]] = []
    for n in places:
        if runs and n == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], n]
        else:
            runs.append([n])
    words = [" to ".join(map(str, run)) for run in runs[:5]] + ([f"{len(runs) - 5} more"] if len(runs) > 5 else [])
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    return f"{'number' if len(places) == 1 else 'numbers'} {listed}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
