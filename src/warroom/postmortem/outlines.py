"""The templates: each an outline, which says the headings of a document in order and the parts under each.

A part is named by its key in `parts.PARTS`, and stands in an outline once. A heading under which nobody has anything
to say is left out of a document; `outline` has it all the same, for whoever is to write it.
"""

from difflib import get_close_matches
from typing import NamedTuple

from warroom.core.errors import LineError


class Heading(NamedTuple):
    """A heading, the parts under it in order, and the headings below it; it is known by its first part."""

    text: str
    parts: tuple[str, ...]
    headings: tuple["Heading", ...] = ()

    @property
    def key(self) -> str:
        """The key of the section it becomes."""
        return self.parts[0]


class Template(NamedTuple):
    """A kind of document; `is_public` says that it is for people outside, and names nobody."""

    name: str
    description: str
    headings: tuple[Heading, ...]
    is_public: bool = False


_LEARNT = (
    Heading("What went well", ("well",)),
    Heading("What went badly", ("badly",)),
    Heading("Where we were lucky", ("lucky",)),
    Heading("What surprised us", ("surprised",)),
    Heading("What would have told us in half the time", ("sooner",)),
)
_MISLED = (
    Heading("Misleading paths", ("misleading",), (
        Heading("What we believed, and why it was reasonable", ("believed",)),
    )),
)  # fmt: skip

_HOUSE = Template(
    "house",
    "Everything the record holds, misleading paths as a section of their own; what is written when no other is named.",
    (
        Heading("Issue summary", ("summary", "particulars")),
        Heading("The incident in pictures", ("where_time_went", "lanes")),
        Heading("Timeline", ("timeline",)),
        Heading("Hypotheses", ("hypotheses",)),
        *_MISLED,
        Heading("Escalations", ("escalations",)),
        Heading("Decisions", ("decisions",)),
        Heading("Communication", ("communication",)),
        Heading("Root cause", ("cause",), (Heading("Contributing factors", ("contributing",)),
                                           Heading("Five whys", ("five_whys",)))),
        Heading("Resolution", ("resolution",)),
        Heading("Corrective and preventative measures", ("measures",)),
        Heading("Tasks", ("tasks",)),
        Heading("Metrics", ("metrics", "team_responses", "activity")),
        Heading("Lessons", ("lessons",), _LEARNT),
        Heading("Open questions", ("open_questions",)),
        Heading("Conclusion", ("conclusion",)),
    ),
)  # fmt: skip

_GOOGLE_SRE = Template(
    "google-sre",
    "The order of Google's SRE book: impact, causes, trigger, detection and actions first, the timeline at the end.",
    (
        Heading("At a glance", ("standing",)),
        Heading("Summary", ("summary", "overview")),
        Heading("Impact", ("impact",)),
        Heading("Root causes", ("cause",), (Heading("Contributing factors", ("contributing",)),)),
        Heading("Trigger", ("trigger",)),
        Heading("Detection", ("detection",)),
        Heading("Resolution", ("resolution", "recovery")),
        Heading("Action items", ("actions",)),
        Heading("Lessons learned", ("lessons",), (
            Heading("What went well", ("well",)),
            Heading("What went wrong", ("badly",)),
            Heading("Where we got lucky", ("lucky",)),
            Heading("What misled us", ("misleading",)),
            Heading("What we believed, and why it was reasonable", ("believed",)),
            Heading("What surprised us", ("surprised",)),
            Heading("How we could have known sooner", ("sooner",)),
        )),
        Heading("Open questions", ("open_questions",)),
        Heading("The incident in pictures", ("lanes", "where_time_went")),
        Heading("Timeline", ("timeline",)),
        Heading("Supporting information", ("supporting",), (
            Heading("Measured", ("metrics", "team_responses")),
            Heading("Theories", ("theories",)),
            Heading("Calls for help", ("escalations",)),
            Heading("Decisions", ("decisions",)),
        )),
    ),
)  # fmt: skip

