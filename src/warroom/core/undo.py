"""Undo and redo: which events hold, and what each person can take back or bring back next.

An undo is an event that names another; a redo is an undo of an undo. Nothing is ever removed.
"""

from collections.abc import Iterable, Mapping

from warroom.core.events import PLAYED, Event, EventId, event_order


def stack_of(event: Event) -> tuple[str, bool]:
    """Return whose step an event is: a person's, however they write their name, or what a drill plays as theirs."""
    return event.by.casefold(), event.via == PLAYED


class Undos:
    """The undos among a set of events, by what they take back."""

    def __init__(self) -> None:
        self._by_target: dict[EventId, list[EventId]] = {}
        self._stamps: dict[EventId, str] = {}

    def __contains__(self, target: EventId) -> bool:
        return target in self._by_target

    def __bool__(self) -> bool:
        return bool(self._by_target)

    def add(self, event: Event) -> None:
        """Take in an event that takes another back."""
        if event.undoes:
            self._by_target.setdefault(event.undoes, []).append((event.origin, event.n))
            self._stamps[event.origin, event.n] = event.stamp

    def taken_back_by(self, event: EventId) -> EventId | None:
        """Return the last undo that takes an event back and holds itself, if there is one."""
        live = [undo for undo in self._by_target.get(event, ()) if self.is_live(undo)]
        return max(live, key=lambda undo: (self._stamps[undo], undo), default=None)

    def is_live(self, event: EventId) -> bool:
        """Tell whether an event holds: nothing that itself holds takes it back.

        Undos that take each other back in a circle, which no writer makes, do not hold.
        """
        if event not in self._by_target:
            return True
        # Each undo has one target, so the undos above an event are a tree: later ones are judged before earlier ones.
        above: dict[EventId, EventId | None] = {}
        pending: list[tuple[EventId, EventId | None]] = [(event, None)]
        while pending:
            one, target = pending.pop()
            if one in above:
                return False
            above[one] = target
            pending += [(undo, one) for undo in self._by_target.get(one, ())]
        dead = set()
        for one, target in reversed(above.items()):
            if one not in dead and target is not None:
                dead.add(target)
        return event not in dead


class Stacks:
    """One person's changes and undos, replayed: the last of each is what undo takes back and redo brings back."""

    def __init__(self, mine: Iterable[Event], events: Mapping[EventId, Event]) -> None:
        self.changes: list[Event] = []
        self.undos: list[Event] = []
        self._events = events
        self._last = ("", "", 0)
        for event in sorted(mine, key=event_order):
            self.take(event)

    def take(self, event: Event) -> bool:
        """Take in this person's next event; False when it is not the next, and the stacks have to be made anew."""
        order = event_order(event)
        if order < self._last:
            return False
        self._last = order
        if event.undoes is None:
            if not event.declares:
                self.changes.append(event)
            self.undos.clear()
            return True
        target = self._events.get(event.undoes)
        if target is None:
            return True
        if target.undoes is None:
            _remove_last(self.changes, target)
            self.undos.append(event)
        else:
            _remove_last(self.undos, target)
            if (original := self._events.get(target.undoes)) and original.undoes is None:
                self.changes.append(original)
        return True


def _remove_last(events: list[Event], event: Event) -> None:
    for place in range(len(events) - 1, -1, -1):
        if events[place] is event:
            del events[place]
            return
