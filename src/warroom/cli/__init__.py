"""The commands: `warroom VERB`, and `warroom` alone for the room.

A verb is a module of this package with `SUMMARY`, `EXAMPLES`, `add_arguments` and `run`; only the one that is asked
for is loaded, and it loads what is heavy when it needs it.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from warroom.core.errors import LineError, WarroomError

if TYPE_CHECKING:
    import argparse
    from types import ModuleType

VERBS = {
    "new": "declare an incident",
    "log": "record a line, or each line of a pipe",
    "watch": "show the room read-only, for a shared screen or a wall",
    "show": "print an incident",
    "list": "list the incidents",
    "export": "write the postmortem",
    "templates": "list what a postmortem can be written by",
    "tell": "draft what to tell responders, executives, customers or a new commander",
    "check": "say what the postmortem still lacks",
    "events": "print the raw history, a JSON line each",
    "backup": "copy the incidents into one file",
    "restore": "put the incidents of a backup back",
    "replay": "play an incident, or a file of lines, into a drill",
    "demo": "open an example incident, in a home of its own",
    "doctor": "say what works on this machine and what does not",
}

_WIDTH = 100

DONE, NOT_READY, BAD_USAGE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code: 0 done, 1 not found or not ready, 2 bad usage."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except WarroomError as error:
        print(f"warroom: {error}", file=sys.stderr)
        return BAD_USAGE if isinstance(error, LineError) else NOT_READY
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        # Let the interpreter's own last flush go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return DONE  # whoever was reading has read enough
        print(f"warroom: the answer cannot be printed: {(error.strerror or str(error)).lower()}", file=sys.stderr)
        return NOT_READY
    return code


def _run(arguments: list[str]) -> int:
    home, arguments = _take_home(arguments)
    if arguments and arguments[0] in {"-h", "--help", "help"}:
        print(_help(), end="")
        return DONE
    if arguments and arguments[0] in {"-V", "--version"}:
        from warroom import __version__

        print(f"warroom {__version__}")
        return DONE
    verb, rest = (arguments[0], arguments[1:]) if arguments and arguments[0] in VERBS else ("room", arguments)
    if verb == "room" and (wrong := _no_verb(rest)):
        raise LineError(wrong)
    module = import_module(f"warroom.cli.{'listing' if verb == 'list' else verb}")
    rest = _shield_times(rest)
    code: int = module.run(_plain_words(module, rest, home) or _parse(module, verb, rest, home))
    return code


def _parse(module: ModuleType, verb: str, words: list[str], home: str | None) -> argparse.Namespace:
    """Read what stands behind a verb."""
    import argparse

    parser = argparse.ArgumentParser(
        prog="warroom" if verb == "room" else f"warroom {verb}",
        description=module.SUMMARY,
        epilog=f"examples:\n{module.EXAMPLES}",
        # Knowing the width, it need not load shutil, which `log` has no time for.
        formatter_class=lambda prog: argparse.RawDescriptionHelpFormatter(prog, width=_WIDTH),
    )
    module.add_arguments(parser)
    parser.add_argument("--home", default=home, metavar="DIR", help="where the incidents are (or WARROOM_HOME)")
    return parser.parse_args(words)


class _Arguments:
    """What a verb says can be given: the value of each option that is left out, and what takes words."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.words: list[tuple[str, str | None]] = []

    def add_argument(self, *names: str, **said: Any) -> None:  # noqa: ANN401 - as argparse has it
        if not names[0].startswith("-"):
            self.words.append((names[0], None if "choices" in said else said.get("nargs")))
        else:
            unsaid = False if said.get("action") == "store_true" else None
            name = next((one for one in names if one.startswith("--")), names[0]).lstrip("-").replace("-", "_")
            self.values[said.get("dest", name)] = said.get("default", unsaid)


def _plain_words(module: ModuleType, words: list[str], home: str | None) -> Any:  # noqa: ANN401 - a Namespace like any
    """Return what argparse would, for words without options behind a verb that takes just words; else None.

    It is the most frequent command by far, and argparse would be a tenth of its time.
    """
    if any(word.startswith("-") for word in words):
        return None
    known = _Arguments()
    module.add_arguments(known)
    match known.words:
        case [(name, "+")] if words:
            return SimpleNamespace(**{**known.values, "home": home, name: words})
        case [(name, "?")] if len(words) < 2:
            return SimpleNamespace(**{**known.values, "home": home, name: words[0] if words else None})
    return None


def _no_verb(words: list[str]) -> str:
    """Return what is wrong with words that no verb begins: an incident is one word, and has no more behind it."""
    if len(words) < 2 or words[0].startswith("-") or words[1].startswith("-"):
        return ""
    from difflib import get_close_matches

    near = get_close_matches(words[0], VERBS, n=1)
    return f"there is no verb {words[0]}: " + (f"did you mean {near[0]}?" if near else "warroom --help lists them")


def _take_home(arguments: list[str]) -> tuple[str | None, list[str]]:
    """Take `--home DIR` from before the verb."""
    home = None
    while arguments:
        if arguments[0] == "--home" and len(arguments) > 1:
            home, arguments = arguments[1], arguments[2:]
        elif arguments[0].startswith("--home="):
            home, arguments = arguments[0].removeprefix("--home="), arguments[1:]
        else:
            break
    return home, arguments


def _shield_times(arguments: list[str]) -> list[str]:
    """Put a blank before each `-5m`, which is a time and not an option; whoever reads it takes the blank away."""
    return [f" {word}" if word[:1] == "-" and word[1:2].isdigit() else word for word in arguments]


def _help() -> str:
    verbs = "\n".join(f"  {verb:<9} {summary}" for verb, summary in VERBS.items())
    return f"""usage: warroom [--home DIR] [ID]
       warroom [--home DIR] VERB ...

A war room for an outage: log it live, think it through, and the postmortem writes itself.

Without a verb the room opens: of the incident ID, else of the real one that goes on, else the library.

verbs:
{verbs}

options:
  --home DIR   where the incidents are (or WARROOM_HOME)
  --version    print the version

exit codes: 0 done, 1 not found or not ready, 2 bad usage

examples:
  warroom new 'checkout errors after build 4821' --sev 1
  warroom log '? connection pool exhausted'
  warroom export -o postmortem.md
"""
