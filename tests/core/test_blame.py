"""Words that blame a person are found where they blame one, and nowhere else."""

import pytest

from core.test_readiness import codes, only, played
from warroom.core.readiness import readiness

BLAMING = [
    ("ana should have checked the limit", "ana should have"),
    ("he forgot to renew the certificate", "he forgot"),
    ("The engineer simply ignored the alert", "engineer simply ignored"),
    ("@perf failed to tell anybody", "@perf failed to"),
    ("it was human error", "human error"),
    ("a careless change", "careless"),
    ("this was ana's fault", "ana's fault"),
    ("she didn't bother to look", "she didn't bother"),
    ("the on-call broke the build", "on-call broke"),
    ("somebody made a mistake", "somebody made a mistake"),
    ("ana shouldn't have restarted it", "ana shouldn't have"),
    ("the dba is to blame", "dba is to blame"),
]  # fmt: skip
INNOCENT = [
    "the disk failed to mount",
    "we should have an alert for this",
    "we missed the alert",
    "the pods they failed to start",
    "the network is at fault, as ana thinks",
    "a fault in the pool",
    "page fault",
    "ana saw that the job failed to start",
    "fault tolerance for the team",
    "the cache is to blame",
    "errors should have stopped by now",
    "ana: the link broke",
    "error handling is sloppy-free",
    "nobody's fault",
    "told ana. It broke again",
    "a user error page was shown to ana",
    "lazy loading",
    "ana asked whether the alert was missed",
    "checkout failed to answer",
    "human errors_total metric is flat",
]


@pytest.mark.parametrize(("text", "words"), BLAMING)
def test_words_that_blame_somebody_are_told_with_their_place(text, words):
    """Judging words always; words of what ought to have been done behind somebody who is a person."""
    found = only(played(f"09:50 {text}"), "blaming_words")
    assert found.message.startswith(f"'{words}' in #10 blames a person; say what ")
    assert (found.ref, found.severity) == ("#10", "warning")


@pytest.mark.parametrize("text", INNOCENT)
def test_words_that_blame_nobody_are_left_alone(text):
    """Disks fail, we learn, and a service is no person even where somebody is called as it is."""
    assert "blaming_words" not in codes(played(f"09:50 {text}"))


def test_blame_is_found_wherever_people_write():
    """The document's own texts and every record, each with the line that writes it anew; struck rows are taken back."""
    incident = played(
        "/set conclusion ana forgot the limit", "/set lucky bo, it was human error, noticed", "09:20 ? he broke it",
        "09:30 /rule-out H2 operator error", "09:40 ^ dba: she ignored it", "09:50 it was carelessness",
        "/strike #13 unfair",
    )  # fmt: skip
    found = {one.message.rpartition(": ")[2] for one in readiness(incident) if one.code == "blaming_words"}
    assert found == {"/set conclusion TEXT", "/set lucky -", "/edit H2 TEXT", "/ended-by H2 TEXT", "/edit E1 TEXT"}


def test_a_service_that_somebody_is_called_as_is_no_person():
    """Who owns a task is a person, unless an affected service has that name."""
    said = ("09:50 perf failed to answer",)
    assert "blaming_words" in codes(played(*said))
    assert "blaming_words" not in codes(played("/service perf", *said))
