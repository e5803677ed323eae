"""The target file that tells the contract suite how to reach a served shipped world."""

from __future__ import annotations

import json
from uuid import UUID

from . import default_world


def render_target(base_url: str, enterprise_id: UUID = default_world.MAIN) -> str:
    """Return a target file, as TOML, with every scenario.

    `enterprise_id` is the enterprise under test: of the shipped ones that a
    member may see, `MAIN` has many connections, `SINGLE` one and `EMPTY` none.
    """
    lines = (
        "# The mock's own tokens: they open nothing else.",
        _line("base_url", base_url),
        _line("enterprise_id", str(enterprise_id)),
        _line("token", default_world.MEMBER),
        "unsafe_methods = true  # a mock has nothing to lose",
        "",
        "[scenarios]",
        _line("not_a_member.token", default_world.OUTSIDER),
        _line("no_permission.token", default_world.UNPERMITTED),
        _line("unlicensed.enterprise_id", str(default_world.UNLICENSED)),
        _line("unknown.enterprise_id", str(default_world.UNKNOWN)),
        _line("server_error.enterprise_id", str(default_world.FAILING)),
    )
    return "\n".join(lines) + "\n"


def _line(key: str, text: str) -> str:
    # A JSON string is a TOML string, as long as no character needs two \u escapes.
    return f"{key} = {json.dumps(text, ensure_ascii=False)}"
