"""Words without options are read without argparse, for its time, and mean what they mean to it."""

from importlib import import_module

import pytest

from warroom.cli import VERBS, _parse, _plain_words

MODULES = {verb: import_module(f"warroom.cli.{'listing' if verb == 'list' else verb}") for verb in (*VERBS, "room")}


@pytest.mark.parametrize("words", [[], ["checkout"], ["error", "rate", "is 31 %"]], ids=len)
@pytest.mark.parametrize("verb", MODULES)
def test_plain_words_mean_what_they_mean_to_argparse(verb: str, words: list[str]) -> None:
    """Whatever is read without it is read alike."""
    plain = _plain_words(MODULES[verb], words, "home")
    if plain is not None:
        assert vars(_parse(MODULES[verb], verb, words, "home")) == vars(plain)


@pytest.mark.parametrize(("verb", "words"), [("log", ["error"]), ("room", []), ("room", ["checkout"])])
def test_the_commands_that_are_timed_do_without_argparse(verb: str, words: list[str]) -> None:
    """A line in the shell and the opening of the room never pay for it."""
    assert _plain_words(MODULES[verb], words, None) is not None


@pytest.mark.parametrize("words", [["--by", "bo", "error"], ["-"], ["error", "--at", "14:02"], ["-h"]])
def test_an_option_anywhere_is_left_to_argparse(words: list[str]) -> None:
    """Only words are plain words."""
    assert _plain_words(MODULES["log"], words, None) is None
