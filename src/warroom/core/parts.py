"""The parts of a postmortem that people may write in: what each is called, and the question that helps to write it.

What somebody writes for a part is in the record (`/write PART TEXT`). Some parts are fields of the incident, and some
of those are lists, of which `list_of` reads the text and `text_of` writes it: one item a line.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple


class Part(NamedTuple):
    """What a part is called, and what to ask whoever is to write it."""

    title: str
    prompt: str


PARTS: dict[str, Part] = {
    "summary": Part("Summary", "What happened, to whom, for how long, and what ended it, for somebody who was away?"),
    "overview": Part("Overview", "What does somebody need to know of the system to follow the rest?"),
    "impact": Part("Impact", "What could people not do, how many of them, and for how long?"),
    "lead_up": Part("Lead-up", "What had been going on before that made this possible?"),
    "story": Part("What happened", "How would you tell it to somebody who asks over lunch?"),
    "trigger": Part("Trigger", "What set it off at that moment, and not on another day?"),
    "detection": Part("Detection", "Who or what noticed first, and what would have noticed sooner?"),
    "response": Part("Response", "Who came, in which order, and what held them up?"),
    "timeline": Part("Timeline", "What does the list of times not show by itself?"),
    "hypotheses": Part("Hypotheses", "How did the room come to its theories, and how did it choose between them?"),
    "diagnosis": Part("Diagnosis", "What turned the search the right way, and what would have turned it sooner?"),
    "misleading": Part("Misleading paths", "What did the wrong turns have in common?"),
    "escalations": Part("Escalations", "Who was hard to reach, and who should have been asked sooner?"),
    "decisions": Part("Decisions", "What was weighed against what, with what was known then?"),
    "communication": Part("Communication", "Who waited for news, and was what they were told right?"),
    "cause": Part("Root cause", "By what steps did one thing lead to another, down to what can be changed?"),
    "fault": Part("Fault", "What did not work as it was meant to, and how was that seen?"),
    "backlog": Part("On our list", "Was there work planned already that would have prevented it?"),
    "recurrence": Part("Recurrence", "Has it happened before, and what came of it then?"),
    "five_whys": Part("Five whys", "Why did it happen, and why that, and why that again?"),
    "contributing": Part("Contributing factors", "What else had to be as it was for this to happen?"),
    "resolution": Part("Resolution", "What ended it, and how do we know that it did?"),
    "recovery": Part("Recovery", "What had to be put right once the trouble itself was over?"),
    "measures": Part("Corrective and preventative measures", "Which change would have made the most difference?"),
    "actions": Part("Action items", "Which of these matters most, and what was decided against?"),
    "tasks": Part("Tasks", "What is left to do, and what was done that nobody would guess?"),
    "metrics": Part("Metrics", "Which of these figures says the most, and which one deceives?"),
    "lessons": Part("Lessons", "What do we know now that we did not know before?"),
    "well": Part("What went well", "What worked, and should stay as it is?"),
    "badly": Part("What went badly", "What made it longer or worse than it had to be?"),
    "lucky": Part("Where we were lucky", "Where did we get lucky?"),
    "surprised": Part("What surprised us", "Why were we surprised?"),
    "sooner": Part("Knowing sooner", "How could we have known in half the time?"),
    "believed": Part("What we believed", "What did we believe that was wrong, and why was it reasonable?"),
    "open_questions": Part("Open questions", "What do we still not understand?"),
    "themes": Part("Themes", "What comes up more than once in this story, or in several incidents?"),
    "people": Part("People", "Who took part, and whose help does the record not show?"),
    "lanes": Part("The incident at a glance", "What should a reader look at first in this picture?"),
    "where_time_went": Part("Where the time went", "Which stretch of time was longer than it had to be?"),
    "activity": Part("Activity", "What was going on when it was busy, and when it was silent?"),
    "public_summary": Part("What happened, for people outside", "What may people outside read of what happened?"),
    "public_impact": Part("Impact, for people outside", "What may people outside read of what it did to them?"),
    "conclusion": Part("Conclusion", "What should a reader take away?"),
}
"""Every part, in the order readers expect."""

FIELD_OF_PART = {
    "summary": "summary", "impact": "impact", "trigger": "trigger", "cause": "root_cause",
    "contributing": "contributing_factors", "resolution": "resolution", "well": "went_well", "badly": "went_badly",
    "lucky": "lucky", "surprised": "surprised_by", "sooner": "sooner", "believed": "believed",
    "conclusion": "conclusion",
}  # fmt: skip
"""The parts whose text is a field of the incident; that of each other part is in `Incident.written`."""

PART_OF_FIELD = {field: part for part, field in FIELD_OF_PART.items()}

_ITEM = re.compile(r"[-*•] +")


def list_of(text: str) -> list[str]:
    """Return the items of a list that was written as a text.

    Each line that begins with a dash is an item and the lines after it belong to it; without a dash anywhere each line
    is one. Empty lines between items count for nothing. `list_of(text_of(items)) == items` for items without blanks at
    their ends.
    """
    lines = text.split("\n")
    if not any(_ITEM.match(line) for line in lines):
        return [line.strip() for line in lines if line.strip()]
    items: list[list[str]] = []
    for line in lines:
        if dash := _ITEM.match(line):
            items.append([line[dash.end() :]])
        elif items:
            items[-1].append(line.removeprefix("  "))
        elif line.strip():
            items.append([line])
    return [item for item in ("\n".join(lines).strip() for lines in items) if item]


def text_of(items: Iterable[str]) -> str:
    """Return a list as a text to write on in: a dash before each item, its further lines indented."""
    return "\n".join("- " + item.replace("\n", "\n  ") for item in items)
