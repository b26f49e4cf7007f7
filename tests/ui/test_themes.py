"""The colours can be read, at three in the morning too (WCAG 2.2: 4.5 to 1 for text, 7 to 1 for high contrast)."""

import pytest
from textual.color import Color

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


@pytest.mark.parametrize("name", [*(theme.name for theme in THEMES), "ansi-dark", "ansi-light"])
async def test_the_room_is_drawn_in_every_theme(sit, example, name):
    async with sit(example) as ana:
        ana.app.theme = name
        await ana.settle()
        assert "the new DNS filter" in ana.text


async def test_the_room_begins_in_our_own_colours(sit, example):
    """And so does every other screen, and whoever takes another theme has that one's."""
    async with sit(example) as ana:
        header = ana.app.screen.query_one("#header")
        assert header.styles.background == Color.parse(DARK.panel)
        ana.app.theme = LIGHT.name
        await ana.settle()
        assert header.styles.background == Color.parse(LIGHT.panel)
