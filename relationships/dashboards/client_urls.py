"""Addresses of the first page, of finding, of the client list and the client page."""

from django.urls import path

from relationships.dashboards import client_views, find_views, home

urlpatterns = [
    path("", home.home, name="home"),
    path("find/", find_views.find, name="find"),
    path("search/", find_views.search, name="search"),
    path("clients/", client_views.client_list, name="client_list"),
    path("clients/<str:public_id>/", client_views.client_detail, name="client_detail"),
    path("clients/<str:public_id>/rhythm/", client_views.client_rhythm, name="client_rhythm"),
    path("clients/<str:public_id>/people/", client_views.client_people, name="client_people"),
    path("clients/<str:public_id>/work/", client_views.client_work, name="client_work"),
    path("clients/<str:public_id>/details/", client_views.client_record, name="client_record"),
]
