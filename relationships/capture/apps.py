"""Capture: mail and calendars become touchpoints, and planned touches a calendar."""

from django.apps import AppConfig


class CaptureConfig(AppConfig):
    name = "relationships.capture"
    label = "capture"
