"""The timeline in the columns that Timesketch imports, as CSV and as JSON lines.

Timesketch asks for `message`, `datetime` (ISO 8601) and `timestamp_desc`, and takes `timestamp` (microseconds since
1970), `data_type` and `tag` where they are given; every other column becomes an attribute one can search by
(docs/guides/user/import-from-json-csv.md and timesketch/lib/utils.py). A `tag` in CSV is a JSON list, an empty one
`[]`: an empty cell would become the tag "nan".

Texts are written as they were typed. A spreadsheet may take one that begins with = + - or @ for a formula; putting a
character before it, as some programs do, would change what was said for every other reader, so who opens the CSV in a
spreadsheet imports its columns as text.
"""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from warroom.core.model import Incident, Row

DATA_TYPE = "warroom:timeline"
COLUMNS = (
    "data_type", "message", "timestamp", "datetime", "timestamp_desc", "tag", "incident", "ref", "kind", "by",
    "recorded_at", "late_seconds", "until", "about", "typed", "source", "about_ref", "starred", "visibility", "struck",
    "revisions",
)  # fmt: skip

_DESCRIPTIONS = {
    "note": "Noted", "action": "Action taken", "alert": "Alert raised", "hypothesis": "Hypothesis changed",
    "escalation": "Escalation changed", "task": "Task changed", "decision": "Decision changed", "update": "Update told",
    "status": "Status changed", "severity": "Severity changed", "role": "Role changed", "milestone": "Milestone",
}  # fmt: skip


def to_csv(incident: Incident) -> str:
    """Return the timeline as CSV, a line of column names first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(line.get(name)) for name in COLUMNS] for line in lines(incident))
    return out.getvalue()


def to_jsonl(incident: Incident) -> str:
    """Return the timeline as JSON lines; what is not known is left out."""
    known = ({name: value for name, value in line.items() if value is not None} for line in lines(incident))
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in known)


def lines(incident: Incident) -> Iterator[dict[str, Any]]:
    """Yield each row of the timeline and each milestone that no row carries, by when it happened."""
    marks: dict[str, list[str]] = {}
    for name, row_id in incident.milestone_rows.items():
        marks.setdefault(row_id, []).append(name)
    alone = [(at, name) for name, at in incident.milestones.items() if at and name not in incident.milestone_rows]
    found: list[tuple[datetime, dict[str, Any]]] = [(at, _milestone(at, name, incident)) for at, name in alone]
    found += [(row.at, _row(row, marks.get(row.id, []), incident)) for row in incident.timeline]
    for _, line in sorted(found, key=lambda one: one[0]):
        yield line


def _row(row: Row, marks: list[str], incident: Incident) -> dict[str, Any]:
    flags = (("starred", row.starred), ("external", row.visibility == "external"), ("struck", row.struck is not None))
    return {
        **_line(row.at, f"{row.about_ref} {row.text}" if row.about_ref else row.text, row.kind, incident),
        "tag": [*marks, *(name for name, holds in flags if holds)],
        "ref": row.ref,
        "by": row.by,
        "recorded_at": row.recorded_at.isoformat(),
        "late_seconds": row.late_seconds,
        "until": row.until.isoformat() if row.until else None,
        "about": row.about,
        "typed": row.typed,
        "source": row.source,
        "about_ref": row.about_ref,
        "starred": row.starred,
        "visibility": row.visibility,
        "struck": row.struck,
        "revisions": row.revisions,
    }


def _milestone(at: datetime, name: str, incident: Incident) -> dict[str, Any]:
    return {**_line(at, name, "milestone", incident), "tag": [name], "typed": incident.milestone_typed.get(name)}


def _line(at: datetime, message: str, kind: str, incident: Incident) -> dict[str, Any]:
    return {
        "data_type": DATA_TYPE,
        "message": message,
        "timestamp": int(at.timestamp()) * 1_000_000,
        "datetime": at.isoformat(),
        "timestamp_desc": _DESCRIPTIONS.get(kind, kind),
        "tag": None,
        "incident": incident.id,
        "kind": kind,
    }


def _cell(value: object) -> object:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value
