"""The addresses of the API and of the page of tokens."""

from django.urls import include, path

from tidegate.web.api import feeds, places, situations, things, views, wholes
from tidegate.web.api.describing import make_api

api = make_api()
for room in (wholes, things, places, situations, feeds):
    api.add_router("", room.router)

_pages = (
    [
        path("tokens/", views.tokens, name="tokens"),
        path("tokens/<int:number>/revoke/", views.revoke, name="revoke"),
    ],
    "tokens",
)

urlpatterns = [path("api/v1/", api.urls), path("", include(_pages))]
