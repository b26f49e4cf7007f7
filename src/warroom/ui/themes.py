"""The colours: dark, light and high contrast; beside them the terminal's own, which are Textual's `ansi` themes."""

from textual.theme import Theme

_SEVERITIES = {
    "severity-text": "#ffffff", "severity-1": "#b3261e", "severity-2": "#a85a00", "severity-3": "#4d6b8a",
}  # fmt: skip

DARK = Theme(
    name="warroom-dark", dark=True, primary="#7fa7cf", secondary="#9db4cc", accent="#7cc4c4", success="#8fbf7f",
    warning="#e0b060", error="#e07a70", foreground="#d5dbe3", background="#11151a", surface="#171c23", panel="#1d242d",
    variables={**_SEVERITIES, "border-blurred": "#36414e", "quiet": "#8a97a6"},
)  # fmt: skip
LIGHT = Theme(
    name="warroom-light", dark=False, primary="#2c5f8a", secondary="#48617a", accent="#00696b", success="#2e6b2e",
    warning="#8a5a00", error="#a8231a", foreground="#1b2129", background="#f7f7f4", surface="#efefea", panel="#e4e5e0",
    variables={**_SEVERITIES, "border-blurred": "#b9bec4", "quiet": "#5d666f"},
)  # fmt: skip
HIGH_CONTRAST = Theme(
    name="warroom-high-contrast", dark=True, primary="#9fd0ff", secondary="#c8e0ff", accent="#5ff0f0",
    success="#8dff7a", warning="#ffd75f", error="#ff9a8f", foreground="#ffffff", background="#000000",
    surface="#000000", panel="#16202c",
    variables={
        "severity-text": "#ffffff", "severity-1": "#8f0000", "severity-2": "#7a3d00", "severity-3": "#123a5c",
        "border-blurred": "#9aa5b1", "quiet": "#d0d7de",
    },
)  # fmt: skip

THEMES = (DARK, LIGHT, HIGH_CONTRAST)

DEFAULTS = {**_SEVERITIES, "border-blurred": "#5a6673", "quiet": "#8a8f98"}
"""Our own variables, for the themes that do not have them."""
