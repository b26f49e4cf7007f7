"""Words that blame a person, each with the question that asks for what can be changed instead.

The list is our own, after what the field's guides to blameless reviews warn of: words that judge whoever acted
(careless, human error), and words that say what somebody ought to have done (should have, forgot, failed to). Those of
the second kind blame only where a person stands before them, for a disk fails to mount too. A person is somebody who
took part, whoever is mentioned with an @, he or she, or a role such as "the engineer"; `we` blames nobody.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from warroom.core.model import Incident
from warroom.core.readiness.finding import WARNING, Finding
from warroom.core.readiness.places import places

_LET_IT = "say what let it happen"
_KNOWN = "say what could be known at that moment"
_SHOWN = "say what would have shown it in time"


class _Blame(NamedTuple):
    """Words that blame: texts of which one must be there, the words themselves, and what to say instead."""

    needles: tuple[str, ...]
    words: str
    instead: str

    def found(self, text: str, lowered: str) -> Iterator[re.Match[str]]:
        """Yield the words wherever they stand in a text."""
        if any(needle in lowered for needle in self.needles):
            yield from re.finditer(rf"(?i)(?<![\w-])(?:{self.words})(?![\w-])", text)  # re keeps what it compiled


_JUDGING = (
    _Blame(("error",), r"(?:human|operator) errors?", _LET_IT),
    _Blame(
        ("careless", "negligen", "incompeten", "slopp"),
        r"careless(?:ly|ness)?|negligen(?:t|tly|ce)|incompeten(?:t|ce)|sloppy|sloppiness",
        _LET_IT,
    ),
    _Blame(("known better",), r"(?:should|ought to) have known better", _KNOWN),
)
_OF_SOMEBODY = (
    _Blame(("should", "ought"), r"(?:should(?:n't| not)?|ought(?:n't| not)? to) have|should(?:n't)?'ve", _KNOWN),
    _Blame(
        ("forgot", "neglected", "overlooked", "ignored", "missed", "failed to"),
        r"forgot(?:ten)?|neglected|overlooked|ignored|missed|failed to",
        _SHOWN,
    ),
    _Blame(
        ("did not", "didn't", "never"),
        r"(?:did not|didn't|never) (?:bother|check|notice|read|follow|look|test)(?:e?d)?",
        _SHOWN,
    ),
    _Blame(
        ("mistake", "messed", "screwed", "broke", "caused"),
        r"made (?:a|the) mistake|messed up|screwed up|broke|caused (?:the|this|an) (?:outage|incident|problem)",
        _LET_IT,
    ),
    _Blame(
        ("fault", "blame", "lazy", "stupid"), r"(?:is|was|were|are) (?:at fault|to blame|lazy|stupid)|fault", _LET_IT
    ),
)


_SOMEBODY = frozenset(
    {"he", "she", "somebody", "someone", "engineer", "engineers", "developer", "developers", "operator", "operators",
     "admin", "admins", "administrator", "on-call", "oncall", "responder", "responders", "commander", "scribe",
     "intern", "colleague", "contractor", "reviewer", "author", "dba", "dbas", "team"}
)  # fmt: skip
_WORD = re.compile(r"@?[\w.-]*\w")
_SENTENCE_END = re.compile(r"[.!?;:,\n]")
_POSSESSIVE = re.compile(r"['’]s\b")
_BEFORE = 48


def _blame(incident: Incident) -> Iterator[Finding]:
    """Yield the first blaming words of each place."""
    people = _people(incident)
    for place in places(incident):
        if not place.struck and (said := _blaming(place.text, people)):
            words, instead = said
            name = place.name.lower() if place.ref is None else place.name
            message = f"'{words}' in {name} blames a person; {instead}: {place.way}"
            yield Finding("blaming_words", message, place.ref, WARNING)


def _blaming(text: str, people: frozenset[str]) -> tuple[str, str] | None:
    """Return the words of a text that blame a person, with who, and what to say instead; None if there are none."""
    lowered = text.lower()
    for rule in _JUDGING:
        for found in rule.found(text, lowered):
            return " ".join(found[0].split()), rule.instead
    for rule in _OF_SOMEBODY:
        for found in rule.found(text, lowered):
            before = _SENTENCE_END.split(text[max(0, found.start() - _BEFORE) : found.start()])[-1]
            near = _WORD.findall(_POSSESSIVE.sub(" ", before))[-2:]
            who = next((word for word in near if word.startswith("@") or word.lower() in people), None)
            if who:
                return " ".join(f"{before[before.rindex(who) :]}{found[0]}".split()), rule.instead
    return None


def _people(incident: Incident) -> frozenset[str]:
    """Return the words that mean a person; a team's name that is a service's too does not."""
    named = {row.by for row in incident.timeline} | set(incident.roles.values())
    named |= {task.owner for task in incident.tasks if task.owner}
    named |= {decision.executor for decision in incident.decisions if decision.executor}
    named |= {call.acked_by for call in incident.escalations if call.acked_by}
    words = {part.lower() for name in named for part in name.split()[:1]}
    return (_SOMEBODY | words) - {service.lower() for service in incident.services}


CHECKS = (_blame,)
