"""What a line changes: a line and the incident it speaks to, in; the content of one event, out.

A line that makes a new record with nothing but its own words (`needs_incident` is False) can be recorded without
knowing the rest of the incident; every other line is read against it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from warroom.core.errors import LineError, NotFoundError, TimeError
from warroom.core.events import PLAYED, Event, EventId, Seen
from warroom.core.line import EVIDENCE, LIST_FIELDS, VERBS, Line
from warroom.core.stamp import stamp_time
from warroom.core.text import clean_word, shorten
from warroom.core.times import (
    Moment,
    When,
    find_zone,
    happened,
    is_duration,
    parse_duration,
    parse_instant,
    read_time,
    short_duration,
    to_text,
)

if TYPE_CHECKING:
    from warroom.core.clocks import Remind
    from warroom.core.fold import Fold
    from warroom.core.model import Incident, Row

Json = dict[str, Any]

PREFIXES = {"hypothesis": "H", "escalation": "E", "task": "T", "decision": "D", "update": "U"}
KIND_OF_PREFIX = {prefix: kind for kind, prefix in PREFIXES.items()}
EDITED_FIELD = {"hypothesis": "statement", "escalation": "reason", "decision": "proposal"}
"""The field that /edit corrects, for the kinds of record where it is not `text`."""

DEFAULT_CADENCE = {"SEV1": 20 * 60, "SEV2": 30 * 60, "SEV3": 60 * 60}
"""Seconds from one update to the next, by severity, where the configuration does not say otherwise."""

DEFAULT_SNOOZE = 10 * 60
"""Seconds a reminder is quiet for when the line does not say."""

_ABOUT_THE_WRITING = ("write", "postmortem", "rows", "metric")
"""The verbs that tell of the postmortem, which is worked on when it is written, whenever the incident was."""

_TOLD_WITHOUT_A_ROW = {"looked-right": "attraction", "ended-by": "why", "kind": "kind", "ticket": "ticket"}
"""The verbs that give a record no more than the words behind them, and the field that has them."""

_MILESTONE_OF_STATUS = {"identified": "identified", "monitoring": "mitigated", "resolved": "resolved"}
_LONGEST_TITLE = 200
_LONGEST_BRIEF = 32_768
# A new item of a list field is named after the event that adds it, which a change does not know yet.
_NEW_ITEM = re.compile(rf"({'|'.join(LIST_FIELDS)})\.\+(.*)")
_LOOKED_RIGHT = re.compile(r"(?:^|[;,.|]?\s+)looked right:\s*", re.IGNORECASE)
_CAN = re.compile(r"\s*[;,.|]?\s*\b(conditions|actions|needs):\s*", re.IGNORECASE)


class Change(NamedTuple):
    """The content of one event, before a writer gives it its place.

    `id` is None when it makes a new record; `prefix` then is the letter of its reference. `row` tells whether it makes
    a timeline row, and `marks` names a milestone that this row carries.
    """

    kind: str
    when: When
    set: Json
    id: str | None = None
    prefix: str | None = None
    row: bool = True
    marks: str | None = None
    undoes: EventId | None = None


def needs_incident(line: Line) -> bool:
    """Tell whether a line can only be read against the rest of the incident."""
    if line.time and line.time.elapsed is not None:
        return True
    return line.verb == "update" or (line.verb in VERBS and line.verb not in {"note", "alert"})


def change_of_new(line: Line, moment: Moment) -> Change:
    """Return the change of a line that speaks of nothing already there: a note, action, alert or new record.

    Raises:
        TimeError: its time cannot be placed.
    """
    return _new_record(line, _when(line, moment))


def as_known(line: Line, fold: Fold) -> Line:
    """Return a line with the person it names written as the record writes them, whatever the case."""
    if line.who and line.verb != "update":
        line = line._replace(who=fold.spelling(line.who))
    if line.verb == "role":
        return line._replace(text=fold.spelling(clean_word(line.text).lstrip("@")) or line.text)
    return line._replace(text=fold.spelling(line.text)) if line.verb == "ack" and line.text else line


def change_of(line: Line, fold: Fold, moment: Moment, by: str, cadence: dict[str, int] | None = None,
              remind: Remind | None = None, *, played: bool = False) -> Change:  # fmt: skip
    """Return the change of any line, read against the incident.

    `by` is who typed it, `cadence` the seconds between updates by severity, and `remind` when reminders come; `played`
    tells that a drill plays it.

    Raises:
        LineError: it speaks of a record that is not there, or asks for what cannot be done; the text says what can.
    """
    if line.verb in {"undo", "redo"}:
        return _undo(line, fold, moment, by, played) if line.verb == "undo" else _redo(fold, moment, by, played)
    line, when = as_known(line, fold), _when(line, moment)
    if line.verb == "update":
        return _new_update(line, fold, when, cadence or DEFAULT_CADENCE)
    if line.verb not in VERBS or line.verb in {"note", "alert"}:
        return _new_record(line, when)
    if line.verb == "snooze":
        return _snooze(snooze_of(line, fold, moment, remind), fold, when)
    if line.ref and line.ref[0] == "#":
        return _change_row(line, fold, when, moment)
    if line.ref:
        return _change_record(line, fold, when, moment, by)
    if line.verb == "sev":
        return _change_severity(line, fold.incident, when, cadence or DEFAULT_CADENCE)
    if line.verb == "handover":
        return Change("incident", when, _handover(line, fold, moment, remind), id=fold.incident.id)
    return _change_incident(line, fold, when, moment, by, cadence or DEFAULT_CADENCE)


def declare(title: str, when: When, *, severity: str, zone: str, mode: str, services: list[str], by: str,
            started: When | None = None, cadence: dict[str, int] | None = None) -> Change:  # fmt: skip
    """Return the change that makes an incident; `when` is the moment it is declared, `started` when it began.

    A retrospective is written up afterwards: nobody declared it, so it gets no row and no such milestone.

    Raises:
        LineError: the title is empty or longer than 200 characters, or the severity or zone is unknown.
    """
    title = _title(title)
    find_zone(zone)
    values: Json = {
        "title": title, "severity": severity, "status": "investigating", "mode": mode, "zone": zone,
        "declared_by": by, **{f"services.{name}": True for name in map(clean_word, services) if name},
    }  # fmt: skip
    if started:
        values["milestones.started"] = {"at": to_text(started.at), "about": started.about, "typed": started.typed}
    live = mode != "retrospective"
    seconds = (cadence or DEFAULT_CADENCE).get(severity)
    if live and seconds:
        values["next_update_at"] = to_text(when.at + timedelta(seconds=seconds))
    if not live and started:
        when = started
    return Change("incident", when, values, row=live, marks="declared" if live else None)


def _title(text: str) -> str:
    """Return the title that an incident is given."""
    title = clean_word(text)
    if not title:
        raise LineError("an incident needs a title: warroom new 'checkout errors after build 4821'")
    if len(title) > _LONGEST_TITLE:
        raise LineError(f"this title has {len(title):,} characters; keep it under {_LONGEST_TITLE} and log the rest")
    return title


def _when(line: Line, moment: Moment) -> When:
    if line.time:
        return happened(line.time, moment)
    if line.verb in _ABOUT_THE_WRITING:
        return When(moment.writing.replace(microsecond=0))
    return When(moment.now.replace(microsecond=0), about=moment.inherited)


def _new_record(line: Line, when: When) -> Change:
    if line.verb in {"note", "action", "alert"}:
        return Change("entry", when, {"kind": line.verb, "text": line.text})
    values: Json = {}
    row = True
    if line.verb == "hypothesis":
        values = {"statement": line.text, "status": "open", "owner": line.who,
                  "check_back_at": _after(when.at, line.box)}  # fmt: skip
    elif line.verb == "escalation":
        values = {"to": line.to, "from": line.from_, "reason": line.text or None, "outcome": "waiting"}
    elif line.verb == "task":
        row = line.tag in {None, "response"}
        values = {
            "text": line.text, "owner": line.who, "state": "todo", "kind": line.tag or "response", "due_at": line.due,
            "ticket": line.ticket, "check_back_at": _after(when.at, line.box),
        }  # fmt: skip
    elif line.verb == "decision":
        values = {"proposal": line.text, "executor": line.who, "outcome": "open",
                  "verify_at": _after(when.at, line.box)}  # fmt: skip
    return Change(line.verb, when, _given(values), prefix=PREFIXES[line.verb], row=row)


def _new_update(line: Line, fold: Fold, when: When, cadence: dict[str, int]) -> Change:
    box = line.box if line.box is not None else cadence.get(fold.incident.severity)
    if line.box is None and not fold.incident.is_active:
        box = None
    values: Json = {"text": line.text, "audience": line.who, "next_due_at": _after(when.at, box)}
    parts = _CAN.split(line.text)
    if len(parts) > 1 and not parts[0].strip():
        values |= {name.lower(): text.strip() or None for name, text in zip(parts[1::2], parts[2::2], strict=True)}
    return Change("update", when, _given(values), prefix="U")


def _change_row(line: Line, fold: Fold, when: When, moment: Moment) -> Change:
    row = fold.row(line.ref or "")
    if line.verb == "mark":
        milestone = {"row": row.id}
        return Change("incident", when, {f"milestones.{line.word}": milestone}, id=fold.incident.id, row=False)
    flags: dict[str, Json] = {
        "star": {"starred": True},
        "unstar": {"starred": False},
        "external": {"visibility": "external"},
        "internal": {"visibility": "internal"},
    }
    if line.verb in flags:
        return Change("entry", when, flags[line.verb], id=row.id, row=False)
    event = fold.event_of_row(row.ref)
    if line.verb == "strike" and event.kind == "entry":
        return Change("entry", when, {"struck": line.text or "struck"}, id=row.id, row=False)
    if line.verb == "edit" and event.kind in {"entry", "evidence", "objection"}:
        return Change(event.kind, when, _edited(line, "text", moment, row), id=row.id, row=False)
    if event.declares:
        raise LineError(_of_the_declaration(row.ref))
    way = f"take it back with /undo {row.ref}"
    if line.verb == "edit" and row.about_ref and event.makes_record:
        way = f"correct it with /edit {row.about_ref}"
    raise LineError(f"{way}: {row.ref} tells of a change and was not typed as a row")


def _of_the_declaration(ref: str) -> str:
    """Return what can be done about the row that declared the incident."""
    return f"/set title TEXT names it anew, TIME /mark started says when it began: {ref} declared the incident"


def changes_no_word(change: Change, fold: Fold) -> bool:
    """Tell whether a change gives a record nothing but the words that it has."""
    field = EDITED_FIELD.get(change.kind, "text")
    return bool(change.id) and change.set == {field: fold.value_of(change.kind, change.id or "", field)}


def _edited(line: Line, field: str, moment: Moment, row: Row | None = None) -> Json:
    """Return the fields an /edit gives: a text, a time, or both; a time alone keeps the text."""
    expression, text = read_time(line.text)
    values: Json = {}
    if expression:
        placed = happened(expression, moment)
        values = {"at": to_text(placed.at), "about": placed.about, "typed": placed.typed}
        if placed.until or (row and row.until):
            values["until"] = _text_of(placed.until)
    if text:
        values[field] = text
    return values


def _change_record(line: Line, fold: Fold, when: When, moment: Moment, by: str) -> Change:
    ref = line.ref or ""
    kind, record = KIND_OF_PREFIX[ref[0]], fold.record(ref)
    at, text = to_text(when.at), line.text or None
    verb = line.verb
    if verb == "edit":
        edited = _edited(line, EDITED_FIELD.get(kind, "text"), moment, fold.row_by_id(record.id))
        return Change(kind, when, edited, id=record.id, row=False)
    if verb in EVIDENCE:
        return _evidence(line, fold, when, record.id)
    if verb == "object":
        return Change("objection", when, {"of": record.id, "text": line.text})
    if verb == "due":
        return Change(kind, when, {"due_at": _due_date(line.text)}, id=record.id, row=False)
    if verb in _TOLD_WITHOUT_A_ROW:
        return Change(kind, when, {_TOLD_WITHOUT_A_ROW[verb]: line.text}, id=record.id, row=False)
    values: Json
    if verb == "test":
        values = {"status": "testing", "test": text, "owner": line.who, "check_back_at": _after(when.at, line.box)}
        values = {**_given(values), "closed_at": None, "misleading": False}
    elif verb in {"confirm", "rule-out", "dead-end"}:
        why, lure = [*_LOOKED_RIGHT.split(line.text, 1), ""][:2] if verb == "dead-end" else (line.text, "")
        values = {
            "status": "confirmed" if verb == "confirm" else "ruled_out",
            "misleading": verb == "dead-end",
            "closed_at": at,
            "why": why.strip() or None,
            **({"attraction": lure.strip()} if lure.strip() else {}),
        }
    elif verb == "reopen" and kind == "hypothesis":
        values = {"status": "open", "misleading": False, "closed_at": None, "why": text}
    elif verb == "reopen":
        values = {"state": "todo", "done_at": None, "why": text}
    elif verb == "ack":
        values = {"outcome": "answered", "acked_at": at, "acked_by": text or getattr(record, "to", by)}
    elif verb == "found":
        values = {"outcome": "answered", "finding": text, "closed_at": at}
    elif verb in {"no-answer", "decline"}:
        values = {"outcome": "no_answer" if verb == "no-answer" else "declined", "closed_at": at, "finding": text}
    elif verb == "start":
        values = {"state": "doing", "started_at": at, "done_at": None}
    elif verb in {"block", "drop"}:
        values = {"state": "blocked" if verb == "block" else "dropped", "why": text}
        values |= {"done_at": at} if verb == "drop" else {}
    elif verb == "done" and kind == "decision":
        values = {"verified_at": at, "finding": text}
    elif verb == "done":
        values = {"state": "done", "done_at": at, **({"why": text} if text else {})}
    elif verb == "assign":
        values = {"owner": line.who, "check_back_at": _after(when.at, line.box)}
        values = {"owner": line.who} if line.box is None else values
    else:  # go and no-go, the only verbs left that take a reference
        values = {"outcome": "go" if verb == "go" else "no_go", "decided_at": at, "why": text}
        values |= _given({"executor": line.who, "verify_at": _after(when.at, line.box)})
    return Change(kind, when, values, id=record.id)


def _evidence(line: Line, fold: Fold, when: When, theory: str) -> Change:
    """Return what speaks for or against a theory: its own words, those of a timeline row, or both."""
    values: Json = {"of": theory, "supports": line.verb == "for", "text": line.text}
    if line.row:
        try:
            row = fold.row(line.row)
        except NotFoundError as error:
            raise NotFoundError(f"{error}; if it is no row, write \\{line.row}") from None
        values |= {"text": line.text or row.text, "row": row.id}
    return Change("evidence", when, values)


def _change_severity(line: Line, incident: Incident, when: When, cadence: dict[str, int]) -> Change:
    """Return the change of severity; when it rises, the next update is due by its cadence from now, if that is sooner.

    An update that somebody promised at a time of their own since stays promised for then.
    """
    values: Json = {"severity": f"SEV{line.word}", **({"why": line.text} if line.text else {})}
    seconds = cadence.get(values["severity"])
    waits = incident.is_active and incident.mode != "retrospective"
    if waits and seconds and values["severity"] < incident.severity:
        due, now = when.at + timedelta(seconds=seconds), incident.next_update_at
        last = incident.promised[-1] if incident.promised else None
        by_cadence = (
            last is None
            or last.said_in == "severity"
            or (last.said_in != "next" and (last.at - last.said_at).total_seconds() == cadence.get(incident.severity))
        )
        if by_cadence and (now is None or due < now):
            values["next_update_at"] = to_text(due)
    return Change("incident", when, values, id=incident.id)


def _change_incident(line: Line, fold: Fold, when: When, moment: Moment, by: str, cadence: dict[str, int]) -> Change:
    incident, at, why = fold.incident, to_text(when.at), {"why": line.text} if line.text else {}
    if line.verb == "status":
        mark = _MILESTONE_OF_STATUS.get(line.word or "")
        marks = mark if mark and (incident.milestones[mark] is None or _moves_end(incident, mark, when)) else None
        values = {"status": line.word, "status_at": at, **why}
        if line.word in {"resolved", "closed"}:
            values["next_update_at"] = None
        elif _begins_again(incident, when) and (seconds := cadence.get(incident.severity)):
            values["next_update_at"] = _after(when.at, seconds)
        return Change("incident", when, values, id=incident.id, marks=marks)
    if line.verb == "take":
        return Change("incident", when, _take(line, fold, by), id=incident.id)
    if line.verb == "role":
        role, name = clean_word(line.word or ""), clean_word(line.text).lstrip("@")
        return Change("incident", when, {f"roles.{role}": name}, id=incident.id)
    return Change("incident", when, _quiet_values(line, fold, when, moment), id=incident.id, row=False)


def _begins_again(incident: Incident, when: When) -> bool:
    """Tell whether an incident that is over by its status goes on from then."""
    is_live = incident.mode != "retrospective" and not incident.is_active
    return is_live and bool(incident.status_history) and when.at >= incident.status_history[-1].at


def _moves_end(incident: Incident, mark: str, when: When) -> bool:
    """Tell whether an incident that was over, and then was not, is over now: its end is the later one.

    An end that somebody marked by hand stays where it is.
    """
    at, row_id = incident.milestones[mark], incident.milestone_rows.get(mark)
    return (
        mark == "resolved"
        and incident.is_active
        and at is not None
        and at < when.at
        and any(row.id == row_id and row.kind == "status" for row in incident.timeline)
    )


def _handover(line: Line, fold: Fold, moment: Moment, remind: Remind | None) -> Json:
    """Return what hands a role over: to whom, and the brief, which the record writes below one's own words.

    Words of several lines are a brief already, as those of a line that is replayed.
    """
    from warroom.core.clocks import Remind
    from warroom.core.tell import handover

    role, to, text = clean_word(line.word or ""), clean_word(line.who or ""), line.text
    if not role or not to:
        raise LineError(f"/handover needs a role and a name: {VERBS['handover'].usage}")
    if "\n" not in text:
        if fold.incident.roles.get(role, "").casefold() == to.casefold():
            raise LineError(f"{to} is {role} already: say who is to be")
        brief = handover(fold.incident, moment.now, remind or Remind())
        brief = shorten(brief, max(0, _LONGEST_BRIEF - len(text)))
        text = f"{text}\n{brief}".strip()
    return {f"handover.{role}": {"to": to, "brief": text}}


def _take(line: Line, fold: Fold, by: str) -> Json:
    """Return what acknowledges a handover to `by`: of the role that is named, or of the one handed to them.

    With a name the role is that person's, whoever says so and whether it was handed to them or not.
    """
    waiting = fold.incident.handovers
    role, _, name = clean_word(line.text).partition(" ")
    role, name = role.lower(), fold.spelling(name.lstrip("@"))
    if not role:
        mine = [one for one, handed in waiting.items() if handed.to.casefold() == by.casefold()]
        if len(mine) > 1:
            raise LineError(f"say which, as in /take {mine[0]}: {' and '.join(mine)} wait for you")
        role = (mine or [*waiting, "commander"])[0]
    if not name and role not in waiting:
        raise LineError(f"nobody handed {role} over: /role {role} {by} makes it yours")
    if not name and (to := waiting[role].to).casefold() != by.casefold():
        raise LineError(f"it waits for {to}: {to} says /take; or you /role {role} {by}")
    return {f"roles.{role}": name or by, f"handover.{role}": None}


def _quiet_values(line: Line, fold: Fold, when: When, moment: Moment) -> Json:
    """Return the fields of the verbs that change the incident without a row on its timeline."""
    if line.verb == "mark":
        if line.text == "-":
            return {f"milestones.{line.word}": None}
        rows = _rows_at(fold, when.at)
        if len(rows) == 1:
            return {f"milestones.{line.word}": {"row": rows[0].id}}
        return {f"milestones.{line.word}": {"at": to_text(when.at), "about": when.about, "typed": when.typed}}
    if line.verb == "next":
        return {"next_update_at": _next_update_at(line.text, moment)}
    if line.verb == "service":
        return {f"services.{clean_word(line.text.removeprefix('-'))}": not line.text.startswith("-")}
    if line.verb == "postmortem":
        state = (line.word or "").replace("-", "_")
        return {"review": {"state": state, "why": line.text or None}}
    if line.verb == "rows":
        return {"rows_shown": line.word}
    if line.verb == "metric":
        value = None if line.box is None else {"seconds": line.box, "why": line.text}
        return {f"overrides.{line.word}": value}
    if line.verb == "write":
        return _written(line.word or "", "" if line.text == "-" else line.text)
    word = {"impact": "impact", "cause": "root_cause", "resolution": "resolution"}.get(line.verb, line.word or "")
    if word in LIST_FIELDS:
        return {word: None} if line.text == "-" else {f"{word}.+": line.text}
    if word == "zone":
        find_zone(line.text)
    if word == "title":
        return {"title": _title(line.text)}
    return {word: None if line.text == "-" else line.text}


def _written(part: str, text: str) -> Json:
    """Return what the text of a part of the postmortem gives; of a list it gives every item anew."""
    from warroom.core.parts import FIELD_OF_PART, list_of

    field = FIELD_OF_PART.get(part, f"written.{part}")
    if field not in LIST_FIELDS:
        return {field: text or None}
    items = list_of(text)
    return {field: None, **{f"{field}.+.{place:04}": item for place, item in enumerate(items, 1)}}


def _rows_at(fold: Fold, at: datetime) -> list[Row]:
    timeline = fold.incident.timeline
    first = bisect_left(timeline, at, key=attrgetter("at"))
    return timeline[first : bisect_right(timeline, at, lo=first, key=attrgetter("at"))]


def _next_update_at(text: str, moment: Moment) -> str | None:
    """Return when `/next` says the next update is due: a clock time without a day is the next such time."""
    if text == "-":
        return None
    if is_duration(text):
        return _after(moment.now.replace(microsecond=0), parse_duration(text))
    try:
        due = parse_instant(text, moment).at
    except TimeError:
        raise LineError(f"'{text}' is neither a duration nor a time: /next 30m or /next 14:30") from None
    expression, _ = read_time(text)
    if expression and expression.clock and not expression.day and due <= moment.now:
        due += timedelta(days=1)
    return to_text(due)


def snooze_of(line: Line, fold: Fold, moment: Moment, remind: Remind | None) -> Line:
    """Return a /snooze with what it quiets: what it names or, without that, the first that is due by now.

    Raises:
        LineError: it names nothing and nothing is due.
    """
    if line.ref or line.word:
        return line
    from warroom.core.clocks import Remind, reminders

    found = reminders(fold.incident, moment.now, remind or Remind())
    first = next((item for item in found if item.at <= moment.now), None)
    if first is None:
        key = found[0].key if found else "silence"
        length = short_duration(DEFAULT_SNOOZE if line.box is None else line.box)
        raise LineError(f"nothing is due: say what is to be quiet, as in /snooze {key} {length}")
    return line._replace(ref=first.ref) if first.ref else line._replace(word=first.kind)


def _snooze(line: Line, fold: Fold, when: When) -> Change:
    until = _after(when.at, DEFAULT_SNOOZE if line.box is None else line.box)
    until = {"never": "never", "-": None}.get(line.text, until)
    if line.ref:
        return Change(KIND_OF_PREFIX[line.ref[0]], when, {"snoozed": until}, id=fold.record(line.ref).id, row=False)
    return Change("incident", when, {f"snoozed.{line.word}": until}, id=fold.incident.id, row=False)


def _undo(line: Line, fold: Fold, moment: Moment, by: str, played: bool) -> Change:
    if line.ref:
        target = fold.event_of_row(line.ref)
        if target.declares:
            raise LineError(f"/status closed closes it, {_of_the_declaration(line.ref)}")
    else:
        found = fold.last_change(line.who or by, played=played)
        if found is None:
            raise LineError(_nothing_of(line.who or by, fold))
        target = found
    when = When(moment.writing.replace(microsecond=0))
    return Change(target.kind, when, {}, id=target.id, row=False, undoes=(target.origin, target.n))


def _nothing_of(who: str, fold: Fold) -> str:
    """Return why there is nothing of somebody's to take back, behind what takes back the last change there is."""
    why, last = f"there is nothing of {who}'s to take back", fold.last_change_of_all()
    if last is None:
        return why
    row, played = fold.row_by_id(last.event_id), last.via == PLAYED
    if row is None and played:
        return why
    ref, whose = (row.ref, "the drill played") if row and played else (f"@{last.by}", f"{last.by} changed")
    return f"/undo {ref} takes back what {whose} last; {why}"


