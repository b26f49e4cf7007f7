"""The clock of a reply: in UTC for the shell, in the incident's zone on its screen."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from warroom.core.reply import spoken_clock

LATE = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def test_a_reply_says_the_zone_it_speaks_in():
    """The day too, where in that zone it is another than today's."""
    assert spoken_clock(LATE, LATE) == "22:30:00Z"
    assert spoken_clock(LATE, LATE, BERLIN) == "00:30:00 CEST"
    noon = LATE.replace(hour=12)
    assert spoken_clock(LATE, noon) == "22:30:00Z"
    assert spoken_clock(LATE, noon, BERLIN) == "2026-07-02 00:30:00 CEST"
