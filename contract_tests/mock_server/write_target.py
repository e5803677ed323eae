"""Write the target file of a mock server: the URL, credentials and ids for the contract suite."""

from __future__ import annotations

import json
from uuid import UUID

from . import default_world
from .world import World
from .world.callers import SCOPE


def render_target(base_url: str, enterprise_id: UUID = default_world.MAIN) -> str:
    """Return the TOML text of the file that tells the contract suite how to test the mock server.

    The text has the URL of the server, and the credentials and ids for all error scenarios.

    Args:
        base_url: The URL of the mock server.
        enterprise_id: The enterprise to test. `MAIN` has many connections, `SINGLE` has one and
            `EMPTY` has none.
    """
    lines = (
        "# The tokens are valid only for the mock.",
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
    )
    return "\n".join(lines) + "\n"


def render_target_of(world: World, base_url: str) -> str:
    """Return the TOML text of a target file for a mock server with the data of a world.

    The enterprise to test is the licensed one with the most connections that a caller may view.
    The text has the ids and the tokens of the error scenarios that the world makes possible.

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
    lines = (
        "# The tokens are valid only for the mock.",
        _line("base_url", base_url),
        _line("enterprise_id", str(main)),
        _line("token", member.token),
        "unsafe_methods = true  # the mock stores nothing that unsafe methods could change",
        "",
        "[scenarios]",
        *(_line(key, scenarios[key]) for key in scenarios),
    )
    return "\n".join(lines) + "\n"


def _unknown_id(world: World) -> UUID:
    last = default_world.UNKNOWN.int
    return next(
        UUID(int=each) for each in range(last, 0, -1) if UUID(int=each) not in world.enterprises
    )


def _line(key: str, text: str) -> str:
    # A JSON string is a valid TOML string unless a character needs two \u escapes.
    return f"{key} = {json.dumps(text, ensure_ascii=False)}"
