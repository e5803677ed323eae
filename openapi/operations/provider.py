"""Find the provider's newest document, and take single operations out of the document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import NamedTuple

from openapi.document import Document, read
from openapi.excerpt import Address, excerpt


class SelectionError(ValueError):
    """Raised if a folder has no document of the provider, or if options select no operation."""


class Selected(NamedTuple):
    """An operation of the provider's document.

    Attributes:
        id: The `operationId`, or the method and the path if the operation has none.
        address: The method and the path.
    """

    id: str
    address: Address

    @property
    def folder(self) -> str:
        """A name for the files of the operation, which is a Python identifier."""
        return "of_" + re.sub(r"\W", "_", f"{self.id}_{self.address.method}")


def newest(folder: Path) -> Path:
    """Return the path of the newest complete OpenAPI document of the provider in a folder.

    Raises:
        SelectionError: If the folder contains no file `api-*.yaml`.
    """
    found = sorted(folder.glob("api-*.yaml"))
    if not found:
        raise SelectionError(f"there is no file api-*.yaml in {folder}; give another --upstream")
    return found[-1]


def load_provider(folder: Path) -> Document:
    """Read the newest complete OpenAPI document of the provider in a folder."""
    return read(newest(folder))


def select(
    document: Document,
    *,
    ids: Iterable[str] = (),
    prefix: str = "",
    sample: int | None = None,
    seed: int = 0,
) -> list[Selected]:
    """Return the operations of a document that the options of the command select.

    Args:
        document: The provider's whole document.
        ids: The `operationId`s of operations to select.
        prefix: The beginning of the paths whose operations are all selected.
        sample: The number of further operations, which are chosen at random. If None, all
            operations are selected; but if ids or a prefix are given, no further operations.
        seed: The seed of the random choice.

    Raises:
        SelectionError: If an id is unknown, or no operation is selected.
    """
    every = [
        Selected(
            str(each.content.get("operationId") or f"{each.method} {each.path}"),
            Address(each.method, each.path),
        )
        for each in document.operations()
    ]
    wanted = set(ids)
    unknown = sorted(wanted - {each.id for each in every})
    if unknown:
        raise SelectionError(f"{document.name} has no operation {unknown[0]}")
    chosen = [
        each
        for each in every
        if each.id in wanted or (prefix and each.address.path.startswith(prefix))
    ]
    if sample is None:
        chosen = chosen if wanted or prefix else every
    else:
        others = [each for each in every if each not in chosen]
        chosen += Random(seed).sample(others, min(sample, len(others)))  # noqa: S311
    if not chosen:
        raise SelectionError(f"{document.name} has no operation under {prefix}")
    return chosen


def document_of(selected: Selected, whole: Document) -> Document:
    """Return a document with one operation and the components that the operation uses."""
    content = excerpt(whole, [selected.address])
    text = json.dumps(content, indent=1, ensure_ascii=False)
    return Document(Path(f"{selected.folder}.json"), text, content)
