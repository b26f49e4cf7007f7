"""The five founding incidents: every fact of them goes in as lines and comes out of the record and the document."""

import html
import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from replays.player import FOLDER, SCRIPTS, WRITTEN_UP, lines, new_arguments, play, play_in_core, run
from warroom.core.contract import contract
from warroom.core.line import parse_line, render_line

CORPUS = FOLDER.parents[2] / "shared" / "corpus"


class Founding(NamedTuple):
    """A founding incident: its script, the facts it must hold, its record, its document, and what `check` says."""

    script: Path
    facts: dict[str, Any]
    record: dict[str, Any]
    document: str
    findings: list[dict[str, Any]]


@pytest.fixture(scope="module", params=SCRIPTS, ids=lambda path: path.stem)
def founding(request, tmp_path_factory):
    """Play a script through the installed program into a fresh home."""
    script: Path = request.param
    home = tmp_path_factory.mktemp("home")
    incident_id = play(script, home)
    shown = run(home, "show", incident_id, "--json")
    assert shown.returncode == 0, shown.stderr
    exported = run(home, "export", incident_id, "-f", "md")
    assert exported.returncode == 0, exported.stderr
    checked = run(home, "check", incident_id, "--json")
    assert checked.returncode == 1, "follow-ups have no owner: it is not ready"
    facts = tomllib.loads(script.with_suffix(".toml").read_text(encoding="utf-8"))
    return Founding(script, facts, json.loads(shown.stdout), _plain(exported.stdout), json.loads(checked.stdout))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_every_line_of_a_script_is_understood_and_can_be_written_back(script):
    """No line is left over as a note by accident: each reads as it was meant and renders to itself."""
    for line in lines(script):
        read = parse_line(line)
        assert parse_line(render_line(read)) == read
        assert read.text[:1] not in {"/", "+", "^", "?", "!"}


def test_the_program_and_core_alone_make_the_same_record(founding):
    """Which door a script goes through makes no difference to what it says."""
    alone = contract(play_in_core(founding.script))
    for table in ("timeline", "hypotheses", "escalations", "tasks", "decisions", "updates"):
        assert _said(founding.record[table]) == _said(alone[table]), table
    assert founding.record["metrics"] == alone["metrics"]
    assert _said([founding.record["incident"]]) == _said([alone["incident"]])


def test_the_timeline_is_row_for_row_as_it_was_written(founding):
    """Every time, kind and record of the timeline, in order; `about` where the source gave no time."""
    rows = founding.record["timeline"]
    expected = founding.facts["timeline"]
    assert [_row_head(row) for row in rows] == [_fact_head(fact) for fact in expected]
    for row, fact in zip(rows, expected, strict=True):
        _assert_words(_fact_words(fact), row["text"], fact)


def test_milestones_stand_where_they_were_stated(founding):
    """A milestone that nobody stated is null, and one that contradicts another is not moved."""
    milestones = founding.record["incident"]["milestones"]
    stated = {name: at[:16] for name, at in milestones.items() if at}
    assert stated == founding.facts["milestones"]


def test_what_is_said_of_the_incident_is_kept(founding):
    """Impact, users, detection, cause, resolution and conclusion, with the zone, status and services."""
    incident = founding.record["incident"]
    for name in ("zone", "status", "services"):
        assert incident[name] == founding.facts[name]
    assert incident["mode"] == "retrospective"
    assert incident["title"] == new_arguments(founding.script)[1]
    for name, words in founding.facts["words"].items():
        text = incident[name]
        _assert_words(words.split(), " ".join(text) if isinstance(text, list) else text, name)


def test_every_theory_has_its_outcome_and_its_times(founding):
    """Misleading paths, theories ruled out, the confirmed one, and those that nobody ever closed."""
    found = founding.record["hypotheses"]
    assert len(found) == len(founding.facts["hypotheses"])
    for theory, fact in zip(found, founding.facts["hypotheses"], strict=True):
        ref, status, misleading, opened, closed, *words = fact.split()
        assert theory["ref"] == ref
        assert (theory["status"], theory["misleading"]) == (status, misleading == "misleading"), fact
        assert theory["proposed_at"][:16] == opened, fact
        assert (theory["closed_at"] or "-")[:16] == closed, fact
        assert not theory["misleading"] or theory["why"], fact
        _assert_words(words, theory["statement"], fact)


