"""`warroom tell`: a draft of what to tell, written by the record."""

import argparse

from warroom.cli.context import add_incident, context, notices
from warroom.core.errors import NotFoundError
from warroom.core.tell import AUDIENCES, once_told

SUMMARY = "Print a draft of what to tell responders, executives or customers, or a new commander; nothing is sent."
EXAMPLES = """  warroom tell responders          (conditions, actions, needs)
  warroom tell executives          (three sentences)
  warroom tell customers           (what was marked external, and when the next message comes)
  warroom tell handover            (what a new commander takes over)"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be given."""
    parser.add_argument("audience", choices=AUDIENCES, help="who is told")
    add_incident(parser)


def run(args: argparse.Namespace) -> int:
    """Print the draft."""
    what = context(args)
    incident_id = what.incident(args.incident)
    room = what.library.look_at(incident_id)
    notices(room.notices)
    now, incident = what.library.clock(), room.incident
    if args.audience != "handover":
        incident = once_told(incident, now, what.library.cadence)
    text = AUDIENCES[args.audience](incident, now, room.remind)
    if not text:
        raise NotFoundError("nothing is marked external yet: /external #14 lets customers read a row")
    print(text)
    return 0
