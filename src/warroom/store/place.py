"""The place a folder is in: on this machine or on another."""

import os

_NETWORK = {
    "9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "davfs", "fuse.sshfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs3",
    "nfs4", "prl_fs", "smb", "smb2", "smb3", "smbfs", "sshfs", "vboxsf", "virtiofs", "vmhgfs", "webdav",
}  # fmt: skip
_NETWORK_WORDS = ("sshfs", "nfs", "davfs", "s3fs", "rclone", "gluster", "ceph", "smb", "cifs", "vmhgfs")


def file_system(path: str) -> str | None:
    """Return the type of the file system that a folder is in, such as `ext4`; None where the system does not say."""
    from psutil import Error, disk_partitions

    path = os.path.realpath(path)
    try:
        mounts = [(one.mountpoint, one.fstype) for one in disk_partitions(all=True)]
    except (OSError, RuntimeError, Error):
        return None
    # The longest holds; of two in one place the later one covers the other.
    best = max(
        ((len(point), place, kind) for place, (point, kind) in enumerate(mounts) if _is_below(path, point)),
        default=None,
    )
    return best[2].lower() or None if best else None


def is_network(kind: str) -> bool:
    """Tell whether a type of file system is one whose files are on another machine."""
    return kind in _NETWORK or (kind.startswith(("fuse.", "osxfuse", "macfuse")) and _has_network_word(kind))


def network_warning(folder: str) -> str:
    """Return one sentence if a folder is on another machine's disk, empty if it is on this one or nobody can tell."""
    kind = file_system(folder)
    if not kind or not is_network(kind):
        return ""
    return (
        f"{folder} is a network folder ({kind}): locks and syncs may not hold there, and it may be down when you need "
        "it; keep the incidents on a disk of this machine with --home, and copy them there with warroom backup"
    )


def _has_network_word(kind: str) -> bool:
    return any(word in kind for word in _NETWORK_WORDS)


def _is_below(path: str, point: str) -> bool:
    point = os.path.normcase(point)
    return os.path.normcase(path).startswith(point.rstrip(os.sep) + os.sep) or os.path.normcase(path) == point
