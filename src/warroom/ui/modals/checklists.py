"""The checklists of the configuration: those for this moment first, each with the tasks it would add."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from warroom.core.checklists import MOMENTS, Checklist, added, applies
from warroom.ui.actions import SAMPLE, bindings_for, key_of
from warroom.ui.modals.frames import CopyBox, ListBox
from warroom.ui.presentation import QUIET, hang

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from textual.binding import BindingType

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


SAMPLE_LINES = """[[checklist]]
name = "first minutes"
when = "start"
tasks = ["say who commands @ana 5m", "open the bridge"]"""
"""A checklist as the configuration has it."""


class NoChecklistModal(CopyBox[None]):
    """How a first checklist is made: the file it goes into, and lines to begin with; `wrong` is what is wrong there."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(SAMPLE)

    title_of_box = "No checklist yet"

    def __init__(self, path: str, wrong: Sequence[str], copy: Callable[[str], Coroutine[None, None, str]]) -> None:
        super().__init__(SAMPLE_LINES, copy)
        self.path = path
        self.wrong = wrong
        self.keys_of_box = f"{key_of('sample.copy')} copies the lines · esc closes"

    def copied_text(self, width: int) -> Content:
        """Return what to do, and the lines."""
        wrong = [*(Content.styled(sentence, "$warning") for sentence in self.wrong), Content("")] if self.wrong else []
        how = Content(f"A checklist is tasks you know beforehand. Write lines like these into {self.path}:")
        again = Content.assemble(("Then press ", QUIET), key_of("checklist"), (" again: it adds the tasks.", QUIET))
        lines = [Content.styled(f"  {line}", "$accent") for line in self.text.splitlines()]
        return Content("\n").join([*wrong, how, Content(""), *lines, Content(""), again])


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
