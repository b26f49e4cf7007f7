"""The colours can be read, at three in the morning too (WCAG 2.2: 4.5 to 1 for text, 7 to 1 for high contrast)."""

import pytest
from textual.color import Color

from ui.person import strips_of
from warroom.config import THEMES as NAMES
from warroom.config import load_config
from warroom.ui.themes import DARK, HIGH_CONTRAST, LIGHT, THEMES

WORDS = ("primary", "secondary", "accent", "success", "warning", "error", "foreground")


def contrast(one: str, other: str) -> float:
    """Return the ratio of the luminances of two colours, from 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [part / 255 for part in Color.parse(colour).rgb]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("theme", "least"), [(DARK, 4.5), (LIGHT, 4.5), (HIGH_CONTRAST, 7)])
def test_every_word_can_be_read_on_every_ground(theme, least):
    words = {name: getattr(theme, name) for name in WORDS} | {"quiet": theme.variables["quiet"]}
    grounds = {name: getattr(theme, name) for name in ("background", "surface", "panel")}
    bad = [
        (word, ground, round(contrast(colour, behind), 1))
        for word, colour in words.items()
        for ground, behind in grounds.items()
        if contrast(colour, behind) < least
    ]
    assert bad == []


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_severity_can_be_read(theme):
    for number in (1, 2, 3):
        assert contrast(theme.variables["severity-text"], theme.variables[f"severity-{number}"]) >= 4.5


@pytest.mark.parametrize("name", NAMES.values())
async def test_the_room_is_drawn_in_every_theme(sit, example, name):
    async with sit(example) as ana:
        ana.app.theme = name
        await ana.settle()
        assert "the new DNS filter" in ana.text


async def test_a_theme_is_tried_taken_and_left(sit, example):
    """T shows each while it is highlighted; Escape goes back to the one before."""
    async with sit(example) as ana:
        await ana.go("timeline")
        await ana.press("T", "j")
        await ana.settle()
        assert ana.app.theme == LIGHT.name
        await ana.press("escape")
        assert ana.app.theme == DARK.name
        await ana.press("T", "j", "j", "enter")
        assert ana.app.theme == HIGH_CONTRAST.name
        await ana.press("?", *"theme")
        assert "high contrast or the terminal's own" in ana.text


def test_the_configuration_keeps_a_theme(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text('theme = "light"')
    assert load_config({"WARROOM_CONFIG": str(path)}).theme == "light"
    path.write_text('theme = "nord"')
    config = load_config({"WARROOM_CONFIG": str(path)})
    assert config.theme is None
    assert [mistake.partition(": ")[2] for mistake in config.mistakes] == [
        "theme 'nord' is not one of dark, light, high-contrast, terminal-dark, terminal-light"
    ]


async def test_the_room_begins_in_our_own_colours(sit, example):
    """And so does every other screen, and whoever takes another theme has that one's."""
    async with sit(example) as ana:
        header = ana.app.screen.query_one("#header")
        assert header.styles.background == Color.parse(DARK.panel)
        ana.app.theme = LIGHT.name
        await ana.settle()
        assert header.styles.background == Color.parse(LIGHT.panel)


@pytest.mark.parametrize("keys", [(), ("tab",), ("tab", "M"), ("tab", "enter"), ("tab", "!")])
async def test_without_colours_there_are_none_and_the_highlight_is_underlined(sit, example, monkeypatch, keys):
    """NO_COLOR asks for that: neither colours nor greys, so that bold and underlined is what there is."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with sit(example, size=(80, 24)) as ana:
        await ana.press(*keys)
        styles = [segment.style for strip in strips_of(ana.app) for segment in strip if segment.style]
        colours = {str(colour.name) for style in styles for colour in (style.color, style.bgcolor) if colour}
        assert colours <= {"default"}
        if keys and keys[-1] != "enter":
            assert any(style.underline for style in styles)
