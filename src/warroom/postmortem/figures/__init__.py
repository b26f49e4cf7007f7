"""The pictures of a document, built from the record of an incident.

Each comes with a sentence that says what one would see in it, and a table that says the same. A picture that would
have nothing to show, or would have to guess, is None.
"""

from warroom.postmortem.figures.at_a_glance import MOST_LANES, lanes
from warroom.postmortem.figures.axis import ticks
from warroom.postmortem.figures.rows_written import MOST_BUCKETS, activity
from warroom.postmortem.figures.time_spent import time_parts, where_time_went

__all__ = ["MOST_BUCKETS", "MOST_LANES", "activity", "lanes", "ticks", "time_parts", "where_time_went"]
