"""A drill: what is played, when, and that nothing typed along or written badly can break it."""

import argparse
import os
import shlex
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from support import NOON, environment, warroom
from warroom.cli import VERBS
from warroom.cli.replay import again, join
from warroom.core.contract import contract
from warroom.core.errors import NotFoundError
from warroom.core.times import When, to_text
from warroom.drill import PAUSE, Player, declare_drill, play, script_of, script_of_text
from warroom.store.playing import stopped


def script(text: str, zone: str = "UTC"):
    return script_of_text(text, title="a drill", severity="SEV2", zone=zone, now=NOON)


def comes(text: str) -> list[float]:
    """Return the seconds at which the lines of a file come."""
    return [cue.comes for cue in script(text).cues]


@pytest.fixture
def drill(library, clock):
    """Return what declares a drill and opens it with its player; the clock is what waiting moves."""
    opened = []

    def begin(what, speed: float = 1.0):
        what = script(what) if isinstance(what, str) else what
        incident_id = declare_drill(library, what, by="ana", start=clock(), speed=speed)
        opened.append(library.open(incident_id, by="ana"))
        return Player(opened[-1], what, start=clock(), speed=speed)

    yield begin
    for room in opened:
        room.close()


@pytest.fixture
def through(clock):
    """Return what plays to the end at once, and returns what was played and how long each wait was."""

    def run(player):
        waits = []

        def wait(seconds: float) -> None:
            waits.append(seconds)
            clock.forward(seconds=seconds)

        return [one for played in play(player, wait) for one in played], waits

    return run


# When a line comes


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("one\ntwo\nthree", [0, PAUSE, 2 * PAUSE]),
        ("14:00 one\n14:01:30 two\n14:10 three", [0, 90, 600]),
        ("2023-06-05 14:00 one\n2023-06-06 14:00 two", [0, 86400]),
        ("23:50 one\n00:10 two\n00:20 three", [0, 1200, 1800]),
        ("11:50 one\n12:10 two", [0, 1200]),
        ("14:00 one\ntwo\n14:01 three", [0, 2, 60]),
        ("one\ntwo\n14:00 three\n14:01 four", [0, 2, 4, 64]),
        ("14:00 one\n14:30 two\n14:10 told late", [0, 1800, 1800]),
        ("14:00 one\n-5m told late\n14:01 three", [0, 2, 60]),
        ("T+10m one\nT+12m two", [0, 120]),
        ("14:00 one\nT+12m two", [0, 720]),
        ("# a comment\n\n   \n#\none\r\n\ntwo\n", [0, 2]),
        ("0001-01-01 00:00 one\n9999-12-31 23:59 two", [0, 315537897540]),
    ],
)
def test_a_line_comes_as_long_after_the_first_as_its_times_are_apart(text, seconds):
    """A line without a time comes two seconds after the one before; one that is late comes late, never out of order."""
    assert comes(text) == seconds


def test_at_n_times_the_speed_everything_is_n_times_as_near(drill, through):
    """Lines, times that were told late, boxes and promises."""
    text = "14:00 one\n14:30 two\n14:10 told late\n+ look @bo 10m\n14:40 /next 15:00\n/next 20m\n/edit #3 14:20 two"
    player = drill(text, speed=10)
    played, waits = through(player)
    rows = {row.text: row for row in player.room.incident.timeline}
    assert sum(waits) == pytest.approx((40 * 60 + 2 * PAUSE) / 10)
    assert rows["told late"].at == NOON + timedelta(minutes=1)
    assert rows["told late"].recorded_at == NOON + timedelta(minutes=3)
    task = player.room.incident.tasks[0]
    assert (task.check_back_at - task.created_at).total_seconds() == 60
    assert [str(one.event.set.get("next_update_at")) for one in played[4:6]] == [
        to_text(NOON + timedelta(minutes=6)),
        to_text(NOON + timedelta(minutes=4, seconds=0.2) + timedelta(minutes=2)),
    ]
    assert rows["two"].at == NOON + timedelta(minutes=2)
    assert [one.why for one in played] == [""] * 7


def test_the_slowest_and_the_fastest_speeds_only_move_the_waits(drill, through):
    assert sum(through(drill("14:00 one\n15:00 two", speed=10_000))[1]) == pytest.approx(0.36)
    assert sum(through(drill("14:00 one\n14:01 two", speed=0.5))[1]) == pytest.approx(120)


def test_times_that_are_eight_thousand_years_apart_are_waited_for_all_the_same(drill, clock):
    """No calendar holds when the second comes; the drill goes on until somebody ends it."""
    player = drill("0001-01-01 00:00 one\n9999-12-31 23:59 two", speed=0.001)
    assert len(player.play_due(clock())) == 1
    assert player.next_at > clock() + timedelta(days=36_000)


