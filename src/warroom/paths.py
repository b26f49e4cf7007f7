"""Where things live on this machine.

On Linux the rule is short enough to be followed here; elsewhere platformdirs knows (importing it takes longer than the
whole of `warroom log` should).
"""

import os
import sys
from collections.abc import Mapping

from warroom.core.errors import NotFoundError

_NAME = "warroom"


def data_folder(environ: Mapping[str, str] = os.environ) -> str:
    """Return the folder of the incidents when nobody says another: WARROOM_HOME, else the platform's.

    Raises:
        NotFoundError: it would be in a home folder, and there is none.
    """
    if home := environ.get("WARROOM_HOME", "").strip():
        return os.path.abspath(expanded(home))
    if sys.platform.startswith("linux"):
        return _xdg(environ, "XDG_DATA_HOME", "~/.local/share")
    from platformdirs import user_data_dir

    return expanded(user_data_dir(_NAME, appauthor=False))


def config_file(environ: Mapping[str, str] = os.environ) -> str:
    """Return the path of the configuration: WARROOM_CONFIG, else config.toml in the platform's folder.

    Raises:
        NotFoundError: it would be in a home folder, and there is none.
    """
    if path := environ.get("WARROOM_CONFIG", "").strip():
        return os.path.abspath(expanded(path))
    if sys.platform.startswith("linux"):
        return os.path.join(_xdg(environ, "XDG_CONFIG_HOME", "~/.config"), "config.toml")
    from platformdirs import user_config_dir

    return os.path.join(expanded(user_config_dir(_NAME, appauthor=False)), "config.toml")


def templates_folder(environ: Mapping[str, str] = os.environ) -> str:
    """Return the folder of people's own templates: `templates`, beside the configuration.

    Raises:
        NotFoundError: it would be in a home folder, and there is none.
    """
    return os.path.join(os.path.dirname(config_file(environ)), "templates")


def expanded(path: str) -> str:
    """Return a path with the home folder in the place of `~`.

    Raises:
        NotFoundError: there is no such home folder, and a folder called `~` is not what anybody meant.
    """
    whole = os.path.expanduser(path)
    if whole.startswith("~"):
        who = whole.partition(os.sep)[0]
        raise NotFoundError(f"there is no home folder ({who} stands for none): say where with --home or WARROOM_HOME")
    return whole


def short_path(path: str, width: int | None = None) -> str:
    """Return a path as people read it: their own folder as ~, and of one longer than a width only the end."""
    home = os.path.expanduser("~")
    if path.startswith(home + os.sep):
        path = "~" + path[len(home) :]
    return path if width is None or len(path) <= width else "…" + path[len(path) - width + 1 :]


def _xdg(environ: Mapping[str, str], variable: str, default: str) -> str:
    base = environ.get(variable, "").strip() or expanded(default)
    return os.path.join(base, _NAME)
