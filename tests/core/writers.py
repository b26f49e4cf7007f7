"""People typing: writers with a log each, who see one another's lines only when they exchange them."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from warroom.core.changes import Change, change_of, declare, to_event
from warroom.core.errors import WarroomError
from warroom.core.events import Event
from warroom.core.fold import Fold
from warroom.core.line import parse_line
from warroom.core.replay import told
from warroom.core.stamp import next_stamp
from warroom.core.times import Moment, When

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PEOPLE = ("ana", "bo", "cy")


@dataclass
class Writer:
    """One process with its own log and clock, and all that it has seen of the others."""

    name: str
    origin: str
    now: datetime = NOON
    fold: Fold = field(default_factory=lambda: Fold("inc"))
    mine: int = 0

    def record(self, change: Change) -> Event:
        if change.kind == "incident" and change.id is None:
            change = change._replace(id="inc")
        self.mine += 1
        stamp = next_stamp(self.now, self.fold.seen.stamp)
        event = to_event(
            change, origin=self.origin, n=self.mine, stamp=stamp, by=self.name, seen=self.fold.seen, now=self.now
        )
        assert self.fold.add([event]) == [event]
        return event

    def declare(self, *, mode: str = "real", started: datetime | None = None) -> Event:
        return self.record(
            declare(
                "Checkout errors", When(self.now), severity="SEV1", zone="Europe/Berlin", mode=mode,
                services=["checkout"], by=self.name, started=When(started) if started else None,
            )
        )  # fmt: skip

    def moment(self) -> Moment:
        incident = self.fold.incident
        return Moment(self.now, incident.zone, incident.started_at, incident.mode == "retrospective")

    def type(self, text: str) -> Event:
        return self.record(change_of(parse_line(text), self.fold, self.moment(), self.name))

    def try_to_type(self, text: str) -> Event | None:
        try:
            return self.type(text)
        except WarroomError:
            return None

    def see(self, other: "Writer") -> None:
        self.fold.add(other.fold.events.values())


TEXTS = st.sampled_from(
    ["pool exhausted", "14:02 said the graph", "/slash", "? really", "!!", "30m", "@bo", "two\nlines", "a\\", "-5m ago",
     "x: y", "a > b", "\\@bo", "looked right: deploy", "due:2026-12-01",
     "conditions: bad actions: fix needs: help", "é ✓"]
)  # fmt: skip
TIMES = st.sampled_from(
    ["", "", "", "", "-5m ", "11:40 ", "~11:41 ", "11:42:30-11:50 ", "yesterday 23:50 ", "2026-11-21 12:00:05Z ",
     "2026-11-20 10:00+0530 ", "T+3m ", "12:00 ", "13:00:01 "]
)  # fmt: skip
# Each is filled with a text {t}, and with the references to which a number is given: {H}, {E}, {T}, {D}, {r}.
SHAPES = (
    "{t}", "/note {t}", "! {t}", "/alert {t}", "? {t}", "? {t} @bo", "? {t} @cy 5m",
    "^ dba: {t}", "^ web > network: {t}", "+ {t}", "+ {t} @bo 10m",
    "+ {t} @cy #corrective due:2026-12-01 ticket:OPS-1", "= {t} @ana", "= {t} @ana 15m",
    '" {t}', '" {t} @customers 20m',
    "/for {H} {t}", "/against {H} {t}", "/for {H} {r}", "/against {H} {r} {t}", "/ended-by {H} {t}",
    "/test {H} {t} @bo 5m", "/confirm {H} {t}", "/rule-out {H}",
    "/dead-end {H} {t}; looked right: {t}", "/looked-right {H} {t}", "/reopen {H}", "/assign {H} @bo 5m",
    "/ack {E} cy", "/ack {E}", "/found {E} {t}", "/no-answer {E} {t}", "/decline {E}",
    "/start {T}", "/block {T} {t}", "/done {T} {t}", "/drop {T} {t}", "/assign {T} @cy 10m", "/assign {T} @bo",
    "/due {T} 2026-12-02", "/kind {T} corrective", "/ticket {T} OPS-2", "/reopen {T} {t}",
    "/object {D} {t}", "/go {D} @bo {t}", "/go {D} @bo 15m {t}",
    "/go {D} {t} 10m", "/done {D} {t}", "/snooze {D} 5m", "/no-go {D} {t}",
    "/status identified {t}", "/status monitoring", "/status resolved", "/status investigating", "/status closed",
    "/sev 2 {t}", "/sev 3", "/role commander ana", "/role scribe bo",
    "/mark detected {r}", "/mark started", "/mark resolved {r}", "/mark acknowledged {r}", "/mark detected -",
    "/star {r}", "/unstar {r}", "/external {r}", "/internal {r}", "/strike {r} {t}", "/strike {r}",
    "/edit {r} {t}", "/edit {r} 11:30", "/edit {r} 11:31-11:35 {t}", "/edit {H} {t}", "/edit {E} 11:32 {t}",
    "/edit {T} {t}", "/edit {D} ~11:33", "/edit U1 {t}",
    "/next 30m", "/next 14:30", "/next -", "/impact {t}", "/cause {t}", "/resolution {t}", "/service payments",
    "/service -checkout", "/set lucky {t}", "/set lucky -", "/set went-well {t}", "/set summary {t}", "/set summary -",
    "/set title {t}", "/set zone UTC",
    "/snooze {E} 5m", "/snooze {T} never", "/snooze {H}", "/snooze silence 90s", "/snooze update never",
    "/snooze update -", "/snooze scribe", "/snooze handover",
    "/handover commander bo", "/handover commander @cy {t}", "/handover scribe ana", "/take", "/take commander",
    "/take scribe", "/take commander ana",
    "/write overview {t}", "/write overview", "/write open-questions {t}\n\n{t}", "/write summary {t}",
    "/write summary",
    "/write well - {t}\n- {t}", "/write lucky {t}", "/write lucky", "/set sooner {t}", "/write believed {t}",
    "/postmortem in-review {t}", "/postmortem reviewed", "/postmortem not-required {t}", "/postmortem draft",
    "/postmortem closed", "/rows starred", "/rows all", "/metric detect 12m {t}", "/metric silence 0s {t}",
    "/metric detect -", "/metric sev2 1h30m {t}",
)  # fmt: skip
UNDOING = ("/undo", "/undo", "/redo", "/redo", "/undo {r}", "/undo @bo")

_LISTS = {"H": "hypotheses", "E": "escalations", "T": "tasks", "D": "decisions", "r": "timeline"}


@dataclass(frozen=True)
class Step:
    """One thing somebody does: type a line, or see (`sees`) all that another writer has."""

    who: int
    shape: str = ""
    text: str = ""
    time: str = ""
    pick: int = 0
    sees: int | None = None
    seconds: int = 0

    def line(self, fold: Fold) -> str:
        """Return the line as it is typed by somebody who looks at this."""
        refs = {}
        for letter, name in _LISTS.items():
            records = getattr(fold.incident, name)
            refs[letter] = (
                records[self.pick % len(records)].ref if records else ("#9" if letter == "r" else letter + "9")
            )
        time = "" if self.shape.startswith(("/undo", "/redo")) else self.time
        return time + self.shape.format(t=self.text, **refs)


def steps(writers: int, *, undoing: bool = True, most: int = 40) -> st.SearchStrategy[list[Step]]:
    """Return what some writers may do, in the order they do it."""
    shapes = st.sampled_from(SHAPES + UNDOING * 3 if undoing else SHAPES)
    who = st.integers(0, writers - 1)
    # A room has something to refer to before anybody refers to it.
    opening = [Step(0, shape, "a first thing") for shape in ("{t}", "? {t}", "^ dba: {t}", "+ {t} @bo", "= {t}")]
    typing = st.builds(
        Step, who, shapes, TEXTS, TIMES, st.integers(0, 9), st.none(), st.sampled_from([0, 0, 1, 7, 60, 600])
    )
    seeing = st.builds(Step, who, sees=who)
    some = typing if writers == 1 else st.one_of(typing, typing, typing, seeing)
    return st.lists(some, min_size=3, max_size=most).map(lambda later: [*opening, *later])


def play(all_steps: list[Step], writers: int, *, mode: str = "real") -> list[Writer]:
    """Return the writers after they did all this; a line that is refused changes nothing."""
    people = [Writer(name, f"host-{name}") for name in PEOPLE[:writers]]
    people[0].declare(mode=mode, started=NOON - timedelta(minutes=30) if mode == "retrospective" else None)
    for other in people[1:]:
        other.see(people[0])
    for step in all_steps:
        person = people[step.who]
        person.now += timedelta(seconds=step.seconds)
        if step.sees is not None:
            person.see(people[step.sees])
        else:
            person.try_to_type(step.line(person.fold))
    return people


def every_event(people: list[Writer]) -> list[Event]:
    """Return every event that somebody made, each once, those of one log in their order."""
    union = {(event.origin, event.n): event for person in people for event in person.fold.events.values()}
    return [union[identity] for identity in sorted(union)]


def lines_of(fold: Fold) -> list[str]:
    """Return the lines that record an incident's live events again."""
    return [line for _, line in told(fold)]


def state(fold: Fold) -> dict[str, object]:
    """Return everything that can be asked of a fold, to be compared."""
    incident = fold.incident
    records = [
        (kind, record.id)
        for kind, name in (("hypothesis", "hypotheses"), ("escalation", "escalations"), ("task", "tasks"),
                           ("decision", "decisions"), ("update", "updates"))
        for record in getattr(incident, name)
    ]  # fmt: skip
    return {
        "incident": asdict(incident),
        "seen": fold.seen,
        "histories": {
            key: fold.history(*key)
            for key in [("incident", incident.id), *records, *(("entry", row.id) for row in incident.timeline)]
        },
        "found": [fold.row(row.ref).id for row in incident.timeline if row.ref != "#?"]
        + [fold.record(one.ref).id for one in [*incident.hypotheses, *incident.tasks] if one.ref[1] != "?"],
        "undo": {by: (fold.last_change(by), fold.last_undo(by)) for by in PEOPLE},
    }


def shown(fold: Fold) -> dict[str, object]:
    """Return what people see of a fold: all but the stamps, numbers and histories that an undo adds to."""
    return {**asdict(fold.incident), "changed_at": None}  # that anything was recorded is no part of what holds
