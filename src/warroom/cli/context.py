"""What every verb needs: the configuration, who writes, the library, and which incident is meant."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from warroom.config import Config, author, load_config
from warroom.paths import data_folder, expanded
from warroom.store.library import Library

if TYPE_CHECKING:
    import argparse


class Context(NamedTuple):
    """The configuration and the library a verb works on, and who writes."""

    config: Config
    library: Library
    by: str

    def incident(self, given: str | None) -> str:
        """Return the id of the incident that is meant: as given, else WARROOM_INCIDENT, else the one that goes on.

        Raises:
            NotFoundError: there is none such, or several.
        """
        text = given or os.environ.get("WARROOM_INCIDENT", "").strip()
        return self.library.find(text) if text else self.library.current()


def context(args: argparse.Namespace) -> Context:
    """Return what a verb works on; mistakes of the configuration are said on the way."""
    config = load_config()
    for mistake in config.mistakes:
        notice(mistake)
    home = expanded(args.home) if args.home else data_folder()
    library = Library(home, cadence=config.cadence, remind=config.remind)
    return Context(config, library, author(getattr(args, "by", None), config))


def add_incident(parser: argparse.ArgumentParser) -> None:
    """Let a verb that reads take the incident as its argument."""
    import argparse

    parser.add_argument(
        "incident", nargs="?", metavar="ID", default=argparse.SUPPRESS,
        help="the incident, or enough of its id (default: the one that goes on)",
    )  # fmt: skip
    parser.add_argument("-i", "--incident", dest="incident", metavar="ID", help="the same, as for log")


def add_json(parser: argparse.ArgumentParser) -> None:
    """Let a verb print JSON."""
    parser.add_argument("--json", action="store_true", help="print JSON, for scripts")


def print_json(document: object) -> None:
    """Print a document as JSON that a person can read too."""
    import json

    print(json.dumps(document, ensure_ascii=False, indent=2))


def notice(sentence: str) -> None:
    """Say something beside the result."""
    say(f"warroom: {sentence}")


def say(text: str) -> None:
    """Print on stderr; that nobody can read it is no reason to end."""
    if sys.stderr is not None:
        with suppress(OSError):
            print(text, file=sys.stderr)


def answer(text: str) -> None:
    """Print what was recorded; that nobody can read it must not keep the next line from being recorded."""
    try:
        print(text, flush=True)
    except OSError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - until the end of the process


def notices(sentences: list[str]) -> None:
    """Say what was found damaged."""
    for sentence in sentences:
        notice(sentence)
