"""The document's own texts: which are missing, and what they claim without a figure or against the times."""

import re
from collections.abc import Iterator

from warroom.core.model import Incident
from warroom.core.readiness.finding import WARNING, Finding
from warroom.core.readiness.places import field_line
from warroom.core.readiness.saying import follow_ups, joined, spoken

_QUICK = re.compile(r"\b(quickly|swiftly|promptly|rapidly|immediately|in no time)\b", re.IGNORECASE)
_QUICK_SECONDS = 60 * 60
_LESSONS = ("went_well", "went_badly", "lucky", "surprised_by", "sooner", "believed")
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|"
    r"half|third|quarter|all|every(?:body|one|where)?|nobody|none|no|nothing)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(many|several|most|some|numerous|countless|a lot of|lots of|a (?:large |small )?number of|significant(?:ly)?|"
    r"massive(?:ly)?|drastic(?:ally)?|widespread|large parts? of)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\S)[^.!?\n]*)*")


def _texts(incident: Incident) -> Iterator[Finding]:
    """What the document's own sections need."""
    if not incident.impact:
        yield Finding("no_impact", "What it did to users is not written: /impact TEXT")
    if not incident.root_cause:
        confirmed = [theory.ref for theory in incident.hypotheses if theory.status == "confirmed"]
        known = f"though {joined(confirmed)} is confirmed" if len(confirmed) == 1 else "yet"
        message = f"The root cause is not written {known}: /cause TEXT"
        yield Finding("no_root_cause", message, confirmed[0] if confirmed else None)
    if not incident.resolution:
        yield Finding("no_resolution", "What ended it is not written: /resolution TEXT")
    if not incident.services:
        yield Finding("no_services", "No affected service is named: /service NAME")
    if not incident.detected_by:
        yield Finding("no_detected_by", "How it was noticed is not written: /set detected_by TEXT")
    if not incident.roles.get("commander"):
        yield Finding("no_commander", "Nobody is named as commander: /role commander NAME")
    drawn = (getattr(incident, name) for name in _LESSONS)
    if not any(drawn) and not incident.written.get("lessons"):
        message = "No lesson is drawn: /set went_well TEXT, or went_badly, lucky, surprised_by"
        yield Finding("no_lessons", message, severity=WARNING)
    if not incident.conclusion:
        yield Finding("no_conclusion", "There is no conclusion: /set conclusion TEXT", severity=WARNING)
    if not follow_ups(incident):
        message = "No follow-up keeps it from happening again: + TEXT @who #preventative due:YYYY-MM-DD"
        yield Finding("no_follow_ups", message, severity=WARNING)


def _haste(incident: Incident) -> Iterator[Finding]:
    """A text that speaks of haste where the milestones speak of hours."""
    started, resolved = incident.milestones["started"], incident.milestones["resolved"]
    if not started or not resolved or (resolved - started).total_seconds() < _QUICK_SECONDS:
        return
    for name in ("summary", "resolution", "conclusion"):
        if word := _QUICK.search(getattr(incident, name) or ""):
            took = f"from start to end it took {spoken(resolved - started)}"
            message = f"The {name} says '{word[0]}', but {took}: {field_line(name)}"
            yield Finding("words_disagree_with_times", message, None, WARNING)


def _figures(incident: Incident) -> Iterator[Finding]:
    """An impact nobody counted, and words that stand for a number."""
    if incident.impact and not incident.users_affected and not _NUMBER.search(incident.impact):
        message = "The impact has no number, of users, requests or minutes: /set users_affected TEXT"
        yield Finding("claim_without_figure", message, None, WARNING)
        return
    for name in ("impact", "summary", "conclusion"):
        for sentence in _SENTENCE.findall(getattr(incident, name) or ""):
            if (word := _VAGUE.search(sentence)) and not _NUMBER.search(sentence):
                message = f"The {name} says '{word[0]}', but not how many or how much: {field_line(name)}"
                yield Finding("claim_without_figure", message, None, WARNING)
                break


CHECKS = (_texts, _haste, _figures)
