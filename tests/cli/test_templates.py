"""`warroom templates` and `warroom export -t`: ours, your own, and what is wrong with them."""

import pytest

from support import warroom


@pytest.fixture
def room(home):
    """An incident with a wrong turn, and a folder for templates."""
    assert warroom(home, "new", "checkout errors").code == 0
    assert warroom(home, "log", "-", stdin="? pool exhausted\n/dead-end H1 it was not\n").code == 0
    (home / "templates").mkdir()
    return home


def test_templates_are_listed_with_what_they_are_for(room):
    """Ours first, then your own; where those go is said beside it."""
    (room / "templates" / "board.md.j2").write_text("{# What the board reads #}\n# {{ incident.title }}\n")
    (room / "templates" / "house.md.j2").write_text("x")
    done = warroom(room, "templates")
    assert [line.split()[0] for line in done.lines] == [
        "house", "google-sre", "pagerduty", "atlassian", "gitlab", "howie", "executive", "customer", "board",
    ]  # fmt: skip
    assert "What the board reads" in done.out
    assert str(room / "templates") in done.err
    assert "house.md.j2 has the name of a built-in template" in done.err
    assert warroom(room, "templates", "--parts").out.startswith("summary ")


def test_what_is_shown_is_a_template_to_start_from(room):
    """Unchanged it writes the same bytes; so can what a template of your own shows."""
    shown = warroom(room, "templates", "--show", "google-sre")
    path = room / "templates" / "mine.md.j2"
    path.write_text(shown.out)
    ours = warroom(room, "export", "-t", "google-sre").out
    assert warroom(room, "export", "-t", "mine").out == ours
    assert warroom(room, "templates", "--show", "mine").out == shown.out
    (room / "no-config.toml").write_text('[export]\ntemplate = "mine"\n')
    assert warroom(room, "export").out == ours
    assert warroom(room, "export", "-f", "json").code == 0
    assert warroom(room, "export", "-t", "house").out != ours


def test_a_page_of_your_own(room):
    """HTML by a template of that format."""
    (room / "templates" / "page.html.j2").write_text("<main>{{ part('misleading') }}</main>")
    assert "<h3" in warroom(room, "export", "-t", "page", "-f", "html").out


def test_markdown_of_your_own_is_a_page_too(room):
    """Without a template for HTML, what the one for Markdown writes is set as a page."""
    (room / "templates" / "mine.md.j2").write_text(warroom(room, "templates", "--show", "house").out)
    page = warroom(room, "export", "-t", "mine", "-f", "html").out
    assert page.startswith("<!DOCTYPE html>")
    assert "<h2>Issue summary</h2>" in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "-t", "hous"), "there is no template 'hous': did you mean house? there are house, google-sre"),
        (("export", "-t", "../no-config"), "there is no template '../no-config'"),
        (("templates", "--show", "googlesre"), "did you mean google-sre?"),
        (("export", "-t", "bad"), "bad.md.j2 line 2: 'nothing' is undefined"),
        (("export", "-t", "page"), "page is a template for html: add page.md.j2"),
    ],
)
def test_what_is_wrong_is_one_sentence(room, arguments, said):
    """With the way out, and an exit code that a script notices."""
    (room / "templates" / "bad.md.j2").write_text("\n{{ nothing }}")
    (room / "templates" / "page.html.j2").write_text("{{ part('timeline') }}")
    done = warroom(room, *arguments)
    assert done.code in {1, 2}
    assert done.out == ""
    assert said in done.err


def test_an_export_by_any_template_is_written_over_by_the_next(room, tmp_path):
    """And notes of somebody's are not."""
    path = tmp_path / "postmortem.md"
    for name in ("house", "google-sre", "pagerduty", "atlassian", "gitlab", "howie", "executive", "customer"):
        assert warroom(room, "export", "-t", name, "-o", str(path)).code == 0, name
    path.write_text("# Checkout\n\n## Summary\n\nAll was well.\n\n## Impact\n\nNone.\n")
    assert warroom(room, "export", "-t", "google-sre", "-o", str(path)).code == 1
