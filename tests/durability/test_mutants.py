"""The crash tests can fail: each of these is our own code with the mistake that such code most often has."""

import os
import sys

import pytest

from durability import crash
from warroom.core import fold
from warroom.store import files, log, tiny, writer

if sys.platform == "win32":
    pytest.skip("the model is that of POSIX", allow_module_level=True)


def no_data_sync(patch: pytest.MonkeyPatch) -> None:
    """A line is acknowledged while it is on its way."""
    patch.setattr(writer, "sync_file", lambda descriptor: None)


def no_folder_sync(patch: pytest.MonkeyPatch) -> None:
    """A line is acknowledged while the log's name is on its way."""
    patch.setattr(writer, "sync_folder", lambda path: None)
    patch.setattr(files, "sync_folder", lambda path: None)


def rename_before_sync(patch: pytest.MonkeyPatch) -> None:
    """The checkpoint is put in place before its data is safe."""

    def replace_file(path: str, data: bytes) -> None:
        beside = f"{path}.tmp"
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.write(descriptor, data)
        os.replace(beside, path)
        os.fsync(descriptor)
        os.close(descriptor)
        files.sync_folder(os.path.dirname(path))

    patch.setattr(tiny, "replace_file", replace_file)


def truncate_first(patch: pytest.MonkeyPatch) -> None:
    """The checkpoint is emptied and written anew where it is."""

    def replace_file(path: str, data: bytes) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.write(descriptor, data)
        os.fsync(descriptor)
        os.close(descriptor)
        files.sync_folder(os.path.dirname(path))

    patch.setattr(tiny, "replace_file", replace_file)


def no_fence(patch: pytest.MonkeyPatch) -> None:
    """A line is written straight behind the half of another, and nobody looks for whole ones in what cannot be read."""
    real = writer.LogWriter._take_over.__func__

    def take_over(cls, *arguments):
        if taken := real(cls, *arguments):
            taken._fence = b""
        return taken

    patch.setattr(writer.LogWriter, "_take_over", classmethod(take_over))
    patch.setattr(log, "_salvage", lambda line: iter(()))


def places_given_twice(patch: pytest.MonkeyPatch) -> None:
    """A log that has lost its end is written on as if it had not, and of two events in one place one is dropped."""
    real = writer.LogWriter.take.__func__
    patch.setattr(writer.LogWriter, "take", classmethod(lambda cls, folder, known: real(cls, folder, {})))
    patch.setattr(fold, "twin", lambda event, other: other)


@pytest.mark.parametrize(
    "mutant",
    [no_data_sync, no_folder_sync, rename_before_sync, truncate_first, no_fence, places_given_twice],
    ids=lambda mutant: mutant.__name__,
)
def test_a_mistake_of_ours_is_found(mutant, memory):
    """At least one crash of one of the days loses something, or leaves a checkpoint that is not whole."""
    with pytest.MonkeyPatch.context() as patch:
        mutant(patch)
        found = (
            problem
            for number, workload in enumerate(crash.WORKLOADS)
            for problem in crash.problems(*crash.run(workload, memory / f"home{number}"), memory / "after")
        )
        assert next(found, None)
