"""What a postmortem says, in which order, and what it leaves out."""

import os
import time
from pathlib import Path

import pytest

from postmortem.reader import expected, read
from postmortem.typist import Typist
from support import to_markdown
from warroom.core.model import Incident
from warroom.postmortem.blocks import figures_of
from warroom.postmortem.document import build_document
from warroom.postmortem.markdown import render
from warroom.postmortem.outlines import TEMPLATES

GOLDEN = Path(__file__).parent / "golden"


def rich() -> Typist:
    """A live incident over midnight, with something in every section."""
    room = Typist(
        "Checkout errors after build 4821", zone="Europe/Berlin", now="2026-11-21 14:20", services=["checkout"]
    )
    room.type(
        "/role commander ana",
        "/role scribe bo",
        "14:00 /alert error rate on checkout is 31 %",
        "/mark detected #4",
        "13:58 /mark started",
        "? load balancer config | wrong",
        "/for H1 deploy touched it",
        "/test H1 read configs @cy 5m",
        "^ dba: pool at 100 %, need eyes",
        "! rolled back api to *4820*",
        "~14:05-14:15 carts emptied",
    )
    room.at("15:10").type(
        "/against H1 both sides identical",
        "/ack E1 dee",
        "/found E1 pool is fine",
        "/dead-end H1 configuration was fine; looked right: the deploy touched it",
        "/sev 1 all users",
        "? sync call to partner API",
        "/for H2 p99 over 2 s https://graphs.example/d/1?x=a_b&y=2",
        "= roll back build 4821",
        "/object D1 cold cache",
        "/go D1 users wait @bo",
        '" we are investigating @customers 30m',
        "+ read pool metrics @bo 10m",
        "/done T1 all flat",
        "the wrong row",
        "+ restart all @cy",
        "/drop T2 no need",
    )
    wrong = next(row.ref for row in room.incident.timeline if row.text == "the wrong row")
    room.type(f"/strike {wrong} typo")
    room.at("2026-11-22 02:30").type(
        "/confirm H2 async fixes it",
        "/status resolved fix deployed",
        "/impact slow pages for 30 % of users",
        "/cause The client called the API synchronously.",
        "/resolution A queue.",
        "/set summary Pages were slow.",
        "+ load tests monthly @perf #preventative due:2026-12-01",
        "+ alert on p99 @obs #corrective ticket:OBS-12",
        "/set went_well fast paging",
        "/set went_badly two hours alone",
        "/set lucky it was night",
        "/set surprised_by nobody knew the API",
        "/set conclusion We will test.",
        "/set contributing_factors no timeout",
        "/set detected_by an alert",
        "/set trigger build 4821",
        "/set users_affected 3,000",
    )
    return room


def afterwards(day="2026-05-15", **kwargs) -> Typist:
    """A retrospective that starts at ten on this day."""
    return Typist("Web down", mode="retrospective", started=f"{day} 10:00", by="scribe", **kwargs)


@pytest.mark.parametrize("name", ["rich", "unknown-year"])
def test_the_document_reads_as_the_golden_file(name):
    """A reviewer reads the change of a document in a diff; WARROOM_UPDATE_GOLDEN=1 writes the files anew."""
    room = rich()
    if name == "unknown-year":
        room = afterwards("20XX-05-15").type(
            "20XX-05-15 10:00 /alert response times drop",
            "20XX-05-15 11:00 ? the migration",
            "20XX-05-15 12:00 /dead-end H1 a deployment it was",
            "20XX-05-15 12:30 /status resolved",
            by="scribe",
        )
    path, text = GOLDEN / f"{name}.md", to_markdown(room.incident)
    if os.environ.get("WARROOM_UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_sections_come_in_the_order_readers_expect():
    """Summary first, then what happened, what was believed, done, found and learnt."""
    keys = [section.key for section in build_document(rich().incident).sections]
    assert keys == [
        "summary",
        "where_time_went",
        "timeline",
        "hypotheses",
        "misleading",
        "escalations",
        "decisions",
        "communication",
        "cause",
        "resolution",
        "measures",
        "tasks",
        "metrics",
        "lessons",
        "conclusion",
    ]


def test_an_incident_of_nothing_but_a_title_has_no_empty_heading():
    """There is no placeholder: what is not known is not there."""
    text = to_markdown(Typist("Checkout errors").incident)
    assert [part[1][0] for part in read(text) if part[0][0] == "h"] == [
        "SEV2: Checkout errors",
        "Issue summary",
        "Timeline",
    ]
    assert to_markdown(Incident("x")).startswith("# SEV3\n")


def test_the_same_record_gives_the_same_bytes():
    """No clock, no locale and no order of chance is in the document."""
    assert to_markdown(rich().incident).encode() == to_markdown(rich().incident).encode()


def test_a_record_over_midnight_has_a_line_for_each_date():
    """In a record of one day the date is said once, above the table."""
    two = to_markdown(rich().incident)
    assert "| **21 Nov 2026** |  |  |" in two
    assert "| **22 Nov 2026** |  |  |" in two
    one = to_markdown(Typist().type("all is well").incident)
    assert "Times are in UTC, on 21 Nov 2026." in one
    assert "| **21" not in one


def test_the_zone_is_named_once():
    """With its short name and offset, where it has one."""
    assert "Times are in Europe/Berlin (CET, UTC+1)." in to_markdown(rich().incident)


def test_when_the_clocks_change_each_time_names_its_offset():
    """Half past two came twice that night."""
    room = Typist(zone="Europe/Berlin", now="2026-10-25 00:30Z").type("before").at("2026-10-25 01:30Z").type("after")
    text = to_markdown(room.incident)
    assert "| 02:30 CEST | before |" in text.replace(" bo |", "")
    assert "| 02:30 CET | after |" in text.replace(" bo |", "")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("20XX-05-15", "15 May 20XX"),
        ("XXXX-XX-XX", "date not recorded"),
        ("2023-05-XX", "May 2023 (day not recorded)"),
        ("XXXX-05-15", "15 May (year not recorded)"),
    ],
)
def test_an_unknown_date_is_said_as_it_was_typed(day, said):
    """The year or day that stands in for it inside is never printed."""
    text = to_markdown(afterwards(day).type(f"{day} 10:00 down", f"{day} 12:30 /status resolved").incident)
    assert said in text
    assert " 2000" not in text


