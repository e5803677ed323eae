"""Say how a folder differs from what would be generated."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterator

from openapi.codegen.output.files import Difference, Tree

_COLOURS = {"---": "1", "+++": "1", "@@": "36", "-": "31", "+": "32"}  # the first that fits


def verdict(found: Tree, generated: Tree, differences: Difference, *, coloured: bool) -> str:
    """Name every file that differs, and show how: what the folder has, what is generated."""
    lines = [f"{kind}: {path}" for kind, paths in differences._asdict().items() for path in paths]
    for path in sorted((*differences.missing, *differences.extra, *differences.changed)):
        lines += ["", *_unified(path, found.get(path), generated.get(path))]
    return "\n".join(map(_coloured, lines) if coloured else lines)


def summary(differences: Difference) -> str:
    """Name every file that writing has changed."""
    done = {
        "added": differences.missing,
        "changed": differences.changed,
        "removed": differences.extra,
    }
    return "\n".join(f"{kind}: {path}" for kind, paths in done.items() for path in paths)


def wants_colour() -> bool:
    """Whether standard output is a terminal that shows colours, and nobody has asked for none."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


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
    # Split at line feeds alone, so that a missing one at the end shows.
    return content.decode("utf-8", "backslashreplace").replace("\r\n", "\n").split("\n")


def _coloured(line: str) -> str:
    for start, colour in _COLOURS.items():
        if line.startswith(start):
            return f"\033[{colour}m{line}\033[0m"
    return line
