"""App configuration."""

from django.apps import AppConfig


class HospitalityConfig(AppConfig):
    name = "relationships.hospitality"
    label = "hospitality"
