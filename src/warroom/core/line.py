"""The line language: what a person types, read into a `Line` and written back.

    line = [time] [sigil] text   |   [time] /verb arguments

Reading needs no clock and no incident: times stay as typed and references as written. `parse_line` and `render_line`
are each other's inverse: `parse_line(render_line(line)) == line` for every line that can be parsed.
"""

import re
from datetime import date
from typing import NamedTuple

from warroom.core.errors import LineError, TimeError
from warroom.core.text import clean_text
from warroom.core.times import (
    TimeExpr,
    is_duration,
    parse_duration,
    read_time,
    short_duration,
    starts_like_time,
    starts_tomorrow,
)

MILESTONES = ("started", "detected", "declared", "acknowledged", "identified", "mitigated", "resolved")
STATUSES = ("investigating", "identified", "monitoring", "resolved", "closed")
TASK_KINDS = ("response", "corrective", "preventative")
TEXT_FIELDS = ("title", "summary", "impact", "users_affected", "detected_by", "trigger", "root_cause", "resolution",
               "surprised_by", "sooner", "believed", "conclusion", "zone")  # fmt: skip
LIST_FIELDS = ("contributing_factors", "went_well", "went_badly", "lucky")
REVIEW_STATES = ("draft", "in-review", "reviewed", "closed", "not-required")
"""How far a postmortem is, as a line says it; in the record with underscores."""
ROWS_SHOWN = ("all", "starred")
METRICS = {
    "detect": "time_to_detect", "acknowledge": "time_to_acknowledge", "identify": "time_to_identify",
    "mitigate": "time_to_mitigate", "resolve": "time_to_resolve", "answer": "time_to_answer",
    **{f"sev{number}": f"time_in_sev{number}" for number in range(1, 6)},
    "dead-ends": "time_on_dead_ends", "silence": "longest_gap",
}  # fmt: skip
"""The figures that somebody may say better than the record can count them: the short name of each, and its own."""
_METRIC_OF = {
    **{name.replace("-", "_"): metric for name, metric in METRICS.items()},
    "ack": "time_to_acknowledge", "gap": "longest_gap",
}  # fmt: skip
LONGEST_LINE = 65_536
ROLES = ("commander", "scribe", "communications")
"""The roles that every incident needs; any other word is a role of its own."""
REMINDERS = ("update", "call-out", "silence", "commander", "scribe", "handover")
"""What reminds of itself without a record to refer to."""
SHORTEST_SNOOZE, LONGEST_SNOOZE = 60, 120 * 60

EVIDENCE = ("for", "against")
"""The verbs that give evidence, which may be a row of the timeline."""

SIGILS = {"!": "action", "?": "hypothesis", "^": "escalation", "+": "task", "=": "decision", '"': "update"}
_SIGIL_OF = {verb: sigil for sigil, verb in SIGILS.items()}


class Line(NamedTuple):
    """One line, read: the verb and its arguments; which are used depends on the verb.

    `verb` is `note`, a sigil's word (`action`, `hypothesis` …) or a slash verb without the slash. `word` is a keyword
    argument: a status, milestone, role, field, part, metric or service. `to` is whom an escalation calls and `who` a
    person or, of an update, an audience. `box` is a time box in seconds or how long a metric says, `due` a date as
    typed. `row` is the row that is evidence.
    """

    verb: str
    text: str = ""
    time: TimeExpr | None = None
    ref: str | None = None
    word: str | None = None
    who: str | None = None
    to: str | None = None
    from_: str | None = None
    box: int | None = None
    due: str | None = None
    tag: str | None = None
    ticket: str | None = None
    row: str | None = None


ALL_TOKENS = ("who", "box", "due", "tag", "ticket")
WHO_AND_BOX = ("who", "box")
SIGIL_TOKENS = {"hypothesis": WHO_AND_BOX, "task": ALL_TOKENS, "decision": WHO_AND_BOX, "update": WHO_AND_BOX}


