"""What an incident is: the records, as the fold builds them and `warroom show --json` prints them.

Field names are the record contract. Instants are aware datetimes in UTC, to the second; what is not known is None.
"""

from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar, dataclass_transform

from warroom.core.line import MILESTONES
from warroom.core.times import to_text

OVER = ("resolved", "closed")
"""The statuses of an incident that nobody works on any more."""

Json = dict[str, Any]

NEVER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""Until when a reminder is snoozed that is never to come again."""


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON is anything
    """Return a value as JSON has it."""
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, _Record):
        return value.to_json()
    return value


_Class = TypeVar("_Class", bound=type)


@dataclass_transform(eq_default=False, field_specifiers=(field,))
def _record(record: _Class) -> _Class:
    """Make a record of a class: a dataclass that leaves to `_Record` what is alike in all.

    To generate it for each class would cost the first frame four milliseconds.
    """
    return dataclass(init=False, eq=False, repr=False, match_args=False)(record)  # type: ignore[return-value]  # the same


class _Record:
    """What every record has in common; `id` is the identity of the event that made it."""

    __slots__ = ()

    HIDDEN: ClassVar[frozenset[str]] = frozenset({"id", "snoozed", "checklist"})
    RENAMED: ClassVar[dict[str, str]] = {}

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(
            getattr(self, one.name) == getattr(other, one.name) for one in self._fields()
        )

    __hash__ = None  # type: ignore[assignment]  # what changes has none

    def _fields(self) -> tuple[Field[Any], ...]:
        return fields(self)  # type: ignore[arg-type]  # every record is a dataclass

    def __init__(self, *values: Any, **named: Any) -> None:  # noqa: ANN401 - the fields of whichever record
        """Take the values of the fields, in their order or by name."""
        known = self._fields()
        named |= {one.name: value for one, value in zip(known, values, strict=False)}
        for one in known:
            if one.name in named:
                setattr(self, one.name, named.pop(one.name))
            elif one.default_factory is not MISSING:
                setattr(self, one.name, one.default_factory())
            elif one.default is MISSING:
                raise TypeError(f"{type(self).__name__} has no {one.name}")
        if named or len(values) > len(known):
            raise TypeError(f"{type(self).__name__} has no field for {', '.join(named) or values[len(known) :]}")

    def to_json(self) -> Json:
        """Return the record under the names of the contract."""
        return {
            self.RENAMED.get(item.name, item.name): _plain(getattr(self, item.name))
            for item in self._fields()
            if item.name not in self.HIDDEN
        }


@dataclass(slots=True, eq=False, repr=False)
class Row(_Record):
    """One row of the timeline: an entry somebody wrote, or a change of a record, at the time it happened.

    `late_seconds` is how long after `at` it was written down. `typed` is the time as it was typed, if one was.
    `source` is the door it came through: screen, paste-N (the lines of one pasted block), checklist-N (the tasks of one
    checklist), command, pipe or the name of a file. `order` breaks ties of `at`. `audience` is whom
    an update told.
    """

    HIDDEN: ClassVar[frozenset[str]] = frozenset({"id", "order", "audience"})

    id: str
    ref: str
    at: datetime
    until: datetime | None
    about: bool
    recorded_at: datetime
    by: str
    kind: str
    text: str
    starred: bool = False
    visibility: str = "internal"
    about_ref: str | None = None
    struck: str | None = None
    late_seconds: int = 0
    revisions: int = 0
    source: str | None = None
    typed: str | None = None
    order: tuple[str, str, int] = ("", "", 0)
    audience: str | None = None

    @property
    def is_entry(self) -> bool:
        """Whether a person wrote this row; the others tell of another record's change."""
        return self.kind in {"note", "action", "alert"}


@_record
class Evidence(_Record):
    """One thing that speaks for or against a hypothesis; `row_id` is the id of the timeline row it is, if any."""

    HIDDEN: ClassVar[frozenset[str]] = frozenset({"id", "row_id"})
    RENAMED: ClassVar[dict[str, str]] = {"supports": "for"}

    id: str
    at: datetime
    by: str
    supports: bool
    text: str
    row_id: str | None = None


