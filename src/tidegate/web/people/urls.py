"""The addresses of signing in and of the context."""

from allauth.account import views as account
from allauth.usersessions import views as sessions
from django.urls import include, path

from tidegate.web.people import views
from tidegate.web.people.directory import views as directory
from tidegate.web.people.officers import views as officers

# The library's own list of addresses would bring signing up and mail with it; these are what an officer needs.
_account = [
    path("login/", directory.leads_to_directory(account.login), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", views.password, name="account_change_password"),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("2fa/", include("allauth.mfa.urls")),
]

_own = (
    [
        path("sign-in/", views.sign_in, name="sign-in"),
        path("sign-in/demo/", views.demo_sign_in, name="demo-sign-in"),
        path("sign-in/directory/", directory.directory_sign_in, name="directory-sign-in"),
        path("sign-in/directory/back/", directory.directory_back, name="directory-back"),
        path("sign-in/invitation/", officers.invitation, name="invitation"),
        path("officers/", officers.officers, name="officers"),
        path("officers/new/", officers.new, name="officer-new"),
        path("officers/<int:number>/", officers.officer, name="officer"),
        path("officers/<int:number>/<slug:what>/", officers.act, name="officer-act"),
        path("context/", views.context, name="context"),
        path("context/end/", views.end_context, name="end-context"),
    ],
    "people",
)

urlpatterns = [path("", include(_own)), path("account/", include(_account))]
