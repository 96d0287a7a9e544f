"""Capture: mail and calendars become touchpoints, and planned touches a calendar."""

from django.apps import AppConfig


class CaptureConfig(AppConfig):
    name = "relationships.capture"
    label = "capture"

    def ready(self) -> None:
        from allauth.account.signals import password_changed, password_reset

        from relationships.capture import receivers

        for new_password in (password_changed, password_reset):
            new_password.connect(receivers.end_feed)
