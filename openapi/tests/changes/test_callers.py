"""Test that each change of a document that breaks the code of callers is classified as breaking.

The test generates the clients of random documents before and after a random edit. A program that
uses every public name of the old client is type-checked against both clients.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, reject, settings

from openapi.changes.diff.document import compare
from openapi.changes.model.classification import ALTERNATIVE_REMOVED, VALUES_NARROWED
from openapi.codegen.generate import generate
from openapi.codegen.input.errors import GenerationError
from openapi.codegen.output.files import Tree
from openapi.document import Document
from openapi.tests import checkers
from openapi.tests.changes.callers import PACKAGE, program
from openapi.tests.changes.random_documents import (
    KINDS_OF_EDITS,
    Content,
    EditedDocument,
    edited_documents,
)

EDITS = max(10, settings().max_examples // 8)
# Code for values that the server no longer sends is never reached.
_ONLY_DEAD_CODE = {ALTERNATIVE_REMOVED, VALUES_NARROWED}


def test_a_change_that_breaks_callers_is_breaking(tmp_path: Path) -> None:
    edits = _drawn_edits()
    for number, (_, *clients) in enumerate(edits):
        text = program(clients[0])
        for age, client in zip(("old", "new"), clients, strict=True):
            _write(tmp_path / f"{age}{number}", client)
            caller = text.replace(PACKAGE, f"{age}{number}")
            (tmp_path / f"caller_of_{age}{number}.py").write_text(caller, "utf-8")
    callers = [path.name for path in sorted(tmp_path.glob("*.py"))]

    errors = checkers.mypy(tmp_path, callers)

    # Other tests type-check clients, some of which have errors of their own.
    wrong = {int(x) for each in errors for x in re.findall(r"^(?:old|new)(\d+)/", each)}
    right = {number: edit for number, (edit, *_) in enumerate(edits) if number not in wrong}
    assert len(right) > len(edits) / 2
    missed = []
    for number, edit in right.items():
        assert not [each for each in errors if each.startswith(f"caller_of_old{number}.py:")]
        broken = [each for each in errors if each.startswith(f"caller_of_new{number}.py:")]
        differences = compare(edit.old, edit.new)
        is_breaking = any(
            each.class_.is_breaking or each.kind in _ONLY_DEAD_CODE for each in differences
        )
        if broken and not is_breaking:
            missed.append((edit, [each.sentence for each in differences], broken))
    assert not missed


def _drawn_edits() -> list[tuple[EditedDocument, Tree, Tree]]:
    """Return random edits of documents, each with the clients before and after the edit."""
    found: list[tuple[EditedDocument, Tree, Tree]] = []

    # Without the limit for each kind of edit, hypothesis draws many edits that are almost equal.
    @settings(
        max_examples=EDITS,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(edited_documents())
    def collect(edit: EditedDocument) -> None:
        same = [other for other, *_ in found if other.kind == edit.kind]
        if edit.old == edit.new or len(same) * len(KINDS_OF_EDITS) >= EDITS:
            reject()
        try:
            found.append((edit, _client(edit.old), _client(edit.new)))
        except GenerationError:  # the generator does not support some random schemas
            reject()

    collect()
    return found


def _client(content: Content) -> Tree:
    return generate(Document(Path("shelves.json"), json.dumps(content), content))


def _write(folder: Path, client: Tree) -> None:
    for name, content in client.items():
        if name.startswith("bitgo_oes/"):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    (folder / "__init__.py").touch()