class Verb(NamedTuple):
    """How a slash verb is written: which references it takes, its keyword, its tokens, and what it is for.

    `refs` are the letters it may refer to (`#` is a timeline row); `ref_needed` and `text_needed` say what may not be
    left out; `word` names the keyword argument. `tokens` are the fields of a line that tokens may give: those that
    its record can hold. Any other token is a word of the text.
    """

    usage: str
    purpose: str
    refs: str = ""
    ref_needed: bool = True
    word: str = ""
    text_needed: bool = False
    tokens: tuple[str, ...] = ()


VERBS: dict[str, Verb] = {
    "note": Verb("/note TEXT", "a note, whatever its text starts with", text_needed=True),
    "alert": Verb("/alert TEXT", "what a monitor said", text_needed=True),
    "for": Verb("/for H1 [#14] TEXT", "evidence for a hypothesis: words, a row, or both", "H", text_needed=True),
    "against": Verb("/against H1 [#14] TEXT", "evidence against a hypothesis, in the same way", "H", text_needed=True),
    "test": Verb(
        "/test H1 TEXT @who 5m",
        "what would tell, who looks, when to check back",
        "H",
        text_needed=True,
        tokens=WHO_AND_BOX,
    ),
    "confirm": Verb("/confirm H1 [WHY]", "this is the cause", "H"),
    "rule-out": Verb("/rule-out H1 [WHY]", "not the cause, and no time was lost on it", "H"),
    "dead-end": Verb("/dead-end H1 [WHY; looked right: WHY]", "not the cause, and it misled us", "H"),
    "looked-right": Verb("/looked-right H1 WHY", "why a hypothesis was believed", "H", text_needed=True),
    "ended-by": Verb("/ended-by H1 TEXT", "what ended a hypothesis", "H", text_needed=True),
    "reopen": Verb("/reopen H1 [WHY]", "open a hypothesis or a task again", "HT"),
    "ack": Verb("/ack E1 [WHO]", "the call for help was answered", "E"),
    "found": Verb("/found E1 TEXT", "what they found", "E", text_needed=True),
    "no-answer": Verb("/no-answer E1 [WHY]", "nobody answered", "E"),
    "decline": Verb("/decline E1 [WHY]", "they said no", "E"),
    "start": Verb("/start T1", "work on a task has begun", "T"),
    "block": Verb("/block T1 WHY", "a task cannot go on", "T", text_needed=True),
    "done": Verb("/done T1 [RESULT]", "a task is done, or a decision (D1) was verified", "TD"),
    "drop": Verb("/drop T1 WHY", "a task will not be done", "T", text_needed=True),
    "assign": Verb("/assign T1 @who [10m]", "who does it, and when to check back", "TH", tokens=WHO_AND_BOX),
    "due": Verb("/due T1 DATE", "the day a task is due", "T", text_needed=True),
    "ticket": Verb("/ticket T1 ID", "where a task is tracked", "T", text_needed=True),
    "kind": Verb(
        "/kind T1 corrective", "make a task a follow-up: corrective or preventative; or response", "T", text_needed=True
    ),
    "object": Verb("/object D1 TEXT", "an objection to a decision", "D", text_needed=True),
    "go": Verb("/go D1 [WHY] [@who 15m]", "it is decided; who carries it out, when to verify", "D", tokens=WHO_AND_BOX),
    "no-go": Verb("/no-go D1 [WHY]", "the decision is turned down", "D"),
    "status": Verb("/status identified [WHY]", "where the incident stands", word="status"),
    "sev": Verb("/sev 2 [WHY]", "the severity, 1 (worst) to 5", word="severity"),
    "role": Verb("/role commander NAME", "who holds a role", word="role", text_needed=True),
    "handover": Verb(
        "/handover commander NAME [WORDS]",
        "hand a role over, with a brief that the record writes",
        word="role",
        text_needed=True,
    ),
    "take": Verb("/take [ROLE [NAME]]", "acknowledge a handover to you; with a NAME, that they took it"),
    "mark": Verb(
        "/mark detected [#14]",
        "a milestone, at a row or a moment; - takes it away",
        "#",
        ref_needed=False,
        word="milestone",
    ),
    "star": Verb("/star #14", "this row matters", "#"),
    "unstar": Verb("/unstar #14", "take the star back", "#"),
    "edit": Verb(
        "/edit #14 [TIME] TEXT",
        "correct a row or a record; the old words stay in its history",
        "#HETDU",
        text_needed=True,
    ),
    "strike": Verb("/strike #14 [WHY]", "this row is wrong; it stays, struck through", "#"),
    "external": Verb("/external #14", "customers may read this row", "#"),
    "internal": Verb("/internal #14", "only the team may read this row", "#"),
    "next": Verb("/next 30m", "when the next update is due, or - for none", text_needed=True),
    "snooze": Verb(
        "/snooze [WHAT] [10m]",
        "quiet a reminder (E1, update, silence …) for a while, or never; - wakes it",
        "HETUD",
        ref_needed=False,
        tokens=ALL_TOKENS,
    ),
    "impact": Verb("/impact TEXT", "what it did to users", text_needed=True),
    "cause": Verb("/cause TEXT", "the root cause", text_needed=True),
    "resolution": Verb("/resolution TEXT", "what ended it", text_needed=True),
    "service": Verb("/service NAME", "an affected service; with - before the name it is not", text_needed=True),
    "set": Verb("/set FIELD TEXT", "any field of the incident; - empties it", word="field", text_needed=True),
    "write": Verb(
        "/write PART TEXT", "prose of the postmortem, whole: lines and paragraphs stay; no text empties it", word="part"
    ),
    "postmortem": Verb("/postmortem in-review [WHY]", "how far it is: draft, in-review, reviewed …", word="state"),
    "rows": Verb("/rows starred", "which rows the postmortem's timeline shows: starred or all", word="choice"),
    "metric": Verb(
        "/metric detect 12m WHY", "a figure as you know it, and why; - takes it back", word="metric", text_needed=True
    ),
    "undo": Verb(
        "/undo [#14]", "take back your last change, what a row shows, or with @bo bo's last", "#", ref_needed=False
    ),
    "redo": Verb("/redo", "bring back what you took back"),
}

