"""The app of the frame."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The app of the frame; its templates come before those of libraries."""

    name = "tidegate.web.site"
    label = "site"
