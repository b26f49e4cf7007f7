"""Writing an export to a file where the program was started."""

from pathlib import Path

from warroom.core.errors import StoreError
from warroom.ui.actions import key_of


def write_beside(name: str, form: str, data: str | bytes) -> Path:
    """Write an export to a new file, never over another, and return where it is.

    Raises:
        StoreError: it cannot be written there.
    """
    content = data if isinstance(data, bytes) else data.encode()
    number, path = 1, Path.cwd() / f"{name}.{form}"
    while True:
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            number += 1
            path = Path.cwd() / f"{name}-{number}.{form}"
        except OSError as error:
            why = (error.strerror or "it failed").lower()
            copies = f"{key_of('document.copy')} copies the document instead"
            raise StoreError(f"{path} could not be written ({why}): {copies}") from None
        else:
            return path
