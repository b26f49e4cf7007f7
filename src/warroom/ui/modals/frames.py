"""What the boxes over a screen have in common: a text to read and a list to choose from, with the keys of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from warroom.ui.actions import BY_ID, LIST, TEXT, bindings_for, rebind
from warroom.ui.modals import room_in_box

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widget import Widget


Result = TypeVar("Result")

_FAR = 1_000_000


class Scrolls:
    """The moves of a text that is longer than its box."""

    page = 10

    @property
    def scrolled(self) -> Widget:
        """What is scrolled."""
        raise NotImplementedError

    def scroll_by(self, lines: int) -> None:
        """Scroll by lines."""
        self.scrolled.scroll_relative(y=lines, animate=False, immediate=True)

    def do_down(self) -> None:
        """Scroll down by a line."""
        self.scroll_by(1)

    def do_up(self) -> None:
        """Scroll up by a line."""
        self.scroll_by(-1)

    def do_page_down(self) -> None:
        """Scroll down by a page."""
        self.scroll_by(self.page)

    def do_page_up(self) -> None:
        """Scroll up by a page."""
        self.scroll_by(-self.page)

    def do_top(self) -> None:
        """Go to the beginning."""
        self.scroll_by(-_FAR)

    def do_end(self) -> None:
        """Go to the end."""
        self.scroll_by(_FAR)


class Box(ModalScreen[Result]):
    """A box over the screen; its keys are in the registry, and a subclass says what is in it and how it ends."""

    container: ClassVar[type[Widget]] = Vertical
    title_of_box = ""
    keys_of_box = ""

    def __init__(self) -> None:
        super().__init__()
        rebind(self)

    def compose(self) -> ComposeResult:
        """Lay the box out."""
        with self.container(classes="box") as box:
            box.border_title = Content(self.title_of_box)
            box.border_subtitle = Content(self.keys_of_box)
            yield self.inside()

    def inside(self) -> Widget:
        """Return what is in the box."""
        raise NotImplementedError

    @property
    def width(self) -> int:
        """How many cells of text there is room for."""
        return room_in_box(self.app.size.width)

    def action_do(self, action_id: str) -> None:
        """Run an action of the registry."""
        BY_ID[action_id].method_of(self)()

    def do_close(self) -> None:
        """Go back."""
        self.dismiss(None)


class TextBox(Scrolls, Box[Result]):
    """A text to read; a subclass gives its title, what the keys are for, and the text for a width."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(TEXT)

    container = VerticalScroll
    keys_of_box = "esc closes"

    def inside(self) -> Widget:
        """Return where the text is shown."""
        return Static()

    def text_of_box(self, width: int) -> Content:
        """Return the text."""
        raise NotImplementedError

    def on_resize(self) -> None:
        """Show the text, for the width there is."""
        self.query_one(Static).update(self.text_of_box(self.width))

    @property
    def scrolled(self) -> Widget:
        """The box."""
        return self.query_one(VerticalScroll)


class CopyBox(TextBox[Result]):
    """A text to read that can be copied: `copy` copies `text` and says where it went, which then stands above it."""

    def __init__(self, text: str, copy: Callable[[str], Coroutine[None, None, str]]) -> None:
        super().__init__()
        self.text = text
        self.copy = copy
        self.said = ""

    def text_of_box(self, width: int) -> Content:
        """Return the text, and above it where a copy went."""
        shown = self.copied_text(width)
        return Content("\n\n").join([Content.styled(self.said, "bold"), shown]) if self.said else shown

    def copied_text(self, width: int) -> Content:
        """Return the text as it is shown."""
        raise NotImplementedError

    def do_copy(self) -> None:
        """Copy the text, and say where it went."""
        self.run_worker(self._copy(), name="copy", exclusive=True, exit_on_error=False)

    async def _copy(self) -> None:
        self.said = await self.copy(self.text)
        self.on_resize()
        self.do_top()


class ListBox(Box[Result]):
    """A list to choose from; a subclass gives its title, what the keys are for, and what is listed."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(LIST)

    keys_of_box = "enter takes it · esc closes"

    def inside(self) -> Widget:
        """Return the list."""
        return OptionList(compact=True)

    @property
    def menu(self) -> OptionList:
        """The list."""
        return self.query_one(OptionList)

    def do_down(self) -> None:
        """Go to the next."""
        self.menu.action_cursor_down()

    def do_up(self) -> None:
        """Go to the one before."""
        self.menu.action_cursor_up()

    def do_choose(self) -> None:
        """Take the highlighted one."""
        self.menu.action_select()
