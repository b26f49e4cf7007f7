"""What is due: every clock of the room, the most urgent first, and what is to be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import on
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from warroom.core.clocks import Due, all_reminders, settling
from warroom.core.text import plural
from warroom.ui.modals.frames import ListBox
from warroom.ui.presentation import QUIET, clock, hang
from warroom.ui.strip import words

if TYPE_CHECKING:
    from warroom.ui.presentation import View
    from warroom.ui.session import Session


TICK_EVERY = 1.0


class DueModal(ListBox[Due]):
    """The list behind the strip, which goes on while it is open; Enter gives the one to see to.

    `records` tells whether a line can be begun where it was asked for.
    """

    def __init__(self, session: Session, *, records: bool) -> None:
        super().__init__()
        self.keys_of_box = f"enter goes to it{', or begins the line' if records else ''} · esc closes"
        self.session = session
        self.items: dict[str, Due] = {}

    def on_mount(self) -> None:
        """Keep its clocks going."""
        self.set_interval(TICK_EVERY, self.tick)

    def on_resize(self) -> None:
        """Show the list, for the width there is."""
        self.tick()

    def tick(self) -> None:
        """Show what is due now; the highlight stays on the one it is on."""
        view, menu = self.session.view, self.menu
        reminders = all_reminders(self.session.incident, view.now, self.session.room.remind)
        self.items = {_name(item): item for item in reminders}
        late = sum(item.rings_at <= view.now for item in reminders)
        title = f"What is due · {plural(len(reminders), 'clock')} · {late} late"
        self.query_one(".box").border_title = Content(title)
        me = self.session.room.by
        rows = {name: drawn(item, view, self.width, me) for name, item in self.items.items()}
        if rows and [option.id for option in menu.options] == list(rows):
            for option, row in zip(menu.options, rows.values(), strict=True):
                if not row.is_same(cast("Content", option.prompt)):
                    menu.replace_option_prompt(str(option.id), row)
            return
        kept, place = menu.highlighted_option, menu.highlighted or 0
        nothing = Option(Content("Nothing is due."), disabled=True)
        menu.set_options([Option(row, id=name) for name, row in rows.items()] or [nothing])
        if kept and kept.id in rows:
            menu.highlighted = menu.get_option_index(kept.id)
        else:
            menu.highlighted = min(place, len(rows) - 1) if rows else None

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        if message.option_id in self.items:
            self.dismiss(self.items[message.option_id])


def _name(item: Due) -> str:
    """Return what tells a reminder from all others, however late it is."""
    return f"{item.key} {item.who} {item.text}"


def drawn(item: Due, view: View, width: int, me: str = "") -> Content:
    """Return a reminder with when it runs out, and behind it the line that settles it, or until when it is quiet."""
    late, quiet = item.at <= view.now, item.snoozed is not None and item.snoozed > view.now
    prefix = Content.styled(
        f"{'!' if late and not quiet else ' '} {clock(item.at, view.zone)} ", "$warning" if late else ""
    )
    told = Content.styled(words(item, view.now), QUIET if quiet else "bold" if late else "")
    way = " ".join(settling(item, me)[0].replace("¦", "…").split()) or "any line"
    end = f"snoozed until {clock(item.snoozed, view.zone)}" if quiet and item.snoozed else way
    return Content("\n").join(hang(prefix, told, Content.styled(end, QUIET), width))
