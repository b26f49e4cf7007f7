"""The founding scripts, and how to play one: through the installed program or, without files, through core alone."""

import os
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from warroom.core.changes import change_of, declare, to_event
from warroom.core.fold import Fold
from warroom.core.line import parse_line
from warroom.core.model import Incident
from warroom.core.stamp import next_stamp
from warroom.core.times import Moment, When, parse_instant

FOLDER = Path(__file__).parent
SCRIPTS = sorted(FOLDER.glob("0*.txt"))
WRITTEN_UP = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def script(number: int) -> Path:
    """Return the script of a founding document: 0 to 4."""
    return SCRIPTS[number]


def lines(path: Path) -> list[str]:
    """Return the lines of a script as a person types them, without comments and blank lines."""
    text = path.read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("# ")]


def new_arguments(path: Path) -> list[str]:
    """Return what follows `warroom` in the command that makes a script's incident; it is its first comment."""
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    assert first.startswith("# $ warroom new ")
    return shlex.split(first.removeprefix("# $ warroom "))


def play_in_core(path: Path) -> Incident:
    """Play a script without files: parse, place and fold each line."""
    _, title, *options = new_arguments(path)
    given = dict(zip(options[::2], options[1::2], strict=True))
    return fold_lines(lines(path), title=title, mode=given["--mode"], zone=given["--zone"], started=given["--at"])


def fold_lines(
    typed: list[str], *, title: str = "checkout errors", mode: str = "real", zone: str = "UTC",
    started: str | None = None, now: datetime = WRITTEN_UP,
) -> Incident:  # fmt: skip
    """Return the incident that these lines make, declared and typed at `now`; `started` is what `--at` was given."""
    is_late = mode == "retrospective"
    began = parse_instant(started, Moment(now, zone, retrospective=is_late)) if started else None
    change = declare(title, When(now), severity="SEV3", zone=zone, mode=mode, services=[], by="scribe", started=began)
    fold = Fold("aa.1")
    last = began.at if began else now
    for n, line in enumerate([None, *typed], start=1):
        if line:
            moment = Moment(last if is_late else now, zone, fold.incident.started_at, is_late, is_late)
            change = change_of(parse_line(line), fold, moment, "scribe")
            last = change.when.at if change.row else last
        stamp = next_stamp(now, fold.seen.stamp)
        fold.add([to_event(change, origin="aa", n=n, stamp=stamp, by="scribe", seen=fold.seen, now=now)])
    return fold.incident


def run(home: Path, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run the installed program in a home of its own, with nothing of the person's settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("WARROOM", "XDG_"))}
    environment |= {"WARROOM_HOME": str(home), "HOME": str(home), "TZ": "UTC", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "warroom", *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", env=environment)


def play(path: Path, home: Path) -> str:
    """Play a script through `warroom new` and `warroom log -`, comments and all, and return the incident's id."""
    made = run(home, *new_arguments(path))
    assert made.returncode == 0, made.stderr
    incident_id = made.stdout.split()[0]
    logged = run(home, "log", "-i", incident_id, "--by", "scribe", "-", text=path.read_text(encoding="utf-8"))
    assert logged.returncode == 0, logged.stderr
    assert "kept as a note" not in logged.stderr, logged.stderr
    return incident_id
