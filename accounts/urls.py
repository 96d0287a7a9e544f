"""Addresses of the person who is signed in."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from accounts import admin_urls, first_views, second_step_urls, session_views, sign_in_views, token_views, views
from accounts import single_sign_on_views as sso


class Base36(StringConverter):
    """The number of an account as the library writes it into mailed links; the dash behind it is not part of it."""

    regex = "[0-9A-Za-z]+"


register_converter(Base36, "base36")

urlpatterns = [
    *admin_urls.urlpatterns,
    *second_step_urls.urlpatterns,
    path("me/", views.profile, name="profile"),
    path("me/appearance/", views.appearance, name="appearance"),
    path("me/appearance/theme/", views.set_appearance, name="set_appearance"),
    path("me/keyboard/", views.keyboard, name="keyboard"),
    path("me/here/", views.stay_signed_in, name="stay_signed_in"),
    path("me/sessions/", session_views.session_list, name="session_list"),
    path("me/sessions/end/", session_views.end_session, name="end_session"),
    path("me/sessions/end-others/", session_views.end_other_sessions, name="end_other_sessions"),
    path("me/tokens/", token_views.token_list, name="token_list"),
    path("me/tokens/new/", token_views.add_token, name="add_token"),
    path("me/tokens/<str:public_id>/revoke/", token_views.end_token, name="end_token"),
    path("setup/administrator/", first_views.first_administrator, name="first_administrator"),
    # The library's addresses and names, with our answers.
    path("accounts/login/", sign_in_views.SignInView.as_view(), name="account_login"),
    path("accounts/reauthenticate/", sign_in_views.ReauthenticateView.as_view(), name="account_reauthenticate"),
    path("accounts/password/change/", sign_in_views.ChangePasswordView.as_view(), name="account_change_password"),
    path("accounts/password/reset/", sign_in_views.ResetPasswordView.as_view(), name="account_reset_password"),
    path("accounts/oidc/<str:provider_id>/login/", sso.openid_connect_login, name="openid_connect_login"),
    path(
        "accounts/oidc/<str:provider_id>/login/callback/", sso.openid_connect_callback, name="openid_connect_callback"
    ),
    *[
        path(f"accounts/oidc/{page}/", sso.back_to_sign_in, name=f"socialaccount_{name}")
        for page, name in (
            ("cancelled", "login_cancelled"),
            ("failed", "login_error"),
            ("nobody", "signup"),
            ("joined", "connections"),
        )
    ],
    path(
        "accounts/password/reset/key/<base36:uidb36>-<str:key>/",
        sign_in_views.NewPasswordView.as_view(),
        name="account_reset_password_from_key",
    ),
]