# Left to `re` to compile when a line first needs them.
_REF = r"(?i)(?:([HETDU])([1-9]\d{0,8})|#([1-9]\d{0,8}))([a-z]{0,3})"
_TOKEN = (
    r"@(?P<who>[^\s@\\][^\s@]*)|(?P<box>(?=\d)[\ddhmins]{2,14})|due:(?P<due>\d{4}-\d{2}-\d{2})"
    rf"|ticket:(?P<ticket>\S+)|#(?P<tag>{'|'.join(TASK_KINDS)})"
)
_UNSAID = r"(?<!\S)(\\*)((?:due|ticket):)(?!\S)"
"""A word that begins to say when a task is due, or where it is tracked, and does not; a backslash keeps it a word."""
_LAST_WORD = r"(?:^|\s)(\S+)\s*$"
_FIRST_WORD = r"(\S+)\s+(?=\S)"


def canonical_ref(text: str) -> str | None:
    """Return a reference as it is shown (`h3B` is H3b), or None when the text is not one."""
    match = re.fullmatch(_REF, text)
    if not match:
        return None
    letter, number, row, suffix = match.groups()
    return f"{letter.upper()}{number}{suffix.lower()}" if letter else f"#{row}{suffix.lower()}"


def parse_line(text: str) -> Line:
    """Read a line, cleaned of whatever could act on a terminal.

    Raises:
        LineError: it is empty or longer than 65,536 characters, starts with a time that does not exist, or with a
            verb that is unknown or lacks an argument. The line itself is never lost: the caller still has it.
    """
    text = clean_text(text).strip()
    if len(text) > LONGEST_LINE:
        raise LineError(f"this line has {len(text):,} characters; a line holds at most {LONGEST_LINE:,}")
    time, rest = read_time(text)
    if not time and starts_tomorrow(rest):
        raise LineError(
            "tomorrow is still to come, and a line tells what has happened:"
            " plan with + TEXT due:DATE, or write /note first if it is a text"
        )
    if not rest:
        raise LineError("there is a time but nothing that happened: write what it was" if time else "an empty line")
    if rest[0] == "/" and rest[1:2] != "/":
        return _parse_verb(rest, time)
    sigil = rest[0]
    if sigil in SIGILS or sigil == "/":
        if rest[1:2] == sigil:
            return Line("note", rest[1:], time)
        body = rest[1:].strip()
        if not body:
            raise LineError(f"{sigil} needs a text: {_EXAMPLES[sigil]}")
        return _parse_sigil(SIGILS[sigil], body, time)
    return Line("note", rest, time)


