"""Checklists are configured, checked, and a mistake is one sentence that stops nothing."""

import textwrap
from pathlib import Path

import pytest

from warroom.config import Config, load_config
from warroom.core.checklists import Checklist


def read(tmp_path, text: str) -> Config:
    """Return what a configuration says."""
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load_config({"WARROOM_CONFIG": str(path)})


def test_checklists_have_a_name_a_moment_severities_and_tasks(tmp_path):
    config = read(
        tmp_path,
        """
        [[checklist]]
        name = "first minutes"
        when = "start"
        severity = ["SEV1", 2]
        tasks = ["say who commands @ana 5m", "+ open the bridge"]
        [[checklist]]
        name = "before we go"
        when = "resolving"
        tasks = ["look at the graphs"]
        """,
    )
    assert config.mistakes == ()
    assert config.checklists == (
        Checklist("first minutes", "start", ("+ say who commands @ana 5m", "+ open the bridge"), ("SEV1", "SEV2")),
        Checklist("before we go", "resolving", ("+ look at the graphs",)),
    )


GOOD = 'name = "a"\nwhen = "start"\ntasks = ["look"]\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[checklist]\n" + GOOD, "is written with two brackets, and has a name, when and tasks"),
        ('[[checklist]]\nwhen = "start"\ntasks = ["look"]', "1: it needs a name, as in name = \"first minutes\""),
        ('[[checklist]]\nname = 7\nwhen = "start"\ntasks = ["look"]', '1: name is a text, as in name = "ana"'),
        ('[[checklist]]\nname = "a"\ntasks = ["look"]', "'a': when is one of start, handover, resolving"),
        ('[[checklist]]\nname = "a"\nwhen = ["lunch"]\ntasks = ["look"]',
         "'a': when is one of start, handover, resolving, and not \"['lunch']\""),
        ('[[checklist]]\nname = "a"\nwhen = "start"\ntasks = "look"',
         "'a': tasks is a list, as in tasks = [\"say who commands @ana 5m\"]"),
        ('[[checklist]]\nname = "a"\nwhen = "start"\ntasks = []',
         "'a': tasks is a list, as in tasks = [\"say who commands @ana 5m\"]"),
        ("[[checklist]]\n" + GOOD + "severity = 9", "'a': severity 9 is not one of 1 (worst) to 5"),
        ("[[checklist]]\n" + GOOD + "owner = 'bo'", "'a': it may say name, when, severity and tasks, and not 'owner'"),
        ('[[checklist]]\nname = "\\u001b[31ma"\nwhen = "start"\ntasks = ["@bo"]',
         "'a': '@bo' is no task: + needs a text: + raise pool size @bo 10m"),
    ],
)  # fmt: skip
def test_a_wrong_checklist_is_not_there_and_the_rest_of_the_file_counts(tmp_path, text, sentence):
    config = read(tmp_path, f"name = 'ana'\n{text}\n")
    (mistake,) = config.mistakes
    assert mistake == f"{tmp_path / 'config.toml'}: [[checklist]] {sentence}"
    assert (config.name, config.checklists) == ("ana", ())


def test_a_wrong_task_and_a_second_list_of_a_name_do_not_take_the_others_with_them(tmp_path):
    text = f'[[checklist]]\nname = "a"\nwhen = "start"\ntasks = ["look", "5m"]\n[[checklist]]\n{GOOD}'
    config = read(tmp_path, text)
    assert config.checklists == (Checklist("a", "start", ("+ look",)),)
    assert [mistake.partition("[[checklist]] ")[2] for mistake in config.mistakes] == [
        "'a': '5m' is no task: + needs a text: + raise pool size @bo 10m",
        "'a': there is one of that name already",
    ]


def test_the_example_of_the_readme_is_without_mistakes(tmp_path):
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    example = textwrap.dedent(readme.partition("(`warroom doctor` says where):\n\n")[2].partition("\nMIT licence")[0])
    config = read(tmp_path, example)
    assert config.mistakes == ()
    assert [one.name for one in config.checklists] == ["first minutes"]
