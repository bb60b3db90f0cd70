"""Who may talk to the app: this machine's own browser, by this app's own pages, within limits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BODY = 60_000_000
"""Bytes of a request; an upload is checked again by the store."""
_SAFE_METHODS = frozenset({"GET", "HEAD"})
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; "
        b"img-src 'self' data:; frame-src 'self'; frame-ancestors 'self'; form-action 'self'; base-uri 'none'",
    ),
]


class Guard:
    """Refuses foreign hosts, foreign origins and oversized bodies; adds the security headers."""

    def __init__(self, app: App, *, hosts: Iterable[str]) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a refusal, or pass the request on with its body counted."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self.refusal(scope["method"], headers)
        if refusal is not None:
            status, words = refusal
            await _answer(send, status, words)
            return
        received = 0

        async def counted() -> MutableMapping[str, Any]:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            return message if received <= MOST_BODY else {"type": "http.disconnect"}

        dossier = "/dossier/" in scope["path"]

        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                # A dossier page carries a policy of its own, stricter than the app's.
                extra = [pair for pair in _HEADERS if not (dossier and pair[0] == b"content-security-policy")]
                message["headers"] = [*message.get("headers", []), *extra]
            await send(message)

        await self.app(scope, counted, guarded)

    def refusal(self, method: str, headers: dict[bytes, str]) -> tuple[int, str] | None:
        """Status and words when the request is not for us; None when it is."""
        if _host(headers.get(b"host", "")) not in self.hosts:
            return 421, "This app answers to 127.0.0.1 and localhost only."
        origin = headers.get(b"origin")
        if method not in _SAFE_METHODS and origin is not None and _host(urlsplit(origin).netloc) not in self.hosts:
            return 403, "Requests from other sites are refused."
        if method not in _SAFE_METHODS and headers.get(b"sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return 403, "Requests from other sites are refused."
        length = headers.get(b"content-length", "0")
        if not length.isdigit() or int(length) > MOST_BODY:
            return 413, f"At most {MOST_BODY // 10**6} MB at a time."
        return None


def _host(netloc: str) -> str:
    """The host without its port."""
    return netloc.rsplit(":", 1)[0].lower() if not netloc.endswith("]") else netloc.lower()


async def _answer(send: Send, status: int, words: str) -> None:
    body = words.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
