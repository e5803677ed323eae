"""The servers of the document, which are the environments of the client.

The name of an environment is the extension `x-environment` of the server. Without the extension,
the first server is named `default`, and the others `server_2`, `server_3` and so on.
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
        member: The name of the environment in the generated enumeration, such as `TEST`.
        url: The URL of the server, with each variable replaced by its default.
        description: The description of the server in the document, or an empty string.
    """

    name: str
    member: str
    url: str
    description: str


def environments(content: Mapping[str, Any]) -> list[Environment]:
    """Return the environments of the client, from the servers of a document.

    The first environment is the default of the client. An environment named `test` comes first,
    so that the client uses production only on request. A server with a relative URL is left
    out, because the base URL is unknown.

    Raises:
        GenerationError: If a name does not consist of lower-case words, or two servers have the
            same name.
    """
    found = sorted(_servers(content), key=lambda each: each.name != "test")
    members = [each.member for each in found]
    for each in found:
        if members.count(each.member) > 1:
            raise GenerationError(
                f"servers: two servers have the name {each.name!r}; rename one of them"
            )
    return found


def _servers(content: Mapping[str, Any]) -> Iterator[Environment]:
    for number, server in enumerate(content.get("servers", ()), start=1):
        url = server["url"]
        for variable, definition in server.get("variables", {}).items():
            url = url.replace(f"{{{variable}}}", str(definition["default"]))
        if not re.match(r"https?://[^/]", url):
            continue
        name = str(server.get("x-environment", "default" if number == 1 else f"server_{number}"))
        if not re.fullmatch(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*", name):
            remedy = "use lower-case words joined by - or _"
            raise GenerationError(f"servers: the name {name!r} is invalid; {remedy}")
        member = name.replace("-", "_").upper()
        yield Environment(name, member, url, " ".join(server.get("description", "").split()))