_EXAMPLES = {
    "!": "! rolled back api to build 4821",
    "?": "? connection pool exhausted",
    "^": "^ dba: pool at 100 %, need eyes",
    "+": "+ raise pool size @bo 10m",
    "=": "= roll back build 4821",
    '"': '" we are investigating checkout errors',
}


def _parse_sigil(verb: str, body: str, time: TimeExpr | None) -> Line:
    if verb == "escalation":
        to, colon, reason = body.partition(":")
        if colon and reason[:1].strip():
            to, reason = body, ""  # "10.0.0.1:80" is a name, "dba: slow" a name and a reason
        caller, arrow, called = to.partition(">")
        if arrow and caller.strip() and called.strip():
            return Line(verb, reason.strip(), time, to=called.strip(), from_=caller.strip())
        if not to.strip() or (arrow and not called.strip()):
            raise LineError(f"^ needs somebody to call: {_EXAMPLES['^']}")
        return Line(verb, reason.strip(), time, to=to.strip())
    if verb in SIGIL_TOKENS:
        line = _take_tokens(Line(verb, body, time), SIGIL_TOKENS[verb])
        if verb == "hypothesis" and not line.who:
            line = _take_tokens(
                Line(verb, body, time), ()
            )  # "times out after 30s": with nobody to ask it is no time box
        line = _without_unsaid(line) if verb == "task" else line
        if not line.text:
            raise LineError(f"{_SIGIL_OF[verb]} needs a text: {_EXAMPLES[_SIGIL_OF[verb]]}")
        return line
    return Line(verb, body, time)


def _take_tokens(line: Line, takes: tuple[str, ...]) -> Line:
    """Move the tokens that end a text (@who, 10m, due:, ticket:, #kind) into their fields; a backslash keeps one.

    A token of a field that is not in `takes` stays in the text where it was typed. Those of a /go may also begin it.
    """
    text, kept = line.text, ""
    found: dict[str, str] = {}
    while word := re.search(_LAST_WORD, text):
        name = _token(word[1])
        if name == "tag" and name in found and name in takes:
            raise LineError(f"a task is of one kind, and this says {word[1]} and #{found[name]}: leave one out")
        if not name or name in found:
            break
        rest = text[: word.start(1)].rstrip()
        if name in takes:
            found[name] = _given(name, word[1])
        else:
            kept = text[len(rest) :] + kept
        text = rest
    if line.verb == "go":
        text = _take_first(text, found)
    word = re.search(_LAST_WORD, text)
    if word and word[1][0] == "\\" and _token(word[1].lstrip("\\")):
        text = text[: word.start(1)] + word[1][1:]
    box = parse_duration(found.pop("box")) if "box" in found else None
    return line._replace(text=(text + kept).lstrip(), box=box, **found)  # type: ignore[arg-type]  # fields of texts


def _without_unsaid(line: Line) -> Line:
    """Return a task's line, refused where a date or ticket was begun and not given."""
    unsaid = next((word for word in re.finditer(_UNSAID, line.text) if not word[1]), None)
    if unsaid:
        needs = "a date, as in due:2026-12-01" if unsaid[2] == "due:" else "an id, as in ticket:OPS-2"
        raise LineError(f"{unsaid[2]} needs {needs}; or leave it out")
    return line._replace(text=re.sub(_UNSAID, lambda word: word[0][1:], line.text))


def _take_first(text: str, found: dict[str, str]) -> str:
    """Take @who and the duration behind it from the start of a text, where the end gave none; return what is left."""
    for field in WHO_AND_BOX:
        word = re.match(_FIRST_WORD, text)
        if not word or _token(word[1]) != field or field in found:
            break
        found[field] = _given(field, word[1])
        text = text[word.end() :]
    word = re.match(_FIRST_WORD, text)
    return text[1:] if word and text[0] == "\\" and _token(word[1].lstrip("\\")) else text


