"""One thing that a postmortem lacks: what is said of it, why it matters, and the line that would settle it."""

import re
from typing import Any, NamedTuple

BLOCKER, WARNING = "blocker", "warning"

WHY = {
    "secret_in_text": (
        "Whoever reads the document could use it; a key that was written down has to be made anew in any case."
    ),
    "no_impact": "What it did to people is the first thing a reader looks for.",
    "no_root_cause": "Without the cause nobody can tell whether what is planned keeps it from coming back.",
    "no_resolution": "The next person on call wants to know what ended it.",
    "no_services": "By its services an incident is found again.",
    "no_detected_by": "Whether a machine or a customer noticed first says how well it is watched.",
    "no_commander": "A reader who has a question needs somebody to ask.",
    "no_start": "Every duration is counted from the start.",
    "no_end": "Without an end nobody knows how long people were hurt.",
    "hypothesis_open": "A theory left open reads as if the cause were still in doubt.",
    "dead_end_without_why": "What ended a wrong path is what saves the next person the way.",
    "escalation_waiting": "A call without an outcome leaves open whether help ever came.",
    "decision_open": "A proposal without an outcome leaves open whether it was done.",
    "audience_not_told": "Who was promised an update and hears nothing more believes that it goes on.",
    "response_task_open": "Work that was never closed may still be waiting for somebody.",
    "task_without_owner": "What belongs to nobody is not done.",
    "task_without_due": "What has no date is done after everything that has one.",
    "no_lessons": "The lesson is what the next incident is spared by.",
    "no_conclusion": "Some will read the conclusion alone.",
    "no_follow_ups": "If nothing changes, it happens again.",
    "milestone_missing": "One of the times that readers compare cannot be computed.",
    "milestones_out_of_order": "One of the two times is wrong, and every duration made of it.",
    "milestone_without_row": "The time stands alone: no reader can see what happened at it.",
    "milestone_row_struck": "The row that told of it was taken back.",
    "status_behind": "The record says that it is over and that it goes on.",
    "milestone_disagrees_with_status": "Two times for one moment: a reader cannot tell which one holds.",
    "rows_before_start": "What came first may be the real start, and every duration is counted from it.",
    "rows_after_end": "What still went on after the end may mean that it was not over.",
    "long_silence": "Hours without a word look as if nobody was there, and hide what was tried.",
    "closed_before_proposed": "A theory cannot end before it begins, so one of the times is wrong.",
    "dead_end_without_attraction": "Why it looked right is what keeps others from believing it again.",
    "two_confirmed": "Two causes may both be true, but one is often a theory that was believed for a while.",
    "confirmed_without_evidence": "A reader has to take the cause on trust.",
    "cause_without_theory": "The cause stands beside theories of which none is said to be right.",
    "escalation_without_finding": "What they found out is lost for whoever reads this.",
    "tasks_repeat": "Two tasks for one thing are done twice, or left to each other.",
    "task_reads_as_done": "What is done already hides what is not.",
    "unknown_date": "Times on a date that nobody knows cannot be compared with anything else.",
    "words_disagree_with_times": "A reader believes the times, and then nothing else.",
    "claim_without_figure": "Everybody reads another number into such a word.",
    "blaming_words": "Where people are blamed they say less next time; what made it easy to do can be changed.",
    "personal_data": "It says who or where somebody is to readers who need not know.",
}
"""Why each kind of finding matters, one plain sentence; the kinds stand in the order of what matters first."""


class Finding(NamedTuple):
    """One thing that is missing or does not fit; a `blocker` keeps the postmortem from being complete.

    `code` is stable and `message` one sentence that ends with the way out, the line to type.
    """

    code: str
    message: str
    ref: str | None = None
    severity: str = "blocker"

    @property
    def why(self) -> str:
        """Why it matters."""
        return WHY.get(self.code, "")

    def to_json(self) -> dict[str, Any]:
        """Return the finding under the names of the record contract."""
        return {**self._asdict(), "why": self.why}


_LEFT_TO_SAY = re.compile(r"TEXT|NAME|WHY|TIME|WHAT HAPPENED|YYYY|(?<=@)who|, | or | and ")
_LEFT_TO_TELL = re.compile(r'" TEXT (@.*)')
_LEFT_TO_DATE = re.compile(r"(14:02|YYYY\S* \S+) (/mark .*)")


def way_out(finding: Finding) -> tuple[str, str]:
    """Return the line that would settle a finding, as far as it is known, and what is left to say.

    What stands for words of a person's own is never in the line, for Enter would record it; `¦` is where they belong.
    """
    way = finding.message.rpartition(": ")[2].rpartition("as in ")[2]
    if dated := _LEFT_TO_DATE.fullmatch(way):
        return f"¦ {dated[2]}", f"when it was, before it, as in {dated[1]}"
    if told := _LEFT_TO_TELL.fullmatch(way):
        return f'" ¦ {told[1]}', "that it is over"
    left = _LEFT_TO_SAY.search(way)
    if left is None:
        return way, ""
    rest = way[left.start() :]
    if left[0][0] not in ", ":
        return way[: left.start()], rest
    rest = rest.lstrip(", ").removeprefix("or ")
    return f"{way[: left.start()]} ", f"Enter, {rest}" if rest.startswith("if ") else f"Enter, or {rest}"
