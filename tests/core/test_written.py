"""What people write and decide about the postmortem is in the record, like everything else that is typed."""

from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.writers import NOON, Writer, lines_of
from warroom.core.conflicts import conflicts, over
from warroom.core.contract import contract
from warroom.core.line import LIST_FIELDS
from warroom.core.model import Incident, Override, Review, Reviewer
from warroom.core.parts import FIELD_OF_PART, PARTS, list_of, text_of
from warroom.core.reply import reply
from warroom.core.revisions import GONE, NEW, Piece, brief, story

LATER = NOON + timedelta(hours=1)


def typed(*lines: str) -> Writer:
    ana = Writer("ana", "a")
    ana.declare()
    for line in lines:
        ana.now += timedelta(minutes=1)
        ana.type(line)
    return ana


def of(*lines: str) -> Incident:
    return typed(*lines).fold.incident


def answer(*lines: str) -> str:
    """Return what is answered to the last of these lines, without its time."""
    ana = typed(*lines[:-1])
    ana.now = NOON
    return reply(ana.type(lines[-1]), None, NOON).partition(" ")[2]


PROSE = st.lists(
    st.sampled_from(["one", "two words", "", "  indented", "- dash", "* star", "14:02 x", "/x", "@bo", "é"]), max_size=6
).map("\n".join)


@pytest.mark.parametrize("part", [part for part in PARTS if part not in FIELD_OF_PART])
def test_what_is_written_for_a_part_is_kept_with_its_lines_and_paragraphs(part: str) -> None:
    text = "First line\nsecond line\n\n  a paragraph, indented\n\n- a list"
    assert of(f"/write {part} {text}").written == {part: text}
    assert of(f"/write {part}\n{text}", f"/write {part} again").written == {part: "again"}


@pytest.mark.parametrize("text", ["", " ", "-"])
def test_no_text_takes_the_prose_away(text: str) -> None:
    """Of any kind of part: one of its own, a field and a list."""
    made = of(*(f"/write {part} something" for part in PARTS), *(f"/write {part} {text}" for part in PARTS))
    assert made.written == {}
    assert [getattr(made, field) for field in FIELD_OF_PART.values() if field not in LIST_FIELDS] == [None] * 9
    assert [getattr(made, field) for field in LIST_FIELDS] == [[]] * 4


@pytest.mark.parametrize(("part", "field"), FIELD_OF_PART.items())
def test_a_part_that_is_a_field_is_written_there(part: str, field: str) -> None:
    """So that what /cause says and what is written under the cause are one text."""
    made = of(f"/write {part} it was full")
    assert made.written == {}
    assert getattr(made, field) == (["it was full"] if field in LIST_FIELDS else "it was full")


def test_a_list_is_written_whole_and_goes_on_being_added_to() -> None:
    """/set adds an item, /write puts others in place of all that were there, and one undo brings those back."""
    ana = typed("/set went_well the alarm", "/set went_well the rollback", "/write well - drills\n- runbooks\n  of May",
                "/set went_well a third")  # fmt: skip
    assert ana.fold.incident.went_well == ["drills", "runbooks\nof May", "a third"]
    ana.type("/undo")
    ana.type("/undo")
    assert ana.fold.incident.went_well == ["the alarm", "the rollback"]
    ana.type("/redo")
    assert ana.fold.incident.went_well == ["drills", "runbooks\nof May"]


def test_more_items_than_ten_keep_their_order() -> None:
    items = [f"item {number}" for number in range(1, 13)]
    assert of("/write lucky " + "\n".join(items)).lucky == items


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("one\ntwo\n\nthree", ["one", "two", "three"]),
        ("- one\n- two", ["one", "two"]),
        ("* one\n* two", ["one", "two"]),
        ("- one\n  goes on\n\n- two\n", ["one\ngoes on", "two"]),
        ("before\n- one", ["before", "one"]),
        ("- one\n  - deeper", ["one\n- deeper"]),
        ("-5 degrees", ["-5 degrees"]),
        ("-", ["-"]),
        ("", []),
    ],
)
def test_a_list_is_read_from_a_text_as_people_write_lists(text: str, items: list[str]) -> None:
    assert list_of(text) == items


@given(st.lists(PROSE.map(str.strip).filter(bool)))
def test_a_list_that_is_opened_and_left_as_it_is_stays_as_it_is(items: list[str]) -> None:
    assert list_of(text_of(items)) == items


