"""Every verb, as a person runs it: results on stdout, notices on stderr, and the exit code that scripts rely on."""

import json
import os
import re

import pytest

from postmortem.pictured import hunt
from support import warroom
from warroom.cli import VERBS
from warroom.cli.beside import Beside
from warroom.config import Config, default_zone
from warroom.postmortem.document import build_document

LINES = """14:02 error rate 31 %
? connection pool exhausted
/for H1 pool at 100 %
/dead-end H1 connections wait for the application; looked right: it was full last time
^ dba: need eyes
/ack E1 lee
/found E1 nothing wrong there
+ read pool metrics @bo 10m
/done T1 flat
= roll back build 4821
/object D1 risk of cold cache
/go D1 it is worse as it is @bo
" we are investigating @customers
/status resolved rolled back
"""


@pytest.fixture
def room(home):
    """Return a home with one incident that is well under way."""
    assert (
        warroom(home, "new", "checkout errors", "--severity", "SEV1", "--service", "checkout", "--at", "-90m").code == 0
    )
    assert warroom(home, "log", "-", stdin=LINES).code == 0
    return home


def test_new_prints_the_id_and_nothing_else(home):
    """A script can take it from there."""
    done = warroom(home, "new", "checkout", "errors", "--zone", "Europe/Berlin", "--mode", "drill", "--by", "bo")
    assert (done.code, done.err) == (0, "")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d-checkout-errors\n", done.out)
    incident = json.loads(warroom(home, "show", "--json").out)["incident"]
    assert (incident["mode"], incident["zone"], incident["declared_by"]) == ("drill", "Europe/Berlin", "bo")


def test_new_takes_when_it_started(home):
    """`--at` is the start, not the declaration."""
    warroom(home, "new", "an old one", "--at", "2023-06-05 14:00", "--zone", "Europe/Berlin", "--mode", "retrospective")
    incident = json.loads(warroom(home, "show", "--json").out)["incident"]
    assert incident["milestones"]["started"] == "2023-06-05T12:00:00Z"
    assert incident["milestones"]["declared"] is None
    assert incident["id"] == "2023-06-05-an-old-one"


def test_log_answers_what_it_understood(room):
    """Time, reference, kind and words; the same from the light path and from the room."""
    assert re.fullmatch(r"\d\d:\d\d:\d\dZ H2 hypothesis: net is slow\n", warroom(room, "log", "? net is slow").out)
    assert re.fullmatch(r"\d\d:\d\d:\d\dZ #\d+ note: nothing new\n", warroom(room, "log", "nothing", "new").out)
    assert re.fullmatch(r"\d\d:\d\d:\d\dZ H2 hypothesis: confirmed\n", warroom(room, "log", "/confirm H2").out)
    assert re.fullmatch(r"\d\d:\d\d:\d\dZ #2 starred\n", warroom(room, "log", "/star #2").out)


@pytest.mark.parametrize("words", [["-5m it broke"], ["-5m", "it", "broke"], ["--at", "-5m", "it broke"],
                                   ["--at=-5m", "it", "broke"], ["--at", "2001-02-03 04:05", "it broke"]])  # fmt: skip
def test_a_time_may_begin_the_line_or_come_with_at(room, words):
    """A time that starts with a minus is a time and not an option."""
    assert warroom(room, "log", *words).code == 0
    rows = json.loads(warroom(room, "show", "--json").out)["timeline"]
    [row] = [row for row in rows if row["text"] == "it broke"]
    assert row["late_seconds"] >= 299


def test_by_names_who_says_it(room):
    """--by, else WARROOM_BY, else the configured name, else whoever is behind sudo."""
    warroom(room, "log", "--by", "cy", "one")
    warroom(room, "log", "two", WARROOM_BY="dee")
    config = room / "config.toml"
    config.write_text('name = "eve"\n')
    warroom(room, "log", "three", WARROOM_BY="", WARROOM_CONFIG=str(config))
    warroom(room, "log", "four", WARROOM_BY="", SUDO_USER="fay", LOGNAME="root", USER="root")
    rows = json.loads(warroom(room, "show", "--json").out)["timeline"]
    assert {row["text"]: row["by"] for row in rows if row["text"] in {"one", "two", "three", "four"}} == {
        "one": "cy", "two": "dee", "three": "eve", "four": "fay",
    }  # fmt: skip


