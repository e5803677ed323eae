"""The differences between a folder and the generated files, as text for the terminal."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterator

from openapi.codegen.output.files import Difference, Tree

# ANSI codes by the prefix of a line. The first matching prefix counts.
_COLOURS = {
    "---": "1",
    "+++": "1",
    "@@": "36",
    "-": "31",
    "+": "32",
}


def report(found: Tree, generated: Tree, differences: Difference, *, coloured: bool) -> str:
    """Return the names of all files that differ, followed by a unified diff of each file.

    Args:
        found: The files in the folder, by path.
        generated: The generated files, by path.
        differences: The paths of the files that differ.
        coloured: Whether to add ANSI colours.
    """
    lines = [f"{kind}: {path}" for kind, paths in differences._asdict().items() for path in paths]
    for path in sorted((*differences.missing, *differences.extra, *differences.changed)):
        lines += ["", *_unified(path, found.get(path), generated.get(path))]
    return "\n".join(map(_coloured, lines) if coloured else lines)


def summary(differences: Difference) -> str:
    """Return a line for each file that writing the client adds, changes or removes."""
    done = {
        "added": differences.missing,
        "changed": differences.changed,
        "removed": differences.extra,
    }
    return "\n".join(f"{kind}: {path}" for kind, paths in done.items() for path in paths)


def supports_colour() -> bool:
    """Return whether standard output is a terminal with colours and `NO_COLOR` is not set."""
    refused = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not refused


def _unified(path: str, found: bytes | None, generated: bytes | None) -> Iterator[str]:
    return difflib.unified_diff(
        _lines(found),
        _lines(generated),
        "/dev/null" if found is None else f"found/{path}",
        "/dev/null" if generated is None else f"generated/{path}",
        lineterm="",
    )


def _lines(content: bytes | None) -> list[str]:
    if content is None:
        return []
    # Split at line feeds only, so that the diff shows a missing one at the end.
    return content.decode("utf-8", "backslashreplace").replace("\r\n", "\n").split("\n")


def _coloured(line: str) -> str:
    for start, colour in _COLOURS.items():
        if line.startswith(start):
            return f"\033[{colour}m{line}\033[0m"
    return line