_PAGERDUTY = Template(
    "pagerduty",
    "The order of PagerDuty's response guide: overview, what happened, responders, actions, and the messages sent.",
    (
        Heading("Overview", ("overview", "review")),
        Heading("What happened", ("summary", "story")),
        Heading("Contributing factors", ("contributing",), (
            Heading("The cause", ("cause",)),
            Heading("What misled us", ("misleading",)),
            Heading("What we believed, and why it was reasonable", ("believed",)),
        )),
        Heading("Resolution", ("resolution", "recovery")),
        Heading("Impact", ("impact",), (Heading("In figures", ("metrics", "team_responses")),)),
        Heading("Responders", ("people",), (Heading("Calls for help", ("escalations",)),)),
        Heading("The incident in pictures", ("lanes", "where_time_went")),
        Heading("Timeline", ("timeline",), (Heading("Data", ("supporting",)),)),
        Heading("How did we do?", ("lessons",), (
            Heading("What went well", ("well",)),
            Heading("What did not go so well", ("badly",)),
            Heading("Where we were lucky", ("lucky",)),
            Heading("What surprised us", ("surprised",)),
            Heading("How we could have known sooner", ("sooner",)),
        )),
        Heading("Action items", ("actions",)),
        Heading("Open questions", ("open_questions",)),
        Heading("Messages", ("messages",), (
            Heading("To colleagues", ("internal_updates",)),
            Heading("To people outside", ("external_updates",)),
        )),
    ),
)  # fmt: skip

_ATLASSIAN = Template(
    "atlassian",
    "The order of Atlassian's handbook: lead-up, fault, detection, response and recovery, then the whys.",
    (
        Heading("Incident summary", ("summary", "overview")),
        Heading("Lead-up", ("lead_up",), (Heading("What set it off", ("trigger",)),)),
        Heading("Fault", ("fault",)),
        Heading("Impact", ("impact",)),
        Heading("Detection", ("detection",), (Heading("How we could have known in half the time", ("sooner",)),)),
        Heading("Response", ("response",), (
            Heading("What misled us", ("misleading",)),
            Heading("What we believed, and why it was reasonable", ("believed",)),
            Heading("Decisions", ("decisions",)),
        )),
        Heading("Recovery", ("resolution", "recovery")),
        Heading("The incident in pictures", ("lanes", "where_time_went")),
        Heading("Timeline", ("timeline",)),
        Heading("Why, and why that", ("five_whys",)),
        Heading("Root cause", ("cause",), (Heading("Contributing factors", ("contributing",)),)),
        Heading("Was it on our list?", ("backlog",)),
        Heading("Has it happened before?", ("recurrence",)),
        Heading("Lessons learned", ("lessons",), (
            Heading("What went well", ("well",)),
            Heading("What could have gone better", ("badly",)),
            Heading("Where we were lucky", ("lucky",)),
            Heading("What surprised us", ("surprised",)),
        )),
        Heading("Corrective actions", ("actions",)),
        Heading("Open questions", ("open_questions",)),
        Heading("Metrics", ("metrics", "team_responses")),
    ),
)  # fmt: skip