def test_every_team_that_was_called_is_an_escalation_of_its_own(founding):
    """Two teams in one sentence are two calls; a notification is one too."""
    found = founding.record["escalations"]
    assert len(found) == len(founding.facts["escalations"])
    for call, fact in zip(found, founding.facts["escalations"], strict=True):
        ref, outcome, paged, *words = fact.split()
        assert (call["ref"], call["outcome"], call["paged_at"][:16]) == (ref, outcome, paged)
        assert (call["finding"] is not None) == (outcome == "answered"), fact
        _assert_words(words, call["to"], fact)


@pytest.mark.parametrize(
    ("part", "table", "field"),
    [("ended", "hypotheses", "why"), ("looked_right", "hypotheses", "attraction"), ("found", "escalations", "finding")],
)
def test_what_ended_a_path_what_made_it_look_right_and_what_was_found_is_said(founding, part, table, field):
    """Where the source says it, the record does; where it does not, nothing is made up."""
    said = {record["ref"]: record[field] for record in founding.record[table] if record[field]}
    assert said.keys() == founding.facts[part].keys()
    for ref, words in founding.facts[part].items():
        _assert_words(words.split(), said[ref], ref)


@pytest.mark.parametrize("kind", ["preventative", "corrective"])
def test_every_measure_and_every_task_is_a_follow_up(founding, kind):
    """Item by item and in order, those that repeat each other too."""
    found = [task for task in founding.record["tasks"] if task["kind"] == kind]
    assert len(found) == len(founding.facts[kind])
    for task, words in zip(found, founding.facts[kind], strict=True):
        assert task["state"] == "todo"
        _assert_words(words.split(), task["text"], words)


def test_figures_are_counted_from_what_was_stated(founding):
    """A detection before the start gives a negative time, and a milestone nobody stated gives none."""
    for name, seconds in founding.facts["metrics"].items():
        expected = None if seconds == "unknown" else seconds
        assert founding.record["metrics"][name]["seconds"] == expected, name
        assert founding.record["metrics"][name]["definition"]


def test_contradictions_are_shown_and_not_repaired(founding):
    """`check` names each with its code and where it is; the readiness of the record is the same list."""
    assert founding.findings == founding.record["readiness"]
    for code, refs in founding.facts["contradictions"].items():
        found = [finding["ref"] or "-" for finding in founding.findings if finding["code"] == code]
        assert found[: len(refs.split())] == refs.split(), code
        assert all(finding["message"] for finding in founding.findings)
    ownerless = {finding["ref"] for finding in founding.findings if finding["code"] == "task_without_owner"}
    assert ownerless == {task["ref"] for task in founding.record["tasks"]}
    blockers = [finding["severity"] for finding in founding.findings]
    assert blockers == sorted(blockers), "blockers come first"


def test_an_unknown_date_is_kept_as_it_was_written(founding):
    """20XX is kept in 2000 and says so: the typed text stays beside the stand-in on every row."""
    unknown = founding.facts.get("unknown")
    typed = [row["typed"] or "" for row in founding.record["timeline"]]
    assert all(unknown in text for text in typed) if unknown else not any("X" in text for text in typed)
    messages = [finding["message"] for finding in founding.findings if finding["code"] == "unknown_date"]
    assert len(messages) == (1 if unknown else 0)
    if unknown:
        assert unknown in messages[0]
        assert f"{len(typed)} rows" in messages[0]
        assert founding.facts["shown"] in founding.document
        assert "2000" not in founding.document, "the stand-in is nobody's date"


