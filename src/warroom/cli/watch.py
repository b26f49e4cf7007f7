"""`warroom watch`: the room to look at, on a shared screen or a wall."""

import argparse

from warroom.cli.context import add_incident, context
from warroom.cli.room import need_terminal, show

SUMMARY = (
    "Show the room read-only, with a big clock: for a shared screen or a wall. It follows live and writes nothing."
)
EXAMPLES = """  warroom watch
  warroom watch checkout"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be given."""
    add_incident(parser)


def run(args: argparse.Namespace) -> int:
    """Open the view."""
    what = context(args)
    incident_id = what.incident(args.incident)
    need_terminal()
    return show(what, lambda: what.library.look_at(incident_id), watches=True)
