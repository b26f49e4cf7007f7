"""Where a folder is: on a disk of this machine, or behind a network that may be down when it is needed."""

import os
from types import SimpleNamespace

import psutil
import pytest

from warroom.store.place import file_system, is_network, network_warning


@pytest.fixture
def mounts(monkeypatch):
    """Have a folder in a place that is made of these mount points."""

    def give(*mounted):
        found = [SimpleNamespace(mountpoint=point, fstype=kind) for point, kind in mounted]
        monkeypatch.setattr(psutil, "disk_partitions", lambda **_: found)
        monkeypatch.setattr(os.path, "realpath", lambda path: path)

    return give


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "smbfs", "fuse.sshfs", "fuse.rclone", "9p", "macfuse.sshfs"])
def test_a_folder_of_another_machine_is_warned_of(mounts, kind):
    """One sentence, with what to do instead."""
    mounts(("/", kind))
    assert "--home" in network_warning("/srv/incidents")
    assert kind in network_warning("/srv/incidents")


@pytest.mark.parametrize("kind", ["ext4", "apfs", "btrfs", "tmpfs", "overlay", "fuse.gocryptfs", "fuseblk", "NTFS"])
def test_a_folder_of_this_machine_is_not(kind):
    """Nor is one of which nobody knows."""
    assert not is_network(kind)


def test_the_nearest_mount_counts_and_of_two_the_later(mounts):
    """A mount covers what is below it, and not what merely begins like it."""
    mounts(("/", "ext4"), ("/srv", "ext4"), ("/srv", "nfs4"), ("/srv/fast", "xfs"))
    assert file_system("/srv/incidents") == "nfs4"
    assert file_system("/srv/fast/incidents") == "xfs"
    assert file_system("/srv/faster") == "nfs4"
    assert file_system("/srvother") == "ext4"


def test_a_system_that_does_not_say_warns_of_nothing(monkeypatch):
    """A warning nobody can trust is none."""

    def refuse(**_):
        raise OSError("no mounts here")

    monkeypatch.setattr(psutil, "disk_partitions", refuse)
    assert file_system("/srv") is None
    assert network_warning("/srv") == ""
