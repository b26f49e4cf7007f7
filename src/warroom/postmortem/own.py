"""People's own templates: `NAME.md.j2` and `NAME.html.j2`, in the folder `templates` beside the configuration.

One for Markdown gives HTML and PDF too, as a plain page, where there is none for HTML.

They are Jinja2, in its sandbox: they can read what is given to them, and change nothing. They are given

- `part(KEY, …, level=2)`: what stands under a heading of that level for one or more parts, rendered in the template's
  format; empty if nobody has anything to say there. `warroom templates --parts` lists the keys.
- `document`: the house document as data: `document.title`, `document.people` (each with `name` and `roles`),
  `document.sections` (each with `key`, `heading`, `blocks` and `sections`), `document.state`.
- `public_title`: the title as people outside may read it.
- `incident`: the record as `warroom show --json` prints it: the fields of the incident itself (`incident.title`) and
  its tables beside them (`incident.timeline`, `incident.metrics` …).

In Markdown, the filters `heading(LEVEL)`, `block` and `cell` say where a text of the document stands. Everything
printed passes through the escaping of the format, so that what people typed stays text; there is no `safe`.
The first comment of a template says in its first line what it is for.
"""

from __future__ import annotations

import os
import re
import time
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from warroom.core.contract import contract
from warroom.core.errors import WarroomError
from warroom.core.text import clean_word, shorten
from warroom.postmortem import markdown
from warroom.postmortem.blocks import Section, Span, inline
from warroom.postmortem.document import Builder
from warroom.postmortem.outlines import TEMPLATES, Heading, Template, unknown
from warroom.postmortem.parts import PARTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from warroom.core.model import Incident

_FILE = re.compile(r"(?P<name>.*)\.(?P<form>md|html)\.j2")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_FIRST_COMMENT = re.compile(r"\s*\{#-?\s*([^\n]*?)\s*(?:-?#\}|\n)")
_SECONDS = 10.0
_LONGEST = 1_000_000


class OwnTemplateError(WarroomError):
    """A template of somebody's own that cannot be used: which line of which file, and why."""


class Own(NamedTuple):
    """A template of somebody's own: a file for a format."""

    name: str
    form: str
    path: str

    @property
    def source(self) -> str:
        """What is in the file."""
        return _read(self.path)

    @property
    def description(self) -> str:
        """The first line of its first comment."""
        try:
            found = _FIRST_COMMENT.match(self.source)
        except OwnTemplateError as error:
            return str(error)
        return shorten(clean_word(found[1]), 120) if found else ""


def found_in(folder: str) -> tuple[list[Own], list[str]]:
    """Return the templates of a folder by name and format, and what is wrong with the names of others in it."""
    try:
        files = sorted(os.listdir(folder))
    except FileNotFoundError:
        return [], []
    except OSError as error:
        return [], [f"{folder} cannot be read: {(error.strerror or str(error)).lower()}"]
    templates, mistakes = [], []
    for file in files:
        match = _FILE.fullmatch(file)
        if not match:
            continue
        path = os.path.join(folder, file)
        if match["name"] in TEMPLATES:
            mistakes.append(f"{clean_word(path)} has the name of a built-in template: give it another")
        elif not _NAME.fullmatch(match["name"]):
            mistakes.append(f"{clean_word(path)} is left out: a template is named with letters, digits, - and _")
        else:
            templates.append(Own(match["name"], match["form"], path))
    return templates, mistakes


def find(name: str, form: str, folder: str) -> Own:
    """Return the template of this name for a format.

    Raises:
        OwnTemplateError: there is none.
    """
    templates, mistakes = found_in(folder)
    for own in templates:
        if (own.name, own.form) == (name, form):
            return own
    others = [own.form for own in templates if own.name == name]
    if others:
        raise OwnTemplateError(f"{name} is a template for {' and '.join(others)}: add {name}.{form}.j2 to {folder}")
    about = f"; {mistakes[0]}" if mistakes else ""
    known = dict.fromkeys([*TEMPLATES, *(own.name for own in templates)])
    raise OwnTemplateError(unknown(clean_word(name), list(known)) + about)


def document(incident: Incident, name: str, form: str, folder: str) -> str:
    """Return what somebody's own template makes in a format; one that is only for Markdown gives that as a page.

    Raises:
        OwnTemplateError: there is none of this name, or it cannot be used.
    """
    templates, _ = found_in(folder)
    forms = {own.form for own in templates if own.name == name}
    if form == "html" and forms == {"md"}:
        from warroom.postmortem import html

        return html.from_markdown(render(incident, find(name, "md", folder)), incident.title or incident.id)
    return render(incident, find(name, form, folder))


def render(incident: Incident, own: Own, *, seconds: float = _SECONDS) -> str:
    """Return what a template of somebody's own makes of an incident, within so many seconds of processor time.

    Raises:
        OwnTemplateError: it cannot be read, it is not a template, or it does what it may not.
    """
    folder, file = os.path.split(own.path)
    environment = _Sandbox(own.form, folder, seconds)
    try:
        text = environment.get_template(file).render(_given(incident, own.form))
    except (Exception, RecursionError) as error:
        raise OwnTemplateError(_sentence(error, own, folder)) from error
    return markdown.finished(text)


def starting_point(template: Template) -> str:
    """Return a Markdown template that writes what a built-in one does, spelled out for somebody to change."""
    title = "public_title" if template.is_public else "document.title"
    lines = [f"{{# {template.description} #}}", f"{{{{ {title}|heading(1) }}}}"]
    for heading in template.headings:
        lines += _spelled(heading, 2)
    return "\n".join(lines) + "\n"


