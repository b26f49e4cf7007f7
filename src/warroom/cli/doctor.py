"""`warroom doctor`: say what works on this machine and what does not."""

import argparse
import os
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from warroom.cli.context import Context, context
from warroom.clipboard import ways
from warroom.core.errors import StoreError
from warroom.core.text import plural
from warroom.paths import data_folder
from warroom.store.checkpoint import load_checkpoint
from warroom.store.log import log_folder, log_names, read_log

SUMMARY = (
    "Say what works on this machine and what does not: versions, folders, terminal, clipboard, configuration, logs."
)
EXAMPLES = """  warroom doctor"""

_PACKAGES = ("warroom", "textual", "tinydb", "pyperclip", "platformdirs", "jinja2")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be given; the doctor needs nothing."""


def run(args: argparse.Namespace) -> int:
    """Print the report; the exit code is 1 if something is wrong."""
    what = context(args)
    wrong = 0
    for good, sentence in _report(args, what):
        print(f"{'ok  ' if good else 'BAD '} {sentence}")
        wrong += not good
    return 1 if wrong else 0


def _report(args: argparse.Namespace, what: Context) -> Iterator[tuple[bool, str]]:
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


def _folders(what: Context) -> Iterator[tuple[bool, str]]:
    home = what.library.home
    origin = "" if home == data_folder() else " (--home)"
    parent = home
    while not os.path.exists(parent):
        parent = os.path.dirname(parent)
    if not os.access(parent, os.W_OK | os.X_OK):
        yield False, f"incidents are in {home}{origin}, which cannot be written: choose another with --home"
    elif parent != home:
        yield True, f"incidents will be in {home}{origin}, which is made when the first is declared"
    else:
        yield True, f"incidents are in {home}{origin}, which can be written"


def _terminal() -> str:
    environ = os.environ
    size = shutil.get_terminal_size((0, 0))
    inside = [name for name, found in (("tmux", environ.get("TMUX")), ("ssh", environ.get("SSH_CONNECTION"))) if found]
    colours = "no colours (NO_COLOR)" if environ.get("NO_COLOR") else environ.get("COLORTERM") or "colours as TERM says"
    where = f", inside {' and '.join(inside)}" if inside else ""
    shown = f"{size.columns}×{size.lines}" if sys.stdout.isatty() else "not a terminal here"
    return f"terminal {environ.get('TERM') or 'unknown'}, {colours}, {shown}{where}"


def _configuration(what: Context) -> Iterator[tuple[bool, str]]:
    config = what.config
    for mistake in config.mistakes:
        yield False, mistake
    if not config.mistakes:
        found = "is read" if os.path.exists(config.path) else "is not there, which is fine"
        yield True, f"configuration {config.path} {found}"


def _incidents(what: Context) -> Iterator[tuple[bool, str]]:
    library = what.library
    ids = library.ids()
    yield True, plural(len(ids), "incident")
    for incident_id in ids:
        yield _logs(library.folder(incident_id), incident_id)


def _logs(folder: str, incident_id: str) -> tuple[bool, str]:
    """Verify every line of an incident's logs, and that the checkpoint can be used."""
    events, damage = 0, []
    names = log_names(folder)
    for name in names:
        try:
            part = read_log(os.path.join(log_folder(folder), name))
        except StoreError as error:
            damage.append(str(error))
            continue
        events += len(part.events)
        if part.damaged:
            damage.append(f"{plural(part.damaged, 'line')} of log/{name} cannot be read")
    if checkpoint := load_checkpoint(folder).notice:
        damage.append(checkpoint)
    sound = f"{incident_id}: {plural(events, 'event')} in {plural(len(names), 'log')}"
    return not damage, "; ".join([sound, *damage])
