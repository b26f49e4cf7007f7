"""The drill: its lines are recorded when they are due, beside whatever is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warroom.core.errors import StoreError
from warroom.core.text import shorten
from warroom.ui.parts import Part

if TYPE_CHECKING:
    from warroom.drill import Player
    from warroom.ui.screens.room import RoomScreen

PLAY_EVERY = 0.05


class Drill(Part):
    """Plays a script into the room, and says when it is over."""

    def __init__(self, screen: RoomScreen, player: Player) -> None:
        super().__init__(screen)
        self.player = player
        joined = f", and others with {player.join}" if player.join else ""
        screen.tell([f"a drill plays here by itself; you can type too{joined}"])
        self._timer = screen.set_interval(PLAY_EVERY, self.play)

    def play(self) -> None:
        """Record the lines that are due, and say when they are over."""
        screen = self.screen
        try:
            played = self.player.play_due(self.session.clock())
        except StoreError as error:
            self.stop()
            screen.because("drill", f"the drill cannot go on: {error}")
            return
        if played:
            screen.saving.drafted()
            screen.show_changes([one.event for one in played])
            kept = [f"line {one.cue.number} of the drill is kept as a note: {one.why}" for one in played if one.why]
            screen.tell([shorten(sentence, screen.size.width - 2) for sentence in kept])
        if self.player.next_at is None:
            self.stop()
            screen.tell(["the drill is over: its last line was played"])
            screen.say(f"{screen.pressed('postmortem')} postmortem · {screen.pressed('check')} what it lacks")
            screen.show_preview()

    def stop(self) -> None:
        """Play no more."""
        self._timer.stop()
        self.player.stop()