def _spelled(heading: Heading, level: int) -> list[str]:
    below = [line for inner in heading.headings for line in _spelled(inner, level + 1)]
    here = _part(heading.parts, level)
    whole = " or ".join(_part(one.parts, place) for one, place in _all(heading, level))
    text = ["", f"{{{{ {here} }}}}"]
    if below:
        text = [f"{{% if {here} %}}", *text, "{% endif %}"]
    return [f"{{% if {whole} %}}", "", f"{'#' * level} {heading.text}", *text, *below, "{% endif %}"]


def _all(heading: Heading, level: int) -> list[tuple[Heading, int]]:
    return [(heading, level), *(one for inner in heading.headings for one in _all(inner, level + 1))]


def _part(keys: Iterable[str], level: int) -> str:
    named = ", ".join(f'"{key}"' for key in keys)
    return f"part({named})" if level == 2 else f"part({named}, level={level})"


def _given(incident: Incident, form: str) -> dict[str, Any]:
    """Return what a template is given."""
    builder = Builder(incident)
    record = contract(incident)
    return {
        "document": builder.document(),
        "public_title": builder.public_title,
        "part": partial(_rendered, builder, _bodies()[form], {}),
        "incident": {**record.pop("incident"), **record},
    }


def _bodies() -> dict[str, Callable[[Section, int], Markup]]:
    from warroom.postmortem import html

    return {"md": markdown.under, "html": html.under}


def _rendered(
    builder: Builder, body: Callable[[Section, int], Markup], done: dict[tuple[object, ...], Markup], *keys: str,
    level: int = 2,
) -> Markup:  # fmt: skip
    """Return parts as they stand under one heading; each is worked out once."""
    if (keys, level) not in done:
        for key in keys:
            if key not in PARTS:
                raise OwnTemplateError(
                    f"there is no part {clean_word(str(key))!r}: warroom templates --parts lists them"
                )
        if not isinstance(level, int) or not 1 <= level <= 6:
            raise OwnTemplateError("the level of a heading is from 1 to 6")
        done[keys, level] = body(builder.section("-".join(keys), inline(""), keys), level)
    return done[keys, level]


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, with the escaping of a format and an end to whatever would take too long or too much."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, form: str, folder: str, seconds: float) -> None:
        super().__init__(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=self._literal if form == "md" else self._escaped,
            **markdown.LAYOUT,
        )
        self._end = time.process_time() + seconds
        self._is_markdown = form == "md"
        for name in ("safe", "urlize", "xmlattr", "center", "tojson"):
            del self.filters[name]
        del self.globals["lipsum"]
        if self._is_markdown:
            self.filters.update(markdown.FILTERS, join=_joined)
            self.filters.update(dict.fromkeys(("e", "escape", "forceescape"), markdown.literal))

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        self._check_time()
        return super().call(context, obj, *args, **kwargs)

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401
        self._check_time()
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401
        self._check_time()
        return super().getitem(obj, argument)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        whole = isinstance(left, int) and isinstance(right, int)
        if operator == "**" and not (whole and abs(left) <= _LONGEST and 0 <= right <= 10):
            raise SecurityError("it raises a number to too great a power")
        sizes = [len(one) if hasattr(one, "__len__") else abs(one) for one in (left, right)]
        if operator == "*" and not whole and sizes[0] * sizes[1] > _LONGEST:
            raise SecurityError("it repeats something too often")
        return super().call_binop(context, operator, left, right)

    def _compile(self, source: str, filename: str) -> Any:  # noqa: ANN401 - as Jinja2 has it
        """Let what a template puts together itself be Markdown, and not HTML, where the format is."""
        if self._is_markdown:
            source += f"\nfrom {markdown.__name__} import Markdown as Markup"
            source += f"\nfrom {__name__} import _concatenated as markup_join\n"
        return super()._compile(source, filename)

    def _literal(self, value: object) -> Markup:
        self._check_time()
        if isinstance(value, tuple) and value and isinstance(value[0], Span):
            return markdown.block(value)
        return markdown.literal(value)

    def _escaped(self, value: object) -> Markup:
        self._check_time()
        if isinstance(value, tuple) and value and isinstance(value[0], Span):
            value = "".join(span.text for span in value)
        return Markup.escape(value)

    def _check_time(self) -> None:
        if time.process_time() > self._end:
            raise SecurityError("it takes too long: does it loop over something inside a loop over it?")


def _joined(values: Iterable[Any], between: str = "", attribute: str | None = None) -> object:
    """Join texts, as Jinja2's filter of that name; Markdown among them makes it Markdown, and the others literal."""
    items = [value[attribute] if attribute else value for value in values]
    if any(isinstance(item, Markup) for item in (*items, between)):
        return markdown.Markdown(markdown.literal(between)).join(items)
    return str(between).join(map(str, items))


def _concatenated(values: Iterable[Any]) -> object:
    return _joined(values)


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise OwnTemplateError(f"{path} cannot be read: {_reason(error)}") from error


def _sentence(error: BaseException, own: Own, folder: str) -> str:
    """Return what is wrong with a template, with the file and the line it is in."""
    file, line = own.path, None
    if isinstance(error, TemplateSyntaxError):
        file, line = error.filename or file, error.lineno
    else:
        step = error.__traceback__
        while step:
            if step.tb_frame.f_code.co_filename.startswith(folder + os.sep):
                file, line = step.tb_frame.f_code.co_filename, step.tb_lineno
            step = step.tb_next
    return f"{file}{f' line {line}' if line else ''}: {_reason(error)}"


def _reason(error: BaseException) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no {clean_word(str(error.name))} beside it"
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    if isinstance(error, RecursionError):
        return "it calls itself without end"
    if isinstance(error, SecurityError | TemplateError | WarroomError):
        return clean_word(str(error)).rstrip(".")
    return shorten(clean_word(f"{type(error).__name__}: {error}"), 300)
