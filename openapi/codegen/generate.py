"""Generate the Python client for an OpenAPI document.

The result maps the relative path of each file to the content of the file as bytes. The same
document gives the same bytes in every folder and on every machine.
"""

from __future__ import annotations

import contextlib
import io
import re
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import shorten

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError, ParseError
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.schema import ParameterLocation

from openapi.codegen.input.annotate import annotate, operation_of
from openapi.codegen.input.errors import CodegenError, GenerationError
from openapi.codegen.input.names import choose_names
from openapi.codegen.input.parser import extended_parser
from openapi.codegen.input.prepare import prepare
from openapi.codegen.input.readable_schemas import readable_schemas
from openapi.codegen.input.unsupported import (
    array_separator,
    require_distinct_modules,
    require_supported,
)
from openapi.codegen.output.files import Tree
from openapi.codegen.output.header import with_header
from openapi.codegen.output.metadata import metadata_files
from openapi.codegen.output.toolchain import tidy
from openapi.codegen.view.bodies import (
    body_check,
    body_classes,
    body_type,
    by_generality,
    instance_classes,
)
from openapi.codegen.view.error_statuses import statuses
from openapi.codegen.view.pagination import Paging, paging
from openapi.codegen.view.parameters import (
    argument_description,
    argument_imports,
    declaration,
    joined_pairs,
    pairs,
    path,
)
from openapi.codegen.view.responses import documented_responses, is_json, successful_responses
from openapi.codegen.view.security import is_authorized
from openapi.codegen.view.servers import environments
from openapi.codegen.view.structs import Structs
from openapi.codegen.view.texts import in_docstring, literal
from openapi.codegen.view.types import (
    body_encoder,
    checked_amounts,
    kind,
    model_imports,
    only_amounts,
    reader_imports,
)
from openapi.document import Document, Operation
from openapi.pointer import format_pointer, objects

_HERE = Path(__file__).parent
_RUNTIME = _HERE / "runtime"
# openapi-python-client rejects these types in headers, for which it has no templates.
for _type in (ConstProperty, DateProperty, DateTimeProperty, UuidProperty):
    _type._allowed_locations = {*_type._allowed_locations, ParameterLocation.HEADER}

_GENERATED = frozenset({"__init__.py", "_about.py"})  # in the top folder


class _CompiledTemplates(BytecodeCache):
    """A cache of compiled templates in memory. Compiling takes half of the time of a generation."""

    def __init__(self) -> None:
        self._bytecode: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.bytecode_from_string(self._bytecode.get(bucket.key, b""))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._bytecode[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _CompiledTemplates()


def generate(document: Document) -> Tree:
    """Return the files of the client that a document generates, by their relative paths.

    Raises:
        GenerationError: If no correct client can be generated from the document.
        ToolchainError: If ruff does not run.
    """
    readable = replace(document, content=readable_schemas(document.content))
    require_supported(readable)
    prepared = replace(readable, content=prepare(readable.content))
    with TemporaryDirectory(prefix="bitgo-oes-") as folder:
        root = Path(folder)
        try:
            _build(prepared, root)
            tidy(root)
        except CodegenError as error:
            if isinstance(error, GenerationError) and not str(error).startswith("#/"):
                first = next(document.operations())
                raise GenerationError(f"{_pointer(first)}: {error}") from error
            raise
        except Exception as crash:  # the generator does not specify what it raises
            where = _pointer(next(document.operations()))
            message = _cleaned(f"{where}: the generator failed: {crash!r}")
            raise GenerationError(shorten(message, 500)) from crash
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
    with extended_parser():
        data = GeneratorData.from_dict(document.content, config=config)
    if isinstance(data, GeneratorError):
        raise GenerationError(_sentence(data, document))
    annotate(data, document)
    choose_names(data)
    require_distinct_modules(data)
    project = Project(openapi=data, config=config, custom_template_path=_HERE / "templates")
    project.env.bytecode_cache = _COMPILED
    project.env.globals |= _vocabulary(document, data)
    project.env.filters["in_docstring"] = in_docstring
    with contextlib.redirect_stdout(io.StringIO()):  # the generator prints the folder's path
        problems = project.build()
    if problems:
        raise GenerationError(_sentence(problems[0], document))
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
        try:
            return paging(operation.content.get("x-pagination"), endpoint, models)
        except GenerationError as error:
            raise GenerationError(f"{_pointer(operation)}/x-pagination: {error}") from None

    def amounts_in(value: PropertyProtocol) -> list[PropertyProtocol]:
        if not isinstance(value, ModelProperty):
            return []
        return only_amounts(models[str(value.class_info.name)])

    def separators(endpoint: Endpoint) -> dict[str, str | None]:
        parameters = document.parameters(operation_of(endpoint, document))
        return {
            name: array_separator(parameter)
            for (location, name), parameter in parameters.items()
            if location == "query"
        }

    endpoints = [x for each in data.endpoint_collections_by_tag.values() for x in each.endpoints]
    responses = [response for each in endpoints for response in successful_responses(each)]
    structs = Structs(models, [response.prop for response in responses if is_json(response)])

    return {
        "amounts_in": amounts_in,
        "argument_imports": argument_imports,
        "body_check": body_check,
        "body_classes": body_classes,
        "body_type": body_type,
        "checked_amounts": checked_amounts,
        "environments": environments(document.content),
        "error_statuses": statuses(document),
        "paging": rule,
        "path_template": lambda endpoint: operation_of(endpoint, document).path,
        "documented_responses": lambda endpoint: documented_responses(endpoint, structs),
        "by_generality": by_generality,
        "instance_classes": instance_classes,
        "is_authorized": lambda endpoint: is_authorized(operation_of(endpoint, document), document),
        "kind": kind,
        "literal": literal,
        "model_imports": model_imports,
        "readers": reader_imports,
        "body_encoder": body_encoder,
        "argument_description": argument_description,
        "declaration": declaration,
        "joined_pairs": joined_pairs,
        "pairs": pairs,
        "path": path,
        "separators": separators,
        "structs": structs,
    }


def _sentence(problem: GeneratorError, document: Document) -> str:
    """Return a problem of the generator as one sentence that begins with a JSON Pointer."""
    data = problem.data if isinstance(problem, ParseError) else None
    location = None
    if data is not None:
        wanted = data.model_dump(mode="json", by_alias=True, exclude_unset=True)
        found = (place for place, each in objects(document.content) if each == wanted)
        location = next(found, None)
    first = next(document.operations())
    where = _pointer(first) if location is None else f"#{format_pointer(location)}"
    text = (problem.detail or problem.header or "").strip().partition("\n")[0]
    return shorten(_cleaned(f"{where}: no client can be generated: {text}"), 500)


def _pointer(operation: Operation) -> str:
    """Return the JSON Pointer to an operation."""
    return f"#{format_pointer(('paths', operation.path, operation.method))}"


def _cleaned(text: str) -> str:
    """Return a text without memory addresses of objects, which differ from run to run."""
    return " ".join(re.sub(r"\s*<[^<>]* object at 0x[0-9a-f]+>", "", text).split())