def test_nothing_is_played_before_its_time(drill, clock):
    player = drill("14:00 one\n14:05 two")
    assert [one.cue.text for one in player.play_due(clock())] == ["14:00 one"]
    clock.forward(minutes=4, seconds=59)
    assert player.play_due(clock()) == []
    assert player.next_at == NOON + timedelta(minutes=5)
    clock.forward(seconds=1)
    assert [one.cue.text for one in player.play_due(clock())] == ["14:05 two"]
    assert player.next_at is None


def test_what_is_played_was_saved_before_it_is_told(drill, library):
    """Ctrl-C between two lines costs nothing that was printed."""
    player = drill("14:00 one\n14:05 two")
    next(play(player, lambda _: None))
    kept = library.look_at(player.room.incident.id).incident.timeline
    assert [row.text for row in kept][1:] == ["one"]


# An incident


def lived(library, clock) -> str:
    """Record an incident as it goes, with a late line, references of every kind and a change of nearly everything."""
    incident_id = library.create("checkout errors", by="ana", severity="SEV3", zone="Europe/Berlin", services=["web"])
    with library.open(incident_id, by="ana") as room:
        for minutes, by, text in (
            (1, "bo", "-10m /alert errors at 31 %"), (2, "bo", "/mark detected #2"), (3, "ana", "? pool exhausted"),
            (4, "cy", "/for H1 pool at 100 %"), (5, "ana", "^ dba: eyes"), (6, "bo", "+ raise pool @bo 10m"),
            (7, "bo", "/start T1"), (8, "ana", "/ack E1 kim"), (9, "cy", "/dead-end H1 flat; looked right: was full"),
            (10, "ana", "= roll back"), (11, "ana", "/go D1 @bo"), (12, "bo", "! rolled back"), (13, "bo", "/star #2"),
            (14, "bo", "~13:10 graph falls"), (15, "ana", "/sev 1 worse"), (16, "ana", "/title x"),
            (17, "ana", '" told them @everyone 30m'), (18, "ana", "/status resolved"), (19, "ana", "a typo"),
        ):  # fmt: skip
            clock.now = NOON + timedelta(minutes=minutes)
            if text != "/title x":
                room.draft(text, by=by)
        room.draft("/undo", by="ana")
    return incident_id


def shape(incident) -> list:
    return [(row.ref, row.by, row.kind, row.text.replace("SEV3: ", ""), row.starred) for row in incident.timeline]


def test_an_incident_happens_again_in_a_drill(library, clock, drill, through):
    """The same rows by the same people, the same references and outcomes; what was taken back is not said at all."""
    source = library.look_at(lived(library, clock))
    player = drill(script_of(source.fold, clock()))
    assert (player.script.title, player.script.severity, player.script.zone) == (
        "checkout errors",
        "SEV3",
        "Europe/Berlin",
    )
    played, waits = through(player)
    incident = player.room.incident
    assert incident.mode == "drill"
    assert incident.services == ["web"]
    assert [one.why for one in played if one.why] == []
    assert shape(incident) == shape(source.incident)
    assert sum(waits) == 18 * 60
    for name in ("hypotheses", "escalations", "tasks", "decisions", "updates"):
        again, once = contract(incident)[name], contract(source.incident)[name]
        assert [one["ref"] for one in again] == [one["ref"] for one in once]
    assert incident.status == "resolved"
    assert incident.milestones["detected"] < incident.milestones["resolved"]
    since = [[row.at - one.milestones["declared"] for row in one.timeline] for one in (incident, source.incident)]
    assert since[0] == since[1]


@pytest.mark.parametrize("mode", ["retrospective", "real"])
def test_an_incident_that_was_written_up_afterwards_begins_with_its_first_line(library, clock, drill, through, mode):
    """Nobody waits for two days until the declaration, and nothing comes all at once."""
    began = When(NOON - timedelta(days=2))
    incident_id = library.create("long over", by="ana", mode=mode, started=began)
    with library.open(incident_id, by="ana") as room:
        for text in ("2026-11-19 12:00 one", "2026-11-19 12:30 two", "2026-11-19 13:00 /status resolved"):
            room.draft(text)
    player = drill(script_of(library.look_at(incident_id).fold, clock()))
    assert through(player)[1] == [1800, 1800]
    assert player.room.incident.status == "resolved"


