"""The names a line may mean: people, teams and services, those of the configuration and those the incident knows."""

from collections.abc import Iterable
from itertools import chain

from warroom.core.events import Event

_PEOPLE = ("owner", "executor", "acked_by")


class Names:
    """People, teams and services, kept up to date as events come, so that nothing is looked through at a key.

    Each is told with what was heard last coming first, and those of the configuration behind. `rungs` are the ladders
    of whom to call next when nobody answers.
    """

    def __init__(self, people: Iterable[str] = (), teams: Iterable[str] = (), services: Iterable[str] = (),
                 rungs: tuple[tuple[str, ...], ...] = ()) -> None:  # fmt: skip
        self.rungs = rungs
        self._people = dict.fromkeys(reversed(list(people)))
        self._teams = dict.fromkeys(reversed(list(teams)))
        self._services = dict.fromkeys(reversed(list(services)))
        self._news: list[Iterable[Event]] = []

    def take(self, events: Iterable[Event]) -> None:
        """Take these events in; they are looked at when somebody first asks for a name."""
        self._news.append(events)

    @property
    def people(self) -> list[str]:
        """Everybody who wrote, owns something, answered or has a role."""
        self._look()
        return list(reversed(self._people))

    @property
    def teams(self) -> list[str]:
        """Everybody who was called for help."""
        self._look()
        return list(reversed(self._teams))

    @property
    def services(self) -> list[str]:
        """Every service that was said to be affected."""
        self._look()
        return list(reversed(self._services))

    def _look(self) -> None:
        news, self._news = self._news, []
        by = ""
        for event in chain.from_iterable(list(events) for events in news):
            if event.by != by:
                by = event.by
                _hear(self._people, by)
            if event.kind != "entry":
                self._hear_fields(event)

    def _hear_fields(self, event: Event) -> None:
        for field, value in event.set.items():
            head, _, tail = field.partition(".")
            if field in _PEOPLE or head == "roles":
                _hear(self._people, value)
            elif head == "handover" and isinstance(value, dict):
                _hear(self._people, value.get("to"))
            elif head == "services" and tail:
                _hear(self._services, tail)
            elif field == "to" and event.kind == "escalation":
                _hear(self._teams, value)


def _hear(names: dict[str, None], name: object) -> None:
    """Put a name at the end, where the latest is; one that could not be typed as a name is left out."""
    if isinstance(name, str) and name.strip() and "\n" not in name:
        names.pop(name, None)
        names[name] = None
