"""Addresses of those who leave."""

from django.urls import path

from relationships.dashboards import departure_views, handover_views

_ONE = "network/departures/<str:public_id>"

urlpatterns = [
    path("network/departures/", departure_views.departures, name="departures"),
    path("network/departures/new/<str:public_id>/", departure_views.record_departure, name="record_departure"),
    path(f"{_ONE}/", departure_views.departure_detail, name="departure_detail"),
    path(f"{_ONE}.csv", departure_views.export_departure, name="export_departure"),
    path(f"{_ONE}/edit/", departure_views.edit_departure, name="edit_departure"),
    path(f"{_ONE}/goodbyes/", departure_views.plan_goodbyes, name="plan_goodbyes"),
    path(f"{_ONE}/complete/", departure_views.complete_departure, name="complete_departure"),
    path(f"{_ONE}/undo/", departure_views.undo_departure, name="undo_departure"),
    path(f"{_ONE}/rows/<str:row_id>/", handover_views.edit_handover, name="edit_handover"),
]
