"""The line language: what is typed is understood, never lost, and can be written back as it was understood."""

import re
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.writers import NOON, SHAPES, TEXTS, TIMES, Writer
from warroom.core.errors import LineError
from warroom.core.line import (
    LIST_FIELDS,
    LONGEST_LINE,
    LONGEST_SNOOZE,
    METRICS,
    MILESTONES,
    REMINDERS,
    REVIEW_STATES,
    ROWS_SHOWN,
    SHORTEST_SNOOZE,
    SIGILS,
    STATUSES,
    TASK_KINDS,
    TEXT_FIELDS,
    VERBS,
    Line,
    canonical_ref,
    parse_line,
    render_line,
)
from warroom.core.parts import FIELD_OF_PART, PARTS
from warroom.core.times import Clock, TimeExpr, exact, parse_instant, to_text

# Text that is likely to mean something, between text that is not.
_PIECES = st.sampled_from(
    ["14:02", "14:02:30", "2:02pm", "-5m", "~14:00", "~", "yesterday 23:50", "tomorrow 10:00", "2026-11-21 14:02",
     "T+12m", "14:02-14:20",
     "20XX-05-15 10:00", "25:99", "2026-02-30 10:00", "Z", "CEST", "+02:00", "Europe/Berlin", "-", "–", "T", "X", "pm",
     "!", "?", "^", "+", "=", '"', "/", "//", "\\", "@", "@bo", "#14", "H1", "h3B", "E1", "T1", "D1", "U1", ":", ">",
     "due:", r"\due:", "ticket:",
     "10m", "1h30m", "0s", "90s", "99999d", "due:2026-12-01", "due:2026-02-30", "ticket:OPS-1", "#corrective",
     "\\@bo", "\\\\10m", "\n", "  ", "\t", "\u00a0", "\x1b[31m", "\x00", "\u202e", "\ufeff", "identified", "detected",
     "commander", "summary", "lucky", "word", "é", *(f"/{verb}" for verb in VERBS)]
)  # fmt: skip
ANY_LINE = (
    st.lists(_PIECES, max_size=7).map(" ".join)
    | st.lists(_PIECES | st.text(max_size=3), max_size=8).map("".join)
    | st.text(max_size=30)
    | st.builds(
        lambda time, shape, text: time + shape.format(t=text, H="H1", E="E2", T="T3b", D="D4", r="#14"),
        TIMES, st.sampled_from(SHAPES), TEXTS,
    )
)  # fmt: skip


@settings(max_examples=2500)
@example("^ a: \nb")
@example("^ > b")
@example('" \\')
@example("+ x \\@bo @bo")
@example("2:00-2:20 PM x")
@example("// x")
@example("/role commander @")
@example("14:02 \n pm x")
@example("14:02  CEST x")
@example("14:02  -14:20 x")
@example("14:02  pm")
@example("-5m  30s x")
@given(ANY_LINE)
def test_a_line_that_was_read_can_be_written_and_read_again(text: str) -> None:
    """Writing a line as it was understood and reading that gives the same; anything else is refused in a sentence."""
    try:
        line = parse_line(text)
    except LineError as error:
        assert str(error)  # noqa: PT017 - either outcome is right
        return
    assert parse_line(render_line(line)) == line


_WORDS = st.sampled_from(["pool exhausted", "@bo", "10m", "14:02 x", "-5m", "/x", "!x", "two\nlines", "a\\", "\\10m",
                          "due:2026-12-01", "due:", r"\ticket:",
                          "#corrective", "H1", "x: y", "//", "~14:00"])  # fmt: skip
_TEXTS = st.lists(_WORDS, min_size=1, max_size=3).map(" ".join)
_WHO = st.none() | st.sampled_from(["bo", "anne-marie", "é"])
_BOX = st.none() | st.integers(0, 10**6)
_DUE = st.none() | st.dates().map(lambda day: f"{day:%Y-%m-%d}".rjust(10, "0"))
_TIME = st.none() | st.datetimes().map(
    lambda at: TimeExpr("14:02", clock=Clock(14, 2)) if at.year < 1900 else exact(at.astimezone(), about=at.minute > 30)
)


def _line(verb, text="", time=None, **rest) -> Line:
    return Line(verb, text, time, **rest)


