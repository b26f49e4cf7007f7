"""A backup holds everything, a restore believes nothing, and neither leaves anything half made."""

import json
import os
import resource
import stat
import zipfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

from warroom.core.errors import NotFoundError, StoreError
from warroom.store import archive
from warroom.store.archive import back_up, is_file, is_id
from warroom.store.library import Library
from warroom.store.parts import DamagedError, Part, unpacked
from warroom.store.unpack import restore


@pytest.fixture
def backup(library, tmp_path) -> str:
    """Return the path of a backup of two incidents."""
    for title in ("checkout errors", "login slow"):
        incident_id = library.create(title, by="ana")
        with library.open(incident_id, by="ana") as room:
            for number in range(3):
                room.record(f"note {number}")
    path = str(tmp_path / "backup.zip")
    back_up(library, library.ids(), path)
    return path


@pytest.fixture
def other(tmp_path, clock) -> Library:
    """Return another library, with nothing in it."""
    return Library(str(tmp_path / "other"), clock=clock)


def events(library, incident_id) -> dict:
    return library.open(incident_id, by="ana").fold.events


def left_behind(folder) -> list[str]:
    return sorted(name for name in os.listdir(folder) if name.startswith("."))


def parts_of(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def write_zip(path, parts: dict[str, bytes] | list[tuple[str, bytes]]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items() if isinstance(parts, dict) else parts:
            file.writestr(name, data)


def forge(path, change) -> None:
    """Write a backup again after a change of its manifest and its parts."""
    parts = parts_of(path)
    manifest = json.loads(parts["manifest.json"])
    change(manifest, parts)
    parts["manifest.json"] = json.dumps(manifest).encode()
    write_zip(path, parts)


def test_what_was_backed_up_is_restored_event_for_event(library, other, backup):
    """The files are private, and nothing is left beside them."""
    restored = restore(backup, other)
    assert [one.whole for one in restored] == [True, True]
    assert "4 events, 4 entries restored" in restored[0].sentence
    for incident_id in library.ids():
        assert events(other, incident_id) == events(library, incident_id)
    assert left_behind(other.home) == []
    for folder, folders, names in os.walk(other.home):
        assert {stat.S_IMODE(os.stat(Path(folder, name)).st_mode) for name in folders} <= {0o700}
        assert {stat.S_IMODE(os.stat(Path(folder, name)).st_mode) for name in names} <= {0o600}


def test_the_manifest_comes_first_and_tells_the_truth(backup):
    """Any zip program and any SHA-256 can verify a backup."""
    parts = parts_of(backup)
    assert next(iter(parts)) == "manifest.json"
    manifest = json.loads(parts["manifest.json"])
    assert (manifest["format"], manifest["made_at"]) == (1, "2026-11-21T12:00:00Z")
    for incident in manifest["incidents"]:
        for packed in incident["files"]:
            data = parts[f"incidents/{incident['id']}/{packed['name']}"]
            assert (packed["size"], packed["sha256"]) == (len(data), sha256(data).hexdigest())
    assert stat.S_IMODE(os.stat(backup).st_mode) == 0o600


def test_a_log_is_copied_up_to_its_last_newline(library, other, tmp_path):
    """What somebody is just writing is not in it; a complete record that lost only its newline is."""
    incident_id = library.create("checkout errors", by="ana")
    [log] = Path(library.folder(incident_id), "log").glob("*.jsonl")
    whole = log.read_bytes()
    path = str(tmp_path / "b.zip")
    for torn, kept in ((whole + whole[:30], whole), (whole.removesuffix(b"\n"), whole.removesuffix(b"\n"))):
        log.write_bytes(torn)
        back_up(library, [incident_id], path)
        assert parts_of(path)[f"incidents/{incident_id}/log/{log.name}"] == kept


def test_the_copies_that_are_kept_of_a_changed_checkpoint_come_along(library, other, tmp_path):
    """Somebody's changes are in them; what other programs left is not ours to carry."""
    incident_id = library.create("checkout errors", by="ana")
    for name in ("incident.changed.json", "incident.changed-2.json", "notes.txt"):
        Path(library.folder(incident_id), name).write_text("{}")
    path = str(tmp_path / "b.zip")
    back_up(library, [incident_id], path)
    restore(path, other)
    names = {path.name for path in Path(other.folder(incident_id)).iterdir()}
    assert names == {"incident.json", "incident.changed.json", "incident.changed-2.json", "log"}


def test_a_damaged_incident_is_backed_up_as_it_is(library, other, tmp_path):
    """It is said, and the damage comes back just as it was."""
    incident_id = library.create("checkout errors", by="ana")
    [log] = Path(library.folder(incident_id), "log").glob("*.jsonl")
    log.write_bytes(b"garbage\n")
    Path(library.folder(incident_id), "incident.json").write_bytes(b"{")
    path = str(tmp_path / "b.zip")
    [held] = back_up(library, [incident_id], path).incidents
    assert "cannot be read" in held.damaged
    [one] = restore(path, other)
    assert one.whole
    assert "as damaged as it was" in one.sentence
    assert Path(other.folder(incident_id), "log", log.name).read_bytes() == b"garbage\n"
    [again] = restore(path, other)
    assert again.sentence.endswith("already here, the same")


def test_an_incident_that_is_there_is_never_touched(library, backup):
    """The same: said and done. Another: left alone, with the way out, and the others are still restored."""
    first, second = library.ids()
    assert all(one.whole and "already here, the same" in one.sentence for one in restore(backup, library))
    with library.open(first, by="ana") as room:
        room.record("more")
    before = events(library, first)
    Path(library.folder(second)).rename(Path(library.home, "away"))
    one, two = restore(backup, library)
    assert not one.whole
    assert "1 event more and lacks 0; restore into another folder with --home" in one.sentence
    assert two.whole
    assert events(library, first) == before
    assert len(events(library, second)) == 4


def test_nothing_but_an_earlier_backup_is_replaced(library, backup, tmp_path):
    """A slip of the file name costs nothing, not even when the earlier backup was cut off."""
    Path(backup).write_bytes(Path(backup).read_bytes()[:-100])
    back_up(library, library.ids(), backup)
    assert len(parts_of(backup)) > 4
    write_zip(tmp_path / "holiday.zip", {"photo.jpg": b"x"})
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "empty").write_bytes(b"")
    for name in ("holiday.zip", "notes.txt", "empty"):
        before = (tmp_path / name).read_bytes()
        with pytest.raises(StoreError, match="not a backup of ours"):
            back_up(library, library.ids(), str(tmp_path / name))
        assert (tmp_path / name).read_bytes() == before
    with pytest.raises(StoreError, match="is a folder"):
        back_up(library, library.ids(), str(tmp_path))


def test_an_empty_library_makes_no_file(library, tmp_path):
    """A backup of nothing would be mistaken for one."""
    with pytest.raises(NotFoundError, match="no incident"):
        back_up(library, [], str(tmp_path / "b.zip"))
    assert not (tmp_path / "b.zip").exists()


@pytest.mark.parametrize("call", ["write", "replace"])
def test_a_disk_that_is_full_while_backing_up_leaves_the_old_backup_and_nothing_else(
    library, backup, tmp_path, monkeypatch, call
):
    """One sentence with the way out."""
    before = Path(backup).read_bytes()

    def full(*arguments):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, call, full)
        with pytest.raises(StoreError, match="no space left on device; free some space"):
            back_up(library, library.ids(), backup)
    assert Path(backup).read_bytes() == before
    assert left_behind(tmp_path) == []


