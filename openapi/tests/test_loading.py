"""Tests of reading documents: the parsed values, and the error messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from openapi.document import DocumentError, load, read
from openapi.tests.inputs import CONTRACT, DOCUMENTS, LIBRARY

PARAMETER = "{name: b, in: path, required: true, schema: {type: string}}"
VALID = f"""\
openapi: 3.1.0
info: {{title: T, version: '1'}}
paths:
  /a/{{b}}:
    get:
      parameters: [{PARAMETER}]
      responses: {{'200': {{description: Fine}}}}
"""

OPERATION = "{get: {operationId: a, responses: {default: {description: Fine}}}}"
NAMED_ALIKE = f"""\
openapi: 3.1.0
info: {{title: T, version: '1'}}
paths: {{/a: {OPERATION}, /c: {OPERATION}}}
"""


def written(folder: Path, text: str | bytes, name: str = "document.yaml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_our_documents_load(document: Path) -> None:
    assert load(document).name == document.name


A, B = ("$ref: '#/components/schemas/A'", "$ref: '#/components/schemas/B'")
ENDLESS = [  # the schemas A and B
    (f"allOf: [{{{A}}}]", ""),
    (f"allOf: [{{{A}}}, {{type: object}}]", ""),
    (f"allOf: [{{{B}}}, {{type: object}}]", f"allOf: [{{{A}}}]"),
    (f"allOf: [{{oneOf: [{{type: object}}, {{{B}}}]}}]", f"anyOf: [{{{A}}}]"),
    (f"allOf: [{{{B}}}]", A),
]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "its top level is empty"),
        ("- a", "its top level is a list"),
        ("a: [", "line 1, column 5"),
        ("a: 1\nb: 2\na: 3", "line 3, column 1"),
        ("a: !secret b", "line 1, column 4"),
        ("a: &x {b: *x}", "alias"),
        ("? [1]\n: a", "is not a string"),
        ("true: a", "the key True is not a string"),
        ("a: !!set {b}", "which JSON does not have"),
        (b"a: \xff", "not UTF-8"),
        ("a: 1\n", "its OpenAPI version is not given"),
        ("openapi: 3.2.0", "line 1: #/openapi: its OpenAPI version is 3.2.0"),
        ("openapi: 3.1", "its OpenAPI version is 3.1, which lacks a patch number; write 3.1.0"),
        ("swagger: '2.0'", "line 1: #/swagger: Swagger 2.0 is not supported"),
        ("openapi: 3.1.0\npaths: {}", "'info' is a required property"),
        ("openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}", "no operation"),
        (VALID.replace("'1'", "1.0"), "line 2: #/info/version: 1.0 is not of type 'string'"),
        (
            VALID.replace("in: path", "in: heart"),
            "#/paths/~1a~1{b}/get/parameters/0/in: 'heart' is not one of",
        ),
        (
            VALID.replace("3.1.0", "3.0.3").replace("required: true, ", ""),
            "#/paths/~1a~1{b}/get/parameters/0: 'required' is a required property",
        ),
        (
            VALID.replace("type: string", "type: text"),
            "#/paths/~1a~1{b}/get/parameters/0/schema/type: 'text'",
        ),
        (
            VALID.replace("type: string", "type: string, default: 3"),
            "#/paths/~1a~1{b}/get/parameters/0/schema/default: 3 is not of type 'string'",
        ),
        (VALID.replace("name: b", "name: c"), "#/paths/~1a~1{b}/get: Path parameter 'b'"),
        (
            VALID.replace("parameters: [", f"parameters: [{PARAMETER}, "),
            "#/paths/~1a~1{b}/get/parameters/1: Duplicate parameter 'b'",
        ),
        (NAMED_ALIKE, "#/paths/~1c/get: Operation ID 'a' for 'get'"),
        (
            VALID.replace("type: string", "$ref: '#/components/schemas/A'"),
            "parameters/0/schema: '#/components/schemas/A' refers to a value that does not",
        ),
        (VALID.replace("type: string", "$ref: 'other.yaml#/A'"), "is in another file"),
        *(
            (
                f"{VALID}\ncomponents: {{schemas: {{A: {{{first}}}, B: {{{second}}}}}}}\n",
                "#/components/schemas/A/allOf/0: the schema contains itself",
            )
            for first, second in ENDLESS
        ),
    ],
)
def test_an_invalid_document_is_an_error_of_one_sentence(
    tmp_path: Path, text: str | bytes, message: str
) -> None:
    path = written(tmp_path, text)

    with pytest.raises(DocumentError) as caught:
        load(path)

    sentence = str(caught.value)
    assert message in sentence
    assert sentence.startswith(f"{path}: ")
    assert "\n" not in sentence
    assert len(sentence) < 500 + len(str(path))


def test_a_missing_file_and_a_folder_are_errors(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="there is no such file"):
        load(tmp_path / "nowhere.yaml")
    with pytest.raises(DocumentError, match="cannot be read"):
        load(tmp_path)


def test_reading_does_not_validate(tmp_path: Path) -> None:
    assert read(written(tmp_path, "a: 1")).content == {"a": 1}


@pytest.mark.parametrize("strict", [True, False])
def test_json_is_read_like_yaml(tmp_path: Path, strict: bool) -> None:
    text = '{\n\t"a": "\\ud83d\\ude00",\n\t"b": [1, 1e3, null],\n\t"\\ud83d\\ude00": 1}'

    document = read(written(tmp_path, text, "it.json"), strict=strict)

    assert document.content == {"a": "😀", "b": [1, 1000.0, None], "😀": 1}


@pytest.mark.parametrize("strict", [True, False])
def test_unquoted_status_codes_and_dates_are_text(tmp_path: Path, strict: bool) -> None:
    document = read(written(tmp_path, "200: a\nb: 2026-01-07"), strict=strict)

    assert document.content == {"200": "a", "b": "2026-01-07"}


@pytest.mark.parametrize("strict", [True, False])
def test_scalars_have_their_yaml_1_2_types(tmp_path: Path, strict: bool) -> None:
    text = f"a: [yes, on, NO, 012, 0o12, 1e3, 1.10, {'9' * 40}]\nb: [true, ~, -0, 'x']"
    content = read(written(tmp_path, text), strict=strict).content

    assert content["a"] == ["yes", "on", "NO", 12, 10, 1000.0, 1.1, int("9" * 40)]
    assert content["b"] == [True, None, 0, "x"]


@pytest.mark.parametrize("strict", [True, False])
def test_a_duplicate_key_is_an_error(tmp_path: Path, strict: bool) -> None:
    with pytest.raises(DocumentError, match="duplicate"):
        read(written(tmp_path, "a: 1\nb: 2\na: 3"), strict=strict)


@pytest.mark.parametrize(
    "text",
    [
        "a: &a {b: 1, c: 2}\nd: {<<: *a, c: 3}",
        "a: &a {b: 1, c: 2}\nd: {c: 3, <<: *a}",
        "a: &a {b: 1}\nd: &d {b: 2, e: 3}\nf: {<<: [*a, *d]}",
        "a: &a {b: 1}\nd: &d {<<: *a, e: 3}\nf: [{<<: *d}]",
        "a: '<<'",
    ],
)
def test_both_parsers_resolve_merge_keys_alike(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)

    assert read(path).content == read(path, strict=True).content


def test_a_merge_key_without_a_mapping_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="holds something other than mappings"):
        read(written(tmp_path, "a: {<<: 3}"))


def test_the_hash_does_not_depend_on_line_endings(tmp_path: Path) -> None:
    text = CONTRACT.read_bytes().replace(b"\r\n", b"\n")
    unix = read(written(tmp_path, text))
    dos = read(written(tmp_path, b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n")))

    assert unix.sha256 == dos.sha256 == read(CONTRACT).sha256
    assert unix.sha256 != read(written(tmp_path, text + b"# one more\n")).sha256


def test_a_path_item_may_be_a_reference(tmp_path: Path) -> None:
    text = """\
paths: {/a: {$ref: '#/components/pathItems/A'}}
components: {pathItems: {A: {get: {responses: {}}}}}
"""

    found = [(each.method, each.path) for each in read(written(tmp_path, text)).operations()]

    assert found == [("get", "/a")]


def test_operations_are_in_the_order_of_the_document() -> None:
    found = [(each.method, each.path) for each in load(LIBRARY).operations()]

    assert found == [("get", "/shelves/{shelfId}/books"), ("get", "/readers/{readerId}")]