_LINES = st.one_of(
    st.builds(_line, st.sampled_from(["note", "action", "hypothesis", "alert"]), _TEXTS, _TIME),
    st.builds(_line, st.just("hypothesis"), _TEXTS, _TIME, who=st.sampled_from(["bo", "é"]), box=_BOX),
    st.builds(
        _line, st.just("task"), _TEXTS, _TIME, who=_WHO, box=_BOX, due=_DUE,
        tag=st.none() | st.sampled_from(TASK_KINDS), ticket=st.none() | st.just("OPS-1"),
    ),
    st.builds(_line, st.sampled_from(["decision", "update"]), _TEXTS, _TIME, who=_WHO, box=_BOX),
    st.builds(
        _line, st.just("escalation"), st.just("") | _TEXTS, _TIME, to=st.sampled_from(["dba", "the network team"]),
        from_=st.none() | st.just("web"),
    ),
    st.builds(_line, st.sampled_from(["for", "against"]), _TEXTS, _TIME, ref=st.just("H3b")),
    st.builds(
        _line, st.sampled_from(["for", "against"]), st.just("") | _TEXTS, _TIME, ref=st.just("H3b"),
        row=st.sampled_from(["#14", "#14c"]),
    ),
    st.builds(_line, st.just("for"), st.sampled_from(["#14 x", "\\#14", "\\\\#14c x"]), ref=st.just("H3b")),
    st.builds(_line, st.just("undo"), time=_TIME, who=st.sampled_from(["bo", "anne marie", "@x"])),
    st.builds(_line, st.just("test"), _TEXTS, _TIME, ref=st.just("H1"), who=_WHO, box=_BOX),
    st.builds(_line, st.just("go"), st.just("") | _TEXTS, _TIME, ref=st.just("D1"), who=_WHO, box=_BOX),
    st.builds(_line, st.just("status"), st.just("") | _TEXTS, _TIME, word=st.sampled_from(STATUSES)),
    st.builds(_line, st.just("mark"), time=_TIME, ref=st.none() | st.just("#14"), word=st.sampled_from(MILESTONES)),
    st.builds(
        _line, st.just("snooze"), st.sampled_from(["", "never", "-"]), _TIME,
        word=st.none() | st.sampled_from(REMINDERS),
    ),
    st.builds(
        _line, st.just("snooze"), st.just(""), _TIME, ref=st.sampled_from([None, "E1", "T2", "H3b"]),
        box=st.none() | st.integers(SHORTEST_SNOOZE, LONGEST_SNOOZE),
    ),
    st.builds(_line, st.just("write"), st.just("") | _TEXTS, _TIME, word=st.sampled_from(list(PARTS))),
    st.builds(_line, st.just("postmortem"), _TEXTS, _TIME, word=st.sampled_from(REVIEW_STATES)),
    st.builds(_line, st.just("rows"), time=_TIME, word=st.sampled_from(ROWS_SHOWN)),
    st.builds(
        _line, st.just("metric"), _TEXTS, _TIME, word=st.sampled_from(list(METRICS.values())), box=st.integers(0, 10**6)
    ),
    st.builds(_line, st.just("metric"), st.just("-"), _TIME, word=st.sampled_from(list(METRICS.values()))),
    st.builds(_line, st.just("edit"), _TEXTS, _TIME, ref=st.sampled_from(["#14", "#14c", "H1", "U2"])),
)  # fmt: skip


