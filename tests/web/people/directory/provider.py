"""The provider: a small site of its own with django-oauth-toolkit, run as `python provider.py FOLDER PORT BACK...`.

A file `bend.json` in the folder says which claims replace its own, so that each fault comes in a real answer that is
really signed.
"""

import json
import os
import sys
import time
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django import conf

CLIENT, SECRET = "tidegate", "known-to-two"


def main(folder: Path, port: int, backs: list[str]) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    ).decode()
    conf.settings.configure(
        SECRET_KEY="of the tests", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, LOGIN_URL="/login/",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "provider.sqlite3")}},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
                        "oauth2_provider"],
        MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware",
                    "django.contrib.auth.middleware.AuthenticationMiddleware"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", USE_TZ=True, SESSION_COOKIE_NAME="provider",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        FOLDER=folder,
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True, "OIDC_RSA_PRIVATE_KEY": pem, "PKCE_REQUIRED": True,
            "OIDC_ISS_ENDPOINT": f"http://127.0.0.1:{port}/o", "ALLOWED_REDIRECT_URI_SCHEMES": ["http"],
            "SCOPES": {"openid": "who", "profile": "name", "email": "mail"},
            "OAUTH2_VALIDATOR_CLASS": f"{__name__}.Validator" if __name__ != "__main__" else "provider.Validator",
        },
    )  # fmt: skip
    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from oauth2_provider.models import Application

    call_command("migrate", interactive=False, verbosity=0)
    for name in ("ada", "eve", "ben"):
        get_user_model().objects.create_user(name, f"{name}@city.example", name)
    Application.objects.create(
        client_id=CLIENT, client_secret=SECRET, redirect_uris=" ".join(backs), client_type="confidential",
        authorization_grant_type="authorization-code", algorithm="RS256", skip_authorization=True,
    )  # fmt: skip
    server = make_server("127.0.0.1", port, get_wsgi_application(), server_class=Several, handler_class=Quiet)
    (folder / "ready").touch()
    server.serve_forever()


class Several(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def bent():
    file = conf.settings.FOLDER / "bend.json"
    return json.loads(file.read_text()) if file.exists() else {}


def validator():
    from oauth2_provider.oauth2_validators import OAuth2Validator

    class Validator(OAuth2Validator):
        """Signs what `bend.json` says in place of the truth."""

        def get_additional_claims(self, request):
            return {"email": request.user.email, "email_verified": True, "preferred_username": request.user.username}

        def get_id_token_dictionary(self, token, token_handler, request):
            claims, ends = super().get_id_token_dictionary(token, token_handler, request)
            told = bent()
            now = int(time.time())
            return claims | {k: now + v if k in {"exp", "iat"} else v for k, v in told.items()}, ends

    return Validator


def login(request):
    from django.contrib.auth import authenticate
    from django.contrib.auth import login as enter
    from django.http import HttpResponse, HttpResponseRedirect

    if request.method == "POST":
        who = authenticate(request, username=request.POST["name"], password=request.POST["name"])
        enter(request, who)
        return HttpResponseRedirect(request.POST["next"])
    from django.utils.html import escape

    there = escape(request.GET.get("next", ""))
    return HttpResponse(
        f'<!doctype html><html lang="en"><title>Directory</title><h1>Directory</h1>'
        f'<form method="post" action="/login/">'
        f'<input type="hidden" name="next" value="{there}"><label>Name <input name="name"></label>'
        "<button>Enter</button></form></html>"
    )


def patterns():
    from django.urls import include, path

    return [path("login/", login), path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]


def __getattr__(name):
    # Made when they are asked for: the settings stand only once the process runs.
    if name == "urlpatterns":
        return patterns()
    if name == "Validator":
        return validator()
    raise AttributeError(name)


if __name__ == "__main__":
    # The settings name this file as a module.
    sys.path.insert(0, str(Path(__file__).parent))
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    import provider

    provider.main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
