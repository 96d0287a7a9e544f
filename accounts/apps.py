"""App configuration of the people who sign in."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