@settings(max_examples=600)
@given(_LINES)
def test_a_line_that_was_made_can_be_typed(line: Line) -> None:
    """Whatever its words look like (tokens, times, sigils), a line is written so that it is read as it was meant."""
    assert parse_line(render_line(line)) == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("error rate on checkout is 31 %", Line("note", "error rate on checkout is 31 %")),
        ("! rolled back api", Line("action", "rolled back api")),
        ("!rolled back api", Line("action", "rolled back api")),
        ("? connection pool exhausted", Line("hypothesis", "connection pool exhausted")),
        ("? dns @bo", Line("hypothesis", "dns", who="bo")),
        ("? dns @bo 5m", Line("hypothesis", "dns", who="bo", box=300)),
        ("? it times out after 30s", Line("hypothesis", "it times out after 30s")),
        (r"? it times out after \30s @bo", Line("hypothesis", "it times out after 30s", who="bo")),
        (r"? somebody wrote to \@bo", Line("hypothesis", "somebody wrote to @bo")),
        ("^ dba: pool at 100 %", Line("escalation", "pool at 100 %", to="dba")),
        ("^ dba", Line("escalation", "", to="dba")),
        ("^ web > dba: slow", Line("escalation", "slow", to="dba", from_="web")),
        ("^ 10.0.0.1:80 answers", Line("escalation", "", to="10.0.0.1:80 answers")),
        ("+ raise pool size @bo 10m", Line("task", "raise pool size", who="bo", box=600)),
        ("+ load tests @perf #preventative due:2026-12-01",
         Line("task", "load tests", who="perf", tag="preventative", due="2026-12-01")),
        ("+ tell @bo 10m before the end", Line("task", "tell @bo 10m before the end")),
        ("+ pair with @bo @cy", Line("task", "pair with @bo", who="cy")),
        ("+ write to \\@bo", Line("task", "write to @bo")),
        ("= roll back build 4821", Line("decision", "roll back build 4821")),
        ("= scale out @bo 15m", Line("decision", "scale out", who="bo", box=900)),
        (r"+ say what \due: means @bo", Line("task", "say what due: means", who="bo")),
        ("/kind T1 #Corrective", Line("kind", "corrective", ref="T1")),
        ("= scale out due:2026-12-01 15m #corrective",
         Line("decision", "scale out due:2026-12-01 #corrective", box=900)),
        ("= write  due:2026-02-30", Line("decision", "write  due:2026-02-30")),
        ('" hello @customers 30m due:2026-12-01 ticket:X',
         Line("update", "hello due:2026-12-01 ticket:X", who="customers", box=1800)),
        ("/test H1 look due:2026-12-01 ticket:X", Line("test", "look due:2026-12-01 ticket:X", ref="H1")),
        ("/go D1 yes due:2026-12-01 15m #corrective",
         Line("go", "yes due:2026-12-01 #corrective", ref="D1", box=900)),
        ("/go D1 @bo 15m because x", Line("go", "because x", ref="D1", who="bo", box=900)),
        ("/go D1 @bo because x 15m", Line("go", "because x", ref="D1", who="bo", box=900)),
        ("/go D1 15m of errors is enough", Line("go", "15m of errors is enough", ref="D1")),
        ("/go D1 \\@bo knows it @cy", Line("go", "@bo knows it", ref="D1", who="cy")),
        ("/done D1 errors are gone", Line("done", "errors are gone", ref="D1")),
        ('" we are investigating @customers 20m', Line("update", "we are investigating", who="customers", box=1200)),
        ("!! it is on fire", Line("note", "! it is on fire")),
        ("// is the root path", Line("note", "/ is the root path")),
        ("14:02 ! restarted", Line("action", "restarted", TimeExpr("14:02", clock=Clock(14, 2)))),
        ("/note ! is a bang", Line("note", "! is a bang")),
        ("/FOR h3B graph flat", Line("for", "graph flat", ref="H3b")),
        ("/rule_out H3", Line("rule-out", "", ref="H3")),
        ("/test H1 read metrics @bo 5m", Line("test", "read metrics", ref="H1", who="bo", box=300)),
        ("/assign T1 @cy", Line("assign", "", ref="T1", who="cy")),
        ("/assign T1 cy 10m", Line("assign", "", ref="T1", who="cy", box=600)),
        ("/sev SEV2 worse", Line("sev", "worse", word="2")),
        ("/status identified the pool", Line("status", "the pool", word="identified")),
        ("/mark detected #14", Line("mark", ref="#14", word="detected")),
        ("/mark detected -", Line("mark", "-", word="detected")),
        ("/set went-well the rollback", Line("set", "the rollback", word="went_well")),
        ("/undo", Line("undo")),
        ("/undo #14", Line("undo", ref="#14")),
        ("/undo @bo", Line("undo", who="bo")),
        ("/for H1 #14", Line("for", ref="H1", row="#14")),
        ("/against h1 #14C the graph is another", Line("against", "the graph is another", ref="H1", row="#14c")),
        ("/for H1 \\#14 is the ticket", Line("for", "#14 is the ticket", ref="H1")),
        ("/for H1 see #14", Line("for", "see #14", ref="H1")),
        ("two\nlines", Line("note", "two\nlines")),
        ("/write overview one\n\n  two\nlines\n", Line("write", "one\n\n  two\nlines", word="overview")),
        ("/write Open-Questions\nwhy?", Line("write", "why?", word="open_questions")),
        ("/write root_cause the pool", Line("write", "the pool", word="cause")),
        ("/write went-well - a\n- b", Line("write", "- a\n- b", word="well")),
        ("/write lanes", Line("write", "", word="lanes")),
        ("/postmortem in_review", Line("postmortem", "", word="in-review")),
        ("/postmortem not-required a drill", Line("postmortem", "a drill", word="not-required")),
        ("/rows starred", Line("rows", word="starred")),
        ("/metric detect 1h20m the graph\nwas late",
         Line("metric", "the graph\nwas late", word="time_to_detect", box=4800)),
        ("/metric time-to-detect -", Line("metric", "-", word="time_to_detect")),
        ("/metric SEV2 0m none", Line("metric", "none", word="time_in_sev2", box=0)),
        ("/metric gap 5m we spoke", Line("metric", "we spoke", word="longest_gap", box=300)),
        ("/note tomorrow 10:00 we meet", Line("note", "tomorrow 10:00 we meet")),
        ("tomorrow we meet", Line("note", "tomorrow we meet")),
        ("a \x1b[31mred\x1b[0m word", Line("note", "a red word")),
    ],
)  # fmt: skip
def test_what_a_line_means(text: str, expected: Line) -> None:
    """Each form of the language, read."""
    assert parse_line(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "an empty line"),
        ("  \t ", "an empty line"),
        ("\x00\x1b", "an empty line"),
        ("14:02", "nothing that happened"),
        ("25:99 x", "not a time"),
        ("tomorrow 10:00 we meet", "tomorrow is still to come"),
        ("2026-02-30 10:00 x", "no 2026-02-30 in the calendar"),
        ("!", "! needs a text"),
        ("^ : pool", "needs somebody to call"),
        ("^ web > : x", "needs somebody to call"),
        ("+ @bo 10m", "+ needs a text"),
        ("+ train people #preventative due:", "due: needs a date, as in due:2026-12-01"),
        ("+ train people due: 2026-12-01", "due: needs a date"),
        ("+ train people ticket:", "ticket: needs an id, as in ticket:OPS-2"),
        ("+ train people #corrective @bo #preventative", "of one kind, and this says #corrective and #preventative"),
        ("/kind T1 big", "'big' is no kind of task: it is one of response, corrective, preventative"),
        ("+ x due:2026-02-30", "no 2026-02-30 in the calendar"),
        ("/", "a / needs a verb"),
        ("/ x", "a / needs a verb"),
        ("/statsu identified", "did you mean /status"),
        ("/xyzzy", "there is no /xyzzy"),
        ("/rolback D1", "there is no /rolback: write /note first if it is a text"),
        ("/ruleout H1", "did you mean /rule-out?"),
        ("/handoff commander bo", "did you mean /handover?"),
        ("/status happy", "'happy' is no status: one of investigating"),
        ("/sev 6", "'6' is no severity"),
        ("/sev", "needs a severity"),
        ("/set colour red", "is no field"),
        ("/for H1", "/for needs more"),
        ("/for E1 x", "does not go with E1"),
        ("/star H1", "H1 is a hypothesis, and /star takes a row of the timeline, as in /star #14"),
        ("/external T3b", "T3b is a task, and /external takes a row of the timeline, as in /external #14"),
        ("/external U2",
         'U2 is an update, and /external takes a row of the timeline, as in /external #14; " TEXT @customers tells'),
        ("/for x", "needs to know which"),
        ("/confirm", "needs to know which"),
        ("/assign T1", "needs one name"),
        ("/assign T1 @bo 10m due:2026-12-01", "needs one name"),
        ("/assign T1 bo cy", "needs one name"),
        ("/star #1 x", "takes nothing more"),
        ("/mark detected #1 -", "takes nothing more"),
        ("/mark detected 14:02 x", "takes nothing more"),
        ("/mark detected 25:99", "25:99 is not a time"),
        ("14:01 /mark detected 14:02", "takes nothing more"),
        ("/undo H1", "takes nothing more"),
        ("/undo @", "takes nothing more"),
        ("/undo #14 @bo", "takes nothing more"),
        ("/redo @bo", "takes nothing more"),
        ("/edit #1", "/edit needs more"),
        ("/edit #1 25:99 x", "not a time"),
        ("/test H1 @bo", "/test needs more"),
        ("x" * (LONGEST_LINE + 1), "65,537 characters"),
        ("/write", "needs a part"),
        ("/write sumary x", "did you mean /write summary? 'sumary' is no part: one of summary, overview"),
        ("/status resolve", "did you mean /status resolved? 'resolve' is no status: one of investigating"),
        ("/status mitigated", "did you mean /mark mitigated? 'mitigated' is no status"),
        ("/dev/sda1 is full", "write //dev/sda1 for a text"),
        ("/write colour x", "'colour' is no part: one of summary, overview"),
        ("/postmortem", "needs a state"),
        ("/postmortem reviwed", "did you mean /postmortem reviewed? 'reviwed' is no state: one of draft, in-review"),
        ("/postmortem not-required", "needs a reason: /postmortem not-required WHY"),
        ("/rows", "needs a choice"),
        ("/rows some", "'some' is no choice: one of all, starred"),
        ("/rows all of them", "takes nothing more"),
        ("/metric", "needs a metric"),
        ("/metric time_to_detct 5m x", "did you mean /metric detect? 'time_to_detct' is no metric: one of detect"),
        ("/metric detect", "needs how long, and why"),
        ("/metric detect soon it was", "'soon' is not a duration: /metric detect 12m WHY"),
        ("/metric detect 12m", "needs a reason after 12m"),
        ("/metric detect - because", "'-' is not a duration"),
        ("/metric detect -5m because", "'-5m' is not a duration"),
        ("/metric detect 99999d because", "too long"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_understood_says_why(text: str, reason: str) -> None:
    """The reason is one sentence, and shows the way out."""
    with pytest.raises(LineError, match=r".") as caught:
        parse_line(text)
    assert reason in str(caught.value)


def test_the_longest_line_is_still_a_line() -> None:
    """The limit is on what is typed, after cleaning."""
    assert parse_line("x" * LONGEST_LINE + "\x00").text == "x" * LONGEST_LINE


@pytest.mark.parametrize("verb", VERBS)
def test_the_usage_of_each_verb_is_a_line_of_it(verb: str) -> None:
    """Help shows lines that can be typed, once their words are filled in."""
    filled = VERBS[verb].usage
    for word, value in (
        ("[WHY; looked right: WHY]", "why; looked right: why"), ("WHY", "why"), ("DATE", "2026-12-01"),
        ("FIELD", "summary"), ("[TIME]", "14:02"), ("NAME", "ana"), ("WHAT", "E1"),
        ("PART", "overview"), ("[", ""), ("]", ""),
    ):  # fmt: skip
        filled = filled.replace(word, value)
    line = parse_line(filled)
    assert line.verb == verb
    assert parse_line(render_line(line)) == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [("H3", "H3"), ("h3B", "H3b"), ("#14", "#14"), ("#14C", "#14c"), ("u1", "U1"), ("H0", None), ("H", None),
     ("X1", None), ("H3bcde", None), ("#", None), ("H٣", None), ("H1 ", None)],
)  # fmt: skip
def test_a_reference_has_one_way_to_be_written(text: str, expected: str | None) -> None:
    """References are read in any case and shown in one."""
    assert canonical_ref(text) == expected