@pytest.mark.parametrize("lines", [(), ("10:00 down",), ("T+30m down", "T+2h /status resolved")])
def test_an_unknown_date_that_only_the_start_was_typed_with_is_never_printed(lines):
    """`new --at 20XX-05-15` marks the start without a row; its stand-in is no fact either, nor what counts from it."""
    text = to_markdown(afterwards("20XX-05-15").type(*lines).incident)
    assert "15 May 20XX" in text
    assert " 2000" not in text


def test_an_unknown_year_stays_unknown_over_midnight():
    """The day after 15 May 20XX is 16 May 20XX."""
    text = to_markdown(afterwards("20XX-05-15").type("20XX-05-15 23:00 down", "20XX-05-16 01:00 up").incident)
    assert "**16 May 20XX**" in text


def test_a_row_says_what_there_is_to_say_about_it():
    """Its milestones, that it is late, only about right, a range, or struck and why."""
    text = to_markdown(rich().incident)
    assert "| 14:00 | **detected** Alert: error rate on checkout is 31 % (+20 min late) | bo |" in text
    assert "| ~14:05 – 14:15 | carts emptied (+16 min late) | bo |" in text
    assert "~~the wrong row~~ (struck: typo)" in text
    assert "| 13:58 | **started** |  |" in text


def test_a_retrospective_does_not_call_its_rows_late():
    """All of it was written down afterwards: that is said once. Nor does it claim that the writer was there."""
    text = to_markdown(afterwards().type("10:00 down", "10:05 ? disk", "10:06 ^ dba", by="scribe").incident)
    assert "late" not in text
    assert "Every row was written by scribe." in text
    assert "scribe (wrote it up)" in text
    assert "| E1 | dba | 10:06 | waiting |" in text


def test_who_paged_stands_in_for_an_unknown_asker():
    """In a live room, whoever typed the call made it."""
    assert "| E1 | bo | dba |" in to_markdown(rich().incident)


def test_people_are_named_with_their_roles_the_leading_ones_first():
    """Commander and scribe come before other roles, and those without one last; who held a role earlier is said so."""
    room = Typist().type("/role liaison zoe", "/role scribe bo", "/role commander eve", "/role commander ana", by="cy")
    people = [(person.name, person.roles) for person in build_document(room.incident).people]
    assert people == [
        ("eve", ("commander earlier",)),
        ("ana", ("commander",)),
        ("bo", ("scribe",)),
        ("zoe", ("liaison",)),
        ("cy", ()),
    ]


def test_time_on_misleading_paths_counts_overlaps_once():
    """Two dead ends at the same time cost the room one time."""
    room = afterwards().type("10:00 ? a", "10:00 ? b", "11:00 /dead-end H1 no", "11:00 /dead-end H2 no")
    assert "The room followed 2 hypotheses that proved wrong, for 1 h of clock time" in to_markdown(room.incident)


def test_an_end_before_the_start_is_never_printed_as_a_duration():
    """To a reader, `minus 30 min` says nothing but that nobody looked."""
    room = afterwards().type("09:30 /status resolved", "09:40 ^ dba: slow", "09:20 /ack E1", "09:50 ? a",
                             "09:45 /dead-end H1 no")  # fmt: skip
    for name in TEMPLATES:
        assert "minus" not in to_markdown(room.incident, name)
    assert "not known: it is marked as over 09:30, before it started 10:00" in to_markdown(room.incident)


