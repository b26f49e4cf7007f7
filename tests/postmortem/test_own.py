"""People's own templates: they begin as one of ours, can do nothing but read, and say what is wrong with them."""

import pytest
from hypothesis import given, settings

from postmortem.page import parsed
from postmortem.reader import expected, read
from postmortem.test_document import rich
from postmortem.test_markdown_is_literal import incident_of, typed
from postmortem.test_outlines import told_outside
from postmortem.typist import Typist
from replays.player import SCRIPTS, play_in_core
from support import to_markdown
from warroom.postmortem.blocks import Document, Paragraph, Section, inline
from warroom.postmortem.html import from_markdown
from warroom.postmortem.outlines import TEMPLATES
from warroom.postmortem.own import Own, OwnTemplateError, find, found_in, render, starting_point


@pytest.fixture
def write(tmp_path):
    """Write a template and return it."""

    def written(text: str, form: str = "md") -> Own:
        path = tmp_path / f"mine.{form}.j2"
        path.write_text(text, encoding="utf-8")
        return Own("mine", form, str(path))

    return written


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_a_template_of_ours_shows_writes_the_same_bytes_as_it(name, write):
    """Over the founding examples, a rich incident, one told outside, and one of nothing but a title."""
    own = write(starting_point(TEMPLATES[name]))
    incidents = [play_in_core(script) for script in SCRIPTS]
    incidents += [rich().incident, told_outside().incident, Typist("x").incident]
    written = rich().incident
    written.written = {heading.key: f"on *{heading.key}*" for heading in TEMPLATES[name].headings}
    for incident in (*incidents, written):
        assert render(incident, own) == to_markdown(incident, name)


@settings(max_examples=60, deadline=None)
@given(typed)
def test_nothing_typed_acts_or_loads_in_a_page_of_ones_own_markdown(text: str) -> None:
    """It is parsed without an error, with no tag or attribute that a page of ours has not, and one title."""
    page = from_markdown(to_markdown(incident_of(lambda: text)), "title")
    assert [element.tag for element in parsed(page).iter()].count("h1") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ ''.__class__.__mro__ }}", r"line 1: .*'__class__'.* is unsafe"),
        ("{{ part.func.__globals__ }}", "is unsafe"),
        ("{{ part('timeline').__class__ }}", "is unsafe"),
        ("{{ incident.update({}) }}", "is unsafe"),
        ("{{ document.sections.append(1) }}", "is unsafe"),
        ("{{ document.sections[0].blocks.clear() }}", "is unsafe"),
        ("{% set document.title = 'x' %}", "namespace"),
        ("a\nb\n{% if %}", "line 3: Expected an expression"),
        ("a\n{{ incident.titel }}", "line 2: .*no attribute 'titel'"),
        ("\n{{ nothing }}", "line 2: 'nothing' is undefined"),
        ("{{ part('timelin') }}", "line 1: there is no part 'timelin'"),
        ("{{ part('timeline', level=9) }}", "level"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{% include '../config.toml' %}", "there is no ../config.toml beside it"),
        ("{% include '/etc/passwd' %}", "there is no /etc/passwd beside it"),
        ("{{ incident.title|safe }}", "No filter named 'safe'"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "calls itself without end"),
        ("{{ range(10 ** 9) }}", "range|Range"),
        ("{{ 9 ** 9 ** 9 }}", "too great a power"),
        ("{{ 'x' * 99999999 }}", "repeats something too often"),
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "takes too long"),
    ],
)
def test_what_a_template_may_not_do_is_a_sentence(text, said, write):
    """With its file and line; never what Python says of it in twenty lines."""
    with pytest.raises(OwnTemplateError, match=said) as caught:
        render(Typist().incident, write(text), seconds=0.2 if "99999)" in text else 10)
    assert "mine.md.j2" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_error_of_a_file_beside_it_names_that_file(write, tmp_path):
    """What is put together from several files fails where the mistake is."""
    (tmp_path / "foot.j2").write_text("\n\n{{ nothing }}")
    with pytest.raises(OwnTemplateError, match=r"foot\.j2 line 3: 'nothing' is undefined"):
        render(Typist().incident, write("{% include 'foot.j2' %}"))


def test_a_file_that_is_no_text_is_said(write, tmp_path):
    """As is one that is not there any more."""
    own = write("")
    (tmp_path / "mine.md.j2").write_bytes(b"\xff\xfe")
    for _ in range(2):
        with pytest.raises(OwnTemplateError, match=r"mine\.md\.j2"):
            render(Typist().incident, own)
        (tmp_path / "mine.md.j2").unlink(missing_ok=True)


@settings(max_examples=60, deadline=None)
@given(typed)
def test_what_was_typed_stays_text_whatever_a_template_does_with_it(tmp_path_factory, text):
    """Printed as it is, put together with what is Markdown already, set aside, joined or passed through a macro."""
    path = tmp_path_factory.mktemp("own") / "mine.md.j2"
    path.write_text(
        "# x {{ incident.title }}\n\n"
        "{{ part('summary') ~ incident.title }}\n\n"
        "{% set kept %}{{ incident.title }}{% endset %}{{ kept }}\n\n"
        "{% macro say(words) %}{{ words }}{% endmacro %}{{ say(incident.title) }}\n\n"
        "{{ [incident.title, part('summary')]|join(' ') }}\n\n"
        "{{ document.title }}\n",
        encoding="utf-8",
    )
    incident = Typist().incident
    incident.title = text
    found = read(render(incident, Own("mine", "md", str(path))))
    title = inline(text)
    plainly = Document(inline("x ", text), (), [Section("x", (), [Paragraph(title)])])
    assert found[0] == expected(plainly)[0]
    assert {part[0] for part in found} <= {"h1", "paragraph"}


def test_in_a_page_everything_typed_is_escaped(write):
    """By the engine, and by the format's own blocks; autoescape cannot be switched off for it."""
    incident = incident_of(lambda: "<script>alert(1)</script>")
    own = write(
        "<h1>{{ incident.title }}</h1>{{ document.title }}{{ part('timeline', 'summary', 'misleading') }}"
        "{% autoescape false %}{{ incident.title }}{% endautoescape %}",
        "html",
    )
    page = render(incident, own)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") > 20
    assert "<table" in page


def test_names_are_names_and_ours_are_taken(tmp_path):
    """What has a built-in's name is refused with a sentence, and no name is a path."""
    for name in ("mine.md.j2", "mine.html.j2", "house.md.j2", "a b.md.j2", ".x.md.j2", "notes.txt"):
        (tmp_path / name).write_text("{# for the board\nand more #}x")
    templates, mistakes = found_in(str(tmp_path))
    assert [(own.name, own.form) for own in templates] == [("mine", "html"), ("mine", "md")]
    assert templates[0].description == "for the board"
    assert len(mistakes) == 3
    assert any("house.md.j2 has the name of a built-in template: give it another" in mistake for mistake in mistakes)
    assert find("mine", "md", str(tmp_path)).path == str(tmp_path / "mine.md.j2")
    for name in ("../mine", "mine.md", str(tmp_path / "mine"), ".x", "a b", ""):
        with pytest.raises(OwnTemplateError, match="there is no template"):
            find(name, "md", str(tmp_path))
    (tmp_path / "mine.html.j2").unlink()
    with pytest.raises(OwnTemplateError, match=r"mine is a template for md: add mine\.html\.j2"):
        find("mine", "html", str(tmp_path))
    assert found_in(str(tmp_path / "nowhere")) == ([], [])
