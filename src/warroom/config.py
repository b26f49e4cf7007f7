"""The configuration: one optional TOML file, whose mistakes are said and never stop anything.

name = "ana"              # who writes, when nobody says another
zone = "Europe/Berlin"    # the zone of new incidents
severity = 2              # the severity of new incidents
theme = "light"           # the colours: dark, light, high-contrast, terminal-dark or terminal-light
people = ["ana", "bo"]    # offered behind @, as are teams behind ^ and services behind /service
[cadence]                 # how long from one update to the next
SEV1 = "15m"
[remind]                  # when to be reminded, from 1 to 120 minutes, or "never"
call_out = "10m"          # since the room was last told where it stands
silence = "8m"            # since anything was logged
answer = "5m"             # since a call for help was made
roles = "5m"              # since there is no commander or no scribe
handover = "2m"           # since a role was handed over and nobody took it
undecided = "5m"          # since a decision was put to the room and nobody took it
bell = true               # and how: the terminal's bell, its title, its notifications
title = true
notify = true
[escalation]              # whom to call next when one does not answer
dba = ["dba-lead", "cto"]
[[checklist]]             # tasks that are known beforehand; as many of these tables as there are lists
name = "first minutes"
when = "start"            # or "handover", "resolving"
severity = ["SEV1", 2]    # which it is for; without this it is for any
tasks = ["say who commands @ana 5m", "open the bridge"]
[export]                  # how a postmortem is written
template = "google-sre"   # as warroom templates lists them
[keys]                    # other keys for the actions of the room; "" for none
zoom = "Z"
"theory.dead-end" = ["D", "f5"]
"""

import os
import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from warroom.core.errors import NotFoundError, TimeError
from warroom.paths import config_file

if TYPE_CHECKING:
    from warroom.core.checklists import Checklist
    from warroom.core.clocks import Remind

SIGNALS = ("bell", "title", "notify")
"""How a terminal can call attention to what is due."""

SEVERITIES = ("SEV1", "SEV2", "SEV3", "SEV4", "SEV5")


THEMES = {
    "dark": "warroom-dark", "light": "warroom-light", "high-contrast": "warroom-high-contrast",
    "terminal-dark": "ansi-dark", "terminal-light": "ansi-light",
}  # fmt: skip
"""The colours there are to choose from, and what the screen calls them; the last two are the terminal's own."""


class Config(NamedTuple):
    """What the configuration says; `cadence` is in seconds by severity, and `mistakes` are sentences.

    `path` is empty where there is no home folder to look in. `signals` are those of SIGNALS that are on. `keys` are as
    they stand there, by the action's id: the screen knows which there are, and checks them.
    """

    path: str
    name: str | None = None
    zone: str | None = None
    severity: str | None = None
    theme: str | None = None
    cadence: dict[str, int] | None = None
    remind: "Remind | None" = None
    signals: tuple[str, ...] = SIGNALS
    people: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    keys: Mapping[str, object] = MappingProxyType({})
    checklists: "tuple[Checklist, ...]" = ()
    template: str | None = None
    mistakes: tuple[str, ...] = ()


def load_config(environ: Mapping[str, str] = os.environ) -> Config:
    """Return what the configuration file says, if there is one."""
    try:
        path = config_file(environ)
    except NotFoundError as error:
        return Config("", mistakes=(str(error),) if environ.get("WARROOM_CONFIG") else ())
    if not os.path.exists(path):
        return Config(path)
    import tomllib

    try:
        with open(path, "rb") as file:
            document = tomllib.load(file)
    except OSError as error:
        return Config(path, mistakes=(f"{path} cannot be read: {error.strerror}",))
    except ValueError as error:
        return Config(path, mistakes=(f"{path} is not TOML: {error}",))
    return _read(path, document)


def _read(path: str, document: dict[str, Any]) -> Config:
    config, mistakes = Config(path), []
    for key, value in document.items():
        try:
            if key == "name":
                config = config._replace(name=_name(value))
            elif key == "zone":
                config = config._replace(zone=_zone(value))
            elif key == "severity":
                config = config._replace(severity=to_severity(value))
            elif key == "theme":
                config = config._replace(theme=_theme(value))
            elif key == "cadence":
                config = config._replace(cadence=_cadence(value))
            elif key in {"people", "teams", "services"}:
                config = config._replace(**{key: _names(key, value)})  # type: ignore[arg-type]  # all three hold names
            elif key in {"remind", "escalation"}:
                config, more = (_remind if key == "remind" else _rungs)(config, value)
                mistakes += [f"{path}: [{key}] {mistake}" for mistake in more]
            elif key == "keys":
                config = config._replace(keys=_keys(value))
            elif key == "export":
                config = config._replace(template=_template(value))
            elif key == "checklist":
                config, more = _checklists(config, value)
                mistakes += [f"{path}: [[checklist]] {mistake}" for mistake in more]
            else:
                known = "name, zone, severity, theme, people, teams, services, "
                known += "[cadence], [remind], [escalation], [export], [keys] and [[checklist]]"
                mistakes.append(f"{path}: nobody knows '{key}'; it may say {known}")
        except ValueError as error:
            mistakes.append(f"{path}: {error}")
    return config._replace(mistakes=tuple(mistakes))


