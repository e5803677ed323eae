"""Write the target file of a mock server: the URL, credentials and ids for the contract suite."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

from . import default_world

_FIRST_LINE = "# The tokens are valid only for the mock."


class TargetFileExistsError(Exception):
    """The error for a file that exists and that no mock server has written."""


def write_target(path: Path, text: str) -> bool:
    """Write a target file, and return whether it replaces the file of an earlier mock server.

    Raises:
        TargetFileExistsError: If the file exists, and no mock server has written it.
        OSError: If the file cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8") as new_file:
            new_file.write(text)
    except FileExistsError:
        if path.is_file() and not path.read_bytes().startswith(_FIRST_LINE.encode()):
            raise TargetFileExistsError(
                f"{path} exists, and no mock server has written it; remove it, or choose another "
                "name"
            ) from None
        path.write_text(text, encoding="utf-8")
        return True
    return False


def render_target(base_url: str, enterprise_id: UUID = default_world.MAIN) -> str:
    """Return the TOML text of the file that tells the contract suite how to test the mock server.

    The text has the URL of the server, and the credentials and ids for all error scenarios.

    Args:
        base_url: The URL of the mock server.
        enterprise_id: The enterprise to test. `MAIN` has many connections, `SINGLE` has one and
            `EMPTY` has none.
    """
    lines = (
        _FIRST_LINE,
        _line("base_url", base_url),
        _line("enterprise_id", str(enterprise_id)),
        _line("token", default_world.MEMBER),
        "unsafe_methods = true  # the mock stores nothing that unsafe methods could change",
        "",
        "[scenarios]",
        _line("not_a_member.token", default_world.OUTSIDER),
        _line("no_permission.token", default_world.UNPERMITTED),
        _line("unlicensed.enterprise_id", str(default_world.UNLICENSED)),
        _line("unknown.enterprise_id", str(default_world.UNKNOWN)),
        _line("server_error.enterprise_id", str(default_world.FAILING)),
        "",
        "[foreign]",
        *_foreign_ids(),
    )
    return "\n".join(lines) + "\n"


def _foreign_ids() -> tuple[str, str]:
    """Return the lines with the ids of connections and partners of another enterprise."""
    connections = default_world.build_world().enterprises[default_world.NEIGHBOUR].connections
    return (
        _line("connection_ids", [str(connection.id) for connection in connections]),
        _line("partner_ids", [str(connection.partner.id) for connection in connections]),
    )


def _line(key: str, value: str | list[str]) -> str:
    # JSON is valid TOML unless a character needs two \u escapes.
    return f"{key} = {json.dumps(value, ensure_ascii=False)}"
