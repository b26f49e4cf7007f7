"""Writing in the editor somebody likes: $VISUAL or $EDITOR, on a file that only they can read.

Above the text stands the question that helps to write it, in a comment that is taken out again.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from tempfile import mkstemp
from typing import TYPE_CHECKING, TypeVar

from warroom.core.errors import WarroomError
from warroom.core.text import clean_text, clean_word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

Result = TypeVar("Result")

DEFAULT = "vi"
_LARGEST = 4 * 1024 * 1024
_COMMENT = re.compile(r"\A\s*<!--.*?-->[ \t]*\n?", re.DOTALL)


class EditorError(WarroomError):
    """The editor gave nothing to keep; the text is as it was."""


def editor_of(environ: Mapping[str, str]) -> str:
    """Return the command of somebody's editor."""
    return environ.get("VISUAL", "").strip() or environ.get("EDITOR", "").strip() or DEFAULT


def lend(suspended: AbstractContextManager[None], work: Callable[[], Result]) -> Result:
    """Return what some work gives that has the terminal meanwhile; what it raises is raised once the screen is back.

    Raised through `App.suspend`, an error would leave the terminal without a driver and the program waiting for ever.
    """
    done: Future[Result] = Future()
    with suspended, _without_interrupts():
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - none is lost: it is raised below
            done.set_exception(error)
    return done.result()


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Leave Ctrl+C to the program that has the terminal: it is sent to both."""
    before = signal.signal(signal.SIGINT, lambda *_: None)  # unlike SIG_IGN not handed on to what is started
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def edit(text: str, prompt: str, name: str, command: str) -> str:
    """Return a text as it was left in an editor, which has the terminal meanwhile; `name` is part of the file's name.

    Raises:
        EditorError: the editor cannot be started, ended with an error, or left nothing that can be read.
    """
    try:
        words = shlex.split(command)
    except ValueError:
        raise EditorError(f"VISUAL or EDITOR is no command ({clean_word(command)}): nothing was changed") from None
    path = _file_with(f"<!-- {prompt} (this line is left out) -->\n\n{text}\n", name)
    try:
        _run(words, path)
        return _read(path)
    finally:
        with suppress(OSError):
            os.unlink(path)


def _file_with(text: str, name: str) -> str:
    try:
        descriptor, path = mkstemp(prefix=f"warroom-{name}-", suffix=".md")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        why = (error.strerror or "it failed").lower()
        raise EditorError(f"there is no place for the editor's file ({why}): write it here with e") from None
    return path


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
        raise EditorError(f"{os.path.basename(program)} ended with an error ({code}): nothing was changed")


def _read(path: str) -> str:
    """Return what was left in the file, cleaned, without the comment."""
    try:
        if os.path.getsize(path) > _LARGEST:
            raise EditorError("what was written is larger than 4 MB: nothing was changed")
        with open(path, encoding="utf-8", errors="replace") as file:
            return _COMMENT.sub("", clean_text(file.read())).strip()
    except OSError as error:
        raise EditorError(f"the file is gone ({(error.strerror or '').lower()}): nothing was changed") from None
