"""`warroom demo`: open an example incident, in a home of its own."""

import argparse
import os
import sys

from warroom.cli.context import notice
from warroom.config import default_zone, load_config
from warroom.core.errors import StoreError
from warroom.paths import expanded
from warroom.store.clock import utc_now

SUMMARY = "Open an example incident well under way, in a home of its own: your own incidents are not touched."
EXAMPLES = """  warroom demo
  warroom demo --print-home          (prints the home and the id, and opens nothing)"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be given."""
    parser.add_argument("--print-home", action="store_true", help="print the home and the id instead of opening it")


def run(args: argparse.Namespace) -> int:
    """Make the example and open it."""
    from warroom.demo import play_demo

    home = _home(args.home)
    incident_id = play_demo(home, utc_now(), default_zone(load_config()))
    if args.print_home or not sys.stdout.isatty():
        print(home)
        print(incident_id)
        return 0
    notice(f"the example is in {home}; nothing of yours is touched")
    from warroom.cli.room import open_room

    args.home, args.incident = home, incident_id
    return open_room(args, example=True)


def _home(given: str | None) -> str:
    """Return a folder with nothing in it: a new one, or the one that was given.

    Raises:
        StoreError: there is something in the one that was given.
    """
    if given is None:
        from tempfile import mkdtemp

        return mkdtemp(prefix="warroom-demo-")
    home = os.path.abspath(expanded(given))
    if os.path.isdir(home) and os.listdir(home):
        raise StoreError(f"{home} is not empty; the example wants a folder of its own, or none given")
    return home
