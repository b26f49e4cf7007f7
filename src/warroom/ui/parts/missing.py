"""What a postmortem lacks: from one section that has to be written to the next, and through all that is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warroom.postmortem.writeup import EMPTY, part_of_line, place_of
from warroom.ui.actions import key_of
from warroom.ui.writing import READ_ONLY

if TYPE_CHECKING:
    from warroom.core.readiness import Finding
    from warroom.ui.screens.postmortem import PostmortemScreen


class Missing:
    """Leads to what is missing: once what was chosen in the list is settled, to what is left of it."""

    def __init__(self, screen: PostmortemScreen) -> None:
        self.screen = screen
        self._listed: list[Finding] = []
        self._leads = False

    # From section to section

    def do_next(self) -> None:
        """Go to the next place that is empty or lacks something."""
        if not self.step(1):
            self.screen.say(self._why_no_more())

    def do_previous(self) -> None:
        """Go to the one before."""
        if not self.step(-1):
            self.screen.say(self._why_no_more())

    def _why_no_more(self) -> str:
        """Return how things stand when no other section waits to be written."""
        if self.screen.findings:
            return f"no other section waits to be written: {key_of('document.missing')} lists what is missing"
        if any(stand.state == EMPTY for stand in self.screen.sections.stands.values()):
            return "nothing is missing; what stands with – is empty, and may stay so"
        return "every section is written, and nothing is missing"

    def step(self, step: int) -> bool:
        """Highlight the next place, round the list, that somebody can write in and that needs it."""
        places, sections = self.screen.places, self.screen.sections
        count, here = len(places), sections.cursor_index or 0
        for distance in range(1, count):
            index = (here + step * distance) % count
            place = places[index]
            stand = sections.stands[place.id]
            if place.part and (stand.state == EMPTY or stand.blockers or stand.warnings):
                sections.go_to(index)
                return True
        return False

    # Through the list

    def do_list(self) -> None:
        """Show what is missing, first what the highlighted place lacks; Enter goes on with what settles it."""
        here, places = self.screen.place.id, self.screen.places

        def elsewhere(finding: Finding) -> bool:
            place = place_of(finding, places)
            return place is None or place.id != here

        self._list(sorted(self.screen.findings, key=elsewhere))

    def _list(self, findings: list[Finding], at: int = 0) -> None:
        from warroom.ui.modals.missing import MissingModal

        self._listed = findings
        self.screen.app.push_screen(MissingModal(self.screen.session, findings, at), self._settle)

    def _settle(self, way: tuple[str, str] | str | None) -> None:
        """Go on with a finding: its section opens, or else its line begins; a reference leads back to the room."""
        screen = self.screen
        if isinstance(way, str):
            screen.dismiss(way)
        elif way and screen.room_screen is None:
            screen.say(READ_ONLY, wrong=True)
        elif way:
            self._leads = True
            part = part_of_line(way[0])
            index = next((number for number, place in enumerate(screen.places) if part and place.part == part), None)
            if index is None:
                screen.begin(*way)
            else:
                screen.sections.go_to(index)
                screen.write(screen.places[index])

    def stop(self) -> None:
        """Lead on no more: what was chosen was left."""
        self._leads = False

    def go_on(self) -> None:
        """Show what is left in the order it was listed in, at what came after the one that was settled, if any was."""
        leads, self._leads = self._leads, False
        if not leads or not self.screen.findings:
            return
        before = self._listed
        left = sorted(self.screen.findings, key=lambda one: before.index(one) if one in before else len(before))
        at = next((place for place, one in enumerate(before) if one not in left), 0)
        self._list(left, min(at, len(left) - 1))
