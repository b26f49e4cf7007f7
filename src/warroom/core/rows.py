"""What an event says on the timeline: the kind of its row and the words."""

from datetime import datetime

from warroom.core.events import Event
from warroom.core.times import from_text, short_duration

_VERDICTS = {"confirmed": "confirmed", "ruled_out": "ruled out"}
_STATES = {"doing": "started", "blocked": "blocked", "done": "done", "dropped": "dropped", "todo": "reopened"}
_OUTCOMES = {"no_answer": "no answer", "declined": "declined"}


def row_of(event: Event) -> tuple[str, str]:
    """Return the kind of row an event makes, in the words of the record contract, and its text."""
    values = {name: value for name, value in event.set.items() if value is not None}
    get = values.get
    if event.kind == "entry":
        return str(get("kind", "note")), str(get("text", ""))
    if event.kind == "incident":
        return _incident_row(event)
    if event.kind == "hypothesis":
        return "hypothesis", _with_owner(event, "statement") if event.makes_record else _hypothesis_change(event)
    if event.kind == "evidence":
        return "hypothesis", f"{'for' if get('supports') else 'against'}: {get('text', '')}"
    if event.kind == "escalation":
        return "escalation", _asked(event) if event.makes_record else _escalation_change(event)
    if event.kind == "task":
        return "task", _with_owner(event, "text") if event.makes_record else _task_change(event)
    if event.kind == "decision":
        return "decision", _decided(event, str(get("proposal", ""))) if event.makes_record else _decision_change(event)
    if event.kind == "objection":
        return "decision", f"objection: {get('text', '')}"
    if event.kind == "update":
        return "update", str(get("text", ""))
    return "note", str(get("text", ""))


def _because(words: str, why: object) -> str:
    return f"{words}: {why}" if why else words


def _incident_row(event: Event) -> tuple[str, str]:
    get = event.set.get
    if event.makes_record and "title" in event.set:
        return "status", f"declared {get('severity')}: {get('title')}"
    if "status" in event.set:
        return "status", _because(str(get("status")), get("why"))
    if "severity" in event.set:
        return "severity", _because(str(get("severity")), get("why"))
    for name, value in event.set.items():
        head, _, role = name.partition(".")
        if head == "roles":
            return "role", f"{role}: {value} takes over" if f"handover.{role}" in event.set else f"{role}: {value}"
        if head == "handover" and isinstance(value, dict):
            return "role", f"{role}: handed over to {value.get('to')}\n{value.get('brief') or ''}".rstrip()
    return "status", ", ".join(f"{name}: {value}" for name, value in event.set.items())


def _hypothesis_change(event: Event) -> str:
    get = event.set.get
    if get("status") == "testing":
        return _because("testing", get("test")) + (f" @{get('owner')}" if get("owner") else "")
    if get("misleading"):
        return _because("dead end", get("why"))
    if verdict := _VERDICTS.get(str(get("status"))):
        return _because(verdict, get("why"))
    if get("status") == "open":
        return _because("reopened", get("why"))
    return f"assigned to {get('owner')}"


def _asked(event: Event) -> str:
    get = event.set.get
    to = f"{get('from')} > {get('to')}" if get("from") else str(get("to"))
    return _because(to, get("reason"))


def _escalation_change(event: Event) -> str:
    get = event.set.get
    if get("acked_at"):
        return f"answered by {get('acked_by')}"
    if words := _OUTCOMES.get(str(get("outcome"))):
        return _because(words, get("finding"))
    return _because("found", get("finding"))


def _with_owner(event: Event, field: str) -> str:
    """Return the words of a record with who sees to it."""
    words, owner = event.set.get(field) or "", event.set.get("owner")
    return f"{words} @{owner}" if owner else str(words)


def _task_change(event: Event) -> str:
    get = event.set.get
    if words := _STATES.get(str(get("state"))):
        return _because(words, get("why"))
    return f"assigned to {get('owner')}"


def _decision_change(event: Event) -> str:
    get = event.set.get
    if get("verified_at"):
        return _because("verified", get("finding"))
    return _because(_decided(event, "go" if get("outcome") == "go" else "no go"), get("why"))


def _decided(event: Event, words: str) -> str:
    """Return these words with who carries a decision out, and when it is to be verified."""
    get = event.set.get
    words = f"{words} @{get('executor')}" if get("executor") else words
    verify, at = _instant(get("verify_at")), _instant(event.at)
    return f"{words}, verify in {short_duration(int((verify - at).total_seconds()))}" if verify and at else words


def _instant(text: object) -> datetime | None:
    try:
        return from_text(text)  # type: ignore[arg-type]  # what is not a text is caught below
    except (TypeError, ValueError, OverflowError):
        return None