def _name(value: object, key: str = "name") -> str:
    from warroom.core.text import clean_word

    if not isinstance(value, str) or not clean_word(value):
        raise ValueError(f'{key} is a text, as in name = "ana"' if key == "name" else f"{key} has names in quotes")
    return clean_word(value)


def _names(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f'{key} is a list, as in {key} = ["ana", "bo"]')  # noqa: TRY004 - a mistake in a value
    return tuple(_name(one, key) for one in value)


def _zone(value: object) -> str:
    from warroom.core.times import find_zone

    try:
        if isinstance(value, str):
            find_zone(value)
            return value
    except TimeError:
        pass
    raise ValueError(f'zone {value!r} is not one of the IANA database, as in zone = "Europe/Berlin"')


def _theme(value: object) -> str:
    if not isinstance(value, str) or value not in THEMES:
        raise ValueError(f"theme {value!r} is not one of {', '.join(THEMES)}")
    return value


def to_severity(value: object) -> str:
    """Return a severity as it is written, from 1 to 5 or SEV1 to SEV5.

    Raises:
        ValueError: it is neither.
    """
    word = f"SEV{str(value).upper().removeprefix('SEV').removeprefix('-')}"
    if word not in SEVERITIES:
        raise ValueError(f"severity {value!r} is not one of 1 (worst) to 5")
    return word


def _cadence(value: object) -> dict[str, int]:
    from warroom.core.changes import DEFAULT_CADENCE
    from warroom.core.times import parse_duration

    if not isinstance(value, dict):
        raise ValueError('[cadence] is a table, as in SEV1 = "15m"')  # noqa: TRY004 - a mistake in a value, like any
    cadence = dict(DEFAULT_CADENCE)
    for severity, text in value.items():
        try:
            cadence[to_severity(severity)] = parse_duration(str(text))
        except TimeError as error:
            raise ValueError(f"[cadence] {severity}: {error}") from None
    return cadence


_TIMES = ("call_out", "silence", "answer", "roles", "handover", "undecided")
_LEAST, _MOST = 1, 120


def _remind(config: Config, table: object) -> tuple[Config, list[str]]:
    """Return the configuration with when to remind and how, and what is wrong with it; the rest of it counts."""
    from warroom.core.clocks import Remind

    if not isinstance(table, dict):
        return config, ['is a table, as in silence = "8m"']
    mistakes: list[str] = []
    times: dict[str, Any] = {}
    signals = dict.fromkeys(SIGNALS, True)
    for name, value in table.items():
        try:
            if name in SIGNALS:
                signals[name] = _yes_or_no(value)
            elif name in _TIMES:
                times[name] = _interval(value)
            else:
                mistakes.append(f"may say {', '.join((*_TIMES, *SIGNALS))}, and not {name}")
        except ValueError as error:
            mistakes.append(f"{name}: {error}")
    on = tuple(name for name in SIGNALS if signals[name])
    return config._replace(remind=(config.remind or Remind())._replace(**times), signals=on), mistakes


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")  # noqa: TRY004 - a mistake in a value, like any
    return value


def _interval(value: object) -> int | None:
    """Return the seconds of an interval, None for never.

    Raises:
        ValueError: it is not one, or out of bounds.
    """
    from warroom.core.times import parse_duration

    if value == "never":
        return None
    try:
        seconds = parse_duration(str(value))
    except TimeError:
        raise ValueError(f'{value!r} is not a time: write "10m", or "never"') from None
    if not _LEAST * 60 <= seconds <= _MOST * 60:
        raise ValueError(f'{value} is not from {_LEAST} to {_MOST} minutes, as in "10m", or "never"')
    return seconds


def _rungs(config: Config, table: object) -> tuple[Config, list[str]]:
    """Return the configuration with whom to call next, and what is wrong with it; the rest of it counts."""
    from warroom.core.clocks import Remind
    from warroom.core.text import clean_word

    if not isinstance(table, dict):
        return config, ['is a table, as in dba = ["dba-lead"]']
    rungs, mistakes = [], []
    for first, names in table.items():
        if isinstance(names, list) and names and all(isinstance(name, str) and clean_word(name) for name in names):
            rungs.append(tuple(clean_word(name) for name in (first, *names)))
        else:
            mistakes.append(f'{clean_word(first)}: it is a list of names, as in dba = ["dba-lead"]')
    return config._replace(remind=(config.remind or Remind())._replace(rungs=tuple(rungs))), mistakes


