"""Addresses of health."""

from django.urls import path

from relationships.scoring import views

urlpatterns = [
    path("clients/<str:public_id>/health/", views.client_health, name="client_health"),
    path("clients/<str:public_id>/health/history/", views.client_health_history, name="client_health_history"),
    path("clients/<str:public_id>/health/vital/", views.client_health_vital, name="client_health_vital"),
]
