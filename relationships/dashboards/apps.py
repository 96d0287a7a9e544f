"""App configuration."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "relationships.dashboards"
    label = "dashboards"
