"""Who may use the review application: a browser on this machine that was opened with the printed address.

1. The address holds a random token; the first visit replaces it by a cookie that other sites cannot send.
2. ``Host`` must be a name of this machine: a foreign name that resolves to it (DNS rebinding) is refused.
3. A form must come from a page of this server: its ``Origin``, if sent, and the token in the form must fit.
"""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store"}
_NO_COOKIE = "Open the address that `copydesk review` printed: it holds the token of this server.\n"


def _random_token() -> str:
    return secrets.token_urlsafe(24)


@dataclass(frozen=True)
class Access:
    """The secrets of one server: the token of its address, and the one of its forms. ``hosts`` are its names."""

    token: str = field(default_factory=_random_token)
    form_token: str = field(default_factory=_random_token)
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost")

    @property
    def cookie(self) -> str:
        """The name of the cookie; cookies do not know ports, so that each server needs a name of its own."""
        return f"copydesk-{sha256(self.token.encode()).hexdigest()[:8]}"

    def address(self, port: int) -> str:
        """The address to open first."""
        return f"http://127.0.0.1:{port}/?token={self.token}"

    async def guard(self, request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        """Answer a request, or refuse it; every answer gets the headers that keep scripts and networks out."""
        response = self._refusal(request) or self._first_visit(request) or await call_next(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.update(_HEADERS)
        return response

    def is_own_form(self, form_token: str) -> bool:
        """Whether a form is from a page of this server."""
        return secrets.compare_digest(form_token.encode(), self.form_token.encode())

    def _refusal(self, request: Request) -> Response | None:
        host = request.headers.get("host", "")
        if urlsplit(f"//{host}").hostname not in self.hosts:
            return Response("unknown host", 421)
        origin = request.headers.get("origin")
        if request.method == "POST" and origin and urlsplit(origin).netloc != host:
            return Response("forms are accepted from this server's own pages only", 403)
        known = request.cookies.get(self.cookie, "") or request.query_params.get("token", "")
        if not secrets.compare_digest(known.encode(), self.token.encode()):
            return Response(_NO_COOKIE, 403, media_type="text/plain")
        return None

    def _first_visit(self, request: Request) -> Response | None:
        """To the same page without the token in its address, which a history or a screenshot would keep."""
        if "token" not in request.query_params:
            return None
        others = [(key, value) for key, value in request.query_params.multi_items() if key != "token"]
        response = RedirectResponse(request.url.path + ("?" + urlencode(others) if others else ""), 303)
        response.set_cookie(self.cookie, self.token, httponly=True, samesite="strict")
        return response
