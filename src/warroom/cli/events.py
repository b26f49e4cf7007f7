"""`warroom events`: print the raw history."""

import argparse
import json

from warroom.cli.context import add_incident, context, notices
from warroom.core.events import event_order, event_to_json

SUMMARY = "Print every recorded change of an incident in order, a JSON line each."
EXAMPLES = """  warroom events checkout
  warroom events | jq -c 'select(.by == "ana")'"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be given."""
    add_incident(parser)


def run(args: argparse.Namespace) -> int:
    """Print the history."""
    what = context(args)
    room = what.library.open(what.incident(args.incident), by=what.by)
    notices(room.notices)
    for event in sorted(room.fold.events.values(), key=event_order):
        print(json.dumps(event_to_json(event), ensure_ascii=False))
    return 0
