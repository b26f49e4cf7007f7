"""A crash after every system call, with all that a disk may then have lost: what was acknowledged is there, once."""

import os
import sys
from pathlib import Path

import pytest

from durability import crash
from durability.disk import Tree, crash_states, tree_of

if sys.platform == "win32":
    pytest.skip("the model is that of POSIX", allow_module_level=True)

by_name = {"ids": lambda workload: workload.__name__}


@pytest.mark.parametrize("workload", crash.WORKLOADS, **by_name)
def test_the_model_misses_nothing_that_is_done_to_the_disk(workload, memory):
    """With everything kept, the model's disk is the real one."""
    trace, _ = crash.run(workload, memory / "home")
    assert dict(crash_states(trace, len(trace.ops)))["all of it kept"] == tree_of(memory / "home")


@pytest.mark.parametrize("workload", crash.WORKLOADS, **by_name)
def test_what_was_acknowledged_survives_every_crash(workload, memory):
    """Whatever the moment and whatever is lost, torn, zeroed, flipped or out of order; and the next line works."""
    trace, said = crash.run(workload, memory / "home")
    assert list(crash.problems(trace, said, memory / "after")) == []


def test_a_crash_while_recovering_from_a_crash_loses_nothing_either(memory):
    """Half a line is fenced, logs are made again, a checkpoint is written: each of it can be cut short in turn."""
    trace, said = crash.run(crash.a_day, memory / "home")
    tried = 0
    for place in range(trace.begins, len(trace.ops) + 1, 2):
        for number, (_, tree) in enumerate(crash_states(trace, place)):
            if number % 3 or not _opens(tree):
                continue
            tried += 1
            again, more = crash.run(crash.going_on, memory / f"{place}-{number}", tree, trace.acknowledged(place), said)
            assert list(crash.problems(again, more, memory / "after", every=3)) == []
    assert tried > 20


def test_a_checkpoint_that_came_alone_survives_every_crash(memory):
    """On the machine it was copied to it is the only copy there is."""
    trace, said = crash.run(crash.a_day, memory / "home")
    whole = tree_of(memory / "home")
    alone = Tree(
        frozenset(folder for folder in whole.folders if not folder.endswith("log")),
        frozenset((path, data) for path, data in whole.files if path.endswith("incident.json")),
    )
    again, more = crash.run(crash.going_on, memory / "copy", alone, trace.acknowledged(len(trace.ops)), said)
    assert list(crash.problems(again, more, memory / "after")) == []


def _opens(tree: Tree) -> bool:
    return any(path.endswith((".jsonl", "incident.json")) and data for path, data in tree.files)


def test_the_place_of_a_lost_event_is_never_given_again(library, clock):
    """What bo did to a theory that a crash took before it was safe is never done to what ana records next."""
    incident = library.create("checkout errors", by="ana")
    with library.open(incident, by="bo") as bo:
        bo.record("one")
        with library.open(incident, by="ana") as ana:
            log = Path(ana.folder, "log", f"{ana.record('two').origin}.jsonl")
            before = log.stat().st_size
            ana.record("? the pool is exhausted")
            bo.poll()
            bo.record("/dead-end H1 connections are flat")
        os.truncate(log, before)
        Path(bo.folder, "incident.json").unlink()
        clock.forward(seconds=1)
        with library.open(incident, by="ana") as ana:
            ana.record("? a bad deploy")
            assert [one.status for one in ana.incident.hypotheses if one.statement == "a bad deploy"] == ["open"]
