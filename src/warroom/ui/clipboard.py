"""Copying from a screen: beside it, so that nothing that hangs holds it up, and into a file where all else fails."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from warroom.clipboard import copy
from warroom.store.files import replace_file

if TYPE_CHECKING:
    from collections.abc import Callable


async def copied(text: str, write: Callable[[str], object], folder: str, name: str) -> str:
    """Copy a text and return a sentence that says where it went: if nowhere, into the file NAME of a folder."""
    result = await asyncio.to_thread(copy, text, write)
    if result.anywhere:
        return str(result)
    path = os.path.join(folder, name)
    try:
        await asyncio.to_thread(replace_file, path, f"{text}\n".encode(errors="replace"))
    except OSError as error:
        return f"{result}, and {path} cannot be written ({(error.strerror or str(error)).lower()})"
    return f"{result}: it is in {path}"
