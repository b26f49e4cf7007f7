"""What a line says that was meant otherwise: a time where it is only text, a sign that was none, a doubtful name.

Nothing here is refused: it is said before Enter, and a second look is all it costs.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from warroom.core.errors import TimeError
from warroom.core.line import ROLES, SIGILS, Line, render_line
from warroom.core.text import first_line, shorten
from warroom.core.times import find_zone, from_text, read_time, spoken_duration

if TYPE_CHECKING:
    from datetime import datetime

    from warroom.core.changes import Change
    from warroom.core.fold import Fold
    from warroom.core.names import Names

_TELLS = frozenset({"confirm", "rule-out", "dead-end", "reopen", "found", "no-answer", "decline", "block", "done",
                    "drop", "go", "no-go", "status", "sev", "ack", "alert", *SIGILS.values()})  # fmt: skip
"""The verbs whose text tells of what happened: a time at its beginning is hardly one of its words."""

# Left to `re` to compile when a line first needs them.
_AGO = r"(?i)~?\s?(\d{1,4})\s?(m|mins?|minutes?|h|hrs?|hours?) ago(?=\s|$)"
_DOTTED = r"([01]?\d|2[0-3])\.([0-5]\d)\s+(?=[^\W\d_]{2})"
_DRESSED = r"(?i)((?:at\s+|[@\[(])?)((?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?Z?)([\])]?[:,;]?)\s+(?=\S)"
_NO = frozenset({"no", "nope", "not", "no-go", "nogo", "never", "don't", "dont"})

_LATEST_PROMISE = timedelta(days=1)
_LONGEST_NAME = 24
_AUDIENCES = ("customers", "executives", "responders", "everyone", "everybody", "all")
_NAMES_SOMEBODY = frozenset({"role", "handover", "assign", "test", "go", "task", "hypothesis", "decision"})
_NEAR_NAME = 0.75
_SHORTEST_BEGUN = 3
"""How many letters of a longer name are to be there for it to be meant; with fewer, somebody is typing on."""


def time_first(line: Line) -> str | None:
    """Return a line with the time in front that stands behind its sign or verb now; None when there is none."""
    if line.time or line.verb not in _TELLS:
        return None
    field = _first_field(line)
    try:
        time, rest = read_time(getattr(line, field))
    except TimeError:
        return None
    if not time or (not rest and line.verb != "ack"):
        return None
    return render_line(line._replace(time=time, **{field: rest}))  # type: ignore[arg-type]  # a field of text


def time_respelt(line: Line) -> str | None:
    """Return how the time is written that a text begins with in another spelling; None when there is none.

    `5m ago`, `14.20`, `at 14:20`, `14:20: text`, `14:20, text` and `[14:20] text` are no times.
    """
    if line.time or line.verb not in _TELLS | {"note"}:
        return None
    text = getattr(line, _first_field(line))
    if ago := re.match(_AGO, text):
        return f"-{ago[1]}{ago[2][0].lower()}"
    if (dressed := re.match(_DRESSED, text)) and (dressed[1] or dressed[3]):
        return dressed[2]
    dotted = re.match(_DOTTED, text)
    return f"{dotted[1]}:{dotted[2]}" if dotted else None


def doubt(line: Line, typed: str, change: Change, fold: Fold, now: datetime, names: Names | None = None) -> str:
    """Return what to look at twice before a line is recorded, as it was `typed`; empty for nothing.

    `names` are the people and teams that are known here: without them no name is doubted.
    """
    return (
        _sign_doubt(line, typed)
        or _day_doubt(line, change, fold, now)
        or (_record_doubt(line, fold) if line.ref and line.ref[0] != "#" else _incident_doubt(line, change, fold, now))
        or (_name_doubt(line, change, fold, names) if names else "")
    )


def _sign_doubt(line: Line, typed: str) -> str:
    """Return what is odd about a sign: that of a quotation, of a vote, or one with no word behind it."""
    if line.verb not in SIGILS.values():
        return ""
    try:
        body = read_time(typed.strip())[1]
    except TimeError:
        return ""
    if line.verb == "update" and re.match(r'"[^\s"][^"]*"(?!\w)[^"]*$', body):
        return "a quotation? /note goes before it"
    if re.match(r"\+\d", body):
        return "no task? /note goes before it"
    if not re.search(r"\w", f"{line.text}{line.to or ''}"):
        return "no word in it? /note goes before it"
    return ""


def _day_doubt(line: Line, change: Change, fold: Fold, now: datetime) -> str:
    """Return when a time of day without a day is, where that is not today or still to come."""
    if not line.time or not line.time.clock or line.time.day or fold.incident.mode == "retrospective":
        return ""
    at, zone = change.when.at, find_zone(fold.incident.zone)
    if at > now:
        return f"still to come, in {spoken_duration(max(1, int((at - now).total_seconds())))}"
    local = at.astimezone(zone)
    if local.date() < now.astimezone(zone).date():
        return f"that is yesterday {local:%H:%M}"
    return ""


def _record_doubt(line: Line, fold: Fold) -> str:
    """Return that a record is already what a line makes it, or is told something that contradicts it."""
    record, ref, zone = fold.record(line.ref or ""), line.ref, find_zone(fold.incident.zone)

    def since(word: str, at: datetime | None) -> str:
        return f"{ref} {word}{f' at {at.astimezone(zone):%H:%M}' if at else ' already'}"

    state, outcome = getattr(record, "state", ""), getattr(record, "outcome", "")
    if line.verb == "go" and line.text.split(None, 1)[:1] and line.text.split()[0].casefold().rstrip(",.!:") in _NO:
        return f"no? /no-go {ref}"
    if line.verb in {"ack", "no-answer", "decline"} and outcome == "answered":
        return since("was answered", getattr(record, "acked_at", None))
    if line.verb == "done" and (at := getattr(record, "verified_at", None)):
        return since("was verified", at)
    if line.verb in {"done", "drop"} and state in {"done", "dropped"}:
        return since(f"was {state}", getattr(record, "done_at", None))
    if (line.verb, outcome) in {("go", "go"), ("no-go", "no_go")}:
        return since("was decided so", getattr(record, "decided_at", None))
    return ""


def _incident_doubt(line: Line, change: Change, fold: Fold, now: datetime) -> str:
    """Return that a role is spelt unlike any other or is theirs already, or that a promise is far away."""
    incident = fold.incident
    if line.verb in {"role", "handover"}:
        role = line.word or ""
        known = (*ROLES, "deputy", *incident.roles)
        if role not in known:
            from difflib import get_close_matches

            near = get_close_matches(role, known, n=1, cutoff=0.75)
            return f"did you mean /{line.verb} {near[0]}?" if near else ""
        holder = incident.roles.get(role)
        if line.verb == "role" and holder and holder == change.set.get(f"roles.{role}"):
            return f"{shorten(first_line(holder), _LONGEST_NAME)} is {role} already"
    due = change.set.get("next_update_at") if line.verb == "next" else None
    if due and (at := from_text(due)) - now > _LATEST_PROMISE:
        local = at.astimezone(find_zone(incident.zone))
        return f"only on {local.day} {local:%b %Y at %H:%M}"
    return ""


def _name_doubt(line: Line, change: Change, fold: Fold, names: Names) -> str:
    """Return that nobody is called as the person or the audience of a line, where others are known already."""
    known = [*names.people, *names.teams]
    if line.verb == "update":
        from warroom.core.outward import is_public

        told = [update.audience for update in fold.incident.updates if update.audience]
        new = "nothing was told to {} yet" if told else ""
        return "" if is_public(line.who) else _unheard(line.who, [*_AUDIENCES, *told, *known], new)
    if line.verb not in _NAMES_SOMEBODY:
        return ""
    who = change.set.get(f"roles.{line.word}") if line.verb == "role" else line.who
    return _unheard(who, known, "nobody called {} is here yet" if len(names.people) > 1 else "")


def _unheard(name: object, known: list[str], new: str) -> str:
    """Return which known name is likely meant by one that is none of them, or else that it is new."""
    same = name.casefold() if isinstance(name, str) else ""
    spelt = {one.casefold(): one for one in reversed(known)}
    if not same or same in spelt:
        return ""
    begun = [one for one in spelt if one.startswith(same)]
    if begun and len(same) < _SHORTEST_BEGUN:
        return ""
    if not begun:
        from difflib import get_close_matches

        short = same.removesuffix("s")  # the execs are the executives
        begun = [one for one in spelt if len(short) >= _SHORTEST_BEGUN and one.startswith(short)]
        begun = begun or get_close_matches(same, spelt, n=1, cutoff=_NEAR_NAME)
    shown = shorten(first_line(spelt[begun[-1]] if begun else str(name)), _LONGEST_NAME)
    return f"did you mean @{shown}?" if begun else new.format(shown)


def _first_field(line: Line) -> str:
    """Return the field that has the words which a line begins with."""
    if line.verb != "escalation":
        return "text"
    return "from_" if line.from_ else "to"
