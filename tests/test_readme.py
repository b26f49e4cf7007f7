"""README is true: its key table is the registry's; WARROOM_UPDATE_GOLDEN=1 writes it anew."""

import os
import re
from pathlib import Path

from warroom.cli import VERBS
from warroom.ui.actions import ACTIONS, ANYWHERE, BOXES, LIBRARY, LINE, LIST, PANES, ROWS, TEXT, WATCH, actions_for

README = Path(__file__).parent.parent / "README.md"
TABLE = re.compile(r"(?<=<!-- keys -->\n).*?(?=\n<!-- /keys -->)", re.DOTALL)
IDS = re.compile(r"(?<=<!-- ids -->\n).*?(?=<!-- /ids -->)", re.DOTALL)
NAMES = {LINE: "the line", ANYWHERE: "any pane", LIBRARY: "the library", WATCH: "`warroom watch`",
         ROWS: "any list of rows", LIST: "a list", TEXT: "a text to read"}  # fmt: skip
PLACES = (LINE, ANYWHERE, *PANES, ROWS, LIBRARY, WATCH, *BOXES)


def key_table() -> str:
    """Return every action of the registry with its key, a row for each place."""
    rows = ["| in | keys |", "|---|---|"]
    for place in PLACES:
        keys = " · ".join(f"`{action.key}` {action.title}" for action in actions_for(place))
        rows.append(f"| {NAMES.get(place, f'the {place}')} | {keys} |")
    return "\n".join(rows)


def ids() -> str:
    """Return the id of every action, a line for each place."""
    found = {place: " ".join(f"`{action.id}`" for action in ACTIONS if action.where == place) for place in PLACES}
    return "".join(f"- {NAMES.get(place, f'the {place}')}: {those}\n" for place, those in found.items())


def test_the_ids_are_those_of_the_registry():
    text = README.read_text(encoding="utf-8")
    found = IDS.search(text)
    assert found
    if os.environ.get("WARROOM_UPDATE_GOLDEN"):
        README.write_text(IDS.sub(lambda _: ids(), text), encoding="utf-8")
        return
    assert found[0] == ids()


def test_the_key_table_is_that_of_the_registry():
    text = README.read_text(encoding="utf-8")
    found = TABLE.search(text)
    assert found
    if os.environ.get("WARROOM_UPDATE_GOLDEN"):
        README.write_text(TABLE.sub(lambda _: key_table(), text), encoding="utf-8")
        return
    assert found[0] == key_table()


def test_every_verb_is_told_of():
    text = README.read_text(encoding="utf-8")
    assert [verb for verb in VERBS if f"warroom {verb}" not in text and f"make {verb}" not in text] == []
