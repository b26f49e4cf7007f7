"""`warroom check`: say what the postmortem still lacks."""

import argparse

from warroom.cli.context import add_incident, add_json, context, notice, notices, print_json
from warroom.core.readiness import readiness
from warroom.core.text import plural

SUMMARY = (
    "Say what the postmortem still lacks and what in the record contradicts itself; exit 1 while it lacks anything."
)
EXAMPLES = """  warroom check
  warroom check checkout --json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be given."""
    add_incident(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print the findings; the exit code is 1 if one of them is a blocker."""
    what = context(args)
    room = what.library.open(what.incident(args.incident), by=what.by)
    notices(room.notices)
    findings = readiness(room.incident)
    blockers = sum(1 for finding in findings if finding.severity == "blocker")
    if args.json:
        print_json([finding.to_json() for finding in findings])
    else:
        for finding in findings:
            mark = "missing" if finding.severity == "blocker" else "warning"
            said = finding.ref and finding.ref in finding.message
            print(f"{mark}  {f'{finding.ref} ' if finding.ref and not said else ''}{finding.message}")
        notice(f"{plural(blockers, 'thing')} still missing" if blockers else "nothing is missing")
    return 1 if blockers else 0
