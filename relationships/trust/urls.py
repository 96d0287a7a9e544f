"""Addresses of proof: the audit record."""

from django.urls import path

from relationships.trust import audit_views

urlpatterns = [
    path("audit/", audit_views.audit_log, name="audit_log"),
    path("audit/export/", audit_views.export_audit, name="export_audit"),
    path("audit/<str:context>/", audit_views.audit_change, name="audit_change"),
]