def test_a_pipe_is_a_line_each(room):
    """Comments of a script and blank lines are passed over, and that is said; the rest is answered line by line."""
    done = warroom(room, "log", "-", stdin="# a script\n\n  \n! rolled back\r\nno end")
    assert [line.split("Z ", 1)[1].split(" ", 1)[1] for line in done.lines] == ["action: rolled back", "note: no end"]
    assert done.err.splitlines()[-1] == "warroom: line 1 is a comment and is not recorded: # a script"


def test_which_incident(room):
    """-i, else WARROOM_INCIDENT, else the one that goes on; a part of the id will do."""
    second = warroom(room, "new", "login slow").out.strip()
    assert warroom(room, "log", "zero").code == 0, "the other is resolved"
    third = warroom(room, "new", "disk full").out.strip()
    assert "2 incidents are open" in warroom(room, "log", "which").err
    assert warroom(room, "log", "-i", third, "/status closed").code == 0
    assert warroom(room, "log", "-i", "login", "one").code == 0
    assert warroom(room, "log", "two", WARROOM_INCIDENT=second).code == 0
    assert warroom(room, "log", "-i", "login", "/status closed").code == 0
    assert warroom(room, "log", "three").code == 0
    late = warroom(room, "log", "-i", "login", "four")
    assert late.code == 0
    assert "is closed; this is recorded all the same" in late.err
    assert warroom(room, "log", "-i", "login", "/status resolved").code == 0
    for line, stdin in (("five", ""), ("-", "six\n")):
        assert f"{second} is resolved; this is recorded all the same" in warroom(
            room, "log", "-i", "login", line, stdin=stdin
        ).err  # fmt: skip
    texts = [row["text"] for row in json.loads(warroom(room, "show", second, "--json").out)["timeline"]]
    assert [text for text in texts if text in {"zero", "one", "two", "three", "four"}] == [
        "zero", "one", "two", "four"
    ]  # fmt: skip


def test_show_is_readable_and_json_is_the_contract(room):
    """People see every record; scripts get the names of the contract."""
    shown = warroom(room, "show").out
    for words in ("SEV1  RESOLVED  checkout errors", "dead end", "looked right: it was full last time", "lee", "bo",
                  "found: nothing wrong there", "ana objected: risk of cold cache", "to customers"):  # fmt: skip
        assert words in shown
    document = json.loads(warroom(room, "show", "--json").out)
    assert set(document) == {
        "incident", "timeline", "hypotheses", "escalations", "tasks", "decisions", "updates", "metrics", "responses",
        "postmortem", "readiness",
    }  # fmt: skip
    assert document["hypotheses"][0]["misleading"] is True


def test_what_is_written_for_the_postmortem_keeps_its_lines_and_is_in_the_contract(room):
    """Prose with paragraphs, a list written whole, the review, the rows and a figure somebody knows better."""
    for line, answer in (
        ("/write overview The shop.\n\nIt sells shoes.", "Overview: The shop. …"),
        ("/write well - drills\n- runbooks", "went well: drills, went well: runbooks"),
        ("/set sooner watch the pool", "sooner: watch the pool"),
        ("/set believed that it was the deploy", "believed: that it was the deploy"),
        ("/postmortem reviewed", "postmortem reviewed; 5 things are still missing: warroom check"),
        ("/rows starred", "the postmortem shows starred rows only"),
        ("/metric detect 12m the graph was late", "time to detect: 12m: the graph was late"),
    ):
        done = warroom(room, "log", line)
        assert (done.code, done.err) == (0, "")
        assert done.out.partition("Z ")[2] == f"{answer}\n"
    document = json.loads(warroom(room, "show", "--json").out)
    written = document["postmortem"]
    assert written["written"] == {"overview": "The shop.\n\nIt sells shoes."}
    assert document["incident"]["went_well"] == ["drills", "runbooks"]
    assert (written["state"], [one["by"] for one in written["reviewers"]]) == ("reviewed", ["ana"])
    assert (written["sooner"], written["rows_shown"]) == ("watch the pool", "starred")
    detect = document["metrics"]["time_to_detect"]
    assert (detect["seconds"], detect["overridden"]["why"]) == (720, "the graph was late")
    assert warroom(room, "log", "/undo").code == 0
    assert json.loads(warroom(room, "show", "--json").out)["metrics"]["time_to_detect"]["overridden"] is None
    done = warroom(room, "log", "-", stdin="/write sumary lost?\n")
    assert "line 1 is kept as a note: did you mean /write summary?" in done.err


