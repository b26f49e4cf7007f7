"""A drill: the lines of an incident, or of a file, played into a new room at the pace at which they once came.

A script is a list of cues, and a `Player` records each when its time comes. It never waits: whoever plays does. At N
times the speed everything is N times as near: a line that comes, a time that is told, a promise that is due.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from warroom.config import SEVERITIES
from warroom.core.build import instant
from warroom.core.errors import LineError, NotFoundError, TimeError
from warroom.core.events import Event
from warroom.core.fold import Fold
from warroom.core.line import LONGEST_LINE, Line, parse_line
from warroom.core.replay import told
from warroom.core.text import clean_text, clean_word
from warroom.core.times import (
    Moment,
    TimeExpr,
    When,
    exact,
    find_zone,
    is_duration,
    parse_duration,
    place,
    read_time,
    short_duration,
)
from warroom.store.library import Library
from warroom.store.playing import Playing
from warroom.store.room import Room

FASTEST = 10_000
PAUSE = 2.0
"""Seconds after the one before at which a line without a time comes."""

_MOST_AT_ONCE = 100
_LONGEST_NOTED = 1000
_TITLED = re.compile(r"(?:\d\S* +)?/set title (?P<title>.*\S.*)", re.IGNORECASE)
_NAMED = re.compile(r"# *title: *(?P<title>\S.*)", re.IGNORECASE)
_DECLARED = re.compile(r"declared (?P<severity>SEV[1-5]): (?P<title>\S.*)")
_LONGEST_TITLE = 200
_HALF_A_DAY = timedelta(hours=12)
_FAR = 100 * 366 * 86400.0


class Cue(NamedTuple):
    """A line and when it comes, in seconds after the first.

    `when` is its own time, if it has one, and `speaks_of` a time inside it, as in `/next 14:30`, with `line.text` being
    what is left. `line` is None when it cannot be understood; `why` says so. `by` is who wrote it, if that is known.
    """

    number: int
    comes: float
    text: str
    line: Line | None = None
    when: When | None = None
    speaks_of: When | None = None
    by: str | None = None
    why: str = ""


class Script(NamedTuple):
    """What is played: the incident to declare, and its cues; `zero` is the time at which the first came."""

    title: str
    severity: str
    zone: str
    services: list[str]
    started: datetime | None
    zero: datetime
    cues: list[Cue]


class Played(NamedTuple):
    """A cue that was recorded; `why` says why it is only a note, when it is."""

    cue: Cue
    event: Event
    why: str


# What is played


def script_of(fold: Fold, now: datetime) -> Script:
    """Return an incident as a script: as it was declared, and then each line that changed it.

    It begins with the declaration; where that came when all was over, with the first line.

    Raises:
        NotFoundError: nothing was ever recorded in it.
    """
    incident = fold.incident
    maker = next((event for event in fold.events.values() if event.declares), None)
    declared = maker.set if maker else {}
    zone = _known_zone(str(declared.get("zone") or incident.zone))
    title = clean_word(str(declared.get("title") or incident.title))[:_LONGEST_TITLE]
    events = told(fold, rows_before=1)
    lines = [(number, text, event.by) for number, (event, text) in enumerate(events, start=1)]
    was_live = maker and maker.row is not None and any(instant(event.at) > instant(maker.at) for event, _ in events)
    zero, cues = _cues(lines, zone, now, zero=instant(maker.at) if maker and was_live else None)
    mark = declared.get("milestones.started")
    started = instant(mark.get("at")) if isinstance(mark, dict) else None
    services = [name.partition(".")[2] for name, is_one in declared.items() if name.startswith("services.") and is_one]
    severity = str(declared.get("severity"))
    severity = severity if severity in SEVERITIES else incident.severity
    return Script(title or incident.id, severity, zone, services, started, zero, cues)


def script_of_text(text: str, *, title: str, severity: str, zone: str, now: datetime) -> Script:
    """Return a text of lines as a script; blank lines and comments, `# …`, are left out.

    What the text says of itself comes before `title` and `severity`: a row that declares it, `declared SEV2: TITLE`,
    which is not played, for the drill has its own; a comment `# title: TITLE`; a line `/set title TITLE`.

    Raises:
        NotFoundError: there is no line in it.
    """
    lines = [(number, clean_text(line).strip(), None) for number, line in enumerate(text.split("\n"), start=1)]
    kept = [line for line in lines if line[1] and line[1] != "#" and not line[1].startswith("# ")]
    zero, cues = _cues(kept, zone, now)
    notes = ((cue, _DECLARED.fullmatch(cue.line.text)) for cue in cues if cue.line and cue.line.verb == "note")
    for cue, found in notes:
        if found:
            title, severity = found["title"], found["severity"]
            cues = [one for one in cues if one is not cue]
            break
    else:
        says = (pattern.fullmatch(line[1]) for pattern in (_NAMED, _TITLED) for line in lines)
        title = next((found["title"] for found in says if found), title)
    if not cues:
        raise NotFoundError("there is nothing to play: it only declares an incident")
    return Script(clean_word(title)[:_LONGEST_TITLE] or "drill", severity, zone, [], None, zero, cues)


def _known_zone(name: str) -> str:
    try:
        find_zone(name)
    except TimeError:
        return "UTC"
    return name


def _cues(lines: Iterable[tuple[int, str, str | None]], zone: str, now: datetime,
          zero: datetime | None = None) -> tuple[datetime, list[Cue]]:  # fmt: skip
    """Return the time at which the script begins, and the cues; one that tells of an earlier time comes at its turn.

    Without `zero` it begins with the first line; lines before the first that has a time lead up to it. A time of day is
    the one nearest to the line before.
    """
    read = [_read(*line) for line in lines]
    read = [piece for cue in read for piece in _pieces(cue)]
    if not read:
        raise NotFoundError("there is nothing to play: no line was recorded in it")
    zero, started = (zero, zero) if zero else _beginning([expression for _, expression in read], now, zone)
    cues: list[Cue] = []
    comes = -PAUSE
    for cue, expression in read:
        next_up = comes + PAUSE
        when = _placed(expression, zero + timedelta(seconds=next_up), zone, started) if expression else None
        if when and expression and expression.ago is None:
            comes = max(comes, 0.0, (when.at - zero).total_seconds())
        else:
            comes = next_up
        placed = cue._replace(comes=comes, when=when)
        if expression and when is None:
            placed = placed._replace(line=None, why=cue.why or f"there is no {expression.typed} that can be played")
        cues.append(_speaking(placed, zero + timedelta(seconds=comes), zone, started))
    return zero, cues


def _beginning(times: list[TimeExpr | None], now: datetime, zone: str) -> tuple[datetime, datetime]:
    """Return when lines with these times begin, and what their times since the start count from."""
    for lines_before, expression in enumerate(times):
        if expression and expression.ago is None:
            first = (_placed(expression, now, zone, now) or When(now)).at
            return first - timedelta(seconds=PAUSE * lines_before), first if expression.elapsed is None else now
    return now, now


def _read(number: int, text: str, by: str | None) -> tuple[Cue, TimeExpr | None]:
    by = clean_word(by) if by else None
    try:
        line = parse_line(text)
    except LineError as error:
        return Cue(number, 0, text, by=by, why=str(error)), _time_before(text)
    return Cue(number, 0, text, line, by=by), line.time


def _time_before(text: str) -> TimeExpr | None:
    """Return the time that a line begins with which is otherwise not understood."""
    try:
        return read_time(text)[0]
    except TimeError:
        return None


def _pieces(read: tuple[Cue, TimeExpr | None]) -> Iterator[tuple[Cue, TimeExpr | None]]:
    """Yield a cue or, when its line is too long for one, the pieces of it."""
    cue, expression = read
    for start in range(0, len(cue.text), LONGEST_LINE) if cue.line is None else (0,):
        yield cue._replace(text=cue.text[start : start + LONGEST_LINE]) if cue.line is None else cue, expression


def _placed(expression: TimeExpr, now: datetime, zone: str, started: datetime) -> When | None:
    """Return when a time was, a bare time of day being the one nearest to `now`; None if there is no such time."""
    is_bare = expression.clock is not None and expression.day is None
    try:
        return place(expression, Moment(now + _HALF_A_DAY if is_bare else now, zone, started))
    except (TimeError, OverflowError):
        return None


def _speaking(cue: Cue, now: datetime, zone: str, started: datetime) -> Cue:
    """Take the time out of the text of a line that speaks of one."""
    if cue.line is None or cue.line.verb not in {"next", "edit"}:
        return cue
    try:
        expression, rest = read_time(cue.line.text)
    except TimeError:
        return cue
    when = _placed(expression, now, zone, started) if expression else None
    return cue._replace(line=cue.line._replace(text=rest), speaks_of=when) if when else cue


# Playing it


def declare_drill(library: Library, script: Script, *, by: str, start: datetime, speed: float) -> str:
    """Declare the incident of a drill that begins at `start`, and return its id.

    Raises:
        StoreError: the home folder cannot be written.
    """
    started = When(_shifted(script.started, script.zero, start, speed)) if script.started else None
    return library.create(
        script.title, by=by, severity=script.severity, zone=script.zone, mode="drill", services=script.services,
        started=started,
    )  # fmt: skip


def _shifted(at: datetime, zero: datetime, start: datetime, speed: float) -> datetime:
    """Return when a time of the script is in the drill, to the second."""
    seconds = (at - zero).total_seconds() / speed
    return (start + timedelta(seconds=min(max(seconds, -_FAR), _FAR))).replace(microsecond=0)


class Player:
    """Plays a script into a room, from `start` on and `speed` times as fast as it was.

    Others may write in the room meanwhile: what a line refers to is what the script's own line made, whatever number it
    was given. `again` is the command that begins it anew, for those who find it stopped, and `join` the one that brings
    somebody else into it.
    """

    def __init__(self, room: Room, script: Script, *, start: datetime, speed: float = 1.0, again: str = "",
                 join: str = "") -> None:  # fmt: skip
        self.room = room
        self.join = join
        self._playing = Playing(room.folder, again)
        self.script = script
        self.start = start
        self.speed = speed
        self.played = 0
        self._made: Counter[str] = Counter({"#": 1})
        self._refs: dict[str, str] = {}

    @property
    def next_at(self) -> datetime | None:
        """When the next cue comes; None when the last was played."""
        if self.played == len(self.script.cues):
            return None
        seconds = self.script.cues[self.played].comes / self.speed
        return self.start + timedelta(seconds=min(seconds, _FAR))

    def play_due(self, now: datetime) -> list[Played]:
        """Draft what is due, a hundred lines at most at once, and return it; saving it is for the caller.

        Raises:
            StoreError: the room cannot be written.
        """
        played: list[Played] = []
        while (at := self.next_at) and at <= now and len(played) < _MOST_AT_ONCE:
            cue = self.script.cues[self.played]
            played.append(self._play(cue))
            self.played += 1
        if self.next_at is None:
            self._playing.end(is_over=True)
        return played

    def stop(self) -> None:
        """Play no more: whoever opens the room is told."""
        self._playing.end(is_over=self.next_at is None)

    def _play(self, cue: Cue) -> Played:
        why, by = cue.why, cue.by
        time = self._time(cue)
        event = None
        if cue.line:
            try:
                event = self.room.draft(self._line(cue, cue.line)._replace(time=time), by=by, played=True)
            except (LineError, NotFoundError) as error:
                why = str(error)
        if event is None:
            event = self.room.draft(Line("note", _kept(cue), time), by=by, played=True)
        self._note_refs(event)
        return Played(cue, event, why)

    def _time(self, cue: Cue) -> TimeExpr | None:
        """Return the time a line is recorded with: none when it tells of the moment at which it comes."""
        when = cue.when
        if when is None:
            return None
        is_late = (when.at - self.script.zero).total_seconds() < cue.comes - 0.5
        return self._shift(when) if is_late or when.until or when.about else None

    def _shift(self, when: When) -> TimeExpr:
        def at(one: datetime) -> datetime:
            return _shifted(one, self.script.zero, self.start, self.speed)

        return exact(at(when.at), at(when.until) if when.until else None, about=when.about)

    def _line(self, cue: Cue, line: Line) -> Line:
        """Return a line as it is in the drill: what it refers to, the time it speaks of, and its time box."""
        text = line.text
        if cue.speaks_of:
            text = f"{self._shift(cue.speaks_of).typed} {text}".strip()
        elif line.verb == "next" and is_duration(text):
            text = short_duration(self._box(parse_duration(text)))
        elif line.verb == "take":
            text = self._taken(text)
        box = None if line.box is None else self._box(line.box)
        return line._replace(text=text, box=box, ref=self._refs.get(line.ref, line.ref) if line.ref else None)

    def _taken(self, role: str) -> str:
        """Return what a /take says with the name of whom it was handed to: in a file one person writes every line."""
        waiting = self.room.incident.handovers
        role = role or next(iter(waiting), "")
        return f"{role} {waiting[role].to}" if role in waiting else role

    def _box(self, seconds: int) -> int:
        return max(1, round(seconds / self.speed))

    def _note_refs(self, event: Event) -> None:
        """Note which reference stands for the one that the script knows."""
        if event.row is not None:
            self._made["#"] += 1
            self._refs[f"#{self._made['#']}"] = f"#{event.row}"
        ref = event.set.get("ref")
        if event.makes_record and isinstance(ref, str):
            self._made[ref[0]] += 1
            self._refs[f"{ref[0]}{self._made[ref[0]]}"] = ref


def _kept(cue: Cue) -> str:
    """Return the words that are kept of a line that cannot be played: its time is that of the row."""
    words = cue.text
    if cue.when:
        _, words = read_time(cue.text)
    note = f" (line {cue.number} of the drill could not be played)"
    words = words.lstrip("/").strip() or cue.text
    return words if len(words) > _LONGEST_NOTED else words + note


def play(player: Player, wait: Callable[[float], object]) -> Iterator[list[Played]]:
    """Play to the end, each time saving what is due and yielding it; `wait` waits that many seconds.

    Raises:
        StoreError: the room cannot be written.
    """
    while at := player.next_at:
        now = player.room.clock()
        if at > now:
            wait((at - now).total_seconds())
            continue
        played = player.play_due(now)
        player.room.save()
        yield played