def _template(table: object) -> str | None:
    """Return the template of a document; which there are is known when one is written."""
    from warroom.core.text import clean_word

    if not isinstance(table, dict) or table.keys() - {"template"} or not isinstance(table.get("template", ""), str):
        raise ValueError('[export] may say template, as in template = "google-sre"')
    return clean_word(table.get("template", "")) or None


def _keys(table: object) -> dict[str, object]:
    """Return what is said of each action; an id with a dot and no quotes is a table of its own in TOML."""
    if not isinstance(table, dict):
        raise ValueError('[keys] is a table, as in zoom = "Z"')  # noqa: TRY004 - a mistake in a value, like any
    keys: dict[str, object] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            keys.update({f"{name}.{rest}": one for rest, one in _keys(value).items()})
        else:
            keys[name] = value
    return keys


def _checklists(config: Config, tables: object) -> tuple[Config, list[str]]:
    """Return the configuration with its checklists, and what is wrong with them; the rest of them counts."""
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        return config, ["is written with two brackets, and has a name, when and tasks"]
    lists: dict[str, Checklist] = {}
    mistakes: list[str] = []
    for place, table in enumerate(tables, 1):
        try:
            found, more = _checklist(table)
            if found.name in lists:
                raise ValueError("there is one of that name already")  # noqa: TRY301 - as every other mistake in it
        except ValueError as error:
            name = table.get("name")
            mistakes.append(f"{_quoted(name) if isinstance(name, str) else place}: {error}")
        else:
            lists[found.name] = found
            mistakes += [f"{_quoted(found.name)}: {mistake}" for mistake in more]
    return config._replace(checklists=tuple(lists.values())), mistakes


def _checklist(table: dict[str, Any]) -> "tuple[Checklist, list[str]]":
    """Return a checklist, and what is wrong with single tasks of it; the others count.

    Raises:
        ValueError: it says something that nobody knows, or lacks what it needs.
    """
    from warroom.core.checklists import MOMENTS, Checklist, task_line
    from warroom.core.errors import LineError

    if unknown := [key for key in table if key not in {"name", "when", "severity", "tasks"}]:
        raise ValueError(f"it may say name, when, severity and tasks, and not {_quoted(unknown[0])}")
    if "name" not in table:
        raise ValueError('it needs a name, as in name = "first minutes"')
    name, when, texts = _name(table["name"]), table.get("when"), table.get("tasks")
    if when not in tuple(MOMENTS):
        given = f", and not {_quoted(when)}" if "when" in table else ""
        raise ValueError(f"when is one of {', '.join(MOMENTS)}{given}")
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
        raise ValueError('tasks is a list, as in tasks = ["say who commands @ana 5m"]')
    severities = table.get("severity", [])
    severities = severities if isinstance(severities, list) else [severities]
    lines, mistakes = [], []
    for text in texts:
        try:
            lines.append(task_line(text))
        except LineError as error:
            mistakes.append(str(error))
    if not lines:
        raise ValueError(mistakes[0])
    return Checklist(name, when, tuple(lines), tuple(to_severity(one) for one in severities)), mistakes


def _quoted(value: object) -> str:
    """Return a value of the file as it can be shown in a sentence."""
    from warroom.core.text import clean_word, shorten

    return repr(shorten(clean_word(str(value)), 40))


def author(given: str | None, config: Config, environ: Mapping[str, str] = os.environ) -> str:
    """Return who writes: as given, else WARROOM_BY, else the configured name, else the login name, before any sudo."""
    from warroom.core.text import clean_word

    for name in (given, environ.get("WARROOM_BY"), config.name):
        if name and (clean := clean_word(name)):
            return clean
    for variable in ("SUDO_USER", "LOGNAME", "USER", "USERNAME"):
        if clean := clean_word(environ.get(variable, "")):
            return clean
    return _login_name()


def _login_name() -> str:
    if sys.platform == "win32":
        return "somebody"
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return "somebody"


_UTC = {"Etc/UTC", "Etc/UCT", "Etc/GMT", "Etc/Zulu", "UCT", "Zulu", "Universal", "GMT"}


def default_zone(config: Config, environ: Mapping[str, str] = os.environ) -> str:
    """Return the zone of a new incident: the configured one, else the system's where it has a name, else UTC."""
    if config.zone:
        return config.zone
    from warroom.core.times import find_zone

    for name in (environ.get("TZ", "").removeprefix(":"), _linked_zone()):
        try:
            if name in _UTC:
                return "UTC"
            if name:
                find_zone(name)
                return name
        except TimeError:
            continue
    return "UTC"


def _linked_zone() -> str:
    """Return the zone that /etc/localtime is a link to."""
    try:
        target = os.path.realpath("/etc/localtime")
    except OSError:
        return ""
    _, found, name = target.partition("/zoneinfo/")
    return name if found else ""
