"""The task board: four columns when it has a wide screen for itself, moved with arrows, keys and the mouse."""

from datetime import timedelta

from textual.events import Click, MouseMove, MouseScrollDown, MouseUp

from ui.person import Person


async def board(ana: Person, ref: str | None = None) -> None:
    """Zoom the tasks, and go to one of them."""
    await ana.go("tasks", ref)
    await ana.press("z")


def state_of(ana: Person, ref: str) -> str:
    """Return the state of a task."""
    return next(task.state for task in ana.incident.tasks if task.ref == ref)


def at(ana: Person, words: str) -> tuple[int, int]:
    """Return where in the tasks pane words stand."""
    pane = ana.pane("tasks")
    for y, line in enumerate(ana.text.split("\n")):
        if words in line:
            return line.index(words) - pane.region.x, y - pane.region.y
    raise AssertionError(f"{words} is not on the screen:\n{ana.text}")


async def test_arrows_move_within_and_between_columns(sit, example):
    """Left and right skip empty columns and stop at the edges; up and down stay in the column."""
    async with sit(example) as ana:
        await ana.put("+ second thing to do")
        await board(ana, "T3")
        pane = ana.pane("tasks")
        went = []
        for key in ("left", "down", "down", "up", "left", "left", "right", "l", "l", "l"):
            await ana.press(key)
            went.append(pane.target.ref)
        assert went == ["T5", "T4", "T4", "T5", "T2", "T2", "T5", "T3", "T1", "T1"]
        assert ana.focused == "tasks"
        await ana.press("z", "left")
        assert ana.focused == "escalations"


async def test_keys_carry_a_task_from_column_to_column_each_as_a_line(sit, example):
    """A step on starts and finishes, a step back reopens, and being blocked wants a reason."""
    async with sit(example) as ana:
        await board(ana, "T2")
        states = []
        for key in (">", ">", ">", "<", "<"):
            await ana.press(key)
            states.append(state_of(ana, "T2"))
        assert states == ["todo", "doing", "done", "doing", "todo"]
        assert ana.pane("tasks").target.ref == "T2"
        await ana.press("<")
        assert ana.line.value == "/block T2 "
        await ana.enter("they are closed")
        assert (state_of(ana, "T2"), ana.last) == ("blocked", "blocked: they are closed")
        await ana.go("tasks", "T2")
        await ana.press("<")
        assert "T2 is in the first column" in ana.said
        await ana.press("u")
        assert state_of(ana, "T2") == "todo"


async def test_the_mouse_highlights_a_card_and_carries_it_to_another_column(sit, example):
    """A click only highlights; a card let go of in another column moves there, by the line that does it."""
    async with sit(example) as ana:
        await board(ana, "T3")
        before = len(ana.room.fold.events)
        pane, pilot = ana.pane("tasks"), ana.pilot
        await pilot.click(pane, offset=at(ana, "T2 "))
        assert (pane.target.ref, len(ana.room.fold.events)) == ("T2", before)
        await pilot.mouse_down(pane, offset=at(ana, "T3 switch"))
        await pilot._post_mouse_events([MouseMove], pane, offset=at(ana, "done 1"), button=1)
        assert "══ done 1" in ana.text
        await pilot._post_mouse_events([MouseUp, Click], pane, offset=at(ana, "T1 "), button=1)  # as the app does
        await ana.settle()
        assert (state_of(ana, "T3"), pane.target.ref, len(ana.room.fold.events)) == ("done", "T3", before + 1)
        assert "══" not in ana.text
        await pilot.mouse_down(pane, offset=at(ana, "✓ switch"))
        await pilot.mouse_up(pane, offset=at(ana, "blocked 1"))
        await ana.settle()
        assert ana.line.value == "/block T3 "


async def test_in_the_read_only_view_a_card_goes_back_where_it_was(sit, example):
    async with sit(example, watches=True) as wall:
        await board(wall, "T3")
        pane, before = wall.pane("tasks"), len(wall.room.fold.events)
        await wall.pilot.mouse_down(pane, offset=at(wall, "T3 switch"))
        await wall.pilot.mouse_up(pane, offset=at(wall, "done 1"))
        await wall.settle()
        assert "read-only" in wall.text
        assert len(wall.room.fold.events) == before


async def test_a_time_box_counts_down_on_the_card(sit, example, clock):
    """In the list and on the board."""
    async with sit(example) as ana:
        await ana.put("+ watch the queue @bo 4m")
        assert "@bo 4 min left" in ana.text
        await board(ana)
        assert "@bo · 4 min left" in ana.text
        clock.now += timedelta(minutes=6)
        ana.app.screen.show_changes()
        assert "@bo · 2 min over" in ana.text


async def test_a_column_that_is_too_long_says_how_much_is_hidden_and_follows_the_highlight(sit, example):
    """The highlighted card is always in view: what the wheel scrolls away from takes it along."""
    async with sit(example, size=(120, 24)) as ana:
        for number in range(12):
            ana.room.draft(f"+ thing number {number} @bo")
        ana.room.save()
        ana.app.screen.show_changes()
        await board(ana, "T5")
        assert "↓ " in ana.text
        await ana.press("G")
        assert (ana.pane("tasks").target.ref, "↑ " in ana.text) == ("T4", True)
        assert "warn when the filter" in ana.text
        await ana.press("home")
        for _ in range(3):
            await ana.pilot._post_mouse_events([MouseScrollDown], ana.pane("tasks"), offset=(40, 5), button=0)
        assert "↑ 3 more" in ana.text
        assert ana.pane("tasks").target.ref == "T8"
        assert ana.pane("tasks").cursor in ana.pane("tasks").in_view()


async def test_the_filter_finds_the_tasks_of_a_person_and_a_key_asks_for_them(sit, example):
    """`@bo` in the filter, or @ on one of bo's tasks; what is hidden is said in the title; @ again shows all."""
    async with sit(example, size=(80, 24)) as ana:
        await ana.go("tasks", "T3")
        await ana.press("@")
        assert "4 Tasks · @cy: 1 match" in ana.text
        assert ana.pane("tasks").count() == 1
        await ana.press("@")
        assert ana.pane("tasks").count() == 4
        await ana.press("/")
        await ana.type("@nobody")
        await ana.press("enter")
        assert [task.ref for task in ana.pane("tasks").records] == ["T2", "T4"]
