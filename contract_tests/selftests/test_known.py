from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ..report.known_violations import KnownFileError, KnownViolation, load
from ..report.verdict import Verdict
from ..rules import Rule

RULES = [Rule("filters.exact", "A filter filters.", "#/"), Rule("data.ids", "Ids are.", "#/")]
ENTRY = '[[known]]\nrule = "filters.exact"\nreason = "reported, with the provider"\n'
NEW_YEAR = date(2030, 1, 1)


def read(tmp_path: Path, text: str) -> tuple[KnownViolation, ...]:
    path = tmp_path / "known.toml"
    path.write_text(text, "utf-8")
    return load(path, [rule.id for rule in RULES], ["list", "get"])


def verdict(*known: KnownViolation) -> Verdict:
    made = Verdict.of(RULES, 1, known)
    made.today, made.interrupted = NEW_YEAR, False
    made.rules["data.ids"].on("list").held = 1
    return made


def test_an_entry_with_all_keys_is_read(tmp_path: Path) -> None:
    (known,) = read(
        tmp_path, ENTRY + 'operation = "list"\ncontains = "two records"\nuntil = 2030-12-31\n'
    )

    assert known == KnownViolation(
        "filters.exact", "reported, with the provider", "list", "two records", date(2030, 12, 31)
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[known]", "is not valid TOML"),
        ("known = 1", "may contain only [[known]] tables"),
        ("known = [1]", "may contain only [[known]] tables"),
        (ENTRY + "[other]\n", "may contain only [[known]] tables"),
        ('[[known]]\nreason = "why"', "known violation 1: rule is required"),
        ('[[known]]\nrule = "data.ids"', "known violation 1: reason is required"),
        (ENTRY + ENTRY + 'who = "me"', "known violation 2: who: unknown key"),
        (ENTRY.replace("exact", "exakt"), "did you mean filters.exact"),
        (ENTRY + 'operation = "put"', "operation: 'put' is unknown"),
        (ENTRY + 'contains = " "', "contains: must be a string"),
        (ENTRY + 'until = "2030-12-31"', "until: must be a date"),
        (ENTRY + "until = 2030-12-31T00:00:00", "until: must be a date"),
    ],
)
def test_an_invalid_file_is_rejected_in_one_sentence(
    tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(KnownFileError) as raised:
        read(tmp_path, text)

    assert sentence in str(raised.value)
    assert str(tmp_path / "known.toml") in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_cannot_be_read_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(KnownFileError, match="cannot read the known violations"):
        load(tmp_path / "missing", [], [])


def test_a_known_violation_is_reported_but_does_not_fail_the_run() -> None:
    judged = verdict(KnownViolation("filters.exact", "reviewed"))
    judged.add_violation("filters.exact", "list", "seen      two records")

    assert (judged.word, judged.exit_code) == ("holds", 0)
    entry = judged.as_json()["rules"][0]
    assert (entry["status"], entry["known"]) == ("violated", "reviewed")
    assert judged.no_longer_occurring == []


@pytest.mark.parametrize(
    "known",
    [
        KnownViolation("data.ids", "another rule"),
        KnownViolation("filters.exact", "another operation", operation="get"),
        KnownViolation("filters.exact", "another violation", contains="three records"),
        KnownViolation("filters.exact", "too long ago", until=date(2029, 12, 31)),
    ],
    ids=lambda known: known.reason,
)
def test_a_violation_that_no_entry_covers_fails_the_run(known: KnownViolation) -> None:
    judged = verdict(known)
    judged.add_violation("filters.exact", "list", "seen      two records")

    assert judged.exit_code == 1


def test_an_entry_applies_on_its_last_day() -> None:
    judged = verdict(
        KnownViolation("filters.exact", "reviewed", contains="two  records", until=NEW_YEAR)
    )
    judged.add_violation("filters.exact", "list", "seen      two\nrecords")

    assert judged.exit_code == 0


def test_an_unknown_violation_fails_the_run_and_becomes_the_reason() -> None:
    judged = verdict(KnownViolation("filters.exact", "reviewed", operation="list"))
    judged.add_violation("filters.exact", "list", "known")
    judged.add_violation("filters.exact", "get", "new")

    assert judged.exit_code == 1
    assert judged.rules["filters.exact"].reason == "new"


def test_an_entry_that_no_longer_occurs_is_reported_if_its_rule_is_checked() -> None:
    gone, not_judged = (
        KnownViolation("data.ids", "fixed?"),
        KnownViolation("filters.exact", "not tried"),
    )
    judged = verdict(gone, not_judged)

    assert judged.no_longer_occurring == [gone]
    assert judged.as_json()["known_gone"] == [
        {"rule": "data.ids", "operation": None, "reason": "fixed?"}
    ]
    assert judged.exit_code == 0
