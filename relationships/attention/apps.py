"""App configuration."""

from django.apps import AppConfig


class AttentionConfig(AppConfig):
    name = "relationships.attention"
    label = "attention"
