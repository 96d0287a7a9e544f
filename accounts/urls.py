"""Addresses of the person who is signed in."""

from django.urls import path

from accounts import admin_urls, views

urlpatterns = [
    *admin_urls.urlpatterns,
    path("me/", views.profile, name="profile"),
    path("me/appearance/", views.set_appearance, name="set_appearance"),
]