def _given(field: str, word: str) -> str:
    """Return the value that a token gives its field."""
    match = re.fullmatch(_TOKEN, word)
    value = match[field] if match else word
    if field == "due":
        _check_date(value)
    return value


def _check_date(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise LineError(f"due:{text} is not a date: there is no {text} in the calendar") from None


def _token(word: str) -> str | None:
    """Return the field that a word gives as a token, None when it is a word of the text."""
    match = re.fullmatch(_TOKEN, word)
    if not match or (match.lastgroup == "box" and not is_duration(word)):
        return None
    return match.lastgroup


def _parse_verb(rest: str, time: TimeExpr | None) -> Line:
    head, *tail = rest[1:].split(None, 1)[:2] if rest[1:].strip() else [""]
    name, body = head.lower().replace("_", "-"), tail[0].strip() if tail else ""
    verb = VERBS.get(name)
    if rest[1:2].isspace() or verb is None:
        raise LineError(_unknown_verb("" if rest[1:2].isspace() else name))
    line = Line(name, time=time)
    if verb.word:
        line, body = _take_word(line, verb, body)
    if verb.refs:
        line, body = _take_ref(line, verb, body)
    line = line._replace(text=body)
    if verb.tokens:
        line = _take_tokens(line, verb.tokens)
    if name == "assign":
        names = [name for name in (line.who, *line.text.split()) if name]
        if len(names) != 1 or names == ["@"]:
            raise LineError(f"/assign needs one name: {verb.usage}")
        return line._replace(who=names[0].removeprefix("@"), text="")
    if name == "snooze":
        return _read_snooze(line)
    if name == "handover":
        who, *words = line.text.split(None, 1) or [""]
        if not who.lstrip("@"):
            raise LineError(f"/handover needs a role and a name: {verb.usage}")
        return line._replace(who=who.lstrip("@"), text="".join(words).strip())
    if name == "undo" and line.text[:1] == "@" and line.text[1:].strip() and not line.ref:
        return line._replace(who=line.text[1:].strip(), text="")
    if name in EVIDENCE:
        line = _take_row(line)
    if name == "metric":
        line = _read_metric(line)
    if name == "kind" and line.text:
        line = line._replace(text=line.text.lower().removeprefix("#"))
        if line.text not in TASK_KINDS:
            raise LineError(f"'{line.text}' is no kind of task: it is one of {', '.join(TASK_KINDS)}")
    if name == "postmortem" and line.word == "not-required" and not line.text:
        raise LineError("/postmortem not-required needs a reason: /postmortem not-required WHY")
    if verb.text_needed and not line.text and not line.row:
        raise LineError(f"/{name} needs more: {verb.usage}")
    if name == "mark" and line.text and not line.time and not line.ref:
        line = _take_time(line)
    bare = name in {"redo", "undo", "star", "unstar", "external", "internal", "mark", "start", "rows"}
    if bare and line.text and not (name == "mark" and line.text == "-" and not line.ref):
        raise LineError(f"/{name} takes nothing more, and '{line.text}' is left over: {verb.usage}")
    if name == "edit":
        read_time(line.text)  # a time that does not exist is refused here, where the line still can be corrected
    return line


def _take_time(line: Line) -> Line:
    """Take the time that stands behind what is marked, as in /mark started 18:52."""
    time, rest = read_time(line.text)
    return line._replace(time=time, text="") if time and not rest else line


def _read_snooze(line: Line) -> Line:
    """Tell what a /snooze quiets (`ref` or `word`) and for how long: `box`, or `never` or `-` as its text."""
    words = line.text.lower().split()
    ends = words.pop() if words and words[-1] in {"never", "-"} else ""
    word = words.pop() if words and not line.ref and words[-1] in REMINDERS else None
    if words:
        names = ", ".join(REMINDERS)
        raise LineError(f"/snooze E1 10m, or one of {names}: '{' '.join(words)}' is no reminder")
    if (ends and line.box is not None) or line.who or line.due or line.tag or line.ticket:
        raise LineError(f"/snooze takes one reminder and one time: {VERBS['snooze'].usage}")
    if line.box is not None and not SHORTEST_SNOOZE <= line.box <= LONGEST_SNOOZE:
        raise LineError("a snooze lasts from 1 to 120 minutes, or never: /snooze E1 10m")
    return line._replace(word=word, text=ends)


def _read_metric(line: Line) -> Line:
    """Tell how long a /metric says something took (`box`) and why, or that it takes that back (`-` as its text)."""
    length, *why = line.text.split(None, 1) or [""]
    if length == "-" and not why:
        return line._replace(text="-")
    if not is_duration(length):
        raise LineError(f"'{length}' is not a duration: {VERBS['metric'].usage}" if length else _METRIC_NEEDS)
    if not why:
        raise LineError(f"/metric needs a reason after {length}: {VERBS['metric'].usage}")
    return line._replace(box=parse_duration(length), text=why[0])


_METRIC_NEEDS = f"/metric needs how long, and why: {VERBS['metric'].usage}"


def _take_word(line: Line, verb: Verb, body: str) -> tuple[Line, str]:
    """Take the keyword argument from the start of a verb's body."""
    head, *tail = body.split(None, 1) or [""]
    word, rest = head.lower(), tail[0] if tail else ""
    known: tuple[str, ...]
    if verb.word == "status":
        known = STATUSES
    elif verb.word == "milestone":
        known = MILESTONES
    elif verb.word == "severity":
        word = word.removeprefix("sev").removeprefix("-")
        known = ("1", "2", "3", "4", "5")
    elif verb.word == "field":
        word = word.replace("-", "_")
        known = TEXT_FIELDS + LIST_FIELDS
    elif verb.word == "part":
        from warroom.core.parts import PART_OF_FIELD, PARTS

        word = word.replace("-", "_")
        word, known = PART_OF_FIELD.get(word, word), tuple(PARTS)
    elif verb.word == "state":
        word, known = word.replace("_", "-"), REVIEW_STATES
    elif verb.word == "choice":
        known = ROWS_SHOWN
    elif verb.word == "metric":
        word = word.replace("-", "_")
        word, known = _METRIC_OF.get(word, word), tuple(METRICS.values())
    else:
        known = ()
    if not head:
        raise LineError(f"/{line.verb} needs a {verb.word}: {verb.usage}")
    if known and word not in known:
        raise LineError(_unknown_word(head, word, line.verb, verb.word, known))
    return line._replace(word=word), rest.strip()


def _unknown_word(head: str, word: str, name: str, kind: str, known: tuple[str, ...]) -> str:
    """Return why a keyword is none, behind the likeliest of those there are."""
    from difflib import get_close_matches

    known = tuple(METRICS) if kind == "metric" else known
    near = get_close_matches(word.removeprefix("time_to_"), known, n=1)
    meant = f"/{name} {near[0]}" if near else ""
    meant = f"/mark {word}" if kind == "status" and word in MILESTONES else meant
    why = f"'{head}' is no {kind}: one of {', '.join(known)}"
    return f"did you mean {meant}? {why}" if meant else why


def _take_row(line: Line) -> Line:
    """Take the timeline row that is evidence from the start of its words; behind a backslash it is one of them."""
    head, *tail = line.text.split(None, 1) or [""]
    if head[:1] == "\\" and _is_row(head.lstrip("\\")):
        return line._replace(text=line.text[1:])
    return line._replace(row=canonical_ref(head), text=tail[0] if tail else "") if _is_row(head) else line


def _is_row(word: str) -> bool:
    return word[:1] == "#" and canonical_ref(word) is not None


def _take_ref(line: Line, verb: Verb, body: str) -> tuple[Line, str]:
    head, *tail = body.split(None, 1) or [""]
    ref = canonical_ref(head)
    if ref and ref[0] in verb.refs:
        return line._replace(ref=ref), tail[0].strip() if tail else ""
    if ref and not (ref[0] != "#" and not verb.ref_needed):
        raise LineError(_other_ref(line.verb, ref, verb))
    if verb.ref_needed:
        raise LineError(f"/{line.verb} needs to know which: {verb.usage}")
    return line, body


_REF_WORDS = {"H": "a hypothesis", "E": "an escalation", "T": "a task", "D": "a decision", "U": "an update"}


def _other_ref(name: str, ref: str, verb: Verb) -> str:
    """Return why a verb does not go with a reference, and what it does go with."""
    if verb.refs != "#":
        return f"/{name} does not go with {ref}: {verb.usage}"
    way = f'; " TEXT @customers tells them of {ref}' if name == "external" and ref[0] == "U" else ""
    return f"{ref} is {_REF_WORDS[ref[0]]}, and /{name} takes a row of the timeline, as in /{name} #14{way}"


_NEARLY = {
    "resolve": "status resolved",
    "close": "status closed",
    "severity": "sev",
    "confirmed": "confirm",
    "ruled-out": "rule-out",
    "commander": "role commander",
    "scribe": "role scribe",
    "handoff": "handover",
}
_NEAR = 0.7
"""How like a verb a word is to be, from 0 to 1, to mean it: `/rolback` is no `/ack`."""


def _unknown_verb(name: str) -> str:
    from difflib import get_close_matches

    if name == "help":
        return "there is no /help: F1 shows every key and every line"
    if name in {*TEXT_FIELDS, *LIST_FIELDS}:
        return f"there is no /{name}: write /set {name} TEXT"
    if name in STATUSES:
        return f"there is no /{name}: write /status {name}"
    if "/" in name:
        return f"write //{name} for a text that begins with a /: there is no verb /{name}"
    near = get_close_matches(name, [*VERBS, *_NEARLY], n=1, cutoff=_NEAR)
    near = [_NEARLY.get(one, one) for one in near]
    hint = f"did you mean /{near[0]}?" if near else "write /note first if it is a text, or F1 for help"
    return f"there is no /{name}: {hint}" if name else "a / needs a verb, as in /status identified"


def render_line(line: Line) -> str:
    """Write a line as it can be typed."""
    body = _render_body(line)
    if not line.time:
        return body
    once = f"{line.time.typed} {body}"
    try:
        is_read_alike = read_time(once) == (line.time, body)
    except TimeError:
        is_read_alike = False
    return once if is_read_alike else f"{line.time.typed}  {body}"  # a second blank keeps `pm` out of the time


def _render_body(line: Line) -> str:
    if line.verb == "note":
        text = line.text
        doubled = text[:1] in SIGILS or text[:1] == "/"
        if starts_like_time(text) or (doubled and len(text) < 2):
            return f"/note {text}"
        return text[0] + text if doubled else text
    if line.verb == "escalation":
        to = f"{line.from_} > {line.to}" if line.from_ else f"{line.to}"
        return f"^ {to}: {line.text}" if line.text else f"^ {to}"
    if line.verb in _SIGIL_OF:
        if line.verb == "task":
            line = line._replace(text=re.sub(_UNSAID, r"\\\g<0>", line.text))
        text = _with_tokens(line) if line.verb in SIGIL_TOKENS else line.text
        return f"{_SIGIL_OF[line.verb]} {text}"
    verb = VERBS[line.verb]
    text = _with_tokens(line) if verb.tokens else line.text
    if line.verb in EVIDENCE and not line.row and _is_row((text.split(None, 1) or [""])[0].lstrip("\\")):
        text = f"\\{text}"
    if line.verb == "undo" and line.who:
        text = f"@{line.who}"
    if line.verb == "handover":
        text = f"{line.who} {text}".rstrip()
    if line.verb == "metric" and line.box is not None:
        text = f"{short_duration(line.box)} {text}"
    return " ".join(part for part in (f"/{line.verb}", line.word, line.ref, line.row, text) if part)


def _with_tokens(line: Line) -> str:
    text = line.text
    word = re.search(_LAST_WORD, text)
    if word and _token(word[1].lstrip("\\")):
        text = text[: word.start(1)] + "\\" + text[word.start(1) :]
    word = re.match(_FIRST_WORD, text) if line.verb == "go" else None
    if word and _token(word[1].lstrip("\\")):
        text = f"\\{text}"
    tokens = (
        line.who and f"@{line.who}",
        None if line.box is None else short_duration(line.box),
        line.tag and f"#{line.tag}",
        line.due and f"due:{line.due}",
        line.ticket and f"ticket:{line.ticket}",
    )
    return " ".join(part for part in (text, *tokens) if part)
