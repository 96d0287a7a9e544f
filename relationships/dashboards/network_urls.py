"""Addresses of the pages that find a way to somebody."""

from django.urls import path

from relationships.dashboards import network_views

urlpatterns = [
    path("network/", network_views.network, name="network"),
    path("network/path/", network_views.network_path, name="network_path"),
    path("network/ask/", network_views.ask_for_introduction, name="ask_for_introduction"),
    path("introductions/", network_views.introduction_list, name="introduction_list"),
    path("network/introductions/export/", network_views.export_introductions, name="export_introductions"),
]
