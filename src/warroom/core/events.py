"""Events: one recorded change each, immutable, in the form they have in files.

The identity of an event is (origin, n) and its place in the order of all events is (stamp, origin, n). What is
written down: `origin`, `n`, `stamp`, `by`, `kind` and `id` of the record it changes, `at` (when it happened), `set`
(the fields it gives a value), and where they apply `until`, `about`, `typed`, `zone`, `row`, `via`, `wall`, `undoes`.
"""

import json
from binascii import crc32
from collections.abc import Iterable
from typing import Any, NamedTuple

from warroom.core.stamp import EARLIEST

Json = dict[str, Any]
EventId = tuple[str, int]

HIGHEST_NUMBER = 999_999_999
"""The highest number a reference may have."""


class Event(NamedTuple):
    """One recorded change; see the module for what each field says.

    `at`, `until` and `wall` are RFC 3339 texts; `wall` is when it was written down, where the stamp does not say so
    (a stamp runs ahead of a clock that was put back). `row` is the number of the timeline row it makes, if any.
    `undoes` is the (origin, n) of an event it takes back; `set` is then empty.
    """

    origin: str
    n: int
    stamp: str
    by: str
    kind: str
    id: str
    at: str
    set: Json
    row: int | None = None
    until: str | None = None
    about: bool = False
    typed: str | None = None
    zone: str | None = None
    via: str | None = None
    wall: str | None = None
    undoes: EventId | None = None

    @property
    def event_id(self) -> str:
        """The event's identity as one word; a record has the identity of the event that made it."""
        return f"{self.origin}.{self.n}"

    @property
    def makes_record(self) -> bool:
        """Whether this event is the one that made its record."""
        return self.undoes is None and (self.kind == "incident" or self.id == f"{self.origin}.{self.n}")

    @property
    def declares(self) -> bool:
        """Whether this event declared the incident; it cannot be taken back."""
        return self.kind == "incident" and self.undoes is None and "title" in self.set and "mode" in self.set


PLAYED = "drill"
"""What the events that a drill plays say they came through: they are no change of whoever runs it."""

TWIN = "+"
"""What the origin of a twin has, and none that is given to a writer."""


def twin(event: Event, other: Event) -> Event:
    """Return an event under an identity of its own where another has its; `other` itself if it is the same one.

    A log that was cut off or put back may be given a place twice. The new identity depends on what the event says
    alone, so that every process gives it the same.
    """
    body = _canonical(event)
    if body == _canonical(other):
        return other
    renamed = event._replace(origin=f"{event.origin}{TWIN}{crc32(body.encode()):08x}")
    return renamed._replace(id=renamed.event_id) if event.id == event.event_id else renamed


def _canonical(event: Event) -> str:
    return json.dumps(event_to_json(event), sort_keys=True)


def event_order(event: Event) -> tuple[str, str, int]:
    """Return an event's place in the one order of all events."""
    return (event.stamp, event.origin, event.n)


def event_to_json(event: Event) -> Json:
    """Return an event as it is written to a log, without the fields that say nothing."""
    document: Json = {
        "origin": event.origin,
        "n": event.n,
        "stamp": event.stamp,
        "by": event.by,
        "kind": event.kind,
        "id": event.id,
        "at": event.at,
    }
    for name in ("row", "until", "typed", "zone", "via", "wall"):
        if (value := getattr(event, name)) is not None:
            document[name] = value
    if event.about:
        document["about"] = True
    if event.undoes:
        document["undoes"] = list(event.undoes)
    document["set"] = event.set
    return document


def event_from_json(document: Json) -> Event:
    """Return the event of a log line.

    Raises:
        ValueError: the document is not an event.
    """
    try:
        get = document.get
        undoes = get("undoes")
        event = Event(
            document["origin"], document["n"], document["stamp"], document["by"], document["kind"], document["id"],
            document["at"], document["set"], get("row"), get("until"), get("about", False), get("typed"), get("zone"),
            get("via"), get("wall"), (undoes[0], undoes[1]) if undoes else None,
        )  # fmt: skip
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"not an event: {error!r}") from None
    if not _well_formed(event):
        raise ValueError("not an event: a field has the wrong form")
    return event


