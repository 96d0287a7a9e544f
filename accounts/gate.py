"""Who may open a view: signed in, and with the capability. Which *records* it shows is `visible_to(user)`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from accounts.policy import Capability, Role, can, roles_with

_P = ParamSpec("_P")
View = Callable[Concatenate[HttpRequest, _P], HttpResponseBase]


class NotYourRole(PermissionDenied):
    """The signed-in role may not do this; `roles` says whose role may. The 403 page shows the message."""

    def __init__(self, capability: Capability) -> None:
        self.capability = capability
        self.roles = roles_with(capability)
        super().__init__(f"{_somebody(self.roles)} can do this. An administrator of your firm can change roles.")


def _somebody(roles: list[Role]) -> str:
    """ "A partner, an auditor or an administrator"."""
    names = [f"{'an' if role[0] in 'aeiou' else 'a'} {role.replace('_', ' ')}" for role in roles]
    listed = " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return listed[0].upper() + listed[1:]


def check(user: object, capability: Capability) -> None:
    """Raise `NotYourRole` unless `user` may do `capability`: for views whose answer depends on the act."""
    if not can(user, capability):
        raise NotYourRole(capability)


def asks_again(view: View[_P]) -> View[_P]:
    """Ask for the password, a code or a passkey once more before anything is sent to `view`, unless they were asked for
    within ten minutes: what it does outlasts whoever found the computer unlocked. What was sent is done afterwards."""
    asking: View[_P] = reauthentication_required(allow_get=True)(view)
    return asking


def requires(capability: Capability, *, to_write: Capability | None = None) -> Callable[[View[_P]], View[_P]]:
    """Let only signed-in colleagues with `capability` in; with `to_write`, that one too for anything but GET."""

    def decorate(view: View[_P]) -> View[_P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponseBase:
            check(request.user, capability)
            if to_write and request.method not in ("GET", "HEAD", "OPTIONS"):
                check(request.user, to_write)
            return view(request, *args, **kwargs)

        signed_in: View[_P] = login_required(guarded)
        signed_in.capability = capability  # type: ignore[attr-defined]  # read by the access-matrix test
        return signed_in

    return decorate