def test_as_learned_is_the_order_of_writing(room):
    """What was back-dated stands where it was written down."""
    warroom(room, "log", "2001-01-01 00:00 the very beginning")
    happened = json.loads(warroom(room, "show", "--json").out)["timeline"]
    learned = json.loads(warroom(room, "show", "--json", "--as-learned").out)["timeline"]
    assert happened[0]["text"] == learned[-1]["text"] == "the very beginning"
    shown = warroom(room, "show", "--as-learned").out
    assert shown.index("the very beginning") > shown.index("pool exhausted")


def test_list(room):
    """One row an incident; JSON for scripts; an empty library is no error."""
    assert "checkout errors" in warroom(room, "list").lines[1]
    assert ", " not in warroom(room, "list").lines[1]
    [one] = json.loads(warroom(room, "list", "--json").out)
    assert one["severity"] == "SEV1"
    assert one["missing"] > 0
    empty = warroom(room / "nowhere", "list")
    assert (empty.code, empty.out) == (0, "")
    assert "warroom new" in empty.err
    for mode in ("drill", "retrospective"):
        warroom(room / "nowhere", "new", "a try", "--mode", mode, "--at", "-5m")
        assert any(f"investigating, {mode}  " in line for line in warroom(room / "nowhere", "list").lines)


def test_check_is_1_until_nothing_is_missing(room):
    """Its findings say the line that puts each right."""
    done = warroom(room, "check")
    assert done.code == 1
    assert "/cause TEXT" in done.out
    findings = json.loads(warroom(room, "check", "--json").out)
    assert {"code", "message", "ref", "severity", "why"} == set(findings[0])
    for line in ("/cause a bad build", "/impact orders failed", "/resolution rolled back", "/role commander ana",
                 "/set detected_by alert", "/mark detected #2"):  # fmt: skip
        assert warroom(room, "log", line).code == 0
    left = [one for one in json.loads(warroom(room, "check", "--json").out) if one["severity"] == "blocker"]
    assert warroom(room, "check").code == (1 if left else 0)


def test_export_writes_markdown_or_json(room, tmp_path):
    """To standard output or to a file; its own file it writes again."""
    assert warroom(room, "export").out.startswith("# ")
    assert json.loads(warroom(room, "export", "-f", "json").out)["incident"]["title"] == "checkout errors"
    for form in ("md", "json"):
        path = tmp_path / f"postmortem.{form}"
        for _ in range(2):
            done = warroom(room, "export", "-f", form, "-o", str(path))
            assert (done.code, done.out) == (0, "")
        text, whole = path.read_text(), warroom(room, "export", "-f", form).out
        # A file shows the pictures that were put beside it.
        assert re.sub(r"!\[(.*)\]\(\S+\)", r"\1", text) == whole


def test_export_does_not_overwrite_what_it_did_not_write(room, tmp_path):
    """Somebody's notes are safe from a slip of the file name."""
    path = tmp_path / "notes.md"
    path.write_text("# my notes\n")
    done = warroom(room, "export", "-o", str(path))
    assert done.code == 1
    assert "not an export of ours" in done.err
    assert path.read_text() == "# my notes\n"


def test_export_puts_the_pictures_beside_the_markdown(room, tmp_path):
    """The document shows them by their names; a second export writes them anew."""
    path = tmp_path / "checkout.md"
    for _ in range(2):
        done = warroom(room, "export", "-o", str(path))
        assert done.code == 0, done.err
    names = sorted(one.name for one in tmp_path.iterdir() if one.suffix == ".svg")
    assert names == ["checkout-activity.svg", "checkout-lanes.svg"]
    assert all(f"]({name})" in path.read_text() and name in done.err for name in names)
    assert all("<svg " in (tmp_path / name).read_text() for name in names)


def test_export_leaves_pictures_of_others_alone(room, tmp_path):
    """Then nothing is written at all: a document would show the wrong picture."""
    (tmp_path / "checkout-lanes.svg").write_text("<svg>mine</svg>")
    done = warroom(room, "export", "-o", str(tmp_path / "checkout.md"))
    assert done.code != 0
    assert "is not a picture of ours" in done.err
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["checkout-lanes.svg"]
    assert (tmp_path / "checkout-lanes.svg").read_text() == "<svg>mine</svg>"


