"""Addresses of My day, promises, cadence and notices."""

from django.urls import path

from relationships.attention import promise_list_views

urlpatterns = [
    path("promises/", promise_list_views.promise_list, name="promise_list"),
    path("promises/all/table/", promise_list_views.export_promises, name="export_promises"),
]