def test_who_reviewed_is_kept_once_each_in_order_of_when_they_last_did() -> None:
    """Going back to a draft keeps who has read it: the date says what they read."""
    ana, bo = Writer("ana", "a"), Writer("bo", "b")
    ana.declare()
    ana.type("/postmortem reviewed")
    bo.see(ana)
    bo.now += timedelta(minutes=5)
    bo.type("/postmortem reviewed all in order")
    ana.see(bo)
    ana.now += timedelta(minutes=9)
    ana.type("/postmortem reviewed")
    ana.type("12:30 /postmortem reviewed")
    made = ana.fold.incident
    assert [(one.by, one.at) for one in made.reviewers] == [
        ("bo", NOON + timedelta(minutes=5)), ("ana", NOON + timedelta(minutes=9)),
    ]  # fmt: skip
    ana.type("/postmortem draft the cause is another")
    assert made.review == Review("draft", "the cause is another", "ana", ana.now)
    assert len(made.reviewers) == 2
    ana.type("/undo @bo")
    assert [one.by for one in made.reviewers] == ["ana"]


def test_a_postmortem_begins_as_a_draft_that_nobody_spoke_of() -> None:
    made = of()
    assert (made.review, made.reviewers, made.rows_shown) == (Review("draft", None, None, None), [], "all")


def test_the_contract_has_what_was_written_and_decided() -> None:
    made = of("/write overview two\nlines", "/set sooner look", "/set believed it was the pool", "/rows starred",
              "/postmortem not-required a drill", "/metric detect 12m late graph", "/postmortem reviewed")  # fmt: skip
    at = "2026-11-21T12:0{}:00Z".format
    assert contract(made)["postmortem"] == {
        "state": "reviewed", "why": None, "by": "ana", "at": at(7),
        "reviewers": [{"by": "ana", "at": at(7)}],
        "written": {"overview": "two\nlines"}, "rows_shown": "starred",
        "overrides": {"time_to_detect": {"seconds": 720, "why": "late graph", "by": "ana", "at": at(6)}},
        "sooner": "look", "believed": "it was the pool",
    }  # fmt: skip
    assert not {"written", "review", "sooner", "overrides"} & contract(made)["incident"].keys()


def test_none_of_it_is_a_row_of_the_timeline() -> None:
    """It is said of the incident afterwards, and happened at no time of it."""
    made = of("/write overview x", "/postmortem in-review", "/rows starred", "/metric detect 1m x", "/write well x")
    assert len(made.timeline) == 1


def test_what_a_newer_warroom_wrote_is_kept_or_passed_over() -> None:
    """A part it knows is kept as it is; a state, a choice and a figure it knows say nothing here."""
    ana = typed("/postmortem in-review", "/rows starred", "/write overview x")
    event = ana.type("/write overview y")._replace(
        n=99,
        set={"written.weather": "rain", "written.summary": "no", "review": {"state": "signed"}, "rows_shown": "some",
             "overrides.time_to_laugh": {"seconds": 5}, "overrides.time_to_detect": {"seconds": "soon"}},
    )  # fmt: skip
    ana.fold.add([event])
    made = ana.fold.incident
    assert made.written == {"overview": "y", "weather": "rain"}
    assert made.summary is None
    assert (made.review.state, made.rows_shown, made.overrides) == ("in_review", "all", {})


def test_a_figure_is_kept_with_its_reason_and_by_whom() -> None:
    made = of("/metric silence 0m we were on the phone", "/metric detect 12m late graph")
    assert made.overrides == {
        "longest_gap": Override(0, "we were on the phone", "ana", NOON + timedelta(minutes=1)),
        "time_to_detect": Override(720, "late graph", "ana", NOON + timedelta(minutes=2)),
    }


LINES = (
    "/write overview - a\n\n- b", "/write lanes", "/write well - one\n- two\n  and a half", "/write badly",
    "/set went_badly late", "/set sooner look", "/write believed\nthe pool", "/postmortem not-required a drill",
    "/postmortem reviewed", "/rows starred", "/rows all", "/metric detect 1h2m3s late", "/metric detect -",
)  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_one_undo_takes_back_all_that_a_line_wrote(line: str) -> None:
    ana = typed(*LINES)
    before = contract(ana.fold.incident)
    ana.type(line)
    ana.type("/undo")
    assert contract(ana.fold.incident) == before


