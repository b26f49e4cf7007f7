"""Pictures as SVG: well formed whatever was typed, complete in themselves, legible, and the same each time."""

import os
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postmortem.pictured import INCIDENTS, figures, hunt, many_theories
from postmortem.typist import Typist
from warroom.postmortem import svg
from warroom.postmortem.chart import PATTERNS
from warroom.postmortem.document import build_document
from warroom.postmortem.svg import NARROW, WIDE, draw, pictures

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = st.sampled_from(
    ["<script>alert(1)</script>", "</text></svg><svg onload='x'>", "a & b &amp; &#0;", "]]>", "<!-- x -->", '" x="1',
     "url(#lanes)", "}</style><style>*{display:none}", "\ufffe\uffff", "é ✓ 漢字 שלום", "x" * 400, "two\nlines"]
) | st.text(max_size=40)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(INCIDENTS)
def test_every_picture_is_well_formed_and_every_number_is_one(incident):
    """Expat reads it; there is no nan, no infinity, and no coordinate outside the picture."""
    for figure in figures(incident):
        for width in (WIDE, NARROW):
            root = ET.fromstring(draw(figure, width))
            height = float(root.get("height"))
            for element in root.iter():
                for name in ("x", "y", "width", "height"):
                    if element.tag.endswith(("rect", "text")) and name in element.attrib:
                        assert -1 <= float(element.get(name)) <= max(width + 2, height)


@settings(max_examples=60, deadline=None)
@given(HOSTILE, HOSTILE)
def test_no_typed_text_changes_the_structure_of_a_picture(theory, team):
    """Texts stay texts: the elements and attributes are those of an incident of harmless words of the same length."""

    def drawn(theory: str, team: str) -> list[str]:
        room = hunt()
        room.incident.hypotheses[0].statement = theory
        room.incident.escalations[0].to = team
        room.incident.role_history["commander"][0].value = team or "x"
        return [draw(figure) for figure in figures(room.incident)]

    for mine, harmless in zip(drawn(theory, team), drawn("words", "words"), strict=True):
        assert structure(mine) == structure(harmless)


def structure(text: str) -> tuple[set, set, list, str | None]:
    """What elements and attributes a picture has, its ids, and its style: all but words, places and numbers."""
    root = ET.fromstring(text)
    elements = list(root.iter())
    ids = sorted(one.get("id") for one in elements if one.get("id"))
    names = {(one.tag, name) for one in elements for name in one.attrib}
    return {one.tag for one in elements}, names, ids, root.find("{*}style").text


def test_a_picture_says_what_it_is_and_reaches_nothing_outside():
    """An image with a name and a description; ids and rules carry its key; no script, no link, no request."""
    ids: list[str] = []
    for figure in figures(hunt().incident):
        for width in (WIDE, NARROW):
            text = draw(figure, width)
            root = ET.fromstring(text)
            assert root.get("role") == "img"
            named = [root.find(f"*[@id='{one}']").text for one in root.get("aria-labelledby").split()]
            assert named == [figure.title, figure.description]
            ids += re.findall(r' id="([^"]+)"', text)
            here = f"#{figure.key.replace('_', '-')}-{width}"
            style = re.sub(r"@media[^{]*{", "", root.find("{*}style").text)
            selectors = [one for rule in re.findall(r"([^{}]+){", style) for one in rule.split(",")]
            assert all(one.strip().startswith(here) for one in selectors)
            assert not re.search(r"<script|<a |href|http(?!://www\.w3\.org/2000/svg)| on\w+=| style=|@import", text)
            assert set(re.findall(r"url\(([^)]*)\)", text)) <= {f"#{one}" for one in ids}
    assert len(ids) == len(set(ids))


def test_no_text_lies_on_another():
    """Nor on the edge: as far as the widths of letters are known, in the wide picture and in that for a phone."""
    for room in (hunt(), many_theories(), Typist(now="2026-11-21 14:00", started="2026-11-21 13:59").type(
        *(f"14:00 /mark {name}" for name in ("detected", "acknowledged", "identified", "mitigated")),
        "/status resolved",
    )):  # fmt: skip
        for figure in figures(room.incident):
            for width in (WIDE, NARROW):
                boxes = [
                    box(one, width)
                    for one in ET.fromstring(draw(figure, width)).iter("{http://www.w3.org/2000/svg}text")
                ]
                assert boxes
                for place, (left, top, right, words) in enumerate(boxes):
                    assert -1 <= left < right <= width + 1, words
                    for other in boxes[place + 1 :]:
                        is_apart = right <= other[0] or other[2] <= left or abs(top - other[1]) >= 12
                        assert is_apart, (words, other[3])


def box(element: ET.Element, width: int) -> tuple[float, float, float, str]:
    """Where a text begins, its line, and where it ends."""
    x, y, wide = float(element.get("x")), float(element.get("y")), svg._wide(element.text)
    start = x - {"end": wide, "middle": wide / 2}.get(element.get("text-anchor"), 0)
    return start, y, start + wide, element.text


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_texts_and_shapes_stand_out_from_the_paper(scheme):
    """Texts by 4.5:1, shapes by 3:1, in both schemes; a text on the tint of a bar as well."""
    colours = {name: pair[scheme] for name, pair in svg._COLOURS.items()}

    def contrast(one: str, other: str) -> float:
        dark, light = sorted((luminance(one), luminance(other)))
        return (light + 0.05) / (dark + 0.05)

    for name, colour in colours.items():
        if name not in {"paper", "rule"}:
            assert contrast(colour, colours["paper"]) >= (4.5 if name in {"ink", "soft"} else 3), name
        mixed = [
            round(int(colours["paper"][at : at + 2], 16) * 0.9 + int(colour[at : at + 2], 16) * 0.1) for at in (1, 3, 5)
        ]
        assert contrast(colours["ink"], "#{:02x}{:02x}{:02x}".format(*mixed)) >= 4.5, name


def test_looks_that_stand_together_differ_without_colour():
    """Theories, calls, severities, statuses and the parts of the time each have patterns of their own."""
    for together in (
        ("confirmed", "dead_end", "ruled_out", "open"),
        ("answered", "waiting", "no_answer", "declined"),
        ("SEV1", "SEV2", "SEV3", "SEV4", "SEV5"),
        ("investigating", "identified", "monitoring", "resolved", "closed"),
        ("detecting", "dead_ends", "true_cause", "other_theories", "waiting_for_people", "fixing", "after", "unknown"),
        ("people", "machines"),
    ):
        assert len({PATTERNS[look] for look in together}) == len(together)


def test_the_image_files_are_those_of_the_document():
    """One for each figure, with its title in it, named after the document."""
    files = pictures(build_document(hunt().incident), "postmortem")
    assert list(files) == [
        "postmortem-where-time-went.svg",
        "postmortem-lanes.svg",
        "postmortem-activity.svg",
    ]
    for text in files.values():
        root = ET.fromstring(text.encode())
        assert root.find("{*}title").text in [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert files == pictures(build_document(hunt().incident), "postmortem")


def test_a_picture_is_drawn_as_the_golden_file():
    """WARROOM_UPDATE_GOLDEN=1 writes it anew; look at it."""
    path, text = GOLDEN / "lanes.svg", pictures(build_document(hunt().incident), "x")["x-lanes.svg"]
    if os.environ.get("WARROOM_UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text
