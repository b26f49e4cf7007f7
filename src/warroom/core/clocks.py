"""What is due: every promise and reminder with the instant it runs out, and since when each open record waits."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from warroom.core.line import Line, render_line
from warroom.core.model import Escalation, Incident, Promise


class Remind(NamedTuple):
    """When reminders come, in seconds, None for never; and who is called next when nobody answers.

    `call_out` counts since the room was last told where it stands, `silence` since anything was logged, `answer` since
    a call for help was made, `roles` since there is no commander or no scribe, `handover` since a role was handed over
    that nobody has taken yet, `undecided` since a decision was put to the room. Ten minutes from one call-out to the
    next are PagerDuty's rule for deputies; its default for an answer is 5 to 30.

    Each of `rungs` is whom to call, one after the other: the second when the first does not answer, and so on.
    """

    call_out: int | None = 10 * 60
    silence: int | None = 8 * 60
    answer: int | None = 5 * 60
    roles: int | None = 5 * 60
    rungs: tuple[tuple[str, ...], ...] = ()
    handover: int | None = 2 * 60
    undecided: int | None = 5 * 60


class Due(NamedTuple):
    """A promise or reminder: its kind, whose reference, what, when it runs out, and whom it waits for.

    `kind` is update, over, task, escalation, no-answer, hypothesis, verify or handover, which somebody was promised, or
    decision, call-out, silence, commander or scribe, which only remind. `since` is the instant from which its clock
    counts, where that is not `at`. `rung` is who would be called next and `reason` what for. `snoozed` is until when
    somebody wanted it quiet.
    """

    kind: str
    ref: str | None
    text: str
    at: datetime
    who: str | None = None
    since: datetime | None = None
    rung: str | None = None
    snoozed: datetime | None = None
    reason: str | None = None

    @property
    def key(self) -> str:
        """What it is called, as in /snooze: its reference or, without one, its kind."""
        return self.ref or self.kind

    @property
    def rings_at(self) -> datetime:
        """The instant at which it wants attention: when it runs out or, if that is later, when its snooze ends."""
        return max(self.at, self.snoozed) if self.snoozed else self.at


PROMISES = ("update", "over", "task", "escalation", "no-answer", "hypothesis", "verify", "handover")


def due(incident: Incident, settings: Remind = Remind()) -> list[Due]:  # noqa: B008 - it cannot be changed
    """Return what is promised and not kept yet, soonest first: the next update, calls, time boxes, handovers.

    A time box is that of a task, of a test, or of a decision that was taken and is to be verified.

    Once it is over only tasks are still waited for, and that those who were promised an update hear of it; in a
    retrospective nothing is, for nobody is in the room.
    """
    if incident.mode == "retrospective":
        return []
    found = [
        _check_back("task", task.ref, task.owner, task.check_back_at, task.snoozed)
        for task in incident.tasks
        if task.is_open and task.check_back_at
    ]
    if incident.is_active:
        found += _updates(incident)
        found += [
            _check_back("hypothesis", theory.ref, theory.owner, theory.check_back_at, theory.snoozed)
            for theory in incident.hypotheses
            if theory.is_open and theory.check_back_at
        ]
        found += [
            Due("verify", one.ref, f"verify with {one.executor or 'nobody'}", one.verify_at, one.executor,
                snoozed=one.snoozed)
            for one in incident.decisions
            if one.verify_at and one.outcome == "go" and one.verified_at is None
        ]  # fmt: skip
        found += calls(incident, settings)
        found += _handovers(incident, settings)
    found += [
        Due("over", promise.said_in, f"{promise.audience} were promised an update: tell them it is over", promise.at,
            promise.audience, snoozed=_quiet(incident, promise.said_in))
        for promise in owed(incident)
    ]  # fmt: skip
    return sorted(found, key=_soonest)


def owed(incident: Incident) -> list[Promise]:
    """Return what audiences were promised that have not heard since it was resolved; nothing for an exercise."""
    return incident.owed if incident.status == "resolved" and incident.mode == "real" else []


def next_update(incident: Incident) -> Due | None:
    """Return the update that is due first of those that are promised; None once it is over, or with none promised."""
    return min(_updates(incident), key=_soonest, default=None) if incident.is_active else None


def reminders(incident: Incident, now: datetime, settings: Remind = Remind()) -> list[Due]:  # noqa: B008 - the same
    """Return what a commander has to know is due, soonest first, without what is snoozed.

    What is overdue and was promised to somebody comes first, then what only reminds, which is not told before it is
    due, then what is to come.
    """
    found = [item for item in all_reminders(incident, now, settings) if item.snoozed is None or item.snoozed <= now]
    return [item for item in found if item.kind != "commander" or item.at <= now]


def all_reminders(incident: Incident, now: datetime, settings: Remind = Remind()) -> list[Due]:  # noqa: B008 - the same
    """Return the reminders in their order, with those that are snoozed; that nobody commands is told from the start."""
    habits = (item for item in _habits(incident, settings) if item.at <= now or item.kind == "commander")
    found = [*due(incident, settings), *habits]
    return sorted(found, key=lambda item: (_rank(item, now), _soonest(item)))


def settling(item: Due, me: str = "") -> tuple[str, str]:
    """Return the line that settles a reminder, as far as it is known, and what is left to say; `¦` is where.

    A silence has no line of its own: any will do. Who asks for it is `me`, who most often commands.
    """
    audience = f" @{item.who}" if item.who else ""
    if item.rung:
        call = render_line(Line("escalation", to=item.rung, text=item.reason or ""))
        hint = f"Enter once {item.rung} is called; /ack {item.ref} if {item.who} answered"
        return (call if item.reason else f"{call}: "), hint
    return {
        "update": (f'" ¦{audience}', f"what to tell {item.who or 'everybody'}, and when the next is due, as in 30m"),
        "over": (f'" ¦{audience}', "that it is over"),
        "call-out": ('" ¦ @responders', "where it stands"),
        "silence": ("", ""),
        "commander": (f"/role commander {me}", "Enter, or who else commands" if me else "who commands"),
        "scribe": ("/role scribe ", "who writes it down"),
        "handover": ("/take", "Enter, or commander or scribe, and who takes it"),
        "escalation": (f"/ack {item.ref} ", "who answered (or just Enter)"),
        "task": (f"/done {item.ref} ", "what came of it (or just Enter)"),
        "hypothesis": (f"/for {item.ref} ", "what the test showed; /against if it speaks against it"),
        "verify": (f"/done {item.ref} ", "what was seen (or just Enter)"),
        "decision": (f"/go {item.ref} ", "why, and @who carries it out; or /no-go"),
    }[item.kind]


def _soonest(item: Due) -> tuple[datetime, str, str]:
    return item.at, item.kind, item.ref or ""


def _rank(item: Due, now: datetime) -> int:
    return 2 if item.at > now else 0 if item.kind in PROMISES else 1


def _updates(incident: Incident) -> Iterator[Due]:
    """Yield the updates that are promised; each that is for an audience names it and goes by what promised it."""
    for promise in incident.promised:
        if not promise.audience:
            yield Due("update", None, "next update", promise.at, snoozed=incident.snoozed.get("update"))
            continue
        whose = f"{promise.audience}'" if promise.audience.endswith("s") else f"{promise.audience}'s"
        quiet = _quiet(incident, promise.said_in)
        yield Due("update", promise.said_in, f"{whose} update", promise.at, promise.audience, snoozed=quiet)


def _quiet(incident: Incident, ref: str) -> datetime | None:
    """Return until when the reminder of an update is snoozed, by itself or with all."""
    snoozed = [incident.snoozed.get("update"), *(one.snoozed for one in incident.updates if one.ref == ref)]
    return max((until for until in snoozed if until), default=None)


def _check_back(kind: str, ref: str, owner: str | None, at: datetime, snoozed: datetime | None) -> Due:
    who = owner or "nobody"
    return Due(kind, ref, f"check back with {who}", at, who, snoozed=snoozed)


def calls(incident: Incident, settings: Remind) -> Iterator[Due]:
    """Yield the calls for help that brought nobody, each with who would be called next.

    One that was answered with a no, or not at all, is due for as long as there is somebody next whom nobody called.
    """
    if settings.answer is None:
        return
    within = timedelta(seconds=settings.answer)
    for call in incident.escalations:
        if call.outcome == "waiting":
            yield Due(
                "escalation", call.ref, f"{call.to} has not answered", call.paged_at + within, call.to, call.paged_at,
                _next_rung(_rungs_from(call, settings), incident), call.snoozed, call.reason,
            )  # fmt: skip
    for call, words, rung in unmet(incident, settings):
        if rung:
            yield Due(
                "no-answer", call.ref, words, call.closed_at or call.paged_at, call.to,
                rung=rung, snoozed=call.snoozed, reason=call.reason,
            )  # fmt: skip


def unmet(incident: Incident, settings: Remind) -> Iterator[tuple[Escalation, str, str | None]]:
    """Yield the calls that brought nobody and that were not made again: how each ended, and who would be called next.

    One was made again when since then the same team was called, or whoever comes after it, or anybody for that reason.
    """
    for place, call in enumerate(incident.escalations if incident.is_active else ()):
        rungs = _rungs_from(call, settings) or (call.to,)
        again = any(
            _is_one_of(one.to, rungs) or (call.reason and _is_one_of(call.reason, [one.reason or ""]))
            for one in incident.escalations[place + 1 :]
        )
        if not again and (words := _NOBODY_CAME.get(call.outcome)):
            yield call, words, _next_rung(rungs, incident)


def followed(incident: Incident, settings: Remind = Remind()) -> set[str]:  # noqa: B008 - the same
    """Return the ids of the calls that brought nobody and that another call came after."""
    open_still = {call.id for call, *_ in unmet(incident, settings)}
    return {one.id for one in incident.escalations if one.outcome in _NOBODY_CAME} - open_still


_NOBODY_CAME = {"no_answer": "gave no answer", "declined": "declined"}


def _rungs_from(call: Escalation, settings: Remind) -> tuple[str, ...]:
    """Return the one that was called and whoever comes after, nobody where no ladder has them."""
    for rungs in settings.rungs:
        for place, name in enumerate(rungs):
            if name.casefold() == call.to.casefold():
                return rungs[place:]
    return ()


def _next_rung(rungs: tuple[str, ...], incident: Incident) -> str | None:
    """Return the first after the one that was called who was not called yet, None when there is nobody left."""
    called = [one.to for one in incident.escalations]
    return next((name for name in rungs[1:] if not _is_one_of(name, called)), None)


def _is_one_of(name: str, names: Iterable[str]) -> bool:
    return name.casefold() in {one.casefold() for one in names}


def _handovers(incident: Incident, settings: Remind) -> Iterator[Due]:
    """Yield the roles that were handed over and that nobody has taken yet."""
    if settings.handover is None:
        return
    for role, handed in incident.handovers.items():
        what = "handover" if role == "commander" else f"handover of {role}"
        yield Due(
            "handover", None, f"{what} to {handed.to}", handed.at + timedelta(seconds=settings.handover),
            handed.to, handed.at, snoozed=incident.snoozed.get("handover"),
        )  # fmt: skip


def _habits(incident: Incident, settings: Remind) -> Iterator[Due]:
    """Yield what a room that goes on should not forget, each with the instant at which it has forgotten it."""
    began = incident.milestones["declared"] or incident.started_at
    if incident.mode == "retrospective" or not incident.is_active or began is None:
        return

    def habit(kind: str, text: str, since: datetime, seconds: int | None) -> Iterator[Due]:
        if seconds is not None:
            at = since + timedelta(seconds=seconds)
            yield Due(kind, None, text, at, since=since, snoozed=incident.snoozed.get(kind))

    yield from habit("call-out", "no call-out", _last_call_out(incident, began), settings.call_out)
    if settings.silence is not None:
        yield from habit("silence", "nothing logged", max(began, incident.logged_at or began), settings.silence)
    if settings.undecided is not None:
        for one in incident.decisions:
            if one.outcome == "open":
                at = one.at + timedelta(seconds=settings.undecided)
                yield Due("decision", one.ref, "undecided", at, since=one.at, snoozed=one.snoozed)
    for role in ("commander", "scribe"):
        if not incident.roles.get(role):
            history = incident.role_history.get(role)
            yield from habit(role, f"no {role}", history[-1].at if history else began, settings.roles)


def _last_call_out(incident: Incident, began: datetime) -> datetime:
    """Return when the room was last told where it stands: by an update, a status or a severity."""
    told = [began, *(update.at for update in incident.updates[-1:])]
    told += [change.at for history in (incident.status_history, incident.severity_history) for change in history[-1:]]
    return max(told)