@pytest.mark.parametrize("sigil", [*SIGILS, "/"])
def test_a_doubled_sigil_is_a_literal_one(sigil: str) -> None:
    """A note may start with any character."""
    assert parse_line(f"{sigil}{sigil} x") == Line("note", f"{sigil} x")
    assert parse_line(render_line(Line("note", sigil))) == Line("note", sigil)


def test_the_value_of_at_is_a_time_and_nothing_else() -> None:
    """`--at` takes what starts a line."""
    from core.writers import NOON
    from warroom.core.times import Moment

    assert parse_instant(" -5m ", Moment(NOON)).at < NOON
    with pytest.raises(LineError, match="is not a time"):
        parse_instant("11:00 x", Moment(NOON))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/status mitigated", "did you mean /mark mitigated?"),
        ("/title checkout 502s", "write /set title TEXT"),
        ("/resolved", "write /status resolved"),
        ("/resolve", "did you mean /status resolved?"),
    ],
)
def test_a_near_miss_is_told_the_line_that_was_meant(typed: str, said: str) -> None:
    """At three in the morning nobody looks up whether it is a status or a milestone."""
    with pytest.raises(LineError, match=re.escape(said)):
        parse_line(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/snooze E1 30s", "from 1 to 120 minutes"),
        ("/snooze E1 3h", "from 1 to 120 minutes"),
        ("/snooze the bell", "'the bell' is no reminder"),
        ("/snooze E1 silence", "'silence' is no reminder"),
        ("/snooze X1", "'x1' is no reminder"),
        ("/snooze #3", "does not go with #3"),
        ("/snooze E1 @bo", "one reminder and one time"),
        ("/snooze E1 never 10m", "one reminder and one time"),
    ],
)
def test_a_snooze_is_of_one_reminder_for_some_minutes(typed: str, said: str) -> None:
    """Anything else is refused with what can be typed."""
    with pytest.raises(LineError, match=re.escape(said)):
        parse_line(typed)


