"""The Content-Security-Policy of every answer: put together once for all that have none of their own."""

from __future__ import annotations

from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_OWN = frozenset(f"_csp_{name}" for name in ("exempt", "config", "update", "replace"))


class PolicyHeaderMiddleware(CSPMiddleware):
    """The library's own, which puts the same policy together anew for each answer. Pages have no nonces."""

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        self.policy = build_policy()

    def process_request(self, request: HttpRequest) -> None:
        """Nothing is prepared for a nonce."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if HEADER not in response.headers and _OWN.isdisjoint(vars(response)):
            response.headers[HEADER] = self.policy
            return response
        return super().process_response(request, response)
