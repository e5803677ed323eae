"""Write the target file of a mock server: the URL, credentials and ids for the contract suite."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from . import default_world
from .world import Enterprise, World
from .world.callers import SCOPE

_FIRST_LINE = "# The tokens are valid only for the mock."
_FOREIGN = 5
"""The largest number of connections, and of partners, of other enterprises in a target file."""


class TargetFileExistsError(Exception):
    """Raised to keep a target file that exists already, and that no mock server has written."""


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
    enterprises = default_world.build_world().enterprises
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
        *_foreign(enterprises[default_world.MAIN], enterprises.values()),
    )
    return "\n".join(lines) + "\n"


def render_target_of(world: World, base_url: str) -> str:
    """Return the TOML text of a target file, which tells the contract suite how to test a server.

    The server is a mock server with the data `world`. The suite tests the enterprise with the most
    connections that a caller may view. The text also has ids and tokens for the error scenarios
    that the data makes possible.

    Raises:
        LookupError: If no caller may view the balances of an enterprise.
    """
    main, member = world.most_connected()
    scenarios = scenario_values(world)
    lines = (
        _FIRST_LINE,
        _line("base_url", base_url),
        _line("enterprise_id", str(main)),
        _line("token", member.token),
        "unsafe_methods = true  # the mock stores nothing that unsafe methods could change",
        "",
        "[scenarios]",
        *(_line(key, scenarios[key]) for key in scenarios),
        *_foreign(world.enterprises[main], world.enterprises.values()),
    )
    return "\n".join(lines) + "\n"


def scenario_values(world: World) -> dict[str, str]:
    """Return tokens and enterprise ids that make a mock server send its documented errors.

    A key names the error scenario and the value, such as `not_a_member.token`. Scenarios that the
    data `world` does not make possible have no key.

    Raises:
        LookupError: If no caller may view the balances of an enterprise.
    """
    main, member = world.most_connected()
    scenarios = {"unknown.enterprise_id": str(_unknown_id(world))}
    for caller in world.callers.values():
        if main not in caller.member_of:
            scenarios.setdefault("not_a_member.token", caller.token)
        elif not caller.may_view(SCOPE):
            scenarios.setdefault("no_permission.token", caller.token)
    for enterprise in world.enterprises.values():
        if enterprise.id in member.member_of and not enterprise.licensed:
            scenarios.setdefault("unlicensed.enterprise_id", str(enterprise.id))
        elif enterprise.id in member.member_of and enterprise.failing:
            scenarios.setdefault("server_error.enterprise_id", str(enterprise.id))
    return scenarios


def _unknown_id(world: World) -> UUID:
    last = default_world.UNKNOWN.int
    return next(
        UUID(int=each) for each in range(last, 0, -1) if UUID(int=each) not in world.enterprises
    )


def _foreign(main: Enterprise, enterprises: Iterable[Enterprise]) -> Iterator[str]:
    """Yield the lines of a target file that list ids of other enterprises."""
    others = [row for each in enterprises if each is not main for row in each.connections]
    partners = {row.partner.id for row in main.connections}
    connection_ids = [str(row.id) for row in others]
    partner_ids = dict.fromkeys(
        str(row.partner.id) for row in others if row.partner.id not in partners
    )
    if connection_ids:
        yield from ("", "[foreign]", _line("connection_ids", connection_ids[:_FOREIGN]))
    if partner_ids:
        yield _line("partner_ids", [*partner_ids][:_FOREIGN])


def _line(key: str, value: str | list[str]) -> str:
    # JSON is valid TOML unless a character needs two \u escapes.
    return f"{key} = {json.dumps(value, ensure_ascii=False)}"
