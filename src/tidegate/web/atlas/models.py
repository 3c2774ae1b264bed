"""A view of a network that an officer saved: where it begins, what is expanded, the time; no name that is in it."""

from django.db import models
from django.utils import timezone

from tidegate.web.jobs.models import new_id

TITLE_MOST = 80
"""Characters of a title."""


class NetworkView(models.Model):
    """A saved view of a network."""

    id = models.CharField(primary_key=True, max_length=16, default=new_id)
    officer = models.CharField(max_length=80)
    partner = models.CharField(max_length=80)
    purpose = models.CharField(max_length=80)
    title = models.CharField(max_length=TITLE_MOST)
    entity = models.CharField(max_length=200)
    to = models.CharField(max_length=200, blank=True, default="")
    steps = models.PositiveSmallIntegerField()
    seed = models.PositiveIntegerField()
    expanded = models.JSONField(default=list)
    month = models.CharField(max_length=7, blank=True, default="")
    picture = models.CharField(max_length=16)
    shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """What is found is the latest of a context."""

        default_permissions = ()
        indexes = (models.Index(fields=["partner", "purpose", "-saved_at"], name="network_view_of_context"),)

    def __str__(self) -> str:
        """Give its id."""
        return str(self.id)
