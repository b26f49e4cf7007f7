"""`warroom show`: print an incident."""

import argparse
import shutil
import sys

from warroom.cli.context import add_incident, add_json, context, notices, print_json

SUMMARY = "Print an incident: where it stands, its timeline, theories, calls for help, tasks and decisions."
EXAMPLES = """  warroom show
  warroom show checkout --as-learned
  warroom show --pictures
  warroom show --json | jq '.hypotheses[] | select(.misleading)'"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be given."""
    add_incident(parser)
    add_json(parser)
    parser.add_argument("--as-learned", action="store_true", help="the timeline in the order it was written down")
    parser.add_argument("--pictures", action="store_true", help="its pictures instead, drawn with characters")
    parser.add_argument("--ascii", action="store_true", help="the pictures in plain ASCII")


def run(args: argparse.Namespace) -> int:
    """Print the incident."""
    what = context(args)
    room = what.library.open(what.incident(args.incident), by=what.by)
    notices(room.notices)
    incident = room.incident
    if args.as_learned:
        from warroom.core.fold import LEARNED_ORDER

        incident.timeline.sort(key=LEARNED_ORDER)
    if args.json:
        from warroom.core.contract import contract

        print_json(contract(incident))
        return 0
    width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
    if args.pictures or args.ascii:
        from warroom.postmortem.blocks import figures_of
        from warroom.postmortem.document import build_document
        from warroom.postmortem.textchart import draw

        drawn = [draw(figure, width, plain=args.ascii) for figure in figures_of(build_document(incident))]
        print("\n\n".join(drawn) or "there is nothing to draw yet: no time has passed in the record")
        return 0
    from warroom.cli.brief import brief

    print(brief(incident, now=what.library.clock(), width=width, as_learned=args.as_learned))
    return 0
