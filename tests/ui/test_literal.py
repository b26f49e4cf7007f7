"""What a person writes is shown as it is, whatever it holds, and nothing of it reaches the terminal as a command."""

import unicodedata

import pytest
from rich.cells import cell_len

from ui.person import strips_of

TEXTS = {
    "markup": (
        "[/] after", "[red]x[/red] after", "[ERROR] x after",
        "[link=https://example.org]x[/link] [@click=app.bell]y[/]",
        "[[[ and ]] and [bold", r"\[red] \\ after", "$text-error $ {ref} {text} %s after",
    ),
    "commands of a terminal": (
        "\x1b[31mred\x1b[0m after", "\x1b]0;stolen\x07 after", "\x1b]52;c;c3RvbGVu\x07 after", "\x9b31mred\x85 after",
        "a\x00b after", "abc\u202edef\u2066ghi\u200f after",
    ),
    "shape": (
        "結帳服務故障 after", "🔥🚒 👩\u200d🚒 after", "e\u0301a\u0300\u0323 after", "first\nsecond\n\nafter",
        "many words " * 900 + "after", "x" * 10_000,
    ),
}  # fmt: skip
"""Texts that have broken a screen before."""
FORBIDDEN = {"Cc", "Cs"}
BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
LAST_OF = {"timeline": "#2", "hypotheses": "H{n}", "escalations": "E{n}", "tasks": "T{n}"}
"""What to open in each pane: the record that holds all the texts at once; of the timeline, the row with a history."""
SIZES = [(200, 60), (60, 20), (10, 3), (80, 24)]


def assert_harmless(person) -> None:
    """No character of the screen acts on the terminal, and every strip is as wide as the screen."""
    for strip in strips_of(person.app):
        for segment in strip:
            assert segment.control is None
            bad = {letter for letter in segment.text if unicodedata.category(letter) in FORBIDDEN or letter in BIDI}
            assert not bad, f"{bad} in {segment.text!r}"
        assert cell_len("".join(segment.text for segment in strip)) == person.app.size.width


@pytest.fixture(params=TEXTS.values(), ids=TEXTS.keys())
def texts(request) -> tuple[str, ...]:
    """Return the texts of one kind."""
    return request.param


def every_field(text: str, n: int) -> list[str]:
    """Return lines that put a text wherever the line language takes one; they make H, E, T and D number `n`."""
    one = " ".join(text.split())
    return [
        text, f"! {text}", f"/alert {text}", f"? {text}", f"^ {one}: {text}", f"+ {text} @{one.split()[0]}",
        f"= {text}", f'" {text}', f"/for H{n} {text}", f"/against H{n} {text}", f"/test H{n} {text}",
        f"/dead-end H{n} {text}; looked right: {text}", f"/ack E{n} {text}", f"/found E{n} {text}",
        f"/block T{n} {text}", f"/object D{n} {text}", f"/go D{n} {text}", f"/role commander {one}",
        f"/role scribe {one}", f"/impact {text}", f"/cause {text}", f"/service {one}", f"/status monitoring {text}",
        f"/edit #2 {text} twice", f"/strike #2 {text}",
    ]  # fmt: skip


async def test_a_text_is_literal_in_every_field_pane_and_box(sit, library, texts):
    """Whatever field holds it, each pane, box and document shows it, and no byte of it commands the terminal."""
    incident_id = library.create("Checkout is down", by="ana")
    with library.open(incident_id, by="ana") as room:
        for n, text in enumerate([*texts, "\n".join(texts)], start=1):
            for line in every_field(text, n):
                room.draft(line)
    async with sit(incident_id, size=(120, 40)) as ana:
        for pane in ("timeline", "hypotheses", "escalations", "tasks"):
            await ana.go(pane)
            assert_harmless(ana)
            await ana.press("z", "home")
            for _ in texts:
                assert_harmless(ana)
                await ana.press("pagedown")
            await ana.go(pane, LAST_OF[pane].format(n=len(texts) + 1))
            await ana.press("enter")
            assert_harmless(ana)
            await ana.press("escape", "z")
        for key in ("question_mark", "M"):
            await ana.press("1", key)
            assert_harmless(ana)
            await ana.press("escape")


async def test_a_text_is_literal_in_the_document(sit, library, texts):
    """The document on the screen cannot be made to command the terminal either."""
    incident_id = library.create("Checkout is down", by="ana")
    with library.open(incident_id, by="ana") as room:
        for line in every_field("\n".join(text[:300] for text in texts), 1):
            room.draft(line)
    async with sit(incident_id, size=(80, 24)) as ana:
        await ana.go("timeline")
        await ana.press("p")
        for _ in range(4):
            assert_harmless(ana)
            await ana.press("space")