def test_a_pipe_has_no_pictures_beside_it():
    """What is no file has no place beside it, so that the document says in words what they show."""
    beside = Beside("/dev/null", build_document(hunt().incident))
    assert beside.files == {}
    assert "![" not in beside.markdown


def test_show_draws_the_pictures_in_a_terminal(room):
    """With block characters or, when asked, in ASCII."""
    done = warroom(room, "show", "--pictures")
    assert done.code == 0
    assert "The incident at a glance" in done.out
    assert "▓" in done.out
    assert warroom(room, "show", "--pictures", "--ascii").out.isascii()
    fresh = warroom(room, "new", "another").out.strip()
    assert (
        warroom(room, "show", fresh, "--ascii").out
        == "there is nothing to draw yet: no time has passed in the record\n"
    )


def test_export_copy_says_where_it_went(room):
    """No way of copying can be trusted silently."""
    done = warroom(room, "export", "--copy", SSH_TTY="/dev/pts/0")
    assert done.code == 0
    assert "-o FILE" in done.err


def test_events_are_json_lines_in_order(room):
    """The raw history, for whoever wants to look beneath."""
    events = [json.loads(line) for line in warroom(room, "events").lines]
    assert [event["n"] for event in events] == list(range(1, len(LINES.splitlines()) + 2))
    assert "seen" not in events[0]


def test_demo_makes_a_home_of_its_own(room, tmp_path):
    """The example never touches the person's incidents, and shows a hunt well under way."""
    done = warroom(room, "demo", "--print-home", TMPDIR=str(tmp_path))
    home, incident_id = done.lines
    assert home.startswith(str(tmp_path))
    assert len(json.loads(warroom(room, "list", "--json").out)) == 1
    document = json.loads(warroom(room, "--home", home, "show", incident_id, "--json").out)
    assert [one["misleading"] for one in document["hypotheses"]].count(True) == 2
    assert len(document["hypotheses"]) == 4
    assert [one["outcome"] for one in document["escalations"]] == ["answered", "answered", "waiting"]
    assert {one["state"] for one in document["tasks"]} == {"todo", "doing", "blocked", "done", "dropped"}
    milestones = document["incident"]["milestones"]
    assert {name for name, at in milestones.items() if at} == {
        "started", "detected", "declared", "acknowledged", "identified",
    }  # fmt: skip
    again = warroom(room, "demo", "--home", home)
    assert again.code == 1
    assert "not empty" in again.err


def test_doctor_verifies_every_log(room):
    """It says what works, and finds a damaged line."""
    good = warroom(room, "doctor")
    assert good.code == 0
    assert f"{len(LINES.splitlines()) + 1} events in 1 log" in good.out
    [log] = room.glob("incidents/*/log/*.jsonl")
    log.write_bytes(log.read_bytes().replace(b"exhausted", b"exhaustef", 1))
    bad = warroom(room, "doctor")
    assert bad.code == 1
    assert "BAD" in bad.out
    assert "cannot be read; what it held is lost" in bad.out


def test_doctor_says_the_mistakes_of_the_configuration(home, tmp_path):
    """A mistake is a sentence and stops nothing."""
    config = tmp_path / "config.toml"
    config.write_text('nmae = "ana"\nzone = "Mars/Olympus"\nseverity = 9\npeople = "bo"\nteams = [7]\n'
                      '[cadence]\nSEV1 = "soon"\n')  # fmt: skip
    done = warroom(home, "doctor", WARROOM_CONFIG=str(config))
    assert done.code == 1
    for words in ("nobody knows 'nmae'", "Mars/Olympus", "severity 9", "'soon' is not a duration",
                  "people is a list", "teams has names in quotes"):  # fmt: skip
        assert words in done.out
    assert warroom(home, "new", "x", WARROOM_CONFIG=str(config)).code == 0


