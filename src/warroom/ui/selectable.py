"""Drawing line by line, so that a mouse can select of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.geometry import Region
    from textual.strip import Strip


class Selectable:
    """What draws itself line by line; a mouse that selects asks for one line beside, and where its pieces stand."""

    _is_drawing = False

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines of a region."""
        self._is_drawing = True
        try:
            lines: list[Strip] = super().render_lines(crop)  # type: ignore[misc]  # a widget's
            return lines
        finally:
            self._is_drawing = False

    def placed(self, strip: Strip, y: int) -> Strip:
        """Return a line that was drawn with where each piece stands, which costs too much where nobody asks."""
        return strip if self._is_drawing else strip.apply_offsets(0, y)
