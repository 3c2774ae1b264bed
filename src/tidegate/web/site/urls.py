"""The addresses of the frame."""

from django.urls import path
from django.views.i18n import set_language

from tidegate.web.site import views

app_name = "site"
urlpatterns = [
    path("", views.start, name="start"),
    path("health", views.health, name="health"),
    path("ready", views.ready, name="ready"),
    path("language/", set_language, name="language"),
    path("jsi18n/<slug:language>.js", views.words_of_scripts, name="words"),
]
