"""A document on the screen: every piece fits the width there is, and nothing of it is lost."""

import pytest

from warroom.postmortem.blocks import Bullets, Facts, Paragraph, Table, TableRow, inline, strong, struck
from warroom.ui.sheet import heading, pieces, share

LONG = "a word of many and another one, [b]not bold[/b], 数据库 was full for an hour"
BLOCKS = [
    Paragraph(inline(LONG, strong("strong"), struck("struck"))),
    Bullets((inline(LONG), inline("short"))),
    Facts((("Impact", inline(LONG)), ("Duration", inline("1 h")))),
    Table(
        ("Time", "What happened", "Who"),
        (
            TableRow((inline("Monday"), (), ()), divider=True),
            TableRow((inline("14:02"), inline(LONG), inline("ana"))),
            TableRow((inline("14:03"), inline("two\nlines"), ())),
        ),
    ),
]


def lines_of(block, width):
    """Return the lines of a block as text."""
    return [line.plain for piece in pieces("key", 0, block) for line in piece.draw(width)]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.kind)
@pytest.mark.parametrize("width", [20, 40, 55, 80, 160])
def test_nothing_is_cut_and_nothing_is_too_wide(block, width):
    """Each word is there, whatever the width; typed text is literal."""
    content = [line for piece in pieces("key", 0, block) for line in piece.draw(width)]
    assert max(line.cell_length for line in content) <= width
    words = " ".join(line.plain for line in content).split()
    for word in ("[b]not", "bold[/b],", "数据库", "hour"):
        assert word in words or word in "".join(words), word


def test_columns_share_the_width():
    """The narrow ones have what they like; where a wide one has too little for words, rows are stacked."""
    assert share([5, 80, 4], 60) == [5, 51, 4]
    assert share([5, 20, 4], 60) == [5, 20, 4]
    assert share([5, 80, 4], 14) == []
    table = BLOCKS[3]
    assert lines_of(table, 60)[0].split() == ["Time", "What", "happened", "Who"]
    stacked = lines_of(table, 14)
    assert "Time: 14:02" in stacked
    assert "Who: ana" in stacked


def test_headings_of_each_level_say_their_text():
    """The first has a line under it."""
    assert [line.plain for line in heading("a", "Impact [x]", 1).draw(20)] == ["Impact [x]", "─" * 20]
    assert [line.plain for line in heading("a", "Impact", 2).draw(20)] == ["Impact"]