def test_what_was_written_is_told_as_lines_again() -> None:
    """A list that was written whole is one line of it."""
    told = [line.partition("Z ")[2] for line in lines_of(typed(*LINES).fold)]
    assert told == [
        "/write overview - a\n\n- b", "/write lanes", "/write well - one\n- two\n  and a half", "/write badly",
        "/set went_badly late", "/set sooner look", "/set believed the pool", "/postmortem not-required a drill",
        "/postmortem reviewed", "/rows starred", "/rows all", "/metric time_to_detect 1h2m3s late",
        "/metric time_to_detect -",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["/write overview the shop\nand its pool"], "Overview: the shop …"),
        (["/write overview x", "/write overview"], "Overview: emptied"),
        (["/write cause the pool"], "root cause: the pool"),
        (["/write well drills\nrunbooks"], "went well: drills, went well: runbooks"),
        (["/write well"], "went well: emptied"),
        (["/postmortem in-review for bo"], "postmortem in review: for bo"),
        (["/postmortem not-required a drill"], "postmortem not required: a drill"),
        (["/rows starred"], "the postmortem shows starred rows only"),
        (["/rows all"], "the postmortem shows every row"),
        (["/metric detect 12m late graph"], "time to detect: 12m: late graph"),
        (["/metric detect 12m x", "/metric detect -"], "time to detect: as the record has it"),
    ],
)
def test_what_is_answered_says_what_was_understood(lines: list[str], said: str) -> None:
    assert answer(*lines) == said


def test_the_history_tells_what_was_written_in_words() -> None:
    """The words that are gone and those that are new, as of any other text."""
    ana = typed("/write overview the pool is small", "/write overview the pool is tiny", "/write overview",
                "/set lucky a", "/write lucky b\nc", "/set lucky -", "/set lucky -", "/postmortem in-review",
                "/postmortem reviewed it is right", "/rows starred", "/metric detect 12m late graph",
                "/metric detect -", "/set sooner look")  # fmt: skip
    told = story(ana.fold, "entry", ana.fold.row("#1").id, UTC, LATER)
    words = ["".join(piece.text for piece in line) for one in told for line in one.lines]
    assert words[-15:] == [
        "Overview: the pool is small", "Overview: the pool is small → the pool is tiny",
        "Overview: the pool is tiny → none", "lucky: a", "lucky: written anew", "lucky: b", "lucky: c",
        "lucky: emptied", "lucky: emptied", "postmortem in review", "postmortem reviewed: it is right",
        "the postmortem shows starred rows only", "time to detect: 12m: late graph",
        "time to detect: as the record has it", "knowing sooner: look",
    ]  # fmt: skip
    marked = {piece for one in told for line in one.lines for piece in line if piece.mark}
    assert marked == {Piece("small", GONE), Piece("tiny", NEW)}
    assert brief(ana.type("/set lucky -"), ana.fold, UTC, LATER).startswith("lucky: emptied (ana, ")


def test_two_who_write_the_same_part_at_once_are_told() -> None:
    """Under the part's own name, and with what each said."""
    for theirs, ours, told in (
        ("/write overview one", "/write overview two", "the text of 'Overview' to 'two', over ana's 'one' of 5 s ago"),
        ("/postmortem closed", "/postmortem draft", "the postmortem's state to draft, over ana's closed of 5 s ago"),
        ("/metric detect 5m x", "/metric detect 6m y", "the time to detect to 6m, over ana's 5m of 5 s ago"),
        ("/rows starred", "/rows all", "the rows of the postmortem to all, over ana's starred of 5 s ago"),
    ):  # fmt: skip
        ana, bo = Writer("ana", "a"), Writer("bo", "b")
        ana.declare()
        event = ana.type(theirs)
        bo.see(ana)
        bo.now += timedelta(seconds=5)
        mine = bo.type(ours)
        assert over(bo.fold, mine) == f"you set {told}"
        ana.see(bo)
        assert conflicts(ana.fold, [mine], "ana")
        assert event.row is None


def test_what_was_said_of_a_reviewer_is_of_who_said_it() -> None:
    assert of("/postmortem reviewed").reviewers == [Reviewer("ana", NOON + timedelta(minutes=1))]


def test_every_part_has_a_title_and_a_question() -> None:
    """Short enough for a list, and asked as people ask."""
    for part, (title, prompt) in PARTS.items():
        assert part == part.lower(), part
        assert len(title) <= 40, title
        assert prompt.endswith("?"), prompt
        assert len(prompt) <= 90, prompt
    assert len({part.title for part in PARTS.values()}) == len(PARTS)
