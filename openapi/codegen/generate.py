"""Generate the Python client for an OpenAPI document.

The result maps the relative path of each file to the content of the file as bytes. The same
document gives the same bytes in every folder and on every machine.
"""

from __future__ import annotations

import contextlib
import io
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import shorten

from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.schema import UntrustedString

from openapi.codegen.input.annotate import annotate, operation_of
from openapi.codegen.input.errors import CodegenError, GenerationError
from openapi.codegen.input.names import choose_names, own_names
from openapi.codegen.input.parser import extended_parser
from openapi.codegen.input.prepare import prepare
from openapi.codegen.input.unsupported import require_distinct_modules, require_supported
from openapi.codegen.output.files import Tree
from openapi.codegen.output.header import with_header
from openapi.codegen.output.metadata import metadata_files
from openapi.codegen.output.toolchain import tidy
from openapi.codegen.view.error_statuses import statuses
from openapi.codegen.view.pagination import Paging, paging
from openapi.codegen.view.parameters import (
    argument_description,
    argument_imports,
    body_type,
    declaration,
    instance_type,
    pairs,
    path,
)
from openapi.codegen.view.responses import documented_responses
from openapi.codegen.view.security import is_authorized
from openapi.codegen.view.servers import environments
from openapi.codegen.view.types import (
    body_encoder,
    checked_amounts,
    kind,
    model_imports,
    only_amounts,
    reader_imports,
)
from openapi.document import Document

_HERE = Path(__file__).parent
_RUNTIME = _HERE / "runtime"
_GENERATED = frozenset({"__init__.py", "_about.py"})  # of the top folder


def generate(document: Document) -> Tree:
    """Return the files of the client that a document generates, by their relative paths.

    Raises:
        GenerationError: If no correct client can be generated from the document.
        ToolchainError: If ruff does not run.
    """
    require_supported(document)
    prepared = replace(document, content=prepare(document.content))
    with TemporaryDirectory(prefix="bitgo-oes-") as folder:
        root = Path(folder)
        try:
            _build(prepared, root)
        except CodegenError:
            raise
        except Exception as crash:  # the generator does not specify what it raises
            raise GenerationError(shorten(f"the generator failed: {crash!r}", 500)) from crash
        tidy(root)
        files = {
            file.relative_to(root).as_posix(): file.read_text("utf-8")
            for file in sorted(root.rglob("*"))
            if file.is_file()
        }
    return {name: with_header(name, text, document).encode() for name, text in files.items()}


def _build(document: Document, root: Path) -> None:
    """Generate the client of a document in an empty folder. The files are not yet formatted."""
    config = Config.from_sources(
        ConfigFile.load_from_path(_HERE / "config.yaml"),
        MetaType.NONE,
        document_source=document.path,
        file_encoding="utf-8",
        overwrite=False,
        output_path=root / "bitgo_oes",
    )
    with own_names(), extended_parser():
        data = GeneratorData.from_dict(document.content, config=config)
    if isinstance(data, GeneratorError):
        raise GenerationError(_sentence([data]))
    annotate(data, document)
    choose_names(data)
    require_distinct_modules(data)
    project = Project(openapi=data, config=config, custom_template_path=_HERE / "templates")
    project.env.globals |= _vocabulary(document, data)
    with contextlib.redirect_stdout(io.StringIO()):  # the generator prints the folder's path
        problems = project.build()
    if problems:
        raise GenerationError(_sentence(problems))
    shutil.copytree(_RUNTIME, root / "bitgo_oes", dirs_exist_ok=True, ignore=_not_copied)
    for name, text in metadata_files(document, project).items():
        (root / name).write_text(text, "utf-8", newline="\n")


def _not_copied(folder: str, names: list[str]) -> set[str]:
    """Return the file names that `shutil.copytree` must not copy into the generated package."""
    generated = _GENERATED if Path(folder) == _RUNTIME else frozenset[str]()
    return {"__pycache__", *generated} & set(names)


def _vocabulary(document: Document, data: GeneratorData) -> dict[str, object]:
    """Return the functions and values that the Jinja templates of the client use, by name."""
    models = {str(model.class_info.name): model for model in data.models}

    def rule(endpoint: Endpoint) -> Paging | None:
        operation = operation_of(endpoint, document)
        return paging(operation.content.get("x-pagination"), endpoint, models)

    def amounts_in(value: PropertyProtocol) -> list[PropertyProtocol]:
        if not isinstance(value, ModelProperty):
            return []
        return only_amounts(models[str(value.class_info.name)])

    return {
        "amounts_in": amounts_in,
        "argument_imports": argument_imports,
        "body_type": body_type,
        "checked_amounts": checked_amounts,
        "environments": environments(document.content),
        "error_statuses": statuses(document),
        "paging": rule,
        "path_template": lambda endpoint: operation_of(endpoint, document).path,
        "documented_responses": documented_responses,
        "instance_type": instance_type,
        "is_authorized": lambda endpoint: is_authorized(operation_of(endpoint, document), document),
        "kind": kind,
        "literal": literal,
        "model_imports": model_imports,
        "readers": reader_imports,
        "body_encoder": body_encoder,
        "argument_description": argument_description,
        "declaration": declaration,
        "pairs": pairs,
        "path": path,
    }


def literal(text: UntrustedString | str) -> str:
    """Return a text as a Python literal.

    The filters of openapi-python-client drop characters that are not printable.
    """
    return repr(text.get_untrusted_value() if isinstance(text, UntrustedString) else str(text))


def _sentence(problems: Sequence[GeneratorError]) -> str:
    first = problems[0]
    text = " ".join(f"{first.header} {first.detail or ''}".split())
    return text if len(problems) == 1 else f"{text} (and {len(problems) - 1} more)"
