"""The app of the API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The app of the API."""

    name = "tidegate.web.api"
    label = "api"
