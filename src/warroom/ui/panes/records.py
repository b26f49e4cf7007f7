"""Panes 2 and 3: the hypotheses and the escalations; and what they have in common with the task board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from textual.content import Content

from warroom.core.clocks import followed
from warroom.core.metrics import dead_end_seconds
from warroom.core.model import Decision, Escalation, Hypothesis, Task
from warroom.ui import presentation as show
from warroom.ui.actions import ESCALATIONS, HYPOTHESES, bindings_for
from warroom.ui.panes.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warroom.ui.session import Session

Kind = TypeVar("Kind", Hypothesis, Escalation | Decision, Task)


class RecordsPane(Listing, Generic[Kind]):
    """A pane of records in an order of its own, drawn by a function of the presentation."""

    hint = ""
    filter_hint = "show only what holds these words"

    def __init__(self, session: Session, name: str) -> None:
        super().__init__(id=name)
        self.session = session
        self.filtered_by = ""
        self.records: list[Kind] = []

    def all_records(self) -> Sequence[Kind]:
        """Return every record of the pane's kind."""
        raise NotImplementedError

    def order(self, record: Kind) -> tuple[object, ...]:
        """Return where a record stands in the pane."""
        raise NotImplementedError

    def lines(self, record: Kind, width: int) -> list[Content]:
        """Return the lines of a record."""
        raise NotImplementedError

    def title(self) -> str:
        """Return the pane's title."""
        raise NotImplementedError

    def group(self, record: Kind) -> str | None:
        """Return the group a record stands in, whose name is shown above its first; None for none."""
        return None

    async def on_blur(self) -> None:
        """Show what comes first again, which is what is open, when something else of the screen has the focus."""
        if self.screen.focused not in {None, self}:
            self._top, self._above, self._top_id = 0, 0, None
        await super().on_blur()

    @property
    def target(self) -> Kind | None:
        """The highlighted record."""
        index = self.cursor_index
        return None if index is None or index >= len(self.records) else self.records[index]

    def filter(self, text: str) -> None:
        """Show only records that hold every word of a text in one of their fields."""
        self.filtered_by = text.strip()
        self.show_changes()

    def find(self) -> Sequence[Kind]:
        """Return the records that the filter asks for: those that hold every word of it."""
        words = self.filtered_by.lower().split()
        return [record for record in self.all_records() if _holds(record, words)]

    def show_changes(self) -> None:
        """Read the records again, and draw."""
        self.records = sorted(self.find(), key=self.order)
        title = self.title()
        if self.filtered_by:  # what is not shown is the first thing to know
            name, *more = title.split(" · ")
            title = " · ".join([name, show.matching(self.filtered_by, len(self.records)), *more])
        self.border_title = show.pane_title(title, self.size.width)
        super().show_changes()

    def count(self) -> int:
        """Return how many records are shown."""
        return len(self.records)

    def id_at(self, index: int) -> str:
        """Return the id of the record at a place."""
        return self.records[index].id

    def index_of(self, record_id: str) -> int | None:
        """Return the place of a record by its id."""
        return next((place for place, record in enumerate(self.records) if record.id == record_id), None)

    def draw(self, index: int, width: int) -> show.Drawn:
        """Return a record, with the name of its group before it when it is the first of the group."""
        record = self.records[index]
        name = self.group(record)
        first = index == 0 or self.group(self.records[index - 1]) != name
        before = [show.group_line(name, width)] if name and first else []
        return show.Drawn(before, self.lines(record, width))

    def empty(self, width: int) -> list[Content]:
        """Return how to make the first record."""
        text = "nothing matches; esc shows everything again" if self.filtered_by else self.hint
        return [Content.styled(line.plain, show.QUIET) for line in Content(text).wrap(width)]


class HypothesesPane(RecordsPane[Hypothesis]):
    """The theories: open ones first, dead ends struck through below them, never hidden."""

    BINDINGS = bindings_for(HYPOTHESES)
    hint = "? what could be the cause"

    def __init__(self, session: Session) -> None:
        super().__init__(session, HYPOTHESES)

    def all_records(self) -> Sequence[Hypothesis]:
        """Return the hypotheses."""
        return self.session.incident.hypotheses

    def order(self, record: Hypothesis) -> tuple[object, ...]:
        """Return open ones first, dead ends last."""
        return show.theory_order(record)

    def lines(self, record: Hypothesis, width: int) -> list[Content]:
        """Return a hypothesis as it is shown."""
        return show.theory(record, width, self.session.view)

    def group(self, record: Hypothesis) -> str | None:
        """Return the heading of the dead ends, with what they cost; the others need none."""
        if not record.misleading:
            return None
        return f"dead ends · {show.span(dead_end_seconds(self.session.incident))}"

    def title(self) -> str:
        """Return how many are open and what dead ends cost."""
        return show.theories_title(self.session.incident)


class EscalationsPane(RecordsPane[Escalation | Decision]):
    """What waits for somebody: calls nobody answered first, then what is to be decided or verified, then the others."""

    BINDINGS = bindings_for(ESCALATIONS)
    hint = "^ dba: pool at 100 %, need eyes"

    def __init__(self, session: Session) -> None:
        super().__init__(session, ESCALATIONS)
        self._followed: set[str] = set()

    def all_records(self) -> Sequence[Escalation | Decision]:
        """Return the escalations, and the decisions that wait for their outcome or their proof."""
        return [*self.session.incident.escalations, *show.open_decisions(self.session.incident)]

    def show_changes(self) -> None:
        """Read the records again, and draw."""
        self._followed = followed(self.session.incident, self.session.room.remind)
        super().show_changes()

    def order(self, record: Escalation | Decision) -> tuple[object, ...]:
        """Return those that wait first."""
        return show.call_order(record, self._followed)

    def lines(self, record: Escalation | Decision, width: int) -> list[Content]:
        """Return an escalation or a decision as it is shown."""
        if isinstance(record, Decision):
            return show.decision(record, width, self.session.view)
        return show.call(record, width, self.session.view)

    def title(self) -> str:
        """Return how many wait, and how many got no answer."""
        return show.calls_title(self.session.incident)


def _holds(record: Hypothesis | Escalation | Decision | Task, words: list[str]) -> bool:
    if not words:
        return True
    text = " ".join(str(value) for value in record.to_json().values() if value is not None).lower()
    return all(word in text for word in words)
