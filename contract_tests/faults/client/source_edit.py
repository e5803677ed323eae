"""Faults of the client: exact replacements in the text of the generated package."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from shutil import copytree

from attrs import frozen

from ..fault import Fault

PACKAGE = Path(__file__).parents[3] / "generated_client" / "bitgo_oes"

Sources = Mapping[str, str]
"""The text of each module of the package, by its path within."""

ClientFault = Fault[Sources]


class RottenFaultError(Exception):
    """What a fault replaces is not in the package any more: the fault is to be written anew."""


@frozen
class Edit:
    """Replaces a text wherever it stands in one module."""

    module: str
    old: str
    new: str


def fault(name: str, sentence: str, test: str, *edits: Edit) -> ClientFault:
    """Make a fault of the client.

    Args:
        name: Its name, in kebab-case.
        sentence: What the client then does.
        test: The test meant to fail: "paging.a_walk_is_lazy" is `test_a_walk_is_lazy` of
            `client/test_paging.py`.
        edits: What makes the client do so, one after another.
    """

    def apply(sources: Sources) -> Sources:
        changed = dict(sources)
        for edit in edits:
            if edit.old not in changed.get(edit.module, ""):
                raise RottenFaultError(f"{name}: {edit.module} does not hold {edit.old!r}")
            changed[edit.module] = changed[edit.module].replace(edit.old, edit.new)
        return changed

    return Fault(name, sentence, apply, test)


def sources() -> Sources:
    """Return the generated package as it is."""
    return {
        path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8")
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def write_copy(folder: Path, fault: ClientFault | None) -> None:
    """Write the package into a folder, as a fault has changed it, or as it is.

    Raises:
        RottenFaultError: If the fault does not fit the package.
    """
    original = sources()
    changed = original if fault is None else fault.apply(original)
    target = folder / PACKAGE.name
    copytree(PACKAGE, target)  # with what is compiled, of which times of change decide
    for name, text in changed.items():
        if text != original[name]:
            (target / name).write_text(text, "utf-8")
