"""Writing in somebody's own editor: only they can read the file, and only what they wrote comes back."""

from pathlib import Path

import pytest

from warroom.ui.editor import EditorError, edit, editor_of

PROMPT = "What should a reader take away?"


@pytest.fixture
def editor(tmp_path, monkeypatch):
    """Return what makes the command of an editor that does one thing to the file it is given."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def command(body: str) -> str:
        path = tmp_path / "editor.sh"
        seen = f'stat -c %a "$2" > {tmp_path}/mode; cp "$2" {tmp_path}/given'
        path.write_text(f"#!/bin/sh\n{seen}\n{body}\n")
        path.chmod(0o700)
        return f"{path} --wait"

    return command


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("exit 0", "as it was"),
        ('echo "and so it was" >> "$2"', "as it was\nand so it was"),
        ('printf "red\\033]52;c;eA==\\007 lamp\\r\\n" > "$2"', "red lamp"),
        ('printf "\\377\\n" > "$2"', "\ufffd"),
        ('printf "new" > "$2.x"; mv "$2.x" "$2"', "new"),
        (': > "$2"', ""),
    ],
)
def test_what_was_written_comes_back_clean_without_the_question(editor, tmp_path, body, expected):
    """The file is its writer's alone, and is gone afterwards."""
    assert edit("as it was", PROMPT, "conclusion", editor(body)) == expected
    assert (tmp_path / "given").read_text() == f"<!-- {PROMPT} (this line is left out) -->\n\nas it was\n"
    assert (tmp_path / "mode").read_text().strip() == "600"
    assert not list(Path(tmp_path).glob("warroom-*"))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('echo lost > "$2"; exit 3', r"ended with an error \(3\): nothing was changed"),
        ('rm "$2"', r"the file is gone \(.*\): nothing was changed"),
        ('head -c 5000000 /dev/zero > "$2"', "larger than 4 MB: nothing was changed"),
    ],
)
def test_an_editor_that_fails_changes_nothing(editor, tmp_path, body, told):
    """One sentence says so."""
    with pytest.raises(EditorError, match=told):
        edit("as it was", PROMPT, "conclusion", editor(body))
    assert not list(Path(tmp_path).glob("warroom-*"))


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("/no/such/editor -w", "there is no editor /no/such/editor: set VISUAL or EDITOR"),
        ("vi 'half", "is no command"),
        ("/", "/ cannot be started"),
    ],
)
def test_an_editor_that_is_not_there_is_said(command, told):
    """With the way out."""
    with pytest.raises(EditorError, match=told):
        edit("as it was", PROMPT, "conclusion", command)


def test_which_editor_it_is():
    """The one for a screen before the one for a line, and vi where nobody says."""
    assert editor_of({"VISUAL": "code -w", "EDITOR": "ed"}) == "code -w"
    assert editor_of({"VISUAL": " ", "EDITOR": "nano"}) == "nano"
    assert editor_of({}) == "vi"