def test_what_is_typed_along_does_not_move_what_the_script_refers_to(drill, clock):
    """Somebody's own theory became H1; the evidence of the script goes to the theory of the script."""
    player = drill("14:00 ? theirs\n14:01 /for H1 it fits\n14:02 a note\n14:03 /star #4\n14:04 /mark detected #4")
    player.room.record("? mine")
    player.room.record("mine too")
    for _ in range(5):
        player.play_due(clock())
        player.room.save()
        player.room.record("and again mine")
        clock.forward(minutes=1)
    mine, theirs = player.room.incident.hypotheses
    assert (mine.statement, len(mine.evidence)) == ("mine", 0)
    assert (theirs.statement, theirs.evidence[0].text) == ("theirs", "it fits")
    assert [row.text for row in player.room.incident.timeline if row.starred] == ["a note"]


def test_an_undo_of_the_script_takes_back_what_the_script_said(drill, clock):
    """And nothing that somebody typed meanwhile, whose own undo leaves the script alone."""
    player = drill("14:00 one\n14:01 two\n14:02 /undo\n14:03 /redo\n14:04 three")
    texts = []
    for minute in range(5):
        player.play_due(clock())
        if minute == 1:
            player.room.draft("mine")
        if minute == 4:
            player.room.draft("/undo")
        player.room.save()
        clock.forward(minutes=1)
        texts.append([row.text for row in player.room.incident.timeline][1:])
    assert texts[1:] == [
        ["one", "two", "mine"], ["one", "mine"], ["one", "two", "mine"], ["one", "two", "three"]
    ]  # fmt: skip


def test_in_a_script_a_role_is_taken_by_whoever_it_was_handed_to(drill, through):
    """Though one person writes every line of a file."""
    player = drill("14:00 /handover commander bo\n14:01 /take\n14:02 /handover scribe cy\n14:03 /take scribe\n/take")
    played, _ = through(player)
    assert player.room.incident.roles == {"commander": "bo", "scribe": "cy"}
    assert [one.why for one in played if one.why] == [
        "nobody handed commander over: /role commander ana makes it yours"
    ]


def test_the_incident_that_is_played_is_not_touched(home, library, clock):
    source = lived(library, clock)
    before = {str(path): path.read_bytes() for path in home.rglob("*") if path.is_file() and source in str(path)}
    assert warroom(home, "replay", source, "--speed", "10000").code == 0
    after = {str(path): path.read_bytes() for path in home.rglob("*") if path.is_file() and str(path) in before}
    assert after == before


# What it is called


@pytest.mark.parametrize(
    ("text", "title", "severity", "count"),
    [
        ("14:00 one", "a drill", "SEV2", 1),
        ("14:00 declared SEV1: Mail is late\n14:05 one", "Mail is late", "SEV1", 1),
        ("# title: Mail is late\n14:05 one", "Mail is late", "SEV2", 1),
        ("14:05 one\n14:06 /set title Mail is late", "Mail is late", "SEV2", 2),
        ("14:05 we declared SEV1: too late", "a drill", "SEV2", 1),
    ],
)
def test_a_file_says_what_it_is_called(text, title, severity, count):
    """As a row that declares it, which the drill has already, in a comment, or by a line."""
    found = script(text)
    assert (found.title, found.severity, len(found.cues)) == (title, severity, count)


def test_what_declares_a_drill_keeps_its_place_in_time_and_its_number():
    """So the first row after it comes as much later, and what speaks of #2 speaks of that."""
    assert comes("14:00 declared SEV1: Mail is late\n14:05 one\n14:06 /star #2") == [300, 360]


def test_a_file_that_only_declares_an_incident_is_nothing_to_play():
    with pytest.raises(NotFoundError, match="only declares"):
        script("declared SEV1: Mail is late")


# What is written badly


def test_a_line_that_cannot_be_understood_is_kept_as_a_note_and_said(drill, through):
    """As in a pipe: no word that was in the file is lost, and the drill goes on."""
    player = drill("14:00 one\n/nonsense x\n14:01 /for H9 no such theory\n14:02 25:99 what\n99:99 x\n" + "y" * 70_000)
    played, _ = through(player)
    assert [one.cue.number for one in played if one.why] == [2, 3, 5, 6, 6]
    texts = [row.text for row in player.room.incident.timeline]
    assert "nonsense x (line 2 of the drill could not be played)" in texts
    assert "for H9 no such theory (line 3 of the drill could not be played)" in texts
    assert "99:99 x (line 5 of the drill could not be played)" in texts
    assert sum(len(text) for text in texts if text[0] == "y") == 70_000


def test_hostile_text_goes_through_the_usual_door(drill, through):
    player = drill("14:00 [red]x[/] \x1b]52;c;aGk=\x07\x1b[2J\u202eend")
    through(player)
    assert player.room.incident.timeline[-1].text == "[red]x[/] end"