def test_a_figure_that_somebody_set_is_the_same_wherever_it_is_told():
    """The summary said 4 min where the table said 2."""
    room = afterwards().type("10:00 /mark started", "10:04 /alert slow", "10:04 /mark detected", "10:10 ? cache cold",
                             "10:20 /dead-end H1 warm", "10:30 /mark identified", "10:40 /status resolved",
                             "/metric detect 2m the graph shows it", "/metric dead-ends 7m we had others",
                             "/metric identify 21m seen", "/metric resolve 35m it served again")  # fmt: skip
    for template, words in (
        ("executive", "Until it was noticed:** 2 min (set by bo)"),
        ("executive", "7 min (set by bo) went into"),
        ("executive", "cause was known:** 21 min (set by bo)"), ("gitlab", "2 min (set by bo) after the start"),
        ("gitlab", "it took 21 min (set by bo)"), ("house", "Duration:** 35 min (set by bo)"),
        ("house", "time to detect was set by hand to 2 min"), ("howie", "Looking elsewhere: 7 min (set by bo)"),
        ("customer", "Duration:** 35 min (15 May 2026, 10:00"),
    ):  # fmt: skip
        assert words in to_markdown(room.incident, template), (template, words)


def test_a_task_of_the_response_can_become_a_follow_up():
    """What was left undone is what will change."""
    room = afterwards().type("10:05 + raise the pool size", "/kind T1 corrective", "/due T1 2026-12-01")
    assert (room.incident.tasks[0].kind, room.incident.tasks[0].due_at) == ("corrective", "2026-12-01")
    assert "### Corrective" in to_markdown(room.incident)


def test_the_last_word_promises_nothing():
    """Nobody promised the update that the cadence would have counted on, had it not been over."""
    room = Typist("Web down", now="2026-05-15 14:00").type('13:30 " we look at it @customers 30m', '" it works again')
    room.type("13:50 /mark resolved")
    rows = [line for line in to_markdown(room.incident).splitlines() if "| we look" in line or "| it works" in line]
    assert [line.rstrip("| ").endswith("14:00") for line in rows] == [True, False]


def test_a_review_that_was_overtaken_says_so():
    """Whoever reads it has to know that nobody has read this."""
    room = afterwards().type("10:05 /status resolved", "/postmortem reviewed")
    assert "reviewed by bo" in to_markdown(room.incident)
    assert "changed since" not in to_markdown(room.incident)
    room.at("2026-11-21 15:00").type("/snooze silence 5m", "/postmortem reviewed", by="cy")
    assert "changed since" not in to_markdown(room.incident)
    room.at("2026-11-21 16:00").type("/impact nobody could pay")
    assert "), changed since" in to_markdown(room.incident)


def test_what_was_recorded_a_day_later_stretches_neither_the_status_nor_the_picture():
    """It was over at 21:56, whenever somebody got round to saying so."""
    room = Typist("Web down", now="2026-05-16 18:22", started="2026-05-15 21:02")
    room.type("2026-05-15 21:10 error rate 31 %", "2026-05-15 21:56 /mark resolved", "/status resolved")
    text = to_markdown(room.incident)
    assert "**Status:** resolved since 15 May 2026 21:56" in text or "resolved since 15 May 2026, 21:56" in text
    assert "15 May 2026, 21:02 – 21:56 UTC: 54 min" in text


def test_a_negative_metric_says_before():
    """A detection before the stated start is shown as it was recorded."""
    room = afterwards().type("09:00 /alert slow", "09:00 /mark detected")
    assert "| Time to detect | not known: detected is marked 1 h before started |" in to_markdown(room.incident)
    assert "Time to resolve" not in to_markdown(room.incident)


def test_dropped_work_keeps_its_reason():
    """What will not be done is in the document with why."""
    assert "| T2 | restart all | cy | dropped 21 Nov 2026 15:12 |  | no need |" in to_markdown(rich().incident)


def test_a_figure_is_its_picture_where_there_is_a_file_and_its_description_where_there_is_none():
    """The table that says the same follows either way."""
    document = build_document(rich().incident)
    figure = next(figure for figure in figures_of(document) if figure.key == "lanes")
    alone, beside = render(document), render(document, {"lanes": "my notes (1)-lanes.svg"})
    head = "| " + " | ".join(figure.table.columns) + " |"
    assert f"\n**{figure.title}**\n\n{figure.description}\n\n{head}\n" in alone
    image = f"![{figure.description}](my%20notes%20%281%29-lanes.svg)"
    assert f"\n**{figure.title}**\n\n{image}\n\n{head}\n" in beside


def test_ten_thousand_rows_keep_their_structure_within_a_second():
    """Every row is a row of the table; the limit is wide enough that only a change of kind crosses it."""
    room = Typist()
    for number in range(10_000):
        row = room.incident.timeline[0]
        copied = type(row)(
            f"b.{number}", f"#{number}", row.at, None, False, row.at, "bo", "note", f"row {number} | of `many`"
        )
        room.incident.timeline.append(copied)
    begun = time.process_time()
    text = to_markdown(room.incident)
    spent = time.process_time() - begun
    document = build_document(room.incident)
    assert render(document) == text
    assert read(text) == expected(document)
    assert sum(line.startswith("| 14:00 |") for line in text.splitlines()) == 10_001
    assert spent < 5


def test_a_handover_in_somebodys_own_words_is_a_sentence_of_the_timeline():
    """The brief below them says what the document says anyway, and a cell has one line."""
    room = Typist("Checkout errors")
    room.type("/role commander ana", "/handover commander kim I have slept too little")
    assert "handed over to kim: I have slept too little |" in to_markdown(room.incident)