def test_the_document_has_every_row_at_its_time(founding):
    """Each fact of the timeline is on a line of the exported Markdown, beside its clock time."""
    document = founding.document.splitlines()
    for fact in founding.facts["timeline"]:
        clock, words = fact.split()[1], _fact_words(fact)
        assert any(clock in line and _has_words(words, line) for line in document), fact


def test_the_document_has_every_text_and_every_record(founding):
    """What is in the record is in the document: texts, theories with what ended them, calls, follow-ups."""
    incident, record = founding.record["incident"], founding.record
    texts = [incident["title"], *incident["services"], *incident["contributing_factors"]]
    texts += [incident[name] for name in founding.facts["words"] if isinstance(incident[name], str)]
    for theory in record["hypotheses"]:
        texts += [theory["statement"], theory["why"], theory["attraction"]]
    for call in record["escalations"]:
        texts += [call["to"], call["from"], call["reason"], call["finding"]]
    texts += [task["text"] for task in record["tasks"]]
    document = " ".join(founding.document.split())
    missing = [text for text in texts if text and " ".join(text.split()) not in document]
    assert missing == []


def test_the_document_names_the_zone_and_counts_the_follow_ups(founding):
    """No placeholder, no empty heading; the zone is said; each follow-up has its own line."""
    assert founding.facts["zone"] in founding.document
    assert not re.search(r"\b(TODO|TBD|None|null|lorem)\b", founding.document)
    assert not re.search(r"^(#+) .*\n+(?=\1 )", founding.document, re.MULTILINE), "a heading without content"
    for task in founding.record["tasks"]:
        assert task["text"] in founding.document


# Beside the source, where it is at hand

needs_corpus = pytest.mark.skipif(not CORPUS.exists(), reason=f"the founding documents are not here: {CORPUS}")

_KINDS = {
    "detection": {"alert"},
    "notification": {"escalation"},
    "hypothesis": {"hypothesis"},
    "dead_end": {"hypothesis"},
    "action": {"action"},
    "escalation": {"escalation"},
    "observation": {"note", "status", "hypothesis"},
    "mitigation": {"action", "status"},
    "resolution": {"status", "note"},
}


@needs_corpus
def test_every_row_of_the_source_has_a_row_of_its_own_at_its_time(founding):
    """One for one: a row of the source takes up one row of the record, at the same time and of a kind that fits."""
    truth = _truth(founding)
    free = list(founding.record["timeline"])
    for row in truth["timeline"]:
        at, is_about = _instant(row["at"] or row["inherits_at"]), row["at"] is None
        fits = [one for one in free if one["at"] == at and one["kind"] in _KINDS[row["kind"]]]
        fits = [one for one in fits if one["about"] == is_about]
        assert fits, row
        free.remove(fits[0])
    assert {row["at"] for row in free} <= {_instant(row["at"]) for row in truth["timeline"] if row["at"]}, (
        "no other time"
    )


@needs_corpus
def test_every_theory_of_the_source_has_its_outcome(founding):
    """Opened and closed when the source says so; one that it leaves open is open."""
    expected = {"misleading": ("ruled_out", {True}), "ruled_out": ("ruled_out", {True, False}),
                "confirmed": ("confirmed", {False}), "open": ("open", {False})}  # fmt: skip
    theories = _truth(founding)["hypotheses"]
    assert len(theories) == len(founding.record["hypotheses"])
    for mine, theirs in zip(founding.record["hypotheses"], theories, strict=True):
        status, misleading = expected[theirs["outcome"]]
        assert mine["status"] == status
        assert mine["misleading"] in misleading
        assert mine["proposed_at"] == _instant(theirs["opened_at"])
        if theirs["closed_at"]:
            assert mine["closed_at"] == _instant(theirs["closed_at"])
        elif theirs["outcome"] != "open":
            assert "no outcome was written down" in mine["why"]