def test_a_zip_that_cannot_be_written_to_its_end_is_not_left_behind(library, tmp_path):
    """The limit is a real one, of the system, and it is reached while the zip is written."""
    incident_id = library.create("checkout errors", by="ana")
    with library.open(incident_id, by="ana") as room:
        for _ in range(40):
            room.record(os.urandom(200).hex())
    Path(library.folder(incident_id), "incident.json").unlink()
    [log] = Path(library.folder(incident_id), "log").glob("*.jsonl")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for name in ("incident.changed.json", "incident.changed-2.json"):
        Path(library.folder(incident_id), name).write_bytes(os.urandom(log.stat().st_size))
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + 1000, hard))
    try:
        with pytest.raises(StoreError, match="file too large"):
            back_up(library, [incident_id], str(tmp_path / "b.zip"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not (tmp_path / "b.zip").exists()
    assert left_behind(tmp_path) == []


def test_a_disk_that_is_full_while_restoring_leaves_nothing_half_made(other, backup, monkeypatch):
    """What was not restored can be restored later."""
    real_write, written = os.write, []

    def full(descriptor, data):
        written.append(1)
        if len(written) > 1:
            raise OSError(28, "No space left on device")
        return real_write(descriptor, data[: len(data) // 2])

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        restored = restore(backup, other)
    assert not any(one.whole for one in restored)
    assert "free some space" in restored[0].sentence
    assert other.ids() == []
    assert left_behind(other.home) == []
    assert all(one.whole for one in restore(backup, other))


def test_an_incident_that_cannot_be_moved_into_place_is_not_there(other, backup, monkeypatch):
    """It is all there or not at all."""

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    assert not any(one.whole for one in restore(backup, other))
    assert other.ids() == []
    assert left_behind(other.home) == []


@pytest.mark.parametrize("name", [
    "../evil", "/etc/evil", "a/b", "..", ".", "", ".hidden", "a\\b", "a\x00b", "a\nb", "C:evil", "x" * 300, "\u202ea",
    "a ", "a.", None, 7,
])  # fmt: skip
def test_a_name_that_leads_elsewhere_is_no_name(other, backup, name, tmp_path):
    """Nothing is restored from a manifest that has one, and nothing is written outside."""
    assert not is_id(name)
    assert not isinstance(name, str) or name == "a." or not is_file(f"log/{name}.jsonl")

    def change(manifest, parts):
        manifest["incidents"][0]["id"] = name

    forge(backup, change)
    before = sorted(str(path) for path in tmp_path.rglob("*"))
    with pytest.raises(StoreError, match="cannot be restored: its manifest"):
        restore(backup, other)
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["../x.jsonl", "/x.jsonl", "log/../x.jsonl", "log/a/b.jsonl", "log/x", "screens/x",
                                  "incident.json/x", "incident.changed-x.json", "log/.jsonl", 3])  # fmt: skip
def test_a_file_that_an_incident_cannot_have_is_refused(other, backup, name):
    """Only the names that a backup writes are read."""

    def change(manifest, parts):
        manifest["incidents"][0]["files"][0]["name"] = name

    forge(backup, change)
    with pytest.raises(StoreError, match="no name of a file"):
        restore(backup, other)
    assert not Path(other.home).exists()


@pytest.mark.parametrize("name", ["2026-11-21-größe", "事件", "x" * 240, "a b", "it's (2)"])
def test_a_name_that_a_person_gave_a_folder_comes_along(library, other, tmp_path, name):
    """Long names and those of other scripts are names."""
    Path(library.folder(library.create("x", by="ana"))).rename(library.folder(name))
    path = str(tmp_path / "b.zip")
    assert back_up(library, [name], path).left_out == ()
    restore(path, other)
    assert other.ids() == [name]


def test_a_link_in_a_backup_is_never_made(other, backup, tmp_path):
    """An entry that says it is a link is bytes like any other, and bytes that are not the ones packed."""
    with zipfile.ZipFile(backup) as file:
        names = [name for name in file.namelist() if name.endswith("incident.json")]
        parts = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(backup, "w") as file:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = ((stat.S_IFLNK if name in names else stat.S_IFREG) | 0o777) << 16
            file.writestr(entry, "/etc/passwd" if name in names else data)
    restore(backup, other)
    assert not [path for path in Path(other.home).rglob("*") if path.is_symlink()]
    assert not list(Path(other.home).rglob("incident.json"))
    assert all(len(events(other, incident_id)) == 4 for incident_id in other.ids())


def test_a_manifest_that_claims_too_much_is_refused(other, backup):
    """A few kilobytes that say they are gigabytes are no backup."""

    def change(manifest, parts):
        manifest["incidents"][0]["files"][0]["size"] = 2 * 1024**3

    forge(backup, change)
    with pytest.raises(StoreError, match="no backup does"):
        restore(backup, other)

    def change_more(manifest, parts):
        manifest["incidents"][0]["files"][0]["size"] = 2**70

    forge(backup, change_more)
    with pytest.raises(StoreError, match="cannot have that size"):
        restore(backup, other)


def test_a_part_that_unpacks_to_more_than_it_says_is_stopped(tmp_path):
    """The bomb is never unpacked: it ends at the byte after the last that was declared."""
    write_zip(tmp_path / "bomb.zip", {"x": bytes(50_000_000)})
    with zipfile.ZipFile(tmp_path / "bomb.zip") as file:
        entry = file.infolist()[0]
    part = Part(entry.header_offset, entry.compress_type, entry.compress_size, 1000)
    taken = []
    with open(tmp_path / "bomb.zip", "rb") as file, pytest.raises(DamagedError, match="larger than it says"):
        taken.extend(len(chunk) for chunk in unpacked(file, part, 1000))
    assert sum(taken) <= 1000


def test_a_bomb_costs_its_incident_and_no_other(other, backup):
    """The declared size holds, whatever the zip says."""

    def change(manifest, parts):
        for name in parts:
            if manifest["incidents"][0]["id"] in name:
                parts[name] = bytes(20_000_000)

    forge(backup, change)
    one, two = restore(backup, other)
    assert (one.whole, two.whole) == (False, True)
    assert "larger than it says" in one.sentence
    assert len(other.ids()) == 1


def test_lines_that_pack_too_well_are_stored_instead(library, other, tmp_path, monkeypatch):
    """What we back up we also restore: the bound on bombs never refuses a backup of ours."""
    monkeypatch.setattr(archive, "_ALWAYS_ALLOWED", 0)
    monkeypatch.setattr(archive, "_HIGHEST_RATIO", 2)
    incident_id = library.create("checkout errors", by="ana")
    with library.open(incident_id, by="ana") as room:
        room.record("x" * 60_000)
    path = str(tmp_path / "b.zip")
    back_up(library, [incident_id], path)
    assert restore(path, other)[0].whole


@pytest.mark.parametrize("which", ["incident.json", ".jsonl"])
def test_a_file_with_the_wrong_checksum_is_not_restored(library, other, backup, which):
    """It is named, and what is whole of the incident, and the other incident, are restored."""

    def change(manifest, parts):
        name = next(name for name in parts if which in name)
        parts[name] = parts[name].replace(b"note 1", b"note 7")

    forge(backup, change)
    one, two = restore(backup, other)
    assert two.whole
    assert which in one.sentence
    assert "is damaged" in one.sentence
    for incident_id in library.ids():
        assert events(other, incident_id) == events(library, incident_id)


def test_duplicate_names_are_refused(other, backup):
    """Which of the two was meant nobody can tell."""
    parts = parts_of(backup)
    name = list(parts)[1]
    with pytest.warns(UserWarning, match="Duplicate"):
        write_zip(backup, [*parts.items(), (name, b"other")])
    with pytest.raises(StoreError, match="twice"):
        restore(backup, other)

    def change(manifest, parts):
        manifest["incidents"].append(manifest["incidents"][0])

    write_zip(backup, parts)
    forge(backup, change)
    with pytest.raises(StoreError, match="twice"):
        restore(backup, other)


def test_of_a_backup_that_was_cut_off_what_is_whole_is_restored(library, other, backup):
    """Without the list at the end of a zip file its parts are still found."""
    whole = Path(backup).read_bytes()
    with zipfile.ZipFile(backup) as file:
        last = file.infolist()[-1]
    Path(backup).write_bytes(whole[: last.header_offset + 60])
    one, two, end = restore(backup, other)
    for incident_id in library.ids():
        assert events(other, incident_id) == events(library, incident_id), "the checkpoint has what the log had"
    assert one.sentence.endswith("4 events, 4 entries restored")
    assert "is not in the backup; what is whole is restored, and nothing is missing" in two.sentence
    assert "damaged at its end" in end.sentence


def test_a_backup_cut_off_anywhere_is_never_a_traceback(clock, backup, tmp_path):
    """Every cut is a sentence or a restored incident."""
    whole = Path(backup).read_bytes()
    for end in range(0, len(whole), max(1, len(whole) // 60)):
        Path(backup).write_bytes(whole[:end])
        library = Library(str(tmp_path / f"cut-{end}"), clock=clock)
        with suppress(StoreError):
            assert restore(backup, library)


@pytest.mark.parametrize("seed", range(40))
def test_a_flipped_byte_is_never_a_traceback_nor_a_wrong_event(library, other, backup, seed):
    """What is restored is what was backed up, or a sentence says that it is not."""
    data = bytearray(Path(backup).read_bytes())
    data[seed * len(data) // 40] ^= 0x55
    Path(backup).write_bytes(data)
    try:
        restored = restore(backup, other)
    except StoreError:
        return
    for one in restored:
        if one.id in other.ids():
            assert events(other, one.id).items() <= events(library, one.id).items()
            assert not one.whole or events(other, one.id) == events(library, one.id)


def test_a_backup_of_a_newer_version_is_left_to_it(other, backup):
    """What a newer warroom wrote is not guessed at."""
    forge(backup, lambda manifest, parts: manifest.update(format=2))
    with pytest.raises(StoreError, match="newer warroom"):
        restore(backup, other)


@pytest.mark.parametrize("manifest", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"warroom": "backup"}',
    b'{"warroom":"warroom backup","format":1}', b'{"warroom":"warroom backup","format":1,"incidents":[3]}',
    b'{"warroom":"warroom backup","format":1,"incidents":[{"id":"x","files":{"a":1}}]}'])  # fmt: skip
def test_a_manifest_that_is_none_is_one_sentence(other, backup, manifest):
    """No shape of JSON gets further than the door."""
    parts = parts_of(backup)
    write_zip(backup, {**parts, "manifest.json": manifest})
    with pytest.raises(StoreError, match=r"manifest\.json"):
        restore(backup, other)


def test_a_log_that_something_else_copied_comes_along_under_a_safe_name(library, other, tmp_path):
    """The room reads it, so the backup has it."""
    incident_id = library.create("checkout errors", by="ana")
    [log] = Path(library.folder(incident_id), "log").glob("*.jsonl")
    with library.open(incident_id, by="ana") as room:
        room.record("in the copy alone")
    log.rename(log.with_name("vm-abcd (conflicted copy, bo's).jsonl"))
    Path(library.folder(incident_id), "incident.json").unlink()
    path = str(tmp_path / "backup.zip")
    assert back_up(library, [incident_id], path).left_out == ()
    restore(path, other)
    assert events(other, incident_id) == events(library, incident_id)
