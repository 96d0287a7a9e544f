"""Addresses of timelines."""

from django.urls import path

from relationships.dashboards import timeline_views

urlpatterns = [
    path("clients/<str:public_id>/timeline/", timeline_views.client_timeline, name="client_timeline"),
    path("people/<str:public_id>/timeline/", timeline_views.person_timeline, name="person_timeline"),
]
