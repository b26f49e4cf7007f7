"""A disk that is full: what is there can be read, logging goes on for as long as can be, and then it is said."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from support import warroom
from ui.person import at_the_screen
from warroom.store.library import Library
from warroom.store.reserve import reserve_path

if sys.platform == "win32":
    pytest.skip("file size limits and small disks are made the POSIX way here", allow_module_level=True)

import resource


def fill(disk: Path) -> Path:
    """Fill a disk to the last byte, and return the file that does."""
    path = disk / "fill"
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(1024)):
            pass
    return path


def notes(home: Path) -> list[str]:
    """Return the texts that can be read."""
    library = Library(str(home))
    [incident] = library.ids()
    return [row.text for row in library.open(incident, by="somebody").incident.timeline if row.kind == "note"]


def log_until_refused(home: Path, most: int) -> tuple[list[str], list[str], list[str]]:
    """Log lines until one is refused; return those accepted, what was said on the way, and what was refused."""
    accepted, said = [], []
    for number in range(most):
        text = f"line {number} " + "of a long day " * 700
        done = warroom(home, "log", text)
        said += done.err.splitlines()
        if done.code:
            assert done.code == 1
            assert text.strip() in done.err, "it is at least in the scrollback"
            return accepted, said, [text.strip()]
        accepted.append(text.strip())
    return accepted, said, []


def test_logging_goes_on_with_the_reserve_and_then_says_so(small):
    """The reserve is given back, every accepted line is there, and only a line that is truly not stored fails."""
    home = small / "home"
    assert warroom(home, "new", "checkout errors").code == 0
    reserve = Path(reserve_path(str(home / "incidents" / "any")))
    assert reserve.stat().st_size == 256 * 1024
    assert warroom(home, "log", "before").code == 0
    filler = fill(small)
    accepted, said, refused = log_until_refused(home, 60)
    assert len(accepted) >= 15
    assert not reserve.exists()
    assert any("KiB are left" in line for line in said)
    assert refused
    assert "free some space" in said[-1]
    assert notes(home) == ["before", *accepted]
    assert warroom(home, "show").code == 0
    filler.unlink()
    assert warroom(home, "log", "after").code == 0
    assert notes(home) == ["before", *accepted, "after"]
    assert reserve.exists(), "for the next time"


async def test_the_screen_says_how_much_room_is_left_and_then_not_saved(small, clock):
    """Lines go on with the reserve under a banner; then they stay on the screen, and are saved once there is room."""
    library = Library(str(small / "home"), clock=clock)
    incident = library.create("checkout errors", by="ana")
    async with at_the_screen(library, clock, incident, size=(110, 30)) as ana:
        filler = fill(small)
        text = "x" * 9_000
        while not ana.room.warning:
            await ana.put(text)
        await ana.until(lambda: "KiB are left" in ana.banner)
        for _ in range(40):
            ana.line.value = text
            await ana.push("enter")
            await ana.until(lambda: not ana.room.unsaved or "NOT SAVED" in ana.banner)
            if ana.room.unsaved:
                break
        await ana.until(lambda: "NOT SAVED" in ana.banner)
        count = len(ana.incident.timeline)
        filler.unlink()
        await ana.settle()
        await ana.until(lambda: not ana.banner)
    assert len(library.open(incident, by="bo").incident.timeline) == count


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
from warroom.cli import main
sys.exit(main(["log", sys.argv[2]]))
"""


def test_a_limit_on_the_size_of_files_costs_no_line_that_was_accepted(home):
    """A file that may not grow is left for another; where none may be as long as a line, it is said and echoed."""
    from support import environment

    warroom(home, "new", "checkout errors")
    accepted = []
    for number in range(14):
        text = f"line {number} of a limited day"
        command = [sys.executable, "-c", LIMITED, "3000", text]
        done = subprocess.run(command, env=environment(home), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        accepted.append(text)
    assert notes(home) == accepted
    command = [sys.executable, "-c", LIMITED, "200", "one too many"]
    done = subprocess.run(command, env=environment(home), capture_output=True, text=True)
    assert done.returncode == 1
    assert "one too many" in done.stderr
    assert "file too large" in done.stderr
    assert notes(home) == accepted
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 200
