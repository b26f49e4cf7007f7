"""The formats a postmortem can be written in: one row each, so that another is added in one place.

A format is given the record and, for the asking, the document made of it. What it needs beyond that it loads when it
is asked to write, so that naming the formats costs nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from warroom.core.model import Incident
    from warroom.postmortem.blocks import Document


class Format(NamedTuple):
    """How a postmortem is written, and how one that was written earlier is known again.

    `about` completes "-f NAME for …"; `render` gives text, or bytes for what no terminal can show; `is_ours` is given
    the first and the last kilobytes of a file.
    """

    about: str
    render: Callable[[Incident, Callable[[], Document]], str | bytes]
    is_ours: Callable[[bytes], bool]


# What stands near the beginning of each built-in template, whatever the incident; hand-written documents have it not.
_MARKDOWN = re.compile(
    rb"\n## Issue summary\n|\n## At a glance\n\n- \*\*|\n## How long\n\n- \*\*"
    rb"|\n## When\n\n- \*\*(?:Duration|Status):\*\*|\nThis SEV\d[^\n]* (?:lasted|began on|has no recorded start)"
)


def _markdown(_incident: Incident, document: Callable[[], Document]) -> str:
    from warroom.postmortem.markdown import render

    return render(document())


def _is_markdown(data: bytes) -> bool:
    return data.startswith(b"# ") and bool(_MARKDOWN.search(data))


def _html(_incident: Incident, document: Callable[[], Document]) -> str:
    from warroom.postmortem.html import render

    return render(document())


def _is_html(data: bytes) -> bool:
    return data.startswith(b"<!DOCTYPE html>") and b'<meta name="generator" content="warroom">' in data


def _pdf(_incident: Incident, document: Callable[[], Document]) -> bytes:
    from warroom.postmortem.pdf import render

    return render(document())


def _is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-") and b"/ID [(warroom-" in data


def _json(incident: Incident, _document: Callable[[], Document]) -> str:
    import json

    from warroom.core.contract import contract

    return json.dumps(contract(incident), ensure_ascii=False, indent=2) + "\n"


def _is_json(data: bytes) -> bool:
    return data.startswith(b'{\n  "incident": {')


def _csv(incident: Incident, _document: Callable[[], Document]) -> str:
    from warroom.postmortem.timesketch import to_csv

    return to_csv(incident)


def _is_csv(data: bytes) -> bool:
    return data.startswith(b"data_type,message,timestamp,datetime,timestamp_desc,tag,incident,ref,")


def _jsonl(incident: Incident, _document: Callable[[], Document]) -> str:
    from warroom.postmortem.timesketch import to_jsonl

    return to_jsonl(incident)


def _is_jsonl(data: bytes) -> bool:
    return data.startswith(b'{"data_type": "warroom:timeline", ')


FORMATS = {
    "md": Format("Markdown", _markdown, _is_markdown),
    "html": Format("one HTML page", _html, _is_html),
    "pdf": Format("PDF (needs warroom[pdf])", _pdf, _is_pdf),
    "json": Format("the whole record as JSON", _json, _is_json),
    "csv": Format("the timeline as CSV, in Timesketch's columns", _csv, _is_csv),
    "jsonl": Format("the same as JSON lines", _jsonl, _is_jsonl),
}
DEFAULT = "md"
DOCUMENTS = ("md", "html", "pdf")
"""Those that a template has a say in; the others are the record."""
