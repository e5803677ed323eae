"""The environments of the client, which are the servers in the OpenAPI document.

An environment has the name in the server's `x-environment`. The default names are `default` for the
first server, then `server_2`, `server_3` and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from openapi.codegen.input.errors import GenerationError


class Environment(NamedTuple):
    """An environment of the client: a server of the document, with a name.

    Attributes:
        name: The name of the environment, such as `test`.
        member: The name of the constant in the generated enumeration, such as `TEST`.
        url: The URL of the server, with each variable replaced by its default.
        description: The document's description of the server, or an empty string.
    """

    name: str
    member: str
    url: str
    description: str


def environments(content: Mapping[str, Any]) -> list[Environment]:
    """Return the environments of the client, with the default environment first.

    The default is the environment `test`, or otherwise the first server. Servers with a relative
    URL are left out.

    Raises:
        GenerationError: If the name of an environment is invalid, or two servers have the same
            name.
    """
    # The client must use production only on request.
    found = sorted(_servers(content), key=lambda each: each.name != "test")
    members = [each.member for each in found]
    for each in found:
        if members.count(each.member) > 1:
            raise GenerationError(
                f"#/servers: two servers have the name {each.name!r}; rename one of them"
            )
    return found


def _servers(content: Mapping[str, Any]) -> Iterator[Environment]:
    for number, server in enumerate(content.get("servers", ()), start=1):
        url = server["url"]
        for variable, definition in server.get("variables", {}).items():
            url = url.replace(f"{{{variable}}}", str(definition["default"]))
        if not re.match(r"https?://[^/]", url):
            continue  # the base URL of a relative URL is unknown
        name = str(server.get("x-environment", "default" if number == 1 else f"server_{number}"))
        if not re.fullmatch(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*", name):
            remedy = "use lower-case words joined by - or _"
            raise GenerationError(f"#/servers: the name {name!r} is invalid; {remedy}")
        member = name.replace("-", "_").upper()
        yield Environment(name, member, url, " ".join(server.get("description", "").split()))