_GITLAB = Template(
    "gitlab",
    "The order of GitLab's incident review: figures and customers first, then how it was noticed, diagnosed and ended.",
    (
        Heading("Summary", ("summary", "overview", "standing")),
        Heading("Metrics", ("metrics", "team_responses")),
        Heading("Customer impact", ("impact",)),
        Heading("How we responded", ("responding",), (
            Heading("How it was noticed", ("detection",)),
            Heading("How we could have noticed it sooner", ("sooner",)),
            Heading("How we came to the way out", ("response",)),
            Heading("What ended it", ("resolution", "recovery")),
        )),
        Heading("How we understood it", ("diagnosis",), (
            Heading("What misled us", ("misleading",)),
            Heading("What we believed, and why it was reasonable", ("believed",)),
            Heading("What set it off", ("trigger",)),
            Heading("Was it on our list?", ("backlog",)),
        )),
        Heading("The cause", ("cause",), (
            Heading("Contributing factors", ("contributing",)),
            Heading("Five whys", ("five_whys",)),
        )),
        Heading("What we take away", ("lessons",), (
            Heading("What went well", ("well",)),
            Heading("What went badly", ("badly",)),
            Heading("Where we were lucky", ("lucky",)),
            Heading("What surprised us", ("surprised",)),
        )),
        Heading("Corrective actions", ("actions",)),
        Heading("Open questions", ("open_questions",)),
        Heading("The incident in pictures", ("lanes", "where_time_went")),
        Heading("Timeline", ("timeline",)),
    ),
)  # fmt: skip

_HOWIE = Template(
    "howie",
    "A narrative in the manner of the Howie guide: the story, what people believed and why, themes, open questions.",
    (
        Heading("In short", ("summary", "overview")),
        Heading("What happened", ("story",)),
        Heading("What people believed, and why it made sense", ("believed", "beliefs")),
        Heading("What it did to others", ("impact",)),
        Heading("Themes", ("themes",), (
            Heading("How the hours were spent", ("where_time_went",)),
            Heading("What went well", ("well",)),
            Heading("What was hard", ("badly",)),
            Heading("Where we were lucky", ("lucky",)),
            Heading("What surprised us", ("surprised",)),
            Heading("How we could have known sooner", ("sooner",)),
        )),
        Heading("What had to come together", ("cause", "contributing")),
        Heading("How it ended", ("resolution",)),
        Heading("What we still do not know", ("open_questions",)),
        Heading("What will change", ("actions",)),
        Heading("What we take from it", ("conclusion",)),
        Heading("Who took part", ("people",)),
        Heading("Appendix: the timeline", ("timeline",)),
    ),
)  # fmt: skip

_EXECUTIVE = Template(
    "executive",
    "One page for those who decide: what happened, impact, how long, what misled us, cause, what will change, next.",
    (
        Heading("What happened", ("brief_gist",)),
        Heading("Impact", ("brief_impact",)),
        Heading("How long", ("brief_times",)),
        Heading("What misled us", ("brief_misleading",)),
        Heading("Cause and resolution", ("brief_cause",)),
        Heading("What will change", ("brief_measures",)),
        Heading("What is next", ("brief_next",)),
    ),
)

_CUSTOMER = Template(
    "customer",
    "For people outside: only rows marked external and what customers were told; no names, no theories, no references.",
    (
        Heading("What happened", ("public_summary",)),
        Heading("Impact", ("public_impact",)),
        Heading("When", ("public_times",)),
        Heading("How it went", ("public_timeline",)),
        Heading("What we told you", ("public_updates",)),
    ),
    is_public=True,
)

TEMPLATES: dict[str, Template] = {
    template.name: template
    for template in (_HOUSE, _GOOGLE_SRE, _PAGERDUTY, _ATLASSIAN, _GITLAB, _HOWIE, _EXECUTIVE, _CUSTOMER)
}
DEFAULT = "house"


def outline(template: str = DEFAULT) -> tuple[Heading, ...]:
    """Return every heading of a template, whether or not anybody has something to say under it.

    Raises:
        LineError: there is no such template.
    """
    return find(template).headings


def find(name: str) -> Template:
    """Return the template of this name.

    Raises:
        LineError: there is none.
    """
    if found := TEMPLATES.get(name):
        return found
    raise LineError(unknown(name, TEMPLATES))


def unknown(name: str, known: dict[str, Template] | list[str]) -> str:
    """Return why there is no template of a name, with the likeliest and all that there are."""
    near = get_close_matches(name, known, n=1)
    meant = f"did you mean {near[0]}? " if near else ""
    return f"there is no template {name!r}: {meant}there are {', '.join(known)}"
