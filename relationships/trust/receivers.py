"""Signing in, out and failing to: told by Django's own signals."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from accounts.models import User
from relationships.trust.audit_actions import Noted, note
from relationships.trust.models import AuditEntry
from relationships.trust.whereabouts import remember_origin, whence


def connect() -> None:
    user_logged_in.connect(_signed_in, dispatch_uid="trust_signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="trust_signed_out")
    user_login_failed.connect(_failed, dispatch_uid="trust_failed")


def _signed_in(sender: object, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    if request is not None and request.META.get("REMOTE_ADDR"):
        remember_origin(request)
    _note(AuditEntry.Kind.SIGN_IN, request, user)


def _signed_out(sender: object, request: HttpRequest | None, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        _note(AuditEntry.Kind.SIGN_OUT, request, user)


def _failed(sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Who it was meant to be, if that is anybody here; what was typed is not kept."""
    typed = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    known = User.objects.filter(email=typed).first() if typed and "\x00" not in typed else None
    _note(AuditEntry.Kind.FAILED, request, known)


def _note(kind: AuditEntry.Kind, request: HttpRequest | None, user: User | None) -> None:
    origin = whence(request) if request is not None and request.META.get("REMOTE_ADDR") else None
    note(Noted(kind, user.pk if user else None, kind.value, origin=origin))