def test_the_configuration_gives_what_nobody_says(home, tmp_path):
    """Zone, severity and cadence of a new incident."""
    config = tmp_path / "config.toml"
    config.write_text('zone = "Europe/Berlin"\nseverity = 2\n[cadence]\nSEV2 = "7m"\n')
    warroom(home, "new", "x", WARROOM_CONFIG=str(config))
    document = json.loads(warroom(home, "show", "--json").out)
    assert (document["incident"]["zone"], document["incident"]["severity"]) == ("Europe/Berlin", "SEV2")
    declared, due = document["incident"]["milestones"]["declared"], document["incident"]["next_update_at"]
    assert (int(due[14:16]) - int(declared[14:16])) % 60 == 7


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_an_example(home, verb):
    """Help needs no home and no incident."""
    done = warroom(home, verb, "--help")
    assert done.code == 0
    assert "--home DIR" in done.out
    assert f"warroom {verb}" in done.out.partition("examples:")[2]
    assert max(map(len, done.lines)) <= 120


def test_help_names_every_verb(home):
    """What is there can be found."""
    done = warroom(home, "--help")
    assert all(f"  {verb} " in done.out for verb in VERBS)
    assert warroom(home, "--version").out.startswith("warroom ")


def test_home_may_come_before_or_after_the_verb(room):
    """Both orders are typed."""
    elsewhere = room / "elsewhere"
    assert (
        warroom(elsewhere, "--home", str(room), "list").lines == warroom(elsewhere, "list", "--home", str(room)).lines
    )


def test_the_room_without_a_terminal_is_one_sentence(room):
    """A script that starts the screen by accident is told what to use."""
    done = warroom(room)
    assert done.code == 1
    assert "no terminal" in done.err


def test_the_systems_utc_is_called_utc_whatever_the_system_calls_it():
    """A reader of the postmortem should not have to wonder what Etc/UTC is."""
    assert default_zone(Config(""), {"TZ": "Etc/UTC"}) == "UTC"
    assert default_zone(Config(""), {"TZ": ":Asia/Tokyo"}) == "Asia/Tokyo"
    assert default_zone(Config("", zone="Europe/Berlin"), {"TZ": "Asia/Tokyo"}) == "Europe/Berlin"


def test_tell_drafts_for_each_audience(room, library):
    """Customers are told nothing until something was told or marked for them; an audience nobody knows is 2."""
    assert warroom(room, "tell", "responders").out.startswith("Conditions: SEV1 checkout errors")
    assert warroom(room, "tell", "handover").out.startswith("State: SEV1 checkout errors")
    assert len(warroom(room, "tell", "executives").lines) == 1
    assert warroom(room, "tell", "customers").out.startswith("The incident was resolved at ")
    told = next(row.ref for row in library.look_at(library.current()).incident.timeline if row.kind == "update")
    assert warroom(room, "log", f"/undo {told}").code == 0
    silent = warroom(room, "tell", "customers")
    assert (silent.code, silent.out) == (1, "")
    assert "/external" in silent.err
    assert warroom(room, "tell", "everybody").code == 2


def test_the_incident_can_be_named_in_both_ways_and_the_only_one_needs_no_name(room, tmp_path):
    """-i works wherever an incident is read, and what is closed is still the one there is."""
    assert warroom(room, "log", "/status closed").code == 0
    for verb in ("show", "export", "events"):
        plain = warroom(room, verb)
        assert plain.code == 0, plain.err
        assert warroom(room, verb, "-i", "checkout").out == plain.out
        assert warroom(room, verb, "checkout").out == plain.out
    assert warroom(room, "export", "-o", "-").out == warroom(room, "export").out
    assert not os.path.exists("-")


def test_undo_at_the_shell_takes_a_pasted_block_back_as_one_step(room, library):
    """As the room does; the answer names what was taken back, and whose it was. Through a pipe it is the same."""
    with library.open(library.current(), by="ana") as screen:
        screen.draft_block(["one", "two"])
    for options in (("/undo",), ("/redo",), ("--by", "bo", "/undo @ana")):
        done = warroom(room, "log", *options)
        verb = "brought" if "/redo" in options else "took"
        assert re.fullmatch(
            rf"\d\d:\d\d:\d\dZ {verb} back: the 2 lines that were recorded as one step \(ana, .+\)\n", done.out
        )
    assert "two" not in warroom(room, "show").out
    assert warroom(room, "log", "--by", "bo", "-", stdin="/redo\n").code == 0
    assert {"one", "two"} <= {row["text"] for row in json.loads(warroom(room, "show", "--json").out)["timeline"]}
    assert "nothing of cy's" in warroom(room, "log", "/undo @cy").err
