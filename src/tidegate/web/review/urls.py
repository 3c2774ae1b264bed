"""The addresses of the review."""

from django.urls import path

from tidegate.web.review.views import flags, matches

app_name = "review"
urlpatterns = [
    path("", matches.matches, name="matches"),
    path("pairs/<slug:kind>/", matches.pair, name="pair"),
    path("pairs/<slug:kind>/judge/", matches.judge, name="judge"),
    path("suspended/", flags.suspended, name="suspended"),
    path("flags/<slug:flag_id>/judge/", flags.judge, name="judge-flag"),
    path("flags/<slug:flag_id>/suspend/", flags.suspend, name="suspend-flag"),
]
