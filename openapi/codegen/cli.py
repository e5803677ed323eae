"""The command `python -m openapi.codegen`, which generates the client of an OpenAPI document."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from openapi.changes.baseline import version_complaint
from openapi.codegen.input.errors import CodegenError
from openapi.codegen.output.diff import report, summary, supports_colour
from openapi.codegen.output.files import Tree, difference, read_tree
from openapi.codegen.output.toolchain import require_pins
from openapi.codegen.output.write import require_replaceable, swap
from openapi.console import Parser, from_here
from openapi.document import Document, DocumentError, load
from openapi.repository import CLIENT, DOCUMENT

_EXAMPLES = """\
examples:
  # Generate the client in generated_client/.
  python -m openapi.codegen
  # Check that generated_client/ is up to date, and write no file.
  python -m openapi.codegen --check
  # Generate a client from another document into another folder.
  python -m openapi.codegen --document draft.yaml --output ../draft

exit status:
  0  The client is up to date. Without --check, the command wrote the client if it was not.
  1  With --check, the client differs from the client that the document generates, or the version
     of the document is too low for its differences from the document in openapi/released/.
  2  The document, the installed tools or the options are invalid, or a file cannot be read or
     written.
"""


class Outcome(NamedTuple):
    """The result of the command `python -m openapi.codegen`.

    Attributes:
        status: The exit status of the command.
        text: The text that the command prints.
    """

    status: int
    text: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Generate the client of an OpenAPI document, or check the client, and return the exit status.

    Args:
        arguments: The command-line arguments, or None for `sys.argv[1:]`.
    """
    options = _parser().parse_args(arguments)
    try:
        outcome = (check if options.check else write)(options.document, options.output)
    except (CodegenError, DocumentError, OSError) as error:
        print(f"openapi.codegen: {error}", file=sys.stderr)
        return 2
    print(outcome.text)
    return outcome.status


def write(source: Path, output: Path) -> Outcome:
    """Write the client that a document generates to a folder, unless the folder is up to date.

    Args:
        source: The OpenAPI document.
        output: The folder of the generated distribution.

    Raises:
        CodegenError, DocumentError, OSError: If the client cannot be generated or written.
    """
    require_replaceable(output)
    document, generated = _generate(source)
    differences = difference(read_tree(output), generated)
    lines = list(_unpaged(document))
    if any(differences):
        swap(output, generated)
        lines += [summary(differences), f"{output} is written."]
    else:
        lines.append(f"{output} is up to date.")
    return Outcome(0, "\n".join(lines))


def check(source: Path, output: Path) -> Outcome:
    """Compare a folder with the client that a document generates, and write nothing.

    The document's version must also fit the changes since the last released document.

    Args:
        source: The OpenAPI document.
        output: The folder of the generated distribution.

    Raises:
        CodegenError, DocumentError, OSError: If the client cannot be generated or read.
    """
    document, generated = _generate(source)
    found = read_tree(output)
    differences = difference(found, generated)
    complaint = version_complaint(source)
    if not any(differences):
        current = f"{output} is current."
        return Outcome(1, f"{current}\n\n{complaint}") if complaint else Outcome(0, current)
    counts = [f"{len(paths)} {kind}" for kind, paths in differences._asdict().items() if paths]
    sentence = (
        f"{output} differs from what {document.name} generates ({', '.join(counts)}); "
        "run the command without --check to write the client, and do not edit it by hand."
    )
    if complaint:
        sentence += f"\n\n{complaint}"
    if not found:
        return Outcome(1, sentence)
    shown = report(found, generated, differences, coloured=supports_colour())
    return Outcome(1, f"{shown}\n\n{sentence}")


def _unpaged(document: Document) -> Iterator[str]:
    """Yield a warning for each GET operation for which the client gets no pagination iterators."""
    for operation in document.operations():
        if operation.method == "get" and "x-pagination" not in operation.content:
            yield f"GET {operation.path} has no x-pagination; the client has no iterators for it."


def _generate(source: Path) -> tuple[Document, Tree]:
    require_pins()
    document = load(source)
    from openapi.codegen.generate import generate  # slow; needs other packages

    return document, generate(document)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m openapi.codegen",
        description="Generate the Python client from the OpenAPI document.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="check that the folder is up to date, print a diff if not, and write no file",
    )
    parser.add_argument(
        "--document",
        type=Path,
        default=from_here(DOCUMENT),
        metavar="FILE",
        help="the OpenAPI document, YAML or JSON (default: %(default)s)",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=from_here(CLIENT),
        metavar="DIR",
        help="the folder of the generated client (default: %(default)s)",
    )
    return parser