_MEANT = ["@bo", "10m", "due:2026-12-01", "ticket:OPS-7", "#corrective", "pool", "exhausted", "again", "H1", "#1"]
_KEYWORDS = {
    "status": "monitoring",
    "milestone": "detected",
    "severity": "2",
    "role": "scribe",
    "field": "summary",
    "part": "overview",
    "state": "in-review",
    "choice": "starred",
    "metric": "detect",
}
_OPENINGS = [
    "", "! ", "? ", "^ dba: ", "^ ", "+ ", "= ", '" ',
    *(
        f"/{name} "
        + (f"{_KEYWORDS[verb.word]} " if verb.word else "")
        + ("#1 " if "#" in verb.refs else f"{verb.refs[0]}1 " if verb.refs else "")
        for name, verb in VERBS.items()
    ),
    "/assign H1 ", "/done D1 ", "/snooze ", "/set lucky ", "/reopen T1 ", "/snooze D1 ",
    "/write well ", "/write cause ", "/metric detect 20m ", "/postmortem not-required ",
]  # fmt: skip


@settings(max_examples=1500)
@example("= ", ["pool", "10m", "due:2026-12-01", "@bo"])
@example('" ', ["pool", "@bo", "10m", "due:2026-12-01", "ticket:OPS-7"])
@example("/go D1 ", ["@bo", "10m", "pool", "#corrective"])
@example("/test H1 ", ["pool", "due:2026-12-01", "ticket:OPS-7"])
@given(st.sampled_from(_OPENINGS), st.lists(st.sampled_from(_MEANT), min_size=1, max_size=6, unique=True))
def test_no_word_of_a_line_is_lost(opening: str, typed: list[str]) -> None:
    """Every word is found in what is recorded: in a text, or as the value it gives a field. Or the line is refused."""
    ana = Writer("ana", "a")
    ana.declare()
    for line in ("? a theory", "^ dba", "+ a task", "= a decision", '" an update'):
        ana.type(line)
    event = ana.try_to_type(opening + " ".join(typed))
    if event is None or event.undoes:
        return
    recorded = " ".join(f"{name.replace('.', ' ')} {value}" for name, value in event.set.items())
    later = to_text(NOON + timedelta(minutes=10))
    means = {"@bo": "bo", "10m": later, "due:2026-12-01": "2026-12-01", "ticket:OPS-7": "OPS-7",
             "#corrective": "corrective"}  # fmt: skip
    if "/metric" in opening:
        means["10m"] = "600"
    bare = {word.strip("'{},") for word in recorded.replace("\\n", " ").split()}
    row = ana.fold.row("#1").id
    bare |= {ana.fold.label(event)}  # what a line only speaks of is the record it changes
    if opening == "/take ":  # a role is kept in small letters
        means |= {"ticket:OPS-7": "ticket:ops-7", "H1": "h1"}
    assert [word for word in typed if not {word, means.get(word, word), word == "#1" and row} & bare] == []


def test_every_part_that_is_a_field_has_a_field_that_a_line_can_set() -> None:
    """What /write gives such a part is what /set gives its field."""
    assert set(FIELD_OF_PART) <= set(PARTS)
    assert set(FIELD_OF_PART.values()) <= {*TEXT_FIELDS, *LIST_FIELDS}


def test_a_milestone_takes_its_time_behind_it_too() -> None:
    """That is how people say it, and it is the same line."""
    for time in ("18:52", "~14:02", "yesterday 23:50", "-5m", "T+3m"):
        assert parse_line(f"/mark started {time}") == parse_line(f"{time} /mark started")
    assert parse_line("/mark started -") == Line("mark", "-", word="started")
