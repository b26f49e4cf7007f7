"""A record without what looks like a secret or like personal data: names stand in its place, the same in every format.

It is the record that is redacted, and not a document made of it: so every format and picture says the same, and what
was cut to fit somewhere never shows the beginning of a key.
"""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any

from warroom.core.model import Incident
from warroom.core.secrets import Redactor
from warroom.core.text import slug

_OURS = frozenset({"id", "row_id", "ref", "about_ref", "order", "milestone_rows", "kind", "visibility", "zone"})
"""Fields that hold what the program itself made of a record, and that others refer to."""
_DATE = len("2026-11-21")


def redacted(incident: Incident) -> tuple[Incident, Redactor]:
    """Return an incident in which every secret has a name in its place, and what was hidden; the given one stays."""
    texts = [row.text for row in incident.timeline]  # one after the other: a key may run over several
    redactor = Redactor([*texts, *_texts(incident)])
    hidden: Incident = _mapped(incident, redactor.hide)
    if hidden.title != incident.title:  # the name of the incident was made of its title
        hidden.id = f"{incident.id[:_DATE]}-{slug(hidden.title)}"
    return hidden, redactor


@lru_cache(maxsize=64)
def _fields(record: type[Any]) -> tuple[str, ...]:
    return tuple(one.name for one in fields(record) if one.name not in _OURS)


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - a record holds anything
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(key)
            yield from _texts(item)
    elif is_dataclass(value):
        for name in _fields(value.__class__):
            yield from _texts(getattr(value, name))


def _mapped(value: Any, hide: Callable[[str], str]) -> Any:  # noqa: ANN401 - a record holds anything
    """Return a copy of a value in which every text was asked about."""
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, list):
        return [_mapped(item, hide) for item in value]
    if isinstance(value, dict):
        return {_mapped(key, hide): _mapped(item, hide) for key, item in value.items()}
    if is_dataclass(value):
        changed = copy(value)
        for name in _fields(value.__class__):
            setattr(changed, name, _mapped(getattr(value, name), hide))
        return changed
    return value