def _well_formed(event: Event) -> bool:
    stamp = event.stamp
    return (
        isinstance(event.origin, str)
        and type(event.n) is int
        and isinstance(stamp, str)
        and len(stamp) == len(EARLIEST)
        and stamp[13] == "."
        and stamp.isascii()
        and stamp[:13].isdecimal()
        and stamp[14:].isdecimal()
        and isinstance(event.by, str)
        and isinstance(event.kind, str)
        and isinstance(event.id, str)
        and isinstance(event.at, str)
        and isinstance(event.set, dict)
        and _extras_well_formed(event)
    )


def _extras_well_formed(event: Event) -> bool:
    """Tell whether the fields that most events do without are what they should be."""
    _, _, _, _, _, _, _, _, row, until, about, typed, zone, via, wall, undoes = event
    return (
        (row is None or (type(row) is int and 0 < row <= HIGHEST_NUMBER))
        and (about is False or about is True)
        and (until is None or isinstance(until, str))
        and (typed is None or isinstance(typed, str))
        and (zone is None or isinstance(zone, str))
        and (via is None or isinstance(via, str))
        and (wall is None or isinstance(wall, str))
        and (undoes is None or (isinstance(undoes[0], str) and type(undoes[1]) is int))
    )


class Seen(NamedTuple):
    """What a writer knew when it wrote: a hint beside each event, so that the next writer need not read them all.

    `highest` has the highest number given so far for each kind of reference (`#`, `H`, `E`, `T`, `D`, `U`); `status`
    and `zone` each come with the stamp of the event that set them. It is never part of the fold.
    """

    stamp: str = EARLIEST
    highest: dict[str, int] = {}  # noqa: RUF012 - never changed in place
    status: tuple[str, str] = ("", EARLIEST)
    zone: tuple[str, str] = ("UTC", EARLIEST)
    mode: str = "real"

    def with_event(self, event: Event) -> "Seen":
        """Return what is known once this event is."""
        highest = dict(self.highest)
        if event.row and 0 < event.row <= HIGHEST_NUMBER:
            highest["#"] = max(highest.get("#", 0), event.row)
        if (ref := event.set.get("ref")) and event.makes_record and isinstance(ref, str) and ref[1:].isdecimal():
            highest[ref[0]] = max(highest.get(ref[0], 0), int(ref[1:]))
        seen = self._replace(stamp=max(self.stamp, event.stamp), highest=highest)
        if event.kind == "incident":
            if (status := event.set.get("status")) and event.stamp > self.status[1]:
                seen = seen._replace(status=(status, event.stamp))
            if (zone := event.set.get("zone")) and event.stamp > self.zone[1]:
                seen = seen._replace(zone=(zone, event.stamp))
            if mode := event.set.get("mode"):
                seen = seen._replace(mode=mode)
        return seen

    def to_json(self) -> Json:
        """Return the hint as it is written beside an event."""
        document: Json = {**self.highest, "status": list(self.status), "zone": list(self.zone)}
        if self.mode != "real":
            document["mode"] = self.mode
        return document


def seen_from_json(stamp: str, document: Json) -> Seen:
    """Return the hint written beside the event of this stamp; what is missing or malformed is as if never seen."""
    highest = {key: value for key, value in document.items() if len(key) == 1 and type(value) is int}
    return Seen(
        stamp,
        highest,
        _pair(document.get("status"), ""),
        _pair(document.get("zone"), "UTC"),
        str(document.get("mode", "real")),
    )


def merge_seen(hints: Iterable[Seen]) -> Seen:
    """Return what is known by all these writers together."""
    merged = Seen()
    for hint in hints:
        highest = dict(merged.highest)
        for key, value in hint.highest.items():
            highest[key] = max(highest.get(key, 0), value)
        merged = Seen(
            max(merged.stamp, hint.stamp),
            highest,
            max(merged.status, hint.status, key=_by_stamp),
            max(merged.zone, hint.zone, key=_by_stamp),
            hint.mode if hint.mode != "real" else merged.mode,
        )
    return merged


def _by_stamp(pair: tuple[str, str]) -> tuple[str, str]:
    return (pair[1], pair[0])


def _pair(value: object, default: str) -> tuple[str, str]:
    if isinstance(value, list) and len(value) == 2 and all(isinstance(part, str) for part in value):
        return (value[0], value[1])
    return (default, EARLIEST)
