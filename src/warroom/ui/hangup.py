"""A terminal that goes away: the program ends with it, and what was recorded is on the disk.

A hang-up signal is not enough: it reaches the session's leader, and a program behind `make`, `sudo` or a wrapper that
ignores it would go on without a terminal, busy, holding its log.
"""

from __future__ import annotations

import os
import select
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

HUNG_UP = 129
"""The exit code of a program that a hang-up ended: 128 and the signal's number."""


def end_with_the_terminal(save: Callable[[], object]) -> None:
    """Watch for the terminal to go away; then `save` what is not on the disk yet, and end the process.

    The watch waits in the system and costs nothing. Where the system cannot tell (Windows), the signal has to do.
    """
    if not hasattr(select, "poll") or not sys.stdin.isatty():
        return
    watch = select.poll()
    watch.register(sys.stdin.fileno(), 0)  # nothing is asked for, but a hang-up is always told

    def wait() -> None:
        if any(what & select.POLLHUP for _, what in watch.poll()):
            with suppress(Exception):  # nobody is there to be told; what was acknowledged is on the disk
                save()
            os._exit(HUNG_UP)

    threading.Thread(target=wait, name="hang-up", daemon=True).start()
