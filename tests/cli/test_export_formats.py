"""`warroom export -f …`: where each format may go, and what is never overwritten."""

import os
import pty
import subprocess
import sys

import pytest

from support import environment, warroom
from warroom.postmortem.formats import FORMATS


@pytest.fixture
def room(home):
    """A home with one incident."""
    warroom(home, "new", "checkout errors")
    warroom(home, "log", "all is well")
    return home


@pytest.fixture(scope="session")
def has_weasyprint() -> bool:
    """Whether a PDF can be made on this machine."""
    ran = subprocess.run([sys.executable, "-c", "import weasyprint"], capture_output=True)
    return ran.returncode == 0


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_writes_its_own_file_again_and_nobody_elses(room, tmp_path, form, has_weasyprint):
    """What a person wrote under that name is left alone, whatever it looks like at its beginning."""
    if form == "pdf" and not has_weasyprint:
        pytest.skip("WeasyPrint cannot be loaded")
    path = tmp_path / "postmortem"
    for _ in range(2):
        done = warroom(room, "export", "-f", form, "-o", str(path))
        assert (done.code, done.out) == (0, ""), done.err
    mine = b"%PDF-1.7\n<!DOCTYPE html>\nmine"
    path.write_bytes(mine)
    assert warroom(room, "export", "-f", form, "-o", str(path)).code == 1
    assert path.read_bytes() == mine


def test_a_page_goes_to_a_pipe_as_it_is_written_to_a_file(room, tmp_path):
    """Whichever way it is taken."""
    path = tmp_path / "postmortem.html"
    assert warroom(room, "export", "-f", "html", "-o", str(path)).code == 0
    assert warroom(room, "export", "-f", "html").out == path.read_text(encoding="utf-8")


def test_bytes_go_to_a_pipe_and_to_no_terminal_or_clipboard(room, has_weasyprint):
    """A terminal would be wrecked by them."""
    if not has_weasyprint:
        pytest.skip("WeasyPrint cannot be loaded")
    command = [sys.executable, "-m", "warroom", "export", "-f", "pdf"]
    piped = subprocess.run(command, capture_output=True, env=environment(room))
    assert (piped.returncode, piped.stdout[:5]) == (0, b"%PDF-")
    ours, theirs = pty.openpty()
    shown = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, env=environment(room))
    os.close(theirs)
    os.close(ours)
    assert (shown.returncode, b"-o FILE" in shown.stderr) == (2, True)
    copied = warroom(room, "export", "-f", "pdf", "--copy")
    assert (copied.code, "-o FILE" in copied.err) == (2, True)
