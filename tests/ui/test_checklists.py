"""Checklists at the screen: offered at their moment, looked at with K, added with Enter, taken back with one undo."""

import pytest
from textual.widgets import OptionList

from warroom.clipboard import Copied
from warroom.core.checklists import Checklist

CHECKLISTS = (
    Checklist("first minutes", "start", ("+ say who commands @ana 5m", "+ open the bridge", "+ [b]ring[/] the desk")),
    Checklist("all hands", "start", ("+ call the director 10m",), ("SEV1",)),
    Checklist("new hands", "handover", ("+ read the brief",)),
    Checklist("before we go", "resolving", ("+ look at the graphs", "+ ask support @kim")),
)


async def test_a_new_incident_offers_its_checklist_and_one_undo_takes_all_of_it_back(sit, empty, library):
    """K and Enter: the tasks are there, and on the disk; u, and they are gone and offered again; U brings them back."""
    async with sit(empty, checklists=CHECKLISTS) as ana:
        assert ana.said == "tab K adds the checklist first minutes: 3 tasks"
        await ana.press("tab", "K")
        assert "+ [b]ring[/] the desk" in ana.text
        await ana.press("enter")
        tasks = ana.incident.tasks
        assert [(task.text, task.owner, task.checklist) for task in tasks] == [
            ("say who commands", "ana", "first minutes"),
            ("open the bridge", None, "first minutes"),
            ("[b]ring[/] the desk", None, "first minutes"),
        ]
        assert (tasks[0].check_back_at - tasks[0].created_at).total_seconds() == 300
        assert ana.said == "T1 to T3 added; u takes all of them back"
        with library.open(empty, by="bo") as other:
            assert len(other.incident.tasks) == 3
        assert ana.focused == "timeline"
        await ana.press("u")
        assert ana.incident.tasks == []
        assert ana.said.startswith("took back (U brings it back): the 3 lines that were recorded as one step (ana, ")
        await ana.press("U")
        assert len(ana.incident.tasks) == 3


async def test_in_a_pane_the_key_alone_is_offered(sit, empty):
    async with sit(empty, checklists=CHECKLISTS[1:2]) as ana:
        assert "adds" not in ana.said
        await ana.go("timeline")
        ana.app.screen.record("/sev 1")
        await ana.settle()
        assert ana.said == "K adds the checklist all hands: 1 task"


async def test_what_was_added_is_marked_and_cannot_be_added_twice(sit, empty):
    async with sit(empty, checklists=CHECKLISTS[:1]) as ana:
        await ana.go("timeline")
        await ana.press("K", "enter", "K")
        assert "✓ first minutes · added: T1 to T3" in ana.text
        await ana.press("enter")
        assert isinstance(ana.app.focused, OptionList)
        await ana.press("escape")
        assert len(ana.incident.tasks) == 3


@pytest.mark.parametrize(
    ("lines", "offered"),
    [
        (["/role commander ana", "/role commander bo"], "tab K adds the checklist new hands: 1 task"),
        (["/status monitoring"], "tab K adds the checklist before we go: 2 tasks"),
        (["/status resolved"], "tab K adds the checklist before we go: 2 tasks"),
        (["/sev 1"], "tab K adds the checklist first minutes: 3 tasks (and 1 more)"),
        (["/role commander ana"], ""),
        (["nothing of that kind"], ""),
    ],
)
async def test_a_moment_offers_its_checklist_without_standing_in_the_way(sit, empty, lines, offered):
    """What was said of the line gives way, the line is free, and its next words are nobody's but the typist's."""
    async with sit(empty, checklists=CHECKLISTS) as ana:
        for line in lines:
            await ana.enter(line)
        assert ana.said.startswith("tab K adds") == bool(offered)
        assert offered in ana.said
        assert (ana.focused, ana.line.value) == ("line", "")


async def test_a_moment_that_comes_from_elsewhere_offers_it_too_and_leaves_what_is_typed_alone(sit, empty, library):
    async with sit(empty, checklists=CHECKLISTS) as ana:
        await ana.type("half a")
        with library.open(empty, by="bo") as other:
            other.record("/status monitoring")
        await ana.until(lambda: ana.incident.status == "monitoring")
        assert "K adds" not in ana.said
        await ana.enter(" thought")
        assert "half a thought" in [row.text for row in ana.incident.timeline]


async def test_without_any_the_key_shows_what_to_write_and_where(sit, empty, tmp_path, monkeypatch):
    """The lines can be copied, and once they are in the file the same key adds their tasks."""
    copies: list[str] = []
    monkeypatch.setattr("warroom.ui.clipboard.copy", lambda text, *_: copies.append(text) or Copied(("tmux",)))
    path = tmp_path / "config" / "warroom.toml"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("WARROOM_CONFIG", str(path))
    async with sit(empty, size=(80, 24)) as ana:
        await ana.press("tab", "K")
        assert "~/config/warroom.toml" in ana.text
        assert 'name = "first minutes"' in ana.text
        await ana.press("c")
        await ana.until(lambda: "copied to tmux" in ana.text)
        await ana.press("escape")
        path.parent.mkdir()
        path.write_text('[[checklist]]\nname = "x"\n')
        await ana.press("tab", "K")
        assert "[[checklist]] 'x': when is one of start, handover, resolving" in ana.text
        await ana.press("escape")
        path.write_text(copies[0])
        await ana.press("tab", "K", "enter")
        assert [(task.text, task.owner) for task in ana.incident.tasks] == [
            ("say who commands", "ana"), ("open the bridge", None),
        ]  # fmt: skip
