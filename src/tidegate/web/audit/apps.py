"""The app of the ledger."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The app of the ledger."""

    name = "tidegate.web.audit"
    label = "audit"
