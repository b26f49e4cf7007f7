"""`warroom doctor`: say what works on this machine and what does not."""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from warroom.cli.context import Context, context
from warroom.clipboard import ways
from warroom.core.errors import NotFoundError
from warroom.core.text import plural
from warroom.paths import data_folder

SUMMARY = (
    "Say what works on this machine and what does not: versions, disk, terminal, configuration, each line recorded."
)
EXAMPLES = """  warroom doctor"""

_PACKAGES = ("warroom", "textual", "tinydb", "pyperclip", "platformdirs", "jinja2", "psutil")
_MARKS = {True: "ok  ", False: "BAD ", None: "note"}
_LITTLE, _TOO_LITTLE = 200 * 1024**2, 8 * 1024**2

Finding = tuple[bool | None, str]
"""Whether something is good (None: it is worth knowing and nothing is wrong), and the sentence that says so."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be given; the doctor needs nothing."""


def run(args: argparse.Namespace) -> int:
    """Print the report; the exit code is 1 if something is wrong."""
    what = context(args)
    wrong = 0
    for good, sentence in _report(what):
        print(f"{_MARKS[good]} {sentence}")
        wrong += good is False
    return 1 if wrong else 0


def _report(what: Context) -> Iterator[Finding]:
    yield True, f"python {sys.version.split()[0]} on {sys.platform}"
    for name in _PACKAGES:
        try:
            yield True, f"{name} {version(name)}"
        except PackageNotFoundError:
            yield name == "warroom", f"{name} is not installed"
    yield from _folders(what)
    yield True, _terminal()
    yield True, f"copying is tried by way of {', '.join(ways())}"
    yield from _configuration(what)
    yield True, f"you write as {what.by}"
    yield from _incidents(what)


def _folders(what: Context) -> Iterator[Finding]:
    home = what.library.home
    origin = "" if home == _usual_home() else " (--home)"
    parent = home
    while not os.path.exists(parent):
        parent = os.path.dirname(parent)
    if not os.access(parent, os.W_OK | os.X_OK):
        yield False, f"incidents are in {home}{origin}, which cannot be written: choose another with --home"
    elif parent != home:
        yield True, f"incidents will be in {home}{origin}, which is made when the first is declared"
    else:
        yield True, f"incidents are in {home}{origin}, which can be written"
    yield from _disk(home, parent)


def _usual_home() -> str | None:
    try:
        return data_folder()
    except NotFoundError:
        return None


def _disk(home: str, folder: str) -> Iterator[Finding]:
    """Say what the incidents are on; `folder` is the home, or where it will be made."""
    from warroom.store.place import file_system, network_warning
    from warroom.store.reserve import free_bytes

    if warning := network_warning(folder):
        yield None, warning
    else:
        yield True, f"{folder} is on a file system of this machine ({file_system(folder) or 'it does not say which'})"
    free = free_bytes(folder)
    if free is not None:
        way_out = "" if free >= _LITTLE else ": free some space, or choose another disk with --home"
        yield (True if free >= _LITTLE else None if free >= _TOO_LITTLE else False), f"{_megabytes(free)} free{way_out}"
    try:
        size = os.path.getsize(os.path.join(home, "incidents", ".reserve"))
    except OSError:
        yield True, "no room is held in reserve for a full disk"
    else:
        yield True, f"{size / 1024:,.0f} KB are held in reserve for a full disk"


def _megabytes(count: int) -> str:
    return f"{count / 1024**2:,.0f} MB" if count < 10 * 1024**3 else f"{count / 1024**3:,.0f} GB"


def _terminal() -> str:
    environ = os.environ
    size = shutil.get_terminal_size((0, 0))
    inside = [name for name, found in (("tmux", environ.get("TMUX")), ("ssh", environ.get("SSH_CONNECTION"))) if found]
    colours = "no colours (NO_COLOR)" if environ.get("NO_COLOR") else environ.get("COLORTERM") or "colours as TERM says"
    where = f", inside {' and '.join(inside)}" if inside else ""
    shown = f"{size.columns}×{size.lines}" if sys.stdout.isatty() else "not a terminal here"
    return f"terminal {environ.get('TERM') or 'unknown'}, {colours}, {shown}{where}"


def _configuration(what: Context) -> Iterator[Finding]:
    from warroom.cli.room import chosen_keys

    config = what.config
    keys, mistakes = chosen_keys(config)
    for mistake in (*config.mistakes, *mistakes):
        yield False, mistake
    if not config.path and not config.mistakes:
        yield True, "there is no home folder to look for a configuration in, which is fine"
    elif not config.mistakes:
        found = "is read" if os.path.exists(config.path) else "is not there, which is fine"
        yield True, f"configuration {config.path} {found}"
    if keys:
        yield True, f"keys of your own: {_shown(keys)}"


def _shown(keys: dict[str, tuple[str, ...]]) -> str:
    from warroom.ui.actions import shown_key

    return ", ".join(f"{name} {' '.join(map(shown_key, those)) or 'has none'}" for name, those in keys.items())


def _incidents(what: Context) -> Iterator[Finding]:
    library = what.library
    ids = library.ids()
    yield True, plural(len(ids), "incident")
    for incident_id in ids:
        yield from _verified(library.folder(incident_id), incident_id, library.clock())


def _verified(folder: str, incident_id: str, now: datetime) -> Iterator[Finding]:
    from warroom.store.verify import verify

    verdict = verify(folder, now)
    yield (
        not verdict.damage,
        (
            f"{incident_id}: {plural(verdict.events, 'event')} in {plural(verdict.logs, 'log')}, "
            f"{plural(verdict.entries, 'entry', 'entries')}; "
            + (
                "incident.json has all of them"
                if verdict.kept >= verdict.events
                else f"incident.json is {verdict.events - verdict.kept} behind the logs"
            )
        ),
    )
    for sentence in verdict.damage:
        yield False, f"{incident_id}: {sentence}"
    for sentence in verdict.remarks:
        yield None, f"{incident_id}: {sentence}"
