"""Writing in the editor somebody likes: $VISUAL or $EDITOR, on a file that only they can read.

Above the text stands the question that helps to write it, in a comment that is taken out again.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from contextlib import suppress
from tempfile import mkstemp
from typing import TYPE_CHECKING

from warroom.core.errors import WarroomError
from warroom.core.text import clean_text, clean_word

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT = "vi"
_LARGEST = 4 * 1024 * 1024
_COMMENT = re.compile(r"\A\s*<!--.*?-->[ \t]*\n?", re.DOTALL)


class EditorError(WarroomError):
    """The editor gave nothing to keep; the text is as it was."""


def editor_of(environ: Mapping[str, str]) -> str:
    """Return the command of somebody's editor."""
    return environ.get("VISUAL", "").strip() or environ.get("EDITOR", "").strip() or DEFAULT


def edit(text: str, prompt: str, name: str, command: str) -> str:
    """Return a text as it was left in an editor, which has the terminal meanwhile; `name` is part of the file's name.

    Raises:
        EditorError: the editor cannot be started, ended with an error, or left nothing that can be read.
    """
    try:
        words = shlex.split(command)
    except ValueError:
        raise EditorError(f"VISUAL or EDITOR is no command ({clean_word(command)}): nothing was changed") from None
    descriptor, path = mkstemp(prefix=f"warroom-{name}-", suffix=".md")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"<!-- {prompt} (this line is left out) -->\n\n{text}\n")
        _run(words, path)
        return _read(path)
    finally:
        with suppress(OSError):
            os.unlink(path)


def _run(words: list[str], path: str) -> None:
    program = clean_word(words[0]) if words else ""
    try:
        code = subprocess.run([*words, path], check=False).returncode  # noqa: S603 - it is theirs
    except FileNotFoundError:
        raise EditorError(f"there is no editor {program}: set VISUAL or EDITOR, or write it here with e") from None
    except OSError as error:
        why = (error.strerror or "it failed").lower()
        raise EditorError(f"{program} cannot be started ({why}): write it here with e") from None
    if code:
        raise EditorError(f"{program} ended with an error ({code}): nothing was changed")


def _read(path: str) -> str:
    """Return what was left in the file, cleaned, without the comment."""
    try:
        if os.path.getsize(path) > _LARGEST:
            raise EditorError("what was written is larger than 4 MB: nothing was changed")
        with open(path, encoding="utf-8", errors="replace") as file:
            return _COMMENT.sub("", clean_text(file.read())).strip()
    except OSError as error:
        raise EditorError(f"the file is gone ({(error.strerror or '').lower()}): nothing was changed") from None
