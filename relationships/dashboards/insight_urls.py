"""Addresses of evidence, portfolio and alerts."""

from django.urls import path

from relationships.dashboards import alert_views, evidence_views, portfolio_views

urlpatterns = [
    path("alerts/", alert_views.alert_list, name="alert_list"),
    path("alerts/<str:public_id>/settle/", alert_views.settle_alert, name="settle_alert"),
    path("alerts/<str:public_id>/reopen/", alert_views.reopen_alert, name="reopen_alert"),
    path("alerts/<str:public_id>/snooze/", alert_views.snooze_alert, name="snooze_alert"),
    path("alerts/snoozes/<str:public_id>/lift/", alert_views.lift_snooze, name="lift_snooze"),
    path("portfolio/", portfolio_views.portfolio, name="portfolio"),
    path("portfolio.csv", portfolio_views.export_portfolio, name="export_portfolio"),
    path("evidence/", evidence_views.evidence, name="evidence"),
    path("evidence.csv", evidence_views.export_evidence, name="export_evidence"),
    path("clients/<str:public_id>/return/", evidence_views.client_return, name="client_return"),
]
