"""Where things live on this machine.

On Linux the rule is short enough to be followed here; elsewhere platformdirs knows (importing it takes longer than the
whole of `warroom log` should).
"""

import os
import sys
from collections.abc import Mapping

_NAME = "warroom"


def data_folder(environ: Mapping[str, str] = os.environ) -> str:
    """Return the folder of the incidents when nobody says another: WARROOM_HOME, else the platform's."""
    if home := environ.get("WARROOM_HOME", "").strip():
        return os.path.abspath(os.path.expanduser(home))
    if sys.platform.startswith("linux"):
        return _xdg(environ, "XDG_DATA_HOME", "~/.local/share")
    from platformdirs import user_data_dir

    return user_data_dir(_NAME, appauthor=False)


def config_file(environ: Mapping[str, str] = os.environ) -> str:
    """Return the path of the configuration: WARROOM_CONFIG, else config.toml in the platform's folder."""
    if path := environ.get("WARROOM_CONFIG", "").strip():
        return os.path.abspath(os.path.expanduser(path))
    if sys.platform.startswith("linux"):
        return os.path.join(_xdg(environ, "XDG_CONFIG_HOME", "~/.config"), "config.toml")
    from platformdirs import user_config_dir

    return os.path.join(user_config_dir(_NAME, appauthor=False), "config.toml")


def _xdg(environ: Mapping[str, str], variable: str, default: str) -> str:
    base = environ.get(variable, "").strip() or os.path.expanduser(default)
    return os.path.join(base, _NAME)
