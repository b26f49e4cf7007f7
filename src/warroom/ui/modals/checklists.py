"""The checklists of the configuration: those for this moment first, each with the tasks it would add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from warroom.core.checklists import MOMENTS, Checklist, added, applies
from warroom.ui.modals.frames import ListBox
from warroom.ui.presentation import QUIET, hang

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warroom.core.model import Incident, Task


class ChecklistsModal(ListBox["Checklist"]):
    """The list to choose from; Enter gives the one to add."""

    title_of_box = "Checklists"
    keys_of_box = "enter adds the tasks · esc closes"

    def __init__(self, checklists: Sequence[Checklist], incident: Incident) -> None:
        super().__init__()
        self.incident = incident
        self.checklists = sorted(checklists, key=lambda one: not applies(one, incident))

    def on_resize(self) -> None:
        """Show the list, for the width there is."""
        menu = self.menu
        place = menu.highlighted if menu.option_count else self._next_place()
        menu.set_options(self._options())
        menu.highlighted = place

    def _next_place(self) -> int | None:
        """Return the place of the next list for now; to one for other moments somebody has to go on purpose."""
        places = (
            place for place, one in enumerate(self.checklists, 1)  # the title of the group is above them
            if applies(one, self.incident) and not added(one, self.incident)
        )  # fmt: skip
        return next(places, None)

    def _options(self) -> list[Option]:
        width = self.width
        options: list[Option] = []
        for now, title in ((True, "for now"), (False, "for other moments or severities")):
            group = [one for one in self.checklists if applies(one, self.incident) is now]
            if group:
                options.append(Option(Content.styled(title, f"bold {QUIET}"), disabled=True))
            for one in group:
                tasks = added(one, self.incident)
                options.append(
                    Option(drawn(one, tasks, width), id=f"{self.checklists.index(one)}", disabled=bool(tasks))
                )
        return options

    @on(OptionList.OptionSelected)
    def _chosen(self, message: OptionList.OptionSelected) -> None:
        self.dismiss(self.checklists[int(message.option_id or 0)])


def drawn(checklist: Checklist, tasks: Sequence[Task], width: int) -> Content:
    """Return a checklist with the tasks it would add, or the references of those it added."""
    severities = f" · {', '.join(checklist.severities)}" if checklist.severities else ""
    end = Content.styled(f"{MOMENTS[checklist.when]}{severities}", QUIET)
    if tasks:
        refs = tasks[0].ref if len(tasks) == 1 else f"{tasks[0].ref} to {tasks[-1].ref}"
        return Content("\n").join(
            hang(Content.styled("✓ ", "$success"), Content(f"{checklist.name} · added: {refs}"), end, width)
        )
    lines = hang(Content("  "), Content.styled(checklist.name, "bold"), end, width)
    for task in checklist.tasks:
        lines += hang(Content.styled("    + ", QUIET), Content(task.removeprefix("+ ")), Content(""), width, most=2)
    return Content("\n").join(lines)
