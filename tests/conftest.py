"""Every test has a home of its own, and none sees the configuration of whoever runs it."""

import gc
from pathlib import Path

import pytest
from hypothesis import settings

from support import Clock
from warroom.store.library import Library

settings.register_profile("rules", deadline=None)  # a busy machine breaks no rule
settings.load_profile("rules")
gc.set_threshold(100_000, 50, 100)  # an app of Textual is many small objects; looking for rings was a sixth of the time


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the path of a home folder that is not there yet."""
    folder = tmp_path / "home"
    monkeypatch.setenv("WARROOM_HOME", str(folder))
    monkeypatch.setenv("WARROOM_CONFIG", str(tmp_path / "no-config.toml"))
    monkeypatch.setenv("TZ", "UTC")
    for variable in ("WARROOM_BY", "WARROOM_INCIDENT"):
        monkeypatch.delenv(variable, raising=False)
    return folder


@pytest.fixture
def clock() -> Clock:
    """Return a clock that shows noon until it is moved."""
    return Clock()


@pytest.fixture
def library(home: Path, clock: Clock) -> Library:
    """Return an empty library."""
    return Library(str(home), clock=clock)
