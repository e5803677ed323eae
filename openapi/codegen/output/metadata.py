"""Render the metadata, the README and the licence of the generated distribution."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import cast

from jinja2 import FileSystemLoader
from openapi_python_client import Project
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import Property
from packaging.version import InvalidVersion, Version

from openapi.codegen.output.toolchain import GENERATOR, pins
from openapi.codegen.view.responses import documented_responses
from openapi.document import Document
from openapi.repository import ROOT, python_versions

_TEMPLATES = {
    "pyproject.toml": "pyproject.toml.jinja",
    "README.md": "README.md.jinja",
    "bitgo_oes/_about.py": "_about.py.jinja",
}


def metadata_files(document: Document, project: Project) -> dict[str, str]:
    """Return the texts of `pyproject.toml`, `README.md` and similar files, by path."""
    tag, collection = next(iter(project.openapi.endpoint_collections_by_tag.items()))
    endpoint = collection.endpoints[0]
    values = {
        "document": document,
        "version": distribution_version(document),
        "title": " ".join(project.openapi.title.get_untrusted_value().split()),
        "generator": f"{GENERATOR} {pins()[GENERATOR]}",
        "python_versions": python_versions(),
        "tag": tag,
        "endpoint": endpoint,
        "arguments": _example_arguments(endpoint),
        "paged": cast(Callable[[Endpoint], object], project.env.globals["paging"])(endpoint),
        "has_payload": documented_responses(endpoint).payload != "None",
    }
    folder = Path(__file__).parents[1] / "distribution"
    templates = project.env.overlay(loader=FileSystemLoader(folder))
    files = {
        path: templates.get_template(template).render(values)
        for path, template in _TEMPLATES.items()
    }
    files["LICENSE"] = (ROOT / "LICENSE").read_text("utf-8")
    files["bitgo_oes/py.typed"] = ""
    return files


def distribution_version(document: Document) -> str:
    """Return the document's version in the normalized form of Python packages (PEP 440).

    A version that PEP 440 does not allow is replaced by `0.0.0+sha.` and the document's hash.
    """
    try:
        return str(Version(document.version))
    except InvalidVersion:
        return f"0.0.0+sha.{document.sha256[:12]}"


def _example_arguments(endpoint: Endpoint) -> str:
    """Return the arguments of an example call of an operation, as Python code."""
    count = len(endpoint.path_parameters)
    required = [each for each in endpoint.list_all_parameters()[count:] if each.required]
    positional = [_example(each) for each in endpoint.path_parameters]
    named = [f"{each.python_name}={_example(each)}" for each in required]
    return ", ".join([*positional, "client=client", *named])


def _example(prop: Property) -> str:
    if prop.example is None or prop.get_type_string().as_unembedded_code() != "str":
        return "..."
    return json.dumps(prop.example.get_untrusted_value())