@_record
class Hypothesis(_Record):
    """A theory of the cause; a dead end is one with `misleading` set. `minutes` it was believed, once it is closed."""

    id: str
    ref: str
    statement: str
    status: str
    misleading: bool
    proposed_at: datetime
    by: str
    owner: str | None = None
    test: str | None = None
    check_back_at: datetime | None = None
    evidence: list[Evidence] = field(default_factory=list)
    closed_at: datetime | None = None
    why: str | None = None
    attraction: str | None = None
    minutes: int | None = None
    snoozed: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still believed or being tested."""
        return self.status in {"open", "testing"}


@_record
class Escalation(_Record):
    """A call for help: whom, why, who answered, how many minutes it took, what they found."""

    RENAMED: ClassVar[dict[str, str]] = {"from_": "from"}

    id: str
    ref: str
    to: str
    from_: str | None
    reason: str | None
    paged_at: datetime
    by: str
    acked_at: datetime | None = None
    acked_by: str | None = None
    outcome: str = "waiting"
    finding: str | None = None
    closed_at: datetime | None = None
    minutes_to_ack: int | None = None
    snoozed: datetime | None = None

    @property
    def waited_until(self) -> datetime | None:
        """Until when an answer was waited for: it came, or there was to be none; None as long as nobody said."""
        return self.acked_at or (self.closed_at if self.outcome != "waiting" else None)


@_record
class Task(_Record):
    """A piece of work with an owner; `due_at` is a date, YYYY-MM-DD, and `checklist` the name of the one it is of."""

    id: str
    ref: str
    text: str
    owner: str | None
    state: str
    kind: str
    created_at: datetime
    by: str
    started_at: datetime | None = None
    done_at: datetime | None = None
    due_at: str | None = None
    check_back_at: datetime | None = None
    ticket: str | None = None
    why: str | None = None
    snoozed: datetime | None = None
    checklist: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.state in {"todo", "doing", "blocked"}


@_record
class Objection(_Record):
    """What somebody had against a decision."""

    id: str
    at: datetime
    by: str
    text: str


@_record
class Decision(_Record):
    """A proposal put to the room, what was said against it, its outcome, and whether it did what it was to do.

    `verify_at` is when to look at that, `verified_at` when somebody did, and `finding` what they saw.
    """

    id: str
    ref: str
    proposal: str
    at: datetime
    by: str
    objections: list[Objection] = field(default_factory=list)
    outcome: str = "open"
    decided_at: datetime | None = None
    executor: str | None = None
    why: str | None = None
    verify_at: datetime | None = None
    verified_at: datetime | None = None
    finding: str | None = None
    snoozed: datetime | None = None


@_record
class Update(_Record):
    """What was told to an audience, and when the next is promised."""

    id: str
    ref: str
    at: datetime
    by: str
    audience: str | None
    text: str
    conditions: str | None = None
    actions: str | None = None
    needs: str | None = None
    next_due_at: datetime | None = None
    snoozed: datetime | None = None


@_record
class Change(_Record):
    """A value a field of the incident had from a time on: the histories of severity, status and roles."""

    at: datetime
    value: str
    by: str


@_record
class Handover(_Record):
    """A role that was handed over and that nobody has taken yet; until then `from_` holds it, if anybody does."""

    to: str
    from_: str | None
    at: datetime
    by: str


@_record
class Promise(_Record):
    """An update that is promised and due `at`: to whom, None for everybody, said when, and in what.

    `said_in` is the reference of the update that promised it or, without one, `severity`, whose cadence it follows, or
    `next`.
    """

    at: datetime
    audience: str | None
    said_at: datetime
    said_in: str


@_record
class Reviewer(_Record):
    """Who said that they reviewed the postmortem, and when they last did."""

    by: str
    at: datetime


@_record
class Review(_Record):
    """How far the postmortem is: draft, in_review, reviewed, closed or not_required; why, and who said so when.

    Nobody need say that it is a draft: until then `by` and `at` are None.
    """

    state: str = "draft"
    why: str | None = None
    by: str | None = None
    at: datetime | None = None


@_record
class Override(_Record):
    """A figure as somebody knows it better than the record can count it, in seconds; why, and who said so when."""

    seconds: int
    why: str
    by: str
    at: datetime


@_record
class Incident(_Record):
    """One outage: the state that the set of its events folds to."""

    HIDDEN: ClassVar[frozenset[str]] = frozenset(
        {
            "timeline", "hypotheses", "escalations", "tasks", "decisions", "updates", "milestone_rows",
            "milestone_typed", "severity_history", "status_history", "role_history", "handovers", "closed_at",
            "snoozed", "promised", "owed", "logged_at", "written", "sooner", "believed", "review", "reviewers",
            "rows_shown", "overrides", "changed_at",
        }
    )  # fmt: skip

    id: str
    title: str = ""
    severity: str = "SEV3"
    status: str = "investigating"
    mode: str = "real"
    zone: str = "UTC"
    declared_by: str = ""
    services: list[str] = field(default_factory=list)
    summary: str | None = None
    impact: str | None = None
    users_affected: str | None = None
    detected_by: str | None = None
    trigger: str | None = None
    root_cause: str | None = None
    contributing_factors: list[str] = field(default_factory=list)
    resolution: str | None = None
    went_well: list[str] = field(default_factory=list)
    went_badly: list[str] = field(default_factory=list)
    lucky: list[str] = field(default_factory=list)
    surprised_by: str | None = None
    conclusion: str | None = None
    roles: dict[str, str] = field(default_factory=dict)
    milestones: dict[str, datetime | None] = field(default_factory=lambda: dict.fromkeys(MILESTONES))
    next_update_at: datetime | None = None

    timeline: list[Row] = field(default_factory=list)
    hypotheses: list[Hypothesis] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    milestone_rows: dict[str, str] = field(default_factory=dict)
    """For each milestone that a row carries, the id of that row."""
    milestone_typed: dict[str, str] = field(default_factory=dict)
    """For each milestone whose time was typed, that time as it was typed (`20XX-05-15 10:00`)."""
    severity_history: list[Change] = field(default_factory=list)
    status_history: list[Change] = field(default_factory=list)
    role_history: dict[str, list[Change]] = field(default_factory=dict)
    handovers: dict[str, Handover] = field(default_factory=dict)
    """For each role that was handed over and not taken yet, to whom."""
    closed_at: datetime | None = None
    logged_at: datetime | None = None
    """When the last row of the timeline was written down, whenever it happened."""
    promised: list[Promise] = field(default_factory=list)
    """The updates that are promised, one for each audience, in the order they were promised; the soonest is
    `next_update_at`."""
    owed: list[Promise] = field(default_factory=list)
    """What was promised to an audience when it was resolved, for each that has not been told anything since."""
    snoozed: dict[str, datetime] = field(default_factory=dict)
    """Until when each reminder is snoozed that belongs to no record: update, call-out, silence, commander, scribe,
    handover."""

    # The postmortem: what people wrote and decided about it.
    written: dict[str, str] = field(default_factory=dict)
    """The prose for each part that is no field here (core/parts.py), by its key."""
    sooner: str | None = None
    """How could we have known in half the time?"""
    believed: str | None = None
    """What did we believe that was wrong, and why was it reasonable?"""
    review: Review = field(default_factory=Review)
    reviewers: list[Reviewer] = field(default_factory=list)
    """Each person who said it is reviewed, once, in order of when they last did."""
    changed_at: datetime | None = None
    """When anything was last recorded that a postmortem may tell of; a review is none of it, nor is a snooze."""
    rows_shown: str = "all"
    """Which rows its timeline shows: all or starred."""
    overrides: dict[str, Override] = field(default_factory=dict)
    """By the name of the metric."""

    def postmortem_to_json(self) -> Json:
        """Return what people wrote and decided about the postmortem, under the names of the contract."""
        names = ("reviewers", "written", "rows_shown", "overrides", "sooner", "believed")
        return {**self.review.to_json(), **{name: _plain(getattr(self, name)) for name in names}}

    def since(self, role: str) -> datetime | None:
        """Return since when whoever holds a role has held it, None when nobody does."""
        since, holder = None, self.roles.get(role)
        for change in reversed(self.role_history.get(role, []) if holder else []):
            if change.value != holder:
                break
            since = change.at
        return since

    @property
    def started_at(self) -> datetime | None:
        """When it started as far as is known: the first milestone marked of started, detected and declared."""
        return next((at for name in ("started", "detected", "declared") if (at := self.milestones[name])), None)

    @property
    def ended_at(self) -> datetime | None:
        """When it was over: resolved or, failing that, mitigated; None while it goes on."""
        if self.goes_on_again:
            return None
        return self.milestones["resolved"] or (self.milestones["mitigated"] if not self.is_active else None)

    @property
    def is_over(self) -> bool:
        """Whether it is over, by its status or its milestone."""
        return not self.is_active or (self.milestones["resolved"] is not None and not self.goes_on_again)

    @property
    def goes_on_again(self) -> bool:
        """Whether its status said that it was over, and says since that it is not."""
        said = [change.value for change in self.status_history]
        over = max((place for place, value in enumerate(said) if value in OVER), default=len(said))
        return self.is_active and self.status in said[over:]

    @property
    def changed_since_review(self) -> bool:
        """Whether anything was recorded after the postmortem was last reviewed."""
        return bool(self.reviewers and self.changed_at and self.changed_at > self.reviewers[-1].at)

    @property
    def is_active(self) -> bool:
        """Whether people are still working on it."""
        return self.status not in OVER

    @property
    def roles_in_order(self) -> list[tuple[str, list[Change]]]:
        """Who held each role, and since when: the leading roles first, the others by name."""
        place = {"commander": 0, "deputy": 1, "scribe": 2}
        return sorted(self.role_history.items(), key=lambda item: (place.get(item[0], len(place)), item[0]))

    @property
    def dead_ends(self) -> list[Hypothesis]:
        """The misleading paths: hypotheses that cost time and were wrong."""
        return [hypothesis for hypothesis in self.hypotheses if hypothesis.misleading]
