"""What stands beside the line: what Enter will record, or, while nothing is typed, what was said last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from warroom.core.errors import WarroomError
from warroom.core.line import canonical_ref
from warroom.ui import header
from warroom.ui.actions import key_of
from warroom.ui.line import LineInput, OneLine
from warroom.ui.presentation import QUIET

if TYPE_CHECKING:
    from warroom.core.model import Objection
    from warroom.core.names import Names
    from warroom.store.room import Preview as Found
    from warroom.ui.session import Session

_QUITS = frozenset({"exit", "quit", ":q", ":q!", ":wq", ":x"})
"""What leaves other programs; here it is a note."""


class Preview(OneLine):
    """One sentence about the line as it now is; `said` is what was said last.

    A question stands here while the line is empty, not in the line: what is typed is no answer to it.
    """

    def __init__(self, session: Session, names: Names) -> None:
        super().__init__(id="preview")
        self.session = session
        self.names = names
        self.said = Content("")
        self._question: list[str] = []
        self._refusal = Content("")
        self._returned: tuple[str, Content] = ("", Content(""))

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say a sentence, at once."""
        self.said = Content.styled(text, "$text-error" if wrong else "")
        self._refusal = self.said if wrong else Content("")
        self.show(self.said)

    def ask(self, question: list[str]) -> None:
        """Ask a question, in ever fewer words, for as long as the line is empty; none asks nothing any more."""
        self._question = question

    def _asked(self) -> Content:
        """Return the question in the words there is room for."""
        width, ways = self.content_size.width, self._question
        return Content.styled(next((words for words in ways if len(words) <= width), ways[-1]), "$accent")

    def on_resize(self) -> None:
        """Fit the question, where it is shown, to the new width."""
        if self.shown.plain in self._question:
            self.show(self._asked())

    @property
    def refusal(self) -> Content:
        """The refusal that is shown here and does not fit; empty when there is none, or when it was heard."""
        is_cut = self._refusal.cell_length > (self.content_size.width or self._refusal.cell_length)
        return self._refusal if is_cut and self._refusal.is_same(self.shown) else Content("")

    def heard(self) -> None:
        """Take note that somebody saw what was said."""
        self._refusal = Content("")

    def say_returned(self, value: str, sentence: Content) -> None:
        """Say of a line that came back since when it was begun, until it is another."""
        self._returned = (value, sentence)

    def look(self, line: LineInput, *, away: bool, is_verb: bool) -> None:
        """Show what Enter would make of the line.

        `away` tells that the focus is in a pane, `is_verb` that what is typed is the beginning of a verb.
        """
        self.show(self._sentence(line, away=away, is_verb=is_verb))

    def _sentence(self, line: LineInput, *, away: bool, is_verb: bool) -> Content:
        room = self.session.room
        if line.searching:
            return header.found(line.searching.found)
        if not line.value.strip():
            return self._asked() if self._question else self.said
        if away:
            return Content.styled(f"half typed: {key_of('line')} goes back to it", QUIET)
        if line.value == self._returned[0]:
            return self._returned[1]
        if line.goes_on_refused:
            return Content.styled(f"{key_of('line.leave')} first: this goes on with the refused line", "$warning")
        if line.begun and line.hint and (line.is_as_begun or line.text.endswith((" ", "@"))):
            return Content("").join([Content.styled(line.hint, "$accent"), header.objected(self._against(line.text))])
        try:
            found = room.preview(line.text, typed_at=line.typed_at)
            if found.line.verb in {"undo", "redo"}:
                return header.preview_step(found.line.verb, room.told_of_step(room.step(found.line)))
        except WarroomError as error:
            if is_verb:
                return Content.styled("tab goes on with what is listed", QUIET)
            self._refusal = Content.styled(str(error), "$warning")
            return self._refusal
        against = self._against(line.text)
        what = header.preview(found.line, found.change, found.ref, room.by, self.session.view, against)
        return header.flagged(line.text, header.timed_otherwise(found.line, self._doubted(line, found, what)))

    def _doubted(self, line: LineInput, found: Found, what: Content) -> Content:
        """Return what Enter records behind what to look at twice before that."""
        from warroom.core.slips import doubt

        if line.text.strip() in _QUITS:
            return Content.assemble((f"{key_of('line.quit')} quits; ", "$warning"), what)
        doubtful = doubt(
            found.line, line.text, found.change, self.session.fold, line.typed_at or self.session.clock(), self.names
        )
        end = " " if doubtful.endswith("?") else "; "
        return Content.assemble((f"{doubtful}{end}", "$warning"), what) if doubtful else what

    def _against(self, text: str) -> list[Objection]:
        """Return the objections to the decision that a line is about to take."""
        ref, *_ = text.partition("/go ")[2].split(None, 1) or [""]
        decisions = self.session.incident.decisions if ref else []
        return next((one.objections for one in decisions if one.ref == canonical_ref(ref)), [])