def _redo(fold: Fold, moment: Moment, by: str, played: bool) -> Change:
    target = fold.last_undo(by, played=played)
    if target is None:
        raise LineError(f"there is nothing of {by}'s to bring back")
    when = When(moment.writing.replace(microsecond=0))
    return Change(target.kind, when, {}, id=target.id, row=False, undoes=(target.origin, target.n))


def _due_date(text: str) -> str:
    try:
        return date.fromisoformat(text.removeprefix("due:").strip()).isoformat()
    except ValueError:
        raise LineError(f"'{text}' is not a date: /due T1 2026-12-01") from None


def _after(at: datetime, seconds: int | None) -> str | None:
    return None if seconds is None else to_text(at + timedelta(seconds=seconds))


def _text_of(at: datetime | None) -> str | None:
    return to_text(at) if at else None


def _given(values: Json) -> Json:
    return {name: value for name, value in values.items() if value is not None}


def _named_item(name: str, event_id: str) -> str:
    """Return the name of a field in its event: a new item of a list gets the event's."""
    item = _NEW_ITEM.fullmatch(name) if "+" in name else None
    return f"{item[1]}.{event_id}{item[2]}" if item else name


def to_event(change: Change, *, origin: str, n: int, stamp: str, by: str, seen: Seen, via: str | None = None,
             now: datetime | None = None) -> Event:  # fmt: skip
    """Give a change its place: the event that the n-th line of a log holds.

    `seen` is what the writer knows: the next number of each kind of reference is taken from it. `now` is the writer's
    own clock, kept beside the event where the stamp, which never goes back, tells another time.
    """
    event_id = f"{origin}.{n}"
    values = {_named_item(name, event_id): value for name, value in change.set.items()}
    if change.prefix:
        values = {"ref": f"{change.prefix}{seen.highest.get(change.prefix, 0) + 1}", **values}
    if change.marks:
        values[f"milestones.{change.marks}"] = {"row": event_id}
    written = now.replace(microsecond=0) if now else None
    at, until, about, typed = change.when
    return Event(
        origin, n, stamp, by, change.kind, change.id or event_id, to_text(at), values,
        row=seen.highest.get("#", 0) + 1 if change.row else None,
        until=_text_of(until),
        about=about,
        typed=typed,
        zone=values.get("zone", seen.zone[0]),
        via=via,
        wall=to_text(written) if written and written != stamp_time(stamp) else None,
        undoes=change.undoes,
    )  # fmt: skip
