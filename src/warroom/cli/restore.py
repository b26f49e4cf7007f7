"""`warroom restore`: put the incidents of a backup back."""

import argparse
import os

from warroom.cli.context import context, notice
from warroom.paths import expanded

SUMMARY = "Put the incidents of a backup back, or one of them; an incident that is already here is never touched."
EXAMPLES = """  warroom restore incidents.zip
  warroom restore incidents.zip checkout
  warroom restore incidents.zip --home ~/restored"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be given."""
    parser.add_argument("file", metavar="FILE", help="a file that warroom backup wrote")
    parser.add_argument("incident", nargs="?", metavar="ID", help="the incident, or enough of its id (default: all)")


def run(args: argparse.Namespace) -> int:
    """Restore; the exit code is 1 if something of it is not here now."""
    from warroom.store.unpack import restore

    restored = restore(os.path.abspath(expanded(args.file)), context(args).library, args.incident)
    for one in restored:
        if one.whole:
            print(one.sentence)
        else:
            notice(one.sentence)
    return 0 if all(one.whole for one in restored) else 1
