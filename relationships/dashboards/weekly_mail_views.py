"""The weekly mail as it would go out now, and whether one wants it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.answers import see_other
from accounts.gate import requires
from accounts.invitations import mail_is_sent
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.dashboards import weekly_mail_actions
from relationships.dashboards.models import WeeklyMailSubscription
from relationships.dashboards.repeat_soon import or_soon
from relationships.dashboards.weekly_mail import weekly_mail as mail_of


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
@or_soon
def weekly_mail(request: HttpRequest) -> HttpResponse:
    """This week's mail, and a button to have it or to end it."""
    user = colleague(request)
    context = {
        "mail": mail_of(user),
        "subscribed": WeeklyMailSubscription.objects.filter(user=user).exists(),
        "address": user.email,
        "mail_is_sent": mail_is_sent(),
    }
    return render(request, "dashboards/weekly_mail_page.html", context)


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_POST
def subscribe_weekly_mail(request: HttpRequest) -> HttpResponse:
    """Have it each week."""
    weekly_mail_actions.subscribe_weekly_mail(user=colleague(request))
    messages.success(request, "You get it each week from the next one on.")
    return see_other(request, "weekly_mail")


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_POST
def unsubscribe_weekly_mail(request: HttpRequest) -> HttpResponse:
    """Have it no more."""
    weekly_mail_actions.unsubscribe_weekly_mail(user=colleague(request))
    messages.success(request, "You get it no more.")
    return see_other(request, "weekly_mail")
