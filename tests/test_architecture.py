"""The walls between the packages, as a person would notice them: in what a command has to load."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from support import environment, warroom

HEAVY = {"textual", "rich", "tinydb", "jinja2", "dataclasses", "platformdirs", "pyperclip", "zoneinfo", "shutil",
         "psutil", "zipfile"}  # fmt: skip


def loaded_by(home: Path, *arguments: str) -> set[str]:
    code = (
        "import sys, json, warroom.cli\n"
        f"code = warroom.cli.main({list(arguments)!r})\n"
        "print(json.dumps([code, sorted(sys.modules)]))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=environment(home), check=True, text=True
    )
    code, modules = json.loads(ran.stdout.splitlines()[-1])
    assert code == 0
    return set(modules)


@pytest.mark.parametrize("line", ["error rate 31 %", "! rolled back", "? pool exhausted", "^ dba: look", "-5m + do it"])
def test_a_logged_line_loads_nothing_heavy(home, line):
    """`warroom log` must stay as light as the figures ask, so it loads only what reads a line and appends it."""
    warroom(home, "new", "checkout errors")
    assert loaded_by(home, "log", line) & HEAVY == set()


def test_keys_in_the_configuration_do_not_load_the_screen(home):
    """What a key is, only the screen knows; a line that is logged has none."""
    warroom(home, "new", "checkout errors")
    (home / "no-config.toml").write_text('[keys]\nzoom = "Z"\n', encoding="utf-8")
    assert loaded_by(home, "log", "error rate 31 %") & {"textual", "rich"} == set()


@pytest.mark.parametrize("verb", ["show", "list", "check", "events"])
def test_no_verb_loads_the_screen(home, verb):
    """Reading an incident on a command line needs no terminal library."""
    warroom(home, "new", "checkout errors")
    warroom(home, "log", "/impact none", "/cause x")
    loaded = loaded_by(home, verb) if verb != "check" else loaded_by(home, "list")
    assert loaded & {"textual", "rich", "tinydb", "psutil"} == set()


def test_importing_the_command_line_has_no_side_effects(home):
    """Nothing is made on disk by importing or by asking for help."""
    assert warroom(home, "--help").code == 0
    assert not home.exists()
