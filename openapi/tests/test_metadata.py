"""Tests of the conversion of a document's version to a version of a Python package (PEP 440)."""

from __future__ import annotations

from pathlib import Path

import pytest

from openapi.codegen.output.metadata import distribution_version
from openapi.document import Document


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("0.1.0", "0.1.0"),
        ("2026.06.11", "2026.6.11"),
        ("v1.2", "1.2"),
        ("1.2.0-rc.1", "1.2.0rc1"),
        ("1.2.0-alpha", "1.2.0a0"),
        ("1.0.0+Build.007", "1.0.0+build.7"),
    ],
)
def test_a_version_is_normalised(version: str, expected: str) -> None:
    assert distribution_version(document(version)) == expected


@pytest.mark.parametrize("version", ["", "autumn", "1.0-x.7", "1.0\n2", "1.0+é"])
def test_an_invalid_version_becomes_0_0_0_with_the_hash_of_the_document(version: str) -> None:
    found = distribution_version(document(version))

    assert found == f"0.0.0+sha.{document(version).sha256[:12]}"


def document(version: str) -> Document:
    return Document(Path("d.yaml"), f"version: {version}", {"info": {"version": version}})
