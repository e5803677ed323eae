"""Tests that no output of a run contains the token, even if the server echoes the token."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from attrs import evolve

from ..mock_server import CORRECT, Behaviour, build_world, create_app, render_target, serving
from ..mock_server.call import Call, JsonObject, Response
from ..mock_server.default_world import MEMBER, OUTSIDER, UNPERMITTED
from .suite_process import FILES, run

TOKENS = (MEMBER, OUTSIDER, UNPERMITTED)


def encodings(token: str) -> Iterator[str]:
    yield from (token, token.upper(), token.encode().hex())
    yield quote(token, safe="").replace("-", "%2D")
    yield "".join(f"%{ord(c):02X}" for c in token)
    yield "".join(f"\\u{ord(c):04x}" for c in token)
    for before in (b"", b"u:", b"ab"):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(before + token.encode()).decode()


def traces(token: str) -> Iterator[str]:
    """Yield texts that show that an output contains a token in some encoding, such as base64.

    Each text is an encoded token without the first and the last four characters. In base64, these
    characters also depend on the bytes next to the token.
    """
    yield from (encoding[4:-4] for encoding in encodings(token))


def echoing() -> Behaviour:
    """Return a behaviour of the mock server that sends the token back in all encodings.

    The headers and the body of each response contain the token.
    """

    def sent_token(call: Call) -> str:
        header = next(iter(call.request.header("authorization")), "")
        return header.partition(" ")[2] or header

    def write_payload(call: Call, *_: object) -> JsonObject:
        return {"clientId": list(encodings(sent_token(call))), "networkBalances": sent_token(call)}

    def finish(call: Call, response: Response) -> Response:
        token = sent_token(call).encode("ascii", "replace").decode()
        echoes = {
            "x-echo": token,
            "x-basic": base64.b64encode(f"me:{token}".encode()).decode(),
            "location": f"/login?token={quote(token, safe='')}",
            "set-cookie": f"token={token}",
        }
        # An escape sequence for terminals, in a body that is not JSON.
        body = response.body if response.status == 200 else f"\x1b[31m{token}".encode()
        return evolve(response, body=body, headers={**response.headers, **echoes})

    return evolve(CORRECT, write_payload=write_payload, finish=finish)


@pytest.mark.parametrize(
    "more", [(), ("-vv", "-l", "--tb=long", "--log-level=DEBUG", "--log-cli-level=DEBUG", "-rA")]
)
def test_every_output_redacts_tokens_in_all_encodings(
    tmp_path: Path, more: tuple[str, ...]
) -> None:
    with serving(create_app(build_world(), echoing())) as url:
        (tmp_path / "target.toml").write_text(render_target(url), "utf-8")
        report = tmp_path / "report"
        ended = run("--target", tmp_path / "target.toml", "--report", report, *more)

    assert ended.returncode == 1
    outputs = {path.name: path.read_text("utf-8") for path in report.iterdir()}
    assert outputs.keys() == FILES
    outputs |= {"output": ended.stdout, "errors": ended.stderr}
    assert "$BITGO_ACCESS_TOKEN" in outputs["requests.har"]
    assert '{"name": "x-echo", "value": "$BITGO_ACCESS_TOKEN"}' in outputs["requests.har"]
    assert '"clientId":["$BITGO_ACCESS_TOKEN","$BITGO_ACCESS_TOKEN","$BITGO' in outputs["output"]
    for name, text in outputs.items():
        assert "\x1b" not in text, name
        # As written, and with the escaped backslashes of JSON decoded.
        for output in (text.lower(), text.replace("\\\\", "\\").lower()):
            for token in TOKENS:
                for trace in traces(token):
                    assert trace.lower() not in output, (name, trace)
