"""What opens over a screen: help, a record's history, what is missing."""


def room_in_box(width: int) -> int:
    """Return how many cells of text a box has in a terminal of a width; styles/modals.tcss makes it that wide."""
    return min(int(width * 0.92), 110) - 8
