"""Tests of near misses: invalid credentials that differ little from valid credentials."""

from __future__ import annotations

import shutil
import subprocess

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
