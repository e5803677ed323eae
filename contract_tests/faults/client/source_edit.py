"""Replace texts in a copy of the generated package, so that the copy has a fault."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from shutil import copytree

from attrs import frozen

from ...catalogue import Fault

PACKAGE = Path(__file__).parents[3] / "generated_client" / "bitgo_oes"

Sources = Mapping[str, str]
"""The source of each module of the generated package, by its path in the package."""

ClientFault = Fault[Sources]


class RottenFaultError(Exception):
    """Raised if a fault (deliberate bug) cannot be inserted into the generated client.

    The client does not contain the text that the fault replaces. The fault must be updated.
    """


@frozen
class Edit:
    """A replacement of all occurrences of a text in one module of the generated package."""

    module: str
    old: str
    new: str


def fault(name: str, sentence: str, test: str, *edits: Edit) -> ClientFault:
    """Return a deliberate bug of the client, made by replacements in the client's source.

    The client tests must detect the bug.

    Args:
        name: The name of the fault, in kebab-case.
        sentence: The behaviour of the faulty client, in one sentence.
        test: The name of the test that must fail, such as "pagination.pages_are_fetched_lazily" for
            `test_pages_are_fetched_lazily` in `client/test_pagination.py`. The id of a parametrized
            test may follow in brackets.
        edits: The replacements in the source of the client, in order.
    """

    def apply(sources: Sources) -> Sources:
        changed = dict(sources)
        for edit in edits:
            if edit.old not in changed.get(edit.module, ""):
                raise RottenFaultError(
                    f"{name}: {edit.module} does not contain {edit.old!r}: update the fault"
                )
            changed[edit.module] = changed[edit.module].replace(edit.old, edit.new)
        return changed

    return Fault(name, sentence, apply, test)


def sources() -> Sources:
    """Return the source of each module of the generated package, by its path in the package."""
    return {
        path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8")
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def write_copy(folder: Path, fault: ClientFault | None) -> None:
    """Write a copy of the generated package into a folder, and insert a fault (deliberate bug).

    Args:
        folder: The folder for the copy.
        fault: The fault to insert; None for an unchanged copy.

    Raises:
        RottenFaultError: If the package does not contain a text that the fault replaces.
    """
    original = sources()
    changed = original if fault is None else fault.apply(original)
    target = folder / PACKAGE.name
    copytree(PACKAGE, target)  # keeps modification times, so that compiled modules stay valid
    for name, text in changed.items():
        if text != original[name]:
            (target / name).write_text(text, "utf-8")
