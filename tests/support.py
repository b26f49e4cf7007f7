"""What several tests need: a clock that stands still, the program as a person starts it, and the document."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from warroom.core.model import Incident

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SOURCE = str(Path(__file__).parent.parent / "src")


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Move the clock on."""
        self.now += timedelta(**by)


class Done(NamedTuple):
    """What a run of the program left: its exit code, its results and its notices."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The results, line by line."""
        return self.out.splitlines()


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return an environment in which the program knows nothing of this machine but the home it is given."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ}
    return {
        **kept, "PYTHONPATH": SOURCE, "WARROOM_HOME": str(home), "WARROOM_CONFIG": str(home / "no-config.toml"),
        "WARROOM_BY": "ana", "TZ": "UTC", "NO_COLOR": "1", "PYTHONWARNINGS": "error", **more,
    }  # fmt: skip


def warroom(home: Path, *arguments: str, stdin: str | bytes = "", **more: str) -> Done:
    """Run the program on a home, and fail the test if it shows a traceback."""
    data = stdin if isinstance(stdin, bytes) else stdin.encode()
    ran = subprocess.run(
        [sys.executable, "-m", "warroom", *arguments], input=data, capture_output=True, env=environment(home, **more)
    )
    done = Done(ran.returncode, ran.stdout.decode(), ran.stderr.decode())
    assert "Traceback" not in done.err, done.err
    return done


def to_markdown(incident: Incident, *template: str) -> str:
    """Return the postmortem of an incident as Markdown."""
    from warroom.postmortem.document import build_document
    from warroom.postmortem.markdown import render

    return render(build_document(incident, *template))
