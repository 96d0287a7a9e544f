"""Addresses of the list of people and of a person's page."""

from django.urls import path

from relationships.dashboards import people_views

urlpatterns = [
    path("people/", people_views.person_list, name="person_list"),
    path("people/<str:public_id>/", people_views.person_detail, name="person_detail"),
    path("people/<str:public_id>/ties/", people_views.person_ties, name="person_ties"),
    path("people/<str:public_id>/history/", people_views.person_history, name="person_history"),
]
