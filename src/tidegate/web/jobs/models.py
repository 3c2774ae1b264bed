"""A piece of long work: what was asked for, by whom, how far it is, what came of it.

Nothing of a picture stands here: only ids, counts and the words of whoever asked.
"""

import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What is done."""

    PICTURE = "picture", _("Building the picture")
    REPORT = "report", _("Writing a report")
    EXPORT = "export", _("Writing an export")
    DELIVERY = "delivery", _("Checking a delivery")


class State(models.TextChoices):
    """Where it stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")
    INTERRUPTED = "interrupted", _("interrupted")


OPEN = (State.WAITING, State.RUNNING)
"""States of work that has not ended."""


def new_id() -> str:
    """Give an id that nobody guesses."""
    return secrets.token_hex(8)


class Job(models.Model):
    """A piece of long work."""

    id = models.CharField(primary_key=True, max_length=16, default=new_id)
    kind = models.CharField(max_length=10, choices=Kind)
    form = models.CharField(max_length=10, blank=True, default="")
    language = models.CharField(max_length=5, default="en")
    partner = models.CharField(max_length=80)
    purpose = models.CharField(max_length=80)
    view = models.CharField(max_length=16)
    reason = models.CharField(max_length=300)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    share = models.FloatField(null=True)
    step = models.CharField(max_length=100, blank=True, default="")
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancelling = models.BooleanField(default=False)
    picture = models.CharField(max_length=16, blank=True, default="")
    changed = models.BooleanField(null=True)
    file = models.CharField(max_length=100, blank=True, default="")
    gone_after = models.DateField(null=True)
    problem = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        """What is found is the oldest that waits, and the latest of a view."""

        default_permissions = ()
        indexes = (
            models.Index(fields=["state", "asked_at"], name="job_waiting"),
            models.Index(fields=["partner", "purpose", "-asked_at"], name="job_of_context"),
        )
        constraints = (
            # One at a time, also where two workers were started by mistake.
            models.UniqueConstraint(fields=["state"], condition=models.Q(state="running"), name="one_job_runs"),
            models.UniqueConstraint(
                fields=["view"], condition=models.Q(kind="picture", state__in=["waiting", "running"]),
                name="one_build_of_a_view",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        """Give its id and state."""
        return f"{self.id}, {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.state in OPEN
