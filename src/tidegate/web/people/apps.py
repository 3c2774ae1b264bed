"""The app of the officers."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app of the officers."""

    name = "tidegate.web.people"
    label = "people"
