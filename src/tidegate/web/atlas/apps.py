"""The app of the atlas."""

from django.apps import AppConfig


class AtlasConfig(AppConfig):
    """The app of the atlas."""

    name = "tidegate.web.atlas"
    label = "atlas"