async def test_a_title_is_literal_in_the_room_and_in_the_library(sit, library, texts):
    """A title of up to 200 characters is shown as it was typed, in the header and in the list."""
    for text in texts:
        incident_id = library.create(f"{' '.join(text.split())[:60]} end", by="ana")
        async with sit(incident_id, size=(200, 60)) as ana:
            assert_harmless(ana)
            title = ana.incident.title
            assert title in ana.text
            await ana.go("timeline")
            await ana.press("L")
            assert_harmless(ana)
            assert title in ana.text


async def test_what_the_line_would_record_is_previewed_literally(sit, empty, texts):
    """The line and what stands beside it hold any text, pasted or half typed."""
    async with sit(empty) as ana:
        for text in texts:
            ana.line.value = ""
            await ana.paste(f"^ {text}")
            assert_harmless(ana)
            await ana.press("enter")
            assert_harmless(ana)
        for start in ("/nonsense", "/edit #99", "/status", "25:00", "/due T1"):
            ana.line.value = ""
            await ana.paste(f"{start} {texts[0]}")
            await ana.press("enter")
            assert_harmless(ana)


@pytest.mark.parametrize("key", ["slash", "question_mark"], ids=["filter", "help"])
async def test_what_is_looked_for_is_taken_literally(sit, example, key, texts):
    """The filter and the help's look-up box are doors too: what is pasted into them is cleaned."""
    async with sit(example) as ana:
        await ana.go("timeline")
        await ana.press(key)
        for text in texts:
            ana.app.focused.value = ""
            await ana.paste(text[:60])
            assert_harmless(ana)


async def test_the_screen_shows_the_very_characters_that_were_typed(sit, empty):
    """Brackets are not markup and nothing is dropped: `[ERROR] x` keeps its first word, in each pane."""
    async with sit(empty, size=(200, 60)) as ana:
        for text in (*TEXTS["markup"], *TEXTS["shape"][:3]):
            await ana.put(f"? {text}")
            await ana.put(f"^ {text.replace(':', ';')}")
            await ana.put(f"+ {text}")
            assert ana.text.count(text) >= 4, ana.text


async def test_resizing_loses_no_text_and_never_crashes(sit, example):
    """Half-typed text and the room survive every size, down to one that shows only that it is too small."""
    async with sit(example, size=(200, 60)) as ana:
        await ana.type("half typed")
        for size in [*SIZES, *reversed(SIZES), (30, 8), (29, 8), (1, 1), (120, 40)]:
            await ana.resize(*size)
            assert_harmless(ana)
        assert ana.line.value == "half typed"
        assert ana.focused == "line"
        await ana.press("enter")
        assert ana.last == "half typed"


@pytest.mark.parametrize("key", ["question_mark", "M", "slash", "enter", "z", "L"])
async def test_every_screen_and_box_survives_every_size(sit, example, key):
    """Help, the missing list, the filter, a record, a zoomed pane and the library can all be resized."""
    async with sit(example, size=(120, 40)) as ana:
        await ana.go("timeline")
        await ana.press(key)
        for size in [*SIZES, (1, 1), (120, 40)]:
            await ana.resize(*size)
            assert_harmless(ana)


async def test_the_document_survives_every_size(sit, empty):
    """So can the document; a short one, for each size lays it out anew."""
    async with sit(empty) as ana:
        await ana.go("timeline")
        await ana.press("p")
        for size in [*SIZES, (1, 1), (120, 40)]:
            await ana.resize(*size)
            assert_harmless(ana)


async def test_a_terminal_too_small_says_so(sit, example):
    """At 10×3 the screen says what it needs instead of showing pieces."""
    async with sit(example, size=(10, 3)) as ana:
        assert "too small" in " ".join(ana.text.split())
        await ana.resize(80, 24)
        assert "too small" not in ana.text
        assert "Mail is hours late" in ana.text


async def test_typing_after_the_terminal_was_too_small_types(sit, empty):
    """Letters never act as commands: a window that was small for a moment gives the focus back to the line."""
    async with sit(empty, size=(80, 24)) as ana:
        await ana.enter("a note")
        await ana.resize(10, 3)
        await ana.type("up")
        await ana.resize(80, 24)
        await ana.type("qu")
        await ana.settle()
        assert ana.focused == "line"
        assert ana.last == "a note"
        assert ana.line.value.endswith("qu")


async def test_a_long_word_leaves_the_times_of_the_document_alone(sit, empty):
    """A pasted link in one row does not squeeze the time out of the others."""
    async with sit(empty, size=(80, 24)) as ana:
        await ana.put(f"see https://grafana.example.org/d/{'x' * 120}")
        await ana.go("timeline")
        await ana.press("p")
        for _ in range(6):
            if rows := [line for line in ana.text.splitlines() if "declared SEV3" in line]:
                break
            await ana.press("space")
        assert "12:00" in rows[0]
        assert_harmless(ana)
