"""Measure each figure beside what it is compared with, in one run, and print one table. It never fails."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bench import screen, terminal, writers
from bench.peers import peers
from warroom.core.changes import change_of_new, to_event
from warroom.core.line import parse_line
from warroom.core.stamp import next_stamp
from warroom.core.times import Moment
from warroom.store.clock import utc_now
from warroom.store.library import Library
from warroom.store.log import encode_line
from warroom.store.room import Room
from warroom.store.writer import LogWriter

SIZES = (100, 10_000, 100_000)
USUAL = 1_000
"""How many entries a long incident has."""
WRITTEN_UP = 2_000
PAGE = 300
"""How many entries the incident has whose postmortem is written."""
LINES = ("error rate on checkout is 31 %", "! rolled back api to build 4821", "no change on the graph of 14:02")
_COMMAND = "warroom log, {:,} entries / python -c pass"
_DURABLE = "Enter to durable, {:,} entries / write + fdatasync"
_INSTALLED = Path(sys.executable).parent / "warroom"
PROGRAM = [str(_INSTALLED)] if _INSTALLED.exists() else [sys.executable, "-m", "warroom"]


class Figure(NamedTuple):
    """A row of the table: what was measured, what beside it, and the ratio that is wanted at most."""

    what: str
    ours: float
    theirs: float
    target: float
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """How many times the other."""
        return self.ours / self.theirs


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="warroom-bench-") as folder:
        figures = []
        for figure in _figures(folder):
            figures.append(figure)
            _print(figure)
        _print_peers(folder, figures)
    missed = [figure.what for figure in figures if figure.ratio > figure.target]
    print(f"\n{len(figures) - len(missed)} of {len(figures)} rows meet their target")


def _print_peers(folder: str, figures: list[Figure]) -> None:
    """Print how long one more entry takes with others, with as many there already."""
    ours = {figure.what: figure.ours for figure in figures}
    print("\none more entry, in milliseconds, with as many there already")
    for size in SIZES:
        print(f"  warroom, Enter to durable{size:>36,} {ours[_DURABLE.format(size)]:12.2f}")
        print(f"  warroom log TEXT, the whole command{size:>26,} {ours[_COMMAND.format(size)]:12.2f}")
    for peer in peers(folder, SIZES):
        took = f"{peer.milliseconds:12.2f}" if peer.milliseconds is not None else f"  not measured: {peer.why}"
        print(f"  {peer.what:<52}{peer.size:>9,} {took}", flush=True)
    print("\nothers in a terminal, in milliseconds")
    for peer in screen.peers(folder, SIZES[-1]):
        took = f"{peer.milliseconds:12.2f}" if peer.milliseconds is not None else f"  not measured: {peer.why}"
        print(f"  {peer.what:<52}{peer.size:>9,} {took}", flush=True)


def _print(figure: Figure) -> None:
    mark = "" if figure.ratio <= figure.target else "  MISSED"
    print(
        f"{figure.what:<58} {figure.ours:9.2f} {figure.unit:<3} {figure.theirs:9.2f} {figure.unit:<3}"
        f" {figure.ratio:6.2f} × (≤ {figure.target:g}){mark}",
        flush=True,
    )


def _figures(folder: str) -> Iterator[Figure]:
    incidents = {size: _fill(os.path.join(folder, str(size)), size) for size in SIZES}
    for size, incident in incidents.items():
        yield _log_command(size, incident)
    durable = {size: _enter_to_durable(size, incident) for size, incident in incidents.items()}
    yield from durable.values()
    small, large = durable[SIZES[0]], durable[SIZES[-1]]
    yield Figure(f"Enter to durable, {SIZES[-1]:,} entries / {SIZES[0]:,} entries", large.ours, small.ours, 1.5)
    yield _open(incidents[SIZES[-1]], SIZES[-1])
    yield _first_frame(_fill(os.path.join(folder, str(USUAL)), USUAL))
    yield from _screen(incidents[SIZES[-1]])
    yield _postmortem(_fill(os.path.join(folder, str(WRITTEN_UP)), WRITTEN_UP))
    yield from _export(incidents[10_000])
    yield _page(_fill(os.path.join(folder, str(PAGE)), PAGE))
    alone = writers.append_p50(incidents[SIZES[0]])
    with writers.hot_writers(incidents[SIZES[0]], 2):
        beside = writers.append_p50(incidents[SIZES[0]])
    yield Figure("append beside two hot writers / alone, p50", beside, alone, 3)
    yield Figure("on another screen, p99 / 150 ms", screen.percentile(writers.visible(incidents[10_000]), 99), 150, 1)
    yield Figure(f"memory, {SIZES[-1]:,} entries open / 400 MB", writers.memory_mb(incidents[SIZES[-1]]), 400, 1, "MB")


def _screen(folder: str) -> Iterator[Figure]:
    """Yield what somebody at the screen waits for, with the most entries in the room."""
    with_so_many = f"with {SIZES[-1]:,} entries"
    ours, bare = screen.keys_to_paint(folder)
    for percent in (50, 95):
        beside = screen.percentile(bare, percent)
        what = f"a key to its letter, {with_so_many} / a bare Input, p{percent}"
        yield Figure(what, screen.percentile(ours, percent), beside, 1.3)
    for what, found, most in (
        ("Enter to the row on the screen", screen.enter_to_row(folder), 30),
        ("a page down", screen.pages(folder), 50),
        ("a letter of a filter", screen.filter_keys(folder), 100),
    ):
        yield Figure(f"{what}, {with_so_many}, p95 / {most} ms", screen.percentile(found, 95), most, 1)
    yield Figure(f"a room nobody touches, {with_so_many} / 1 % of a processor", screen.idle_percent(folder), 1, 1, "%")


def _postmortem(folder: str) -> Figure:
    """Return how soon the document beside it follows what is written."""
    keys = screen.postmortem_keys(folder)
    what = f"a key to the postmortem beside it, {WRITTEN_UP:,} entries, p95 / 100 ms"
    return Figure(what, screen.percentile(keys, 95), 100, 1)


def _fill(home: str, size: int) -> str:
    """Make an incident with so many entries, and return its folder."""
    library = Library(home)
    folder = library.folder(library.create("checkout errors", by="bench"))
    with Room(folder, by="bench") as room:
        writer, seen, entries = LogWriter.take(folder, {}), room.fold.seen, []
        for number in range(size):
            now = utc_now()
            change = change_of_new(parse_line(LINES[number % len(LINES)]), Moment(now))
            event = to_event(
                change, origin=writer.origin, n=writer.n + number + 1, stamp=next_stamp(now, seen.stamp), by="bench",
                seen=seen, via="command",
            )  # fmt: skip
            seen = seen.with_event(event)
            entries.append((event, seen))
        writer.append(entries)
        writer.close()
        room.poll()
        room.checkpoint()
    return folder


def _interleaved(first: Callable[[], float], second: Callable[[], float], times: int) -> tuple[float, float]:
    """Return the medians of two measurements that took turns, so that both saw the same machine."""
    pairs = [(first(), second()) for _ in range(times)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def _process(command: list[str], **environ: str) -> Callable[[], float]:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | environ

    def run() -> float:
        began = time.perf_counter()
        subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
        return (time.perf_counter() - began) * 1000

    run()  # so that everything is compiled and in the page cache
    return run


def _log_command(size: int, folder: str) -> Figure:
    home = str(Path(folder).parent.parent)
    ours, bare = _interleaved(
        _process([*PROGRAM, "log", LINES[0]], WARROOM_HOME=home), _process([sys.executable, "-c", "pass"]), 40
    )
    return Figure(_COMMAND.format(size), ours, bare, 4)


def _enter_to_durable(size: int, folder: str) -> Figure:
    with Room(folder, by="bench") as room:
        event = room.record(LINES[0])
        line = encode_line(event, room.fold.seen)
        descriptor = os.open(os.path.join(folder, "beside"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

        def ours() -> float:
            began = time.perf_counter()
            room.record(LINES[0])
            return (time.perf_counter() - began) * 1000

        def bare() -> float:
            began = time.perf_counter()
            os.write(descriptor, line)
            getattr(os, "fdatasync", os.fsync)(descriptor)
            return (time.perf_counter() - began) * 1000

        figure = Figure(_DURABLE.format(size), *_interleaved(ours, bare, 400), 2)
        os.close(descriptor)
        return figure


def _open(folder: str, size: int) -> Figure:
    path = os.path.join(folder, "incident.json")

    def in_new_process(code: str) -> Callable[[], float]:
        def run() -> float:
            timed = f"import time, json\n{code}\nprint((time.perf_counter() - began) * 1000)"
            return float(subprocess.run([sys.executable, "-c", timed], check=True, capture_output=True).stdout)

        return run

    ours = in_new_process(
        f"from warroom.store.room import Room\nbegan = time.perf_counter()\nRoom({folder!r}, by='bench')"
    )
    bare = in_new_process(f"began = time.perf_counter()\njson.load(open({path!r}, encoding='utf-8'))")
    return Figure(f"open {size:,} entries / json.load of the checkpoint", *_interleaved(ours, bare, 5), 3)


_BARE = """
from textual.app import App
from textual.widgets import Input, Static
class Bare(App):
    CSS = "Static { height: 1fr; }"
    def compose(self):
        for place in range(4):
            yield Static("", id=f"pane{place}")
        yield Input(placeholder="what happened?")
