"""Tests of the comparison of two verdicts, and of the history of several verdicts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .. import command
from ..report.rendering import markdown
from ..report.rendering.comparison import Change, compare, history
from ..report.rendering.saved_verdict import Outcome
from .saved_verdicts import RULES, verdict

RULE = "filters.exact"
#: The arguments of `verdict` for each outcome of the rule.
STATES: dict[str, dict[str, Any]] = {
    "holds": {},
    "violated": {"violated": (RULE,)},
    "known": {"known": (RULE,)},
    "not checked": {"unchecked": (RULE,)},
}


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("holds", "violated", Change.BROKEN),
        ("known", "violated", Change.BROKEN),
        ("not checked", "violated", Change.BROKEN),
        ("holds", "not checked", Change.NO_LONGER_CHECKED),
        ("violated", "not checked", Change.NO_LONGER_CHECKED),
        ("violated", "holds", Change.FIXED),
        ("known", "holds", Change.FIXED),
        ("violated", "known", Change.ACCEPTED),
        ("holds", "known", Change.ACCEPTED),
        ("not checked", "holds", Change.NEWLY_CHECKED),
    ],
)
def test_each_change_of_a_rule_has_its_name(before: str, after: str, change: Change) -> None:
    found = compare(verdict(**STATES[before]), verdict(**STATES[after]))

    assert [(one.rule, one.change) for one in found.changed] == [(RULE, change)]
    assert found.unchanged == len(RULES) - 1
    assert found.is_worse == (change in (Change.BROKEN, Change.NO_LONGER_CHECKED))


@given(st.sampled_from(list(STATES)))
def test_a_verdict_is_not_worse_than_itself(state: str) -> None:
    one = verdict(**STATES[state])

    assert compare(one, one).changed == ()


def test_a_rule_that_the_new_run_does_not_have_is_no_longer_checked() -> None:
    new = verdict()
    new["rules"] = [rule for rule in new["rules"] if rule["id"] != RULE]

    (one,) = compare(verdict(), new).changed

    assert (one.change, one.after) == (Change.NO_LONGER_CHECKED, None)
    assert compare(new, verdict()).changed[0].change is Change.NEWLY_CHECKED


def test_settings_that_differ_are_named() -> None:
    document = {"file": "d.yaml", "title": "Balances", "version": "1.3.0", "sha256": "1" * 64}
    found = compare(verdict(), verdict(profile="deep", document=document))

    assert found.settings == (
        ("document", "Balances 1.2.0 (00000000)", "Balances 1.3.0 (11111111)"),
        ("profile", "quick", "deep"),
    )
    assert "- The profile differs: `quick` before, `deep` now." in markdown.comparison(found)


def test_a_setting_that_an_older_file_does_not_state_is_unknown() -> None:
    found = compare(verdict(profile=""), verdict())

    assert found.settings == (("profile", "unknown", "quick"),)
    assert "- The profile differs: `unknown` before, `quick` now." in markdown.comparison(found)


def test_the_reason_of_a_broken_rule_is_shown() -> None:
    text = markdown.comparison(compare(verdict(), verdict((RULE,), text="of the new run")))

    assert "  ```text\n  seen of the new run\n  ```\n" in text


def test_a_history_says_since_when_a_rule_has_its_outcome() -> None:
    states = ["violated", "holds", "violated", "violated"]

    rules = history([verdict(**STATES[state]) for state in states])

    (one,) = (rule for rule in rules if rule.rule == RULE)
    assert (one.latest, one.since) == (Outcome.VIOLATED, 2)
    assert all(rule.since == 0 for rule in rules if rule.rule != RULE)


def save(path: Path, state: str, day: int) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = verdict(**STATES[state], started=f"2026-03-{day:02}T09:30:00+00:00")
    path.write_text(json.dumps(content), "utf-8")
    return str(path)


@pytest.mark.parametrize(("state", "status"), [("holds", 0), ("violated", 1), ("not checked", 1)])
def test_the_exit_code_says_whether_a_rule_broke_or_is_no_longer_checked(
    tmp_path: Path, state: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = save(tmp_path / "old.json", "holds", 1), save(tmp_path / "new.json", state, 2)
    options = ["--markdown", str(tmp_path / "c.md"), "--html", str(tmp_path / "page")]

    assert command.main(["compare", old, new, *options]) == status

    shown = capsys.readouterr().out
    assert (RULE in shown) == bool(status)
    assert (RULE in (tmp_path / "c.md").read_text("utf-8")) == bool(status)
    assert ("\n    " in shown) == bool(status), "the reason is printed below the rule"
    assert (tmp_path / "page/report.html").exists()


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1 rule is unchanged"), (2, "2 rules are unchanged")]
)
def test_the_unchanged_rules_are_counted(
    tmp_path: Path, number: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    one = verdict()
    path = tmp_path / "verdict.json"
    path.write_text(json.dumps({**one, "rules": one["rules"][:number]}), "utf-8")
    options = ["--markdown", str(tmp_path / "c.md"), "--html", str(tmp_path)]

    assert command.main(["compare", str(path), str(path), *options]) == 0

    assert words in capsys.readouterr().out
    assert words in (tmp_path / "c.md").read_text("utf-8")
    assert words in (tmp_path / "report.html").read_text("utf-8")


def test_the_terminal_names_settings_that_differ(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("quick", "deep"):
        (tmp_path / f"{name}.json").write_text(json.dumps(verdict(profile=name)), "utf-8")

    command.main(["compare", *(str(tmp_path / f"{name}.json") for name in ("quick", "deep"))])

    assert "the profile differs: quick before, deep now\n" in capsys.readouterr().out


def test_the_rules_that_both_verdicts_violate_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, violated in (("old", ("data.ids", RULE, "data.json")), ("new", (RULE, "data.ids"))):
        (tmp_path / f"{name}.json").write_text(json.dumps(verdict(violated)), "utf-8")
    options = ["--markdown", str(tmp_path / "c.md"), "--html", str(tmp_path)]

    files = [str(tmp_path / f"{name}.json") for name in ("old", "new")]
    assert command.main(["compare", *files, *options]) == 0

    shown = capsys.readouterr().out
    lines = [line for line in shown.splitlines() if line.startswith("still violated ")]
    assert [line.split()[2] for line in lines] == [RULE, "data.ids"]
    text = (tmp_path / "c.md").read_text("utf-8")
    page = (tmp_path / "report.html").read_text("utf-8")
    for form in (shown, text, page):
        assert f"{len(RULES) - 1} rules are unchanged, of which 2 are still violated" in form
    assert f"### Still violated\n\n- `{RULE}` A filter selects" in text
    section = page.partition("<h3>Still violated</h3>")[2].partition("</section>")[0]
    assert f'<a href="#{RULE}">' in section
    assert '<a href="#data.ids">' in section


def test_a_folder_is_shown_in_the_order_of_the_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save(tmp_path / "b.json", "holds", 1)
    save(tmp_path / "run/verdict.json", "violated", 2)
    save(tmp_path / "a.json", "violated", 3)
    options = ["--markdown", str(tmp_path / "h.md"), "--html", str(tmp_path / "page")]

    assert command.main(["compare", str(tmp_path), *options]) == 0

    shown = capsys.readouterr().out
    line = next(line for line in shown.splitlines() if line.startswith(RULE))
    assert line.split("  ")[0] == RULE
    assert "violated     since 2026-03-02 09:30  .XX" in line
    assert f"| `{RULE}` | violated | 2026-03-02 09:30 |" in (tmp_path / "h.md").read_text("utf-8")
    assert (tmp_path / "page/history.html").exists()


def test_a_rule_that_broke_in_the_last_run_exits_with_1(tmp_path: Path) -> None:
    save(tmp_path / "1.json", "holds", 1)
    save(tmp_path / "2.json", "violated", 2)

    assert command.main(["compare", str(tmp_path)]) == 1


@pytest.mark.parametrize("paths", [["absent.json"], ["a", "b", "c"]])
def test_wrong_paths_exit_with_2(paths: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(["compare", *paths])

    assert stopped.value.code == 2
    assert "give two verdict files, or one folder of verdicts" in capsys.readouterr().err


def test_an_empty_folder_exits_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main(["compare", str(tmp_path)])

    assert stopped.value.code == 2
    assert "the folder has no verdict" in capsys.readouterr().err
