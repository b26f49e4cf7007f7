"""What is due: every clock of the room, the most urgent first, and what is to be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


class DueModal(ListBox[Due]):
    """The list behind the strip; Enter gives the one to see to."""

    keys_of_box = "enter goes to it, or begins the line · esc closes"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.items = all_reminders(session.incident, session.view.now, session.room.remind)
        late = sum(item.rings_at <= session.view.now for item in self.items)
        self.title_of_box = f"What is due · {plural(len(self.items), 'clock')} · {late} late"

    def on_resize(self) -> None:
        """Show the list, for the width there is."""
        kept = self.menu.highlighted or 0
        rows = [Option(drawn(item, self.session.view, self.width)) for item in self.items]
        self.menu.set_options(rows or [Option(Content("Nothing is due."), disabled=True)])
        self.menu.highlighted = kept if rows else None

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        self.dismiss(self.items[message.option_index])


def drawn(item: Due, view: View, width: int) -> Content:
    """Return a reminder with when it runs out, and behind it the line that settles it, or until when it is quiet."""
    late, quiet = item.at <= view.now, item.snoozed is not None and item.snoozed > view.now
    prefix = Content.styled(
        f"{'!' if late and not quiet else ' '} {clock(item.at, view.zone)} ", "$warning" if late else ""
    )
    told = Content.styled(words(item, view.now), QUIET if quiet else "bold" if late else "")
    way = " ".join(settling(item)[0].replace("¦", "…").split()) or "any line"
    end = f"snoozed until {clock(item.snoozed, view.zone)}" if quiet and item.snoozed else way
    return Content("\n").join(hang(prefix, told, Content.styled(end, QUIET), width))
