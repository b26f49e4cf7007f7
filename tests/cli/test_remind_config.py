"""When and how to be reminded is configured, checked, and a mistake is one sentence that stops nothing."""

import pytest

from warroom.config import Config, load_config
from warroom.core.clocks import Remind


def read(tmp_path, text: str) -> Config:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load_config({"WARROOM_CONFIG": str(path)})


def test_each_interval_way_and_rung_is_read(tmp_path):
    """In any order of the tables."""
    config = read(
        tmp_path,
        """
        [escalation]
        dba = ["dba-lead", "cto"]
        [remind]
        call_out = "15m"
        silence = "never"
        answer = "1m"
        roles = "2h"
        handover = "3m"
        bell = false
        """,
    )
    assert config.mistakes == ()
    assert config.remind == Remind(900, None, 60, 7200, (("dba", "dba-lead", "cto"),), 180)
    assert config.signals == ("title", "notify")


def test_without_a_configuration_every_reminder_is_on(tmp_path):
    assert read(tmp_path, "").signals == ("bell", "title", "notify")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[remind]\nsilence = "30s"', "[remind] silence: 30s is not from 1 to 120 minutes"),
        ('[remind]\nanswer = "3h"', "[remind] answer: 3h is not from 1 to 120 minutes"),
        ("[remind]\nroles = 5", "[remind] roles: 5 is not a time"),
        ('[remind]\nbell = "no"', "[remind] bell: 'no' is neither true nor false"),
        (
            "[remind]\nbeep = true",
            "may say call_out, silence, answer, roles, handover, undecided, bell, title, notify, and not",
        ),
        ("remind = 3", "[remind] is a table"),
        ('[escalation]\ndba = "lead"', "[escalation] dba: it is a list of names"),
        ("escalation = 3", "[escalation] is a table"),
    ],
)
def test_a_mistake_is_one_sentence_and_the_rest_counts(tmp_path, text, said):
    """The file is named, what is wrong, and what would be right."""
    config = read(tmp_path, f"name = 'ana'\n{text}\n")
    (mistake,) = config.mistakes
    assert said in mistake
    assert config.name == "ana"
