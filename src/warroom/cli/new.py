"""`warroom new`: declare an incident."""

import argparse

from warroom.cli.context import context
from warroom.core.errors import LineError
from warroom.core.times import Moment, When, parse_instant

SUMMARY = "Declare an incident and print its id."
EXAMPLES = """  warroom new 'checkout errors after build 4821' --sev 1 --service checkout
  warroom new 'the night of the blue disks' --at '2023-06-05 14:00' --zone Europe/Berlin --mode retrospective"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be given."""
    parser.add_argument("title", nargs="+", metavar="TITLE", help="what is wrong, in a few words")
    parser.add_argument(
        "--sev", "--severity", metavar="N", help="the severity, 1 (worst) to 5 (default: as configured, else 3)"
    )
    parser.add_argument("--at", metavar="TIME", help="when it started, as 14:02, -5m or '2026-11-21 14:02'")
    parser.add_argument("--zone", help="the time zone people will speak in, as Europe/Berlin (default: this machine's)")
    parser.add_argument("--service", action="append", default=[], metavar="S", help="an affected service; repeatable")
    parser.add_argument("--mode", choices=("real", "drill", "retrospective"), default="real", help="default: real")
    parser.add_argument("--by", metavar="WHO", help="who declares it (default: WARROOM_BY, configured or login name)")


def run(args: argparse.Namespace) -> int:
    """Declare the incident."""
    from warroom.config import default_zone, to_severity

    config, library, by = context(args)
    try:
        severity = to_severity(args.sev) if args.sev else config.severity or "SEV3"
    except ValueError as error:
        raise LineError(str(error)) from None
    zone = args.zone or default_zone(config)
    started: When | None = parse_instant(args.at, Moment(library.clock(), zone)) if args.at else None
    incident_id = library.create(
        " ".join(args.title), by=by, severity=severity, zone=zone, mode=args.mode, services=args.service,
        started=started,
    )  # fmt: skip
    print(incident_id)
    return 0
