"""Theories, calls, decisions and tasks: what each of them lacks."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from warroom.core.clocks import owed
from warroom.core.model import Incident, Task
from warroom.core.readiness.finding import WARNING, Finding
from warroom.core.readiness.saying import clock, follow_ups, joined
from warroom.core.text import clean_word, shorten

_ALIKE, _DONE = 0.6, 0.75
_MOST_COMPARED = 300
_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(?<=\w{4})(?:ings?|ed|es|s)$")
_SMALL = frozenset(
    {"a", "an", "and", "any", "are", "as", "at", "by", "for", "from", "in", "into", "is", "it", "its", "of", "on", "or",
     "so", "that", "the", "their", "to", "was", "we", "with"}
)  # fmt: skip


def _hypotheses(incident: Incident) -> Iterator[Finding]:
    over = incident.is_over
    confirmed = []
    for theory in incident.hypotheses:
        ref = theory.ref
        if theory.is_open and over:
            message = f"{ref} was never closed: /confirm {ref}, /rule-out {ref} WHY or /dead-end {ref} WHY"
            yield Finding("hypothesis_open", message, ref)
        if theory.closed_at and theory.closed_at < theory.proposed_at:
            message = (
                f"{ref} was closed at {clock(theory.closed_at, incident)}, before it was proposed at"
                f" {clock(theory.proposed_at, incident)}: /edit {ref} TIME"
            )
            yield Finding("closed_before_proposed", message, ref, WARNING)
        if theory.misleading and not theory.why:
            yield Finding(
                "dead_end_without_why", f"{ref} is a dead end, but what ended it is not said: /ended-by {ref} WHY", ref
            )
        if theory.misleading and not theory.attraction:
            message = f"{ref} misled people, but not how: /looked-right {ref} WHY"
            yield Finding("dead_end_without_attraction", message, ref, WARNING)
        if theory.status == "confirmed":
            confirmed.append(ref)
            if not theory.why and not any(one.supports for one in theory.evidence):
                message = f"{ref} is confirmed, but nothing in the record speaks for it: /for {ref} TEXT"
                yield Finding("confirmed_without_evidence", message, ref, WARNING)
    if len(confirmed) > 1:
        message = f"{joined(confirmed)} are all confirmed; if only one was the cause: /reopen {confirmed[0]} WHY"
        message = message.replace("are all", "are both") if len(confirmed) == 2 else message
        yield Finding("two_confirmed", message, confirmed[-1], WARNING)
    if over and incident.root_cause and incident.hypotheses and not confirmed:
        likely = next((theory.ref for theory in incident.hypotheses if theory.is_open), incident.hypotheses[-1].ref)
        message = f"The root cause is written, but no theory is confirmed; if it is {likely}: /confirm {likely}"
        yield Finding("cause_without_theory", message, likely, WARNING)


def _escalations(incident: Incident) -> Iterator[Finding]:
    for call in incident.escalations:
        ref, to = call.ref, shorten(clean_word(call.to), 40)
        if call.outcome == "waiting":
            message = f"Whether {to} answered {ref} is not said: /ack {ref}, /found {ref} TEXT or /no-answer {ref}"
            yield Finding("escalation_waiting", message, ref)
        elif call.outcome == "answered" and not call.finding:
            message = f"What {to} found is not said: /found {ref} TEXT"
            yield Finding("escalation_without_finding", message, ref, WARNING)


def _decisions(incident: Incident) -> Iterator[Finding]:
    for decision in incident.decisions:
        if decision.outcome == "open" and incident.is_over:
            message = f"{decision.ref} was never decided: /go {decision.ref} @who or /no-go {decision.ref} WHY"
            yield Finding("decision_open", message, decision.ref)


def _audiences(incident: Incident) -> Iterator[Finding]:
    for promise in owed(incident):
        who = shorten(clean_word(promise.audience or ""), 40)
        message = f'Nobody told {who} that it is over, who were promised an update: " TEXT @{who}'
        yield Finding("audience_not_told", message, promise.said_in, WARNING)


def _tasks(incident: Incident) -> Iterator[Finding]:
    for task in incident.tasks:
        ref = task.ref
        if not task.is_open:
            continue
        if task.kind == "response":
            if incident.is_over:
                message = f"{ref} is still open though it is over: /done {ref} or /drop {ref} WHY"
                yield Finding("response_task_open", message, ref)
        elif not task.owner:
            due = "" if task.due_at else f" nor a due date: /assign {ref} @who and /due {ref} YYYY-MM-DD"
            message = f"{ref} has neither an owner{due}" if due else f"{ref} has no owner: /assign {ref} @who"
            yield Finding("task_without_owner", message, ref)
        elif not task.due_at:
            yield Finding("task_without_due", f"{ref} has no due date: /due {ref} YYYY-MM-DD", ref)


def _repeats(incident: Incident) -> Iterator[Finding]:
    """Follow-ups that nearly repeat each other, each told once beside the first, or what the resolution says was done.

    Of more than 300 that differ, the first 300 are compared word by word; the same words are found among all.
    """
    open_tasks = [task for task in follow_ups(incident) if task.is_open]
    same: dict[frozenset[str], list[Task]] = defaultdict(list)
    for task in open_tasks:
        same[_stems(task.text)].append(task)
    repeats = {later.ref: tasks[0].ref for words, tasks in same.items() if words for later in tasks[1:]}
    for (one, firsts), (other, seconds) in combinations(list(same.items())[:_MOST_COMPARED], 2):
        if _alike(one, other):
            repeats.setdefault(seconds[0].ref, firsts[0].ref)
    for later in open_tasks:
        if earlier := repeats.get(later.ref):
            message = f"{later.ref} says nearly what {earlier} says: /drop {later.ref} WHY, or keep both"
            yield Finding("tasks_repeat", message, later.ref, WARNING)
    done = _stems(incident.resolution or "")
    for task in open_tasks:
        words = _stems(task.text)
        if len(words) >= 4 and len(words & done) >= _DONE * len(words):
            message = f"{task.ref} is open, but the resolution reads as if it were done: /done {task.ref}"
            yield Finding("task_reads_as_done", message, task.ref, WARNING)


def _stems(text: str) -> frozenset[str]:
    """Return the words of a text that carry its meaning, without their endings so that `testing` meets `tests`."""
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(_ENDING.sub("", word)[:6] for word in words if word not in _SMALL)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two texts share most of their words (Dice's coefficient of at least 0.6, and three words)."""
    shared = len(one & other)
    return shared >= 3 and 2 * shared >= _ALIKE * (len(one) + len(other))


CHECKS = (_hypotheses, _escalations, _decisions, _audiences, _tasks, _repeats)
