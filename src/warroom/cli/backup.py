"""`warroom backup`: copy the incidents into one file."""

import argparse
import os

from warroom.cli.context import context, notice
from warroom.core.text import plural
from warroom.paths import expanded

SUMMARY = "Copy every incident, or one, into one file, also while they are being written; it can be restored anywhere."
EXAMPLES = """  warroom backup incidents.zip
  warroom backup checkout.zip checkout"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be given."""
    parser.add_argument("file", metavar="FILE", help="the file to write; an earlier backup is replaced, nothing else")
    parser.add_argument("incident", nargs="?", metavar="ID", help="the incident, or enough of its id (default: all)")


def run(args: argparse.Namespace) -> int:
    """Write the backup; the exit code is 1 if something was left out of it."""
    from warroom.store.archive import back_up

    library = context(args).library
    ids = [library.find(args.incident)] if args.incident else library.ids()
    path = os.path.abspath(expanded(args.file))
    backup = back_up(library, ids, path)
    entries = sum(one.entries for one in backup.incidents)
    size = f"{backup.size / 1024:,.0f} KB" if backup.size < 1024**2 else f"{backup.size / 1024**2:,.1f} MB"
    print(f"{path}: {plural(len(backup.incidents), 'incident')}, {plural(entries, 'entry', 'entries')}, {size}")
    for one in backup.incidents:
        if one.damaged:
            notice(f"{one.id} is damaged and was copied as it is: {one.damaged}")
    for sentence in backup.left_out:
        notice(sentence)
    return 1 if backup.left_out else 0