@pytest.mark.parametrize("speed", ["0", "-1", "nan", "inf", "10001", "fast", ""])
def test_a_speed_that_is_none_is_bad_usage(home, speed):
    """One sentence, before anything is declared."""
    done = warroom(home, "replay", "x", f"--speed={speed}")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "10000" in done.err
    assert not home.exists()


def test_a_source_that_is_none_is_one_sentence(home, tmp_path):
    """Neither a file nor an incident; a file with no line; a folder; a file that is too large."""
    (tmp_path / "empty.txt").write_text("# only this\n\n")
    (tmp_path / "large.txt").write_text("x" * (8 * 1024 * 1024 + 1))
    for source, words in (
        ("nothing", "no file of that name"), (str(tmp_path / "empty.txt"), "nothing to play"),
        (str(tmp_path), "no file of that name"), (str(tmp_path / "large.txt"), "too large"),
    ):  # fmt: skip
        done = warroom(home, "replay", source)
        assert (done.code, done.err.count("\n")) == (1, 1), done.err
        assert words in done.err
    assert not home.exists()


# The verb


def test_without_a_terminal_it_plays_to_the_end_and_prints_each_answer(home, tmp_path):
    path = tmp_path / "disk-full.txt"
    path.write_bytes(
        b"\xef\xbb\xbf# a comment\n14:00 disk at 99 %\n\n14:05 ? the logs\n/bad\n14:06 /for H1 40 GB \xff\n"
    )
    done = warroom(home, "replay", str(path), "--speed", "10000", "--by", "bo")
    assert done.code == 0
    assert [line.partition("Z ")[2] for line in done.lines] == [
        "#2 note: disk at 99 %", "H1 hypothesis: the logs", "#4 note: bad (line 5 of the drill could not be played)",
        "H1 hypothesis: for: 40 GB �",
    ]  # fmt: skip
    assert "line 5 is kept as a note" in done.err
    shown = warroom(home, "show", "--json").out
    assert '"title": "disk full"' in shown
    assert '"mode": "drill"' in shown


def test_lines_of_the_same_second_keep_their_order(home, tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("\n".join(f"14:00 line {number}" for number in range(250)))
    done = warroom(home, "replay", str(path), "--no-room")
    assert [line.rpartition(" ")[2] for line in done.lines] == [str(number) for number in range(250)]


def test_whoever_finds_a_drill_that_stopped_is_told_how_it_begins_again(drill, through, home):
    """A drill that is played, or over, is nothing to tell of."""
    player = drill("14:00 one\n14:05 two")
    folder = player.room.folder
    assert stopped(folder) is None
    player.stop()
    assert stopped(folder) == ""
    over = drill("14:00 one")
    through(over)
    assert stopped(over.room.folder) is None
    (home / "x y.txt").write_text("14:00 one\n")
    args = argparse.Namespace(source=str(home / "x y.txt"), speed="10", home=None)
    assert again(args) == f"warroom replay '{home}/x y.txt' --speed 10"
    assert again(argparse.Namespace(source="checkout", speed="1", home=None)) == "warroom replay checkout"
    args = argparse.Namespace(source="checkout", speed="1", home=f"{home}/it's here")
    assert shlex.split(again(args)) == ["warroom", "replay", "checkout", "--home", f"{home}/it's here"]


@pytest.mark.parametrize(
    ("title", "others", "name"),
    [
        ("Disk full", [], "disk"),
        ("Disk full", ["Old disk"], "disk-full"),
        ("Disk full", ["Disk full again"], "2026-11-21-disk-full"),
        ("Show is dark", [], "show-is"),
        ("Show", [], "2026-11-21-show"),
    ],
)
def test_the_command_to_join_a_drill_leads_there_and_nowhere_else(library, title, others, name):
    """It has as much of the id as it takes, and is no verb."""
    for one in others:
        library.create(one, by="ana")
    incident_id = library.create(title, by="ana", mode="drill")
    words = shlex.split(join(argparse.Namespace(home=None), library, incident_id))
    assert words == ["warroom", name, "--by", "NAME"]
    assert library.find(words[1]) == incident_id
    assert words[1] not in VERBS
    given = shlex.split(join(argparse.Namespace(home=library.home), library, incident_id))
    assert given == ["warroom", words[1], "--home", library.home, "--by", "NAME"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent the POSIX way here")
def test_ctrl_c_ends_playing_and_what_was_recorded_stays(home, tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("14:00 one\n18:00 two\n")
    command = [sys.executable, "-m", "warroom", "replay", str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(home)
    ) as player:
        assert b"one" in player.stdout.readline()
        player.send_signal(signal.SIGINT)
        assert player.wait(20) == 130
        said = player.stderr.read().decode()
    assert "ended after 1 of 2 lines" in said
    assert "Traceback" not in said
    assert "one" in warroom(home, "show").out
    assert os.path.exists(path)
