"""Tests of near misses: invalid credentials that differ little from valid credentials."""

from __future__ import annotations

import shutil
import string
import subprocess
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable

import pytest

from ..redaction.secrets import Secret
from ..server.cases.credentials import near_misses, rare_near_misses
from ..server.transport.request import Credential

TOKEN = "Abc-4f8a1c9e7b2d"
SECRET = Secret(TOKEN, "BITGO_ACCESS_TOKEN")
NEAR = [*near_misses(SECRET), *rare_near_misses(SECRET)]


def test_a_near_miss_is_never_the_correct_credential() -> None:
    headers = [credential.header for credential in NEAR]

    assert f"Bearer {TOKEN}" not in headers
    assert len(set(headers)) == len(headers)


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize("credential", [c for c in NEAR if c.redacted], ids=lambda c: c.redacted)
def test_a_shell_expands_the_redacted_credential_to_the_sent_header(credential: Credential) -> None:
    words = ["bash", "-c", f'printf %s "{credential.redacted}"']
    ended = subprocess.run(words, env={"BITGO_ACCESS_TOKEN": TOKEN}, capture_output=True, text=True)

    assert (ended.stdout, ended.stderr) == (credential.header, "")
    assert TOKEN not in str(credential.redacted)


@pytest.mark.parametrize("token", ["7", "12345678", "ABC", "x"])
def test_every_token_has_near_misses(token: str) -> None:
    secret = Secret(token, "TOKEN")

    for credentials in (near_misses(secret), rare_near_misses(secret)):
        headers = [credential.header for credential in credentials]
        assert headers
        assert f"Bearer {token}" not in headers


def decode_as_python(signature: str) -> bytes | None:
    """Decode base64 like a Python library for JSON Web Tokens; return None for invalid base64."""
    try:
        return urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    except Error:
        return None


def decode_as_node(signature: str) -> bytes:
    """Decode base64 like Node.js, which accepts any text."""
    alphabet = f"{string.ascii_uppercase}{string.ascii_lowercase}{string.digits}-_"
    digits = [alphabet.index(one) for one in signature if one in alphabet]
    bits = "".join(f"{digit:06b}" for digit in digits)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8))


@pytest.mark.parametrize("decode", [decode_as_python, decode_as_node])
@pytest.mark.parametrize("parts", [1, 2, 4])
@pytest.mark.parametrize("length", [16, 32, 48, 64, 256])
def test_no_near_miss_of_a_signed_token_has_the_signature_of_the_token(
    length: int, parts: int, decode: Callable[[str], bytes | None]
) -> None:
    signed = ".".join(["eyJhbGciOiJSUzI1NiJ9"] * parts)
    for last in range(16):
        signature = bytes([*range(length - 1), last])
        token = f"{signed}.{urlsafe_b64encode(signature).decode().rstrip('=')}"
        secret = Secret(token, "TOKEN")
        headers = [one.header or "" for one in (*near_misses(secret), *rare_near_misses(secret))]

        assert len(headers) > 30
        for header in headers:
            scheme, _, given = header.partition(" ")
            before, _, end = given.rpartition(".")
            if (scheme, before) == ("Bearer", signed):
                assert decode(end) != signature, header
