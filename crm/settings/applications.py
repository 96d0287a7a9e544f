"""Which apps are installed, and what every request passes through."""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger

from crm.environment import ROOT

INSTALLED_APPS = [
    "crm",
    "accounts",
    "relationships.foundation",
    "relationships.clients",
    "relationships.contacts",
    "relationships.engagements",
    "relationships.interactions",
    "relationships.alumni",
    "relationships.hospitality",
    "relationships.network",
    "relationships.scoring",
    "relationships.dashboards",
    "relationships.imports",
    "relationships.capture",
    "relationships.merging",
    "relationships.attention",
    "relationships.firm",
    "relationships.trust",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
    "pghistory",
    "pgtrigger",
]

MIDDLEWARE = [
    "crm.middleware.MachinesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "crm.policy_header.PolicyHeaderMiddleware",
    "crm.middleware.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "crm.middleware.PrivateCacheMiddleware",
    "crm.middleware.TimeZoneMiddleware",
    "crm.middleware.ReadFirstMiddleware",
    "crm.middleware.ConflictMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.idle.IdleMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.second_step.SecondStepMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "crm.middleware.NamelessMiddleware",
    "relationships.trust.middleware.AuditMiddleware",
    "accounts.once.OnceMiddleware",
    "crm.middleware.WhoDidItMiddleware",
]

ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "crm.navigation.shell",
                "crm.csrf.token",
            ],
        },
    }
]

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# Statement-level triggers see bulk writes too; a row of history may be added, never changed or deleted.
PGHISTORY_APPEND_ONLY = True
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="+")
