"""Addresses of the firm's settings and of its first run."""

from django.urls import path

from relationships.firm import (
    gift_views,
    health_views,
    place_files,
    policy_views,
    rate_views,
    sample_views,
    set_up_views,
    settings_views,
)

urlpatterns = [
    path("settings/export/colleagues/", place_files.export_colleagues, name="export_colleagues"),
    path("settings/export/offices/", place_files.export_offices, name="export_offices"),
    path("settings/export/practices/", place_files.export_practices, name="export_practices"),
    path("settings/firm/", settings_views.firm_settings, name="firm_settings"),
    path("settings/words/", settings_views.words, name="words"),
    path("settings/sign-in/", settings_views.sign_in_rules, name="sign_in_rules"),
    path("settings/who-sees-what/", settings_views.scope_rules, name="scope_rules"),
    path("settings/repeat-business/", policy_views.repeat_policy, name="repeat_policy"),
    path("settings/rates/", rate_views.rate_list, name="rate_list"),
    path("settings/rates/new/", rate_views.add_rate, name="add_rate"),
    path("settings/rates/bring/", rate_views.bring_rates, name="bring_rates"),
    path("settings/rates/<str:public_id>/edit/", rate_views.edit_rate, name="edit_rate"),
    path("settings/rates/<str:public_id>/archive/", rate_views.archive_rate, name="archive_rate"),
    path("settings/rates/<str:public_id>/restore/", rate_views.restore_rate, name="restore_rate"),
    path("settings/health/", health_views.health_settings, name="health_settings"),
    path("settings/gifts/", gift_views.gift_limit, name="gift_limit"),
    path("settings/sample/", sample_views.sample_data, name="sample_data"),
    path("settings/sample/add/", sample_views.add_sample_data, name="add_sample_data"),
    path("settings/sample/remove/", sample_views.remove_sample_data, name="remove_sample_data"),
    path("setup/", set_up_views.set_up, name="set_up"),
    path("setup/firm/", set_up_views.set_up_firm, name="set_up_firm"),
    path("setup/words/", set_up_views.set_up_words, name="set_up_words"),
    path("setup/goal/", set_up_views.set_up_goal, name="set_up_goal"),
    path("setup/clients/", set_up_views.set_up_clients, name="set_up_clients"),
    path("setup/invite/", set_up_views.set_up_invite, name="set_up_invite"),
    path("setup/done/", set_up_views.end_set_up, name="end_set_up"),
]
