"""The strip: what is due next, in the second line of the header; pure functions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from textual.content import Content
from textual.style import Style

from warroom.core.text import first_line, shorten
from warroom.ui.presentation import span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from warroom.core.clocks import Due

_LONGEST_NAME = 16
_LONGEST_HANDOVER = 36
_MINUTE = timedelta(minutes=1)
COMMAND = "/role commander NAME"
"""The way out of having no commander."""
_LEFT = 24
"""Cells at the left end that the strip leaves to who leads, unless the most urgent needs them."""


def strip(items: Sequence[Due], width: int, left: int, now: datetime, keep: int = 0,
          way: str = "!") -> tuple[Content, list[Due]]:  # fmt: skip
    """Return what is due, as much as fits beside `left` cells, and the items that are told.

    The first is always told, in full where there is room. `2 more: !` stands for those that are not, with the `way` to
    them; where there is little room it is `! +2`, and `+2` where who leads needs the rest. Where the first leaves them
    free, `keep` cells at the left end are left alone.
    """
    if not items:
        return Content(""), []
    room, first = width - min(left, max(keep, _LEFT)) - 3, words(items[0], now, brief=True)
    tight = _cells([first], items) > room
    if tight and _cells([first], items, tight=True) > room:
        room, tight = width - 3, False

    def fits(told: list[str]) -> bool:
        return _cells(told, items, tight=tight) <= room

    told = [words(items[0], now)]
    if not fits(told):
        told = [words(items[0], now, brief=True)]
    for item in items[1:]:
        if not fits([*told, words(item, now, brief=True)]):
            break
        told.append(words(item, now, brief=True))
    for place, item in enumerate(items[: len(told)]):
        longer = [*told[:place], words(item, now), *told[place + 1 :]]
        if not fits(longer):
            break
        told = longer
    for place, item in enumerate(items[: len(told)]):  # the way out is said where everything else has its words
        longer = [*told[:place], f"{told[place]}: {COMMAND}", *told[place + 1 :]]
        if item.kind == "commander" and fits(longer):
            told = longer
    parts = [_part(text, item.at <= now, item.key) for text, item in zip(told, items, strict=False)]
    if not fits(told):
        parts = [parts[0].truncate(room - len(_more(items[1:], tight=tight)), ellipsis=True)]
    more, rest = Content(""), items[len(told) :]
    if rest:
        whole = f" · {len(rest)} more: {way}"
        has_room = Content(" · ").join(parts).cell_length + len(whole) <= width - left - 3
        more = _part(whole if has_room else _more(rest, tight=tight), any(item.at <= now for item in rest))
    return Content("").join([Content(" · ").join(parts), more, Content(" ")]), list(items[: len(told)])


def _part(text: str, late: bool, key: str = "") -> Content:
    """Return a part of the strip; a click on it tells what was clicked, the empty key being that of all."""
    part = Content.styled(text, "bold $warning") if late else Content(text)
    return part.stylize(Style.from_meta({"due": key}))


def _more(rest: Sequence[Due], *, tight: bool) -> str:
    return "" if not rest else f" +{len(rest)}" if tight else f" · ! +{len(rest)}"


def _cells(told: list[str], items: Sequence[Due], *, tight: bool = False) -> int:
    return Content(" · ".join(told) + _more(items[len(told) :], tight=tight)).cell_length


def words(item: Due, now: datetime, *, brief: bool = False) -> str:
    """Return a reminder in words, as `T3 check back with bo, 4 min late`; minutes are not told before the first.

    A length of time never looks like a time of day.
    """
    late = item.at <= now
    waited = span((now - (item.since or item.at)).total_seconds())
    if item.kind == "update":
        subject = f"{_name(item.text.removesuffix(' update'))} update" if item.who else "next update"
        subject = "update" if brief and not item.who else subject
        return f"{subject} {_late(item, now)}" if late else f"{subject} in {span((item.at - now).total_seconds())}"
    if item.kind == "escalation":
        rung = f": page {_name(item.rung)} next" if late and item.rung and not brief else ""
        return f"{item.ref} {_name(item.who)} waits {waited}{rung}"
    if item.kind == "no-answer":
        return f"{item.ref} {_name(item.who)} {item.text}" + ("" if brief else f": page {_name(item.rung)} next")
    if item.kind == "over":
        who = _name(item.who)
        return f"tell {who} it is over" if brief else f"{who} were promised an update: tell them it is over"
    if item.kind in {"task", "hypothesis"}:
        if not late:
            return f"{item.ref} {_name(item.who)} due in {span((item.at - now).total_seconds())}"
        who = _name(item.who) if brief else f"check back with {_name(item.who)},"
        return f"{item.ref} {who} {_late(item, now)}"
    if item.kind == "verify":
        until = _late(item, now) if late else f"due in {span((item.at - now).total_seconds())}"
        return f"{item.ref} verify with {_name(item.who)}, {until}"
    if item.kind == "decision":
        return f"{item.ref} undecided {waited}"
    if item.kind == "handover":
        subject = shorten(first_line(item.text), _LONGEST_HANDOVER)
        minutes = f", {waited}" if now - (item.since or item.at) >= _MINUTE else ""
        return f"{subject} waits" if brief else f"{subject}: not yet acknowledged{minutes}"
    return item.text if brief else f"{item.text} for {waited}"


def _name(who: str | None) -> str:
    return shorten(first_line(who or "nobody"), _LONGEST_NAME)


def _late(item: Due, now: datetime) -> str:
    seconds = (now - item.at).total_seconds()
    return f"{span(seconds)} late" if seconds >= 60 else "due now"
