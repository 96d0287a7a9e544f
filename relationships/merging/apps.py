"""App configuration."""

from django.apps import AppConfig


class MergingConfig(AppConfig):
    name = "relationships.merging"
    label = "merging"
