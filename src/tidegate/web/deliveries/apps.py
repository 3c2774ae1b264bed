"""The app of the deliveries."""

from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    """The app of the deliveries."""

    name = "tidegate.web.deliveries"
    label = "deliveries"