@needs_corpus
def test_every_call_of_the_source_is_there_team_by_team(founding):
    """Escalations and notifications together, each team once, at the time it was called."""
    truth = _truth(founding)
    calls = [(_instant(call["at"]), team) for call in truth["escalations"] for team in call["to"]]
    calls += [(_instant(call["at"]), call["to"]) for call in truth.get("notifications", [])]
    mine = Counter((call["paged_at"], call["to"].casefold()) for call in founding.record["escalations"])
    assert mine == Counter((at, team.casefold()) for at, team in calls)
    callers = [call["from"] for call in founding.record["escalations"] if call["from"]]
    assert callers == [call["by"] for call in truth.get("notifications", []) if call["by"]], (
        "nobody else is said to call"
    )


@needs_corpus
def test_every_action_item_of_the_source_is_there_group_by_group(founding):
    """The source has two groups, measures and tasks: as many follow-ups of each kind, none joined into one."""
    groups = list(Counter(item["group"] for item in _truth(founding)["action_items"]).values())
    kinds = Counter(task["kind"] for task in founding.record["tasks"])
    assert groups == [kinds["preventative"], kinds["corrective"]]


@needs_corpus
def test_milestones_duration_users_and_services_are_those_of_the_source(founding):
    """Start, detection, mitigation and end; the duration that the header states; the share of users; the services."""
    truth, incident = _truth(founding), founding.record["incident"]
    for name in ("started", "detected", "mitigated", "resolved"):
        if stated := truth.get(f"{name}_at"):
            assert incident["milestones"][name] == _instant(stated), name
        else:
            assert incident["milestones"][name] is None, name
    assert founding.record["metrics"]["time_to_resolve"]["seconds"] == truth["stated_duration"]["minutes"] * 60
    assert re.findall(r"\d+(?=\s?%)", incident["users_affected"]) == re.findall(r"\d+(?=%)", truth["impact"])
    assert sorted(incident["services"]) == sorted(truth["affected"])
    assert truth["zone"].startswith(incident["zone"]) or incident["zone"] in truth["zone"]


@needs_corpus
def test_no_sentence_of_the_source_is_copied(founding):
    """The facts are the source's, the words are ours: no run of eight words is shared."""
    number = int(founding.script.name[:3])
    source = next((CORPUS / "seeds").glob(f"{number:03d}_*.txt")).read_text(encoding="utf-8")
    assert not _runs(source) & _runs(founding.script.read_text(encoding="utf-8"))


def _truth(founding: Founding) -> dict[str, Any]:
    return json.loads((CORPUS / "truth" / f"seed-{founding.script.name[:3]}.json").read_text(encoding="utf-8"))


def _instant(text: str) -> str:
    """Return a time of the source as the record keeps it, an unknown date on its stand-in."""
    return f"2000-01-01{text}" if text.startswith("T") else text.replace("20XX", "2000")


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[place : place + 8]) for place in range(len(words) - 7)}


def _plain(document: str) -> str:
    """Return a Markdown document without the signs that keep typed text from acting as markup."""
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", document))


def _said(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return records without what depends on the moment and the door."""
    passing = {"id", "recorded_at", "late_seconds", "source", "by", "declared_by"}
    return [{name: value for name, value in record.items() if name not in passing} for record in records]


def _row_head(row: dict[str, Any]) -> str:
    about = "~" if row["about"] else ""
    return f"{about}{row['at'][:10]} {row['at'][11:16]} {row['kind']} {row['about_ref'] or '-'}"


def _fact_head(fact: str) -> str:
    return " ".join(fact.split()[:4])


def _fact_words(fact: str) -> list[str]:
    return fact.split()[4:]


def _has_words(words: list[str], text: str) -> bool:
    return all(word.casefold() in text.casefold() for word in words)


def _assert_words(words: list[str], text: str, where: str) -> None:
    missing = [word for word in words if word.casefold() not in text.casefold()]
    assert not missing, f"{where}: {missing} not in {text!r}"


def test_the_scripts_were_written_up_long_after(founding):
    """Each row says how late it was written down; the record tells the two times apart."""
    assert all(row["late_seconds"] > 365 * 86400 for row in founding.record["timeline"])
    assert all(row["recorded_at"][:4] >= str(WRITTEN_UP.year) for row in founding.record["timeline"])
