"""The addresses of signing in and of the context."""

from allauth.account import views as account
from allauth.usersessions import views as sessions
from django.urls import include, path

from tidegate.web.people import views

# The library's own list of addresses would bring signing up and mail with it; these are what an officer needs.
_account = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("2fa/", include("allauth.mfa.urls")),
]

_own = (
    [
        path("sign-in/", views.sign_in, name="sign-in"),
        path("sign-in/demo/", views.demo_sign_in, name="demo-sign-in"),
        path("context/", views.context, name="context"),
        path("context/end/", views.end_context, name="end-context"),
    ],
    "people",
)

urlpatterns = [path("", include(_own)), path("account/", include(_account))]
