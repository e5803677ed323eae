"""The environment variables that configure a client, such as `BITGO_ACCESS_TOKEN`."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from ._errors import InvalidArgumentError
from ._token import TokenSource
from ._transport.base_url_validation import validate_base_url


def add_environment_variables(
    options: dict[str, Any], parse_environment: Callable[[str, str], Any] | None
) -> None:
    """Read the token and the server from environment variables, and add both to client options.

    `BITGO_ACCESS_TOKEN` is the token, and `BITGO_BASE_URL` the base URL. Without `BITGO_BASE_URL`,
    `BITGO_ENVIRONMENT` is the name of the environment. Options that are present take precedence.

    Args:
        options: The options of the client, to which this function adds.
        parse_environment: A function that returns the environment with a name; its second argument
            is the source of the name, for the error. None if the API has no named environments.

    Raises:
        InvalidArgumentError: If a token or a server is missing, or an environment variable is
            invalid.
    """
    if "token" not in options:
        options["token"] = TokenSource(os.environ.get("BITGO_ACCESS_TOKEN", ""))
        if not os.environ.get("BITGO_ACCESS_TOKEN"):
            raise InvalidArgumentError(
                "there is no access token: set BITGO_ACCESS_TOKEN, or pass token"
            )
        with _naming("BITGO_ACCESS_TOKEN"):
            options["token"].require_valid()
    if options.keys() & {"base_url", "environment"}:
        return
    if url := os.environ.get("BITGO_BASE_URL"):
        with _naming("BITGO_BASE_URL"):
            validate_base_url(url, allow_http=options.get("allow_http") is True)
        options["base_url"] = url
    elif parse_environment is None:
        raise InvalidArgumentError("there is no base URL: set BITGO_BASE_URL, or pass base_url")
    elif name := os.environ.get("BITGO_ENVIRONMENT"):
        options["environment"] = parse_environment(name, "BITGO_ENVIRONMENT")


@contextmanager
def _naming(variable: str) -> Generator[None]:
    """If the value of an environment variable is invalid, add the variable's name to the error."""
    try:
        yield
    except InvalidArgumentError as error:
        raise InvalidArgumentError(f"{variable} is invalid: {error}") from None
