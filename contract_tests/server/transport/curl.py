"""Write a request as a curl command, for reports."""

from __future__ import annotations

import shlex

from .exchange import Exchange


def curl_command(exchange: Exchange) -> str:
    """Return a curl command that repeats a request, with shell variables for the secrets."""
    request = exchange.request
    words = ["curl -sS -i"]
    if request.method != "GET":
        words.append("--head" if request.method == "HEAD" else f"-X {request.method}")
    if request.credential.redacted is not None:
        # In double quotes, the shell replaces the variable by the token.
        words.append(f'-H "Authorization: {request.credential.redacted}"')
    words += [f'-H "{name}: {value}"' for name, value in exchange.extra_headers.items()]
    words.append(shlex.quote(exchange.base_url + request.target))
    return " ".join(words)
