"""The app of the review."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The app of the review."""

    name = "tidegate.web.review"
    label = "review"
