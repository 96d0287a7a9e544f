"""The second step of signing in: whose role must have one, who has one, and starting over for whoever lost theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts.answers import SeeOther
from accounts.models import User
from accounts.queries import the_firm

# In the session of somebody who has one: it can't be taken off any more, so it is asked for once.
SET_UP = "second_step_set_up"
# Recovery codes stand in for a step; they are none.
STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_OPEN = ("/accounts/", "/me/appearance/theme/", "/me/here/")


def must_have_second_step(user: User) -> bool:
    """Whether the firm lets nobody of this role in without one."""
    return user.role in the_firm().second_step_roles


def has_second_step(user: User) -> bool:
    """Whether signing in asks this colleague for more than a password."""
    return bool(Authenticator.objects.filter(user=user, type__in=STEPS).exists())


def is_last_step(authenticator: Authenticator) -> bool:
    """Whether nothing but the password would be left without this one."""
    others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=STEPS).exclude(pk=authenticator.pk)
    return authenticator.type in STEPS and not others.exists()


def passkey_id(authenticator: Authenticator) -> str:
    """What names a passkey in an address: twelve signs that tell nothing of how many others there are."""
    return salted_hmac("accounts.second_step", str(authenticator.pk)).hexdigest()[:12]


def second_step_in_words(user: User) -> str:
    """ "an app, 2 passkeys", or "none"."""
    kinds = Counter(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    keys = kinds[Authenticator.Type.WEBAUTHN]
    said = [
        "an app" if kinds[Authenticator.Type.TOTP] else "",
        "" if not keys else "a passkey" if keys == 1 else f"{keys} passkeys",
    ]
    return ", ".join(filter(None, said)) or "none"


@dataclass(frozen=True)
class RoleSteps:
    """Of a role: how many may sign in, and how many of them have a second step."""

    role: str
    colleagues: int
    with_one: int


def second_steps_by_role() -> list[RoleSteps]:
    """Every role that somebody has who may sign in, by name of the role."""
    mine = Authenticator.objects.filter(user=OuterRef("pk"), type__in=STEPS)
    may_sign_in = User.objects.filter(is_active=True, email__isnull=False, archived_at__isnull=True)
    counted = may_sign_in.values("role").annotate(all=Count("pk"), having=Count("pk", filter=Exists(mine)))
    return [RoleSteps(row["role"], row["all"], row["having"]) for row in counted.order_by("role")]


@transaction.atomic
def start_over(*, user: User) -> int:
    """Take every second step off a colleague who lost theirs; answer how many there were. Their password stays."""
    return int(Authenticator.objects.filter(user=user).delete()[0])


class SecondStepMiddleware:
    """Lets whoever owes a second step go nowhere but to where they set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and self._is_owed(request):
            return _set_one_up(request)
        return self.get_response(request)

    def _is_owed(self, request: HttpRequest) -> bool:
        session = request.session
        if SESSION_KEY not in session or session.get(SET_UP) or request.path.startswith(_OPEN):
            return False
        user = request.user
        if not isinstance(user, User) or not must_have_second_step(user):
            return False
        if has_second_step(user):
            session[SET_UP] = True
            return False
        return True


def _set_one_up(request: HttpRequest) -> HttpResponse:
    messages.info(request, "Your role signs in with a second step. Set one up to go on.")
    address = reverse("mfa_index")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address) if request.method in ("GET", "HEAD") else SeeOther(address)
