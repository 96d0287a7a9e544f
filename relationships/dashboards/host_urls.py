"""Addresses for whoever receives somebody."""

from django.urls import path

from relationships.dashboards import host_views

urlpatterns = [
    path("clients/<str:public_id>/guest-book/", host_views.client_guest_book, name="client_guest_book"),
    path("clients/<str:public_id>/brief/", host_views.client_brief, name="client_brief"),
    path("people/<str:public_id>/brief/", host_views.person_brief, name="person_brief"),
    path("arrivals/", host_views.arrivals, name="arrivals"),
]