Bare().run()
"""


def _first_frame(folder: str) -> Figure:
    """Return how long it takes until the line can be seen in a terminal, from the start of the process."""
    home, incident = str(Path(folder).parent.parent), Path(folder).name
    ours = [*PROGRAM, "--home", home, incident, "--by", "eyes"]
    bare = [sys.executable, "-c", _BARE]
    for command in (ours, bare):
        terminal.until_seen(command, terminal.LINE)
    return Figure(
        "first frame / a bare app of four panes and an input, in a terminal",
        *_interleaved(*(partial(terminal.until_seen, command, terminal.LINE) for command in (ours, bare)), 21),
        1.3,
    )


def _export(folder: str) -> Iterator[Figure]:
    from warroom.postmortem import html, markdown
    from warroom.postmortem.document import build_document

    incident = Room(folder, by="bench").incident
    for name, render, most in (("Markdown", markdown.render, 1), ("HTML", html.render, 2)):
        began = time.process_time()
        render(build_document(incident))
        seconds = time.process_time() - began
        yield Figure(f"export 10,000 entries as {name}, processor time / {most} s", seconds * 1000, most * 1000, 1)


def _page(folder: str) -> Figure:
    """Return how large the page of a usual incident is."""
    from warroom.postmortem import html
    from warroom.postmortem.document import build_document

    size = len(html.render(build_document(Room(folder, by="bench").incident)).encode()) / 1024
    return Figure(f"a page of {PAGE:,} entries / 300 KB", size, 300, 1, "KB")


if __name__ == "__main__":
    main()
