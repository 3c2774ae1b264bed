"""The app of the long work."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The app of the long work."""

    name = "tidegate.web.jobs"
    label = "jobs"
