"""Tokens of officers, and how often each caller asked in the minute that runs.

Of a token only the digest is kept. It is 256 bits of chance, so a digest without salt gives nothing away.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone


class ApiToken(models.Model):
    """A token: it stands for one officer, one purpose and one reason, until it ends."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    # The partner at the time of making: an officer who changes to another takes no token along.
    partner = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=80)
    reason = models.CharField(max_length=300)
    feed_only = models.BooleanField(default=True)
    digest = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    last_used = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Rights follow from the covenant and the role, not from Django's permissions."""

        default_permissions = ()
        ordering = ("-created", "-pk")

    def __str__(self) -> str:
        """Give its number; its name is the officer's own words."""
        return f"token {self.pk}"


class Asked(models.Model):
    """How often a caller asked in a minute."""

    caller = models.CharField(max_length=40, primary_key=True)
    minute = models.PositiveBigIntegerField()
    times = models.PositiveIntegerField()

    class Meta:
        """Nobody alters it through Django."""

        default_permissions = ()

    def __str__(self) -> str:
        """Give the caller."""
        return str(self.caller)
