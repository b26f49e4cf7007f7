"""`warroom templates`: list what a postmortem can be written by, and print one to start from."""

import argparse

from warroom.cli.context import notice
from warroom.core.errors import LineError, NotFoundError

SUMMARY = "List the templates of a postmortem, built-in and your own, or print one to start from."
EXAMPLES = """  warroom templates
  warroom templates --show google-sre > ~/.config/warroom/templates/mine.md.j2
  warroom export -t mine

a template of your own is a file NAME.md.j2, which also makes a plain page and PDF, or NAME.html.j2, in Jinja2's
language; it is given
  part("timeline")      what stands under one or more parts (--parts lists them), empty if nothing does;
                        part("timeline", level=3) for headings a step lower
  document, incident    the house document, and the record as warroom show --json prints it
  public_title          the title without what people outside need not know
whatever it prints is escaped: what was typed stays text. It can change nothing and load no other file but those
beside it"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be given."""
    parser.add_argument("--show", metavar="NAME", help="print this template as a Markdown one to start from")
    parser.add_argument("--parts", action="store_true", help="list the parts that a template can name")


def run(args: argparse.Namespace) -> int:
    """Print the list, or a template."""
    if args.parts:
        print(_parts(), end="")
    elif args.show:
        print(_shown(args.show), end="")
    else:
        print(_list(), end="")
    return 0


def _shown(name: str) -> str:
    from warroom.core.text import clean_word
    from warroom.paths import templates_folder
    from warroom.postmortem import own
    from warroom.postmortem.outlines import TEMPLATES, unknown

    if name in TEMPLATES:
        return own.starting_point(TEMPLATES[name])
    templates, _ = own.found_in(templates_folder())
    for one in templates:
        if one.name == name:
            return one.source
    raise LineError(unknown(clean_word(name), list(dict.fromkeys([*TEMPLATES, *(one.name for one in templates)]))))


def _list() -> str:
    from warroom.paths import templates_folder
    from warroom.postmortem import own
    from warroom.postmortem.outlines import TEMPLATES

    rows = [(template.name, template.description) for template in TEMPLATES.values()]
    try:
        folder = templates_folder()
    except NotFoundError:
        folder = ""
    templates, mistakes = own.found_in(folder) if folder else ([], [])
    rows += [(one.name, f"{one.description or 'One of your own.'} ({one.path})") for one in templates]
    width = max(len(name) for name, _ in rows)
    for mistake in mistakes:
        notice(mistake)
    if folder:
        notice(f"your own go into {folder}")
    return "".join(f"{name:<{width}}  {description}\n" for name, description in rows)


def _parts() -> str:
    from warroom.postmortem.parts import PARTS

    about = {
        key: (part.__doc__ or "").partition("\n")[0].removeprefix("Return ").rstrip(".") for key, part in PARTS.items()
    }
    width = max(map(len, about))
    return "".join(f"{key:<{width}}  {words}\n" for key, words in about.items())
