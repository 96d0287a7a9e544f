"""A form that adds is taken once: a second click, or Back and Save again, leads to what the first one made.

The form carries a token (`accounts.record_form`, `{% once %}`). The same content with the same token, by the same person
to the same address, is answered with the address that the first one was answered with. Other content is another record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.answers import go_on
from accounts.models import SentForm
from accounts.once_token import FIELD

DRAWN = {"csrfmiddlewaretoken", "form_token"}
"""What a page draws anew each time, beside its token: no content."""
ONE_CLICK = timedelta(seconds=10)
"""What comes later than this is no second click of the same hand, and is told why nothing was added."""


class OnceMiddleware:
    """Answers a form that was taken already. In one transaction with the view, so two at once wait for each other."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.POST.get(FIELD) or not request.user.is_authenticated:
            return self.get_response(request)
        with transaction.atomic():
            sent, is_first = SentForm.objects.get_or_create(key=_key(request), defaults={"user_id": request.user.pk})
            return self._first(request, sent) if is_first else _again(request, sent)

    def _first(self, request: HttpRequest, sent: SentForm) -> HttpResponse:
        response = self.get_response(request)
        address = response.headers.get("Location") or response.headers.get("HX-Redirect")
        if response.status_code >= 500:
            transaction.set_rollback(True)
        elif address:
            SentForm.objects.filter(pk=sent.pk).update(address=address)
        else:
            # Refused: nothing was made, and what is sent next is looked at anew.
            sent.delete()
        return response


def _again(request: HttpRequest, sent: SentForm) -> HttpResponse:
    if timezone.now() - sent.made_at > ONE_CLICK:
        messages.info(request, "You saved this form before. Here is what came of it; nothing was added.")
    return go_on(request, sent.address)


def _key(request: HttpRequest) -> str:
    """Answer what names this very form, by this person, with this content."""
    digest = hashlib.sha256(repr((request.user.pk, request.get_full_path())).encode())
    for name, values in sorted(request.POST.lists()):
        if name not in DRAWN:
            digest.update(repr((name, values)).encode(errors="surrogatepass"))
    for name, files in sorted(request.FILES.lists()):
        digest.update(repr((name, [(file.name, file.size) for file in files])).encode(errors="surrogatepass"))
    return digest.hexdigest()
