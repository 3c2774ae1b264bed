"""A delivery that was sent: what it is called, how large, by whom, what the check found.

Nothing of its content stands here: only names of columns, counts, and what cannot be read.
"""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tidegate.web.jobs.models import new_id

WAITS = timedelta(days=1)
"""Time after which a delivery that nobody took in is removed."""


class Stand(models.TextChoices):
    """Where a delivery that was sent stands."""

    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("waits for a decision")
    TAKEN = "taken", _("taken in")
    THROWN = "thrown", _("thrown away")
    ENDED = "ended", _("waited too long")


WAITING = (Stand.CHECKING, Stand.CHECKED)
"""Stands of a delivery whose file is still here."""


class Upload(models.Model):
    """A delivery that was sent."""

    id = models.CharField(primary_key=True, max_length=16, default=new_id)
    register = models.CharField(max_length=80)
    source = models.CharField(max_length=80)
    path = models.CharField(max_length=200)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    partner = models.CharField(max_length=80)
    purpose = models.CharField(max_length=80)
    view = models.CharField(max_length=16)
    reason = models.CharField(max_length=300)
    sent_by = models.CharField(max_length=80)
    role = models.CharField(max_length=20)
    sent_at = models.DateTimeField(default=timezone.now)
    stand = models.CharField(max_length=10, choices=Stand, default=Stand.CHECKING)
    settled_by = models.CharField(max_length=80, blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    job = models.CharField(max_length=16, db_index=True)
    found = models.JSONField(null=True)

    class Meta:
        """What is found is the latest of a register in a context."""

        default_permissions = ()
        indexes = (models.Index(fields=["partner", "purpose", "register", "-sent_at"], name="upload_of_context"),)
        constraints = (
            models.UniqueConstraint(
                fields=["partner", "purpose", "path"], condition=models.Q(stand__in=["checking", "checked"]),
                name="one_waits_by_a_name",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        """Give its id and stand."""
        return f"{self.id}, {self.stand}"

    @property
    def name(self) -> str:
        """Name of the file."""
        return str(self.path).rpartition("/")[2]

    @property
    def gone_at(self) -> datetime:
        """When it is removed, where nobody took it in."""
        at: datetime = self.sent_at + WAITS
        return at

    @property
    def waits(self) -> bool:
        """Whether its file is still here."""
        return self.stand in WAITING


class Mending(models.TextChoices):
    """Where a repair of columns stands."""

    LOOKING = "looking", _("being looked at")
    LOOKED = "looked", _("waits for a decision")
    WRITTEN = "written", _("written into the description")
    UNDONE = "undone", _("taken back")


class Repair(models.Model):
    """A repair of a register's columns: what was looked at, chosen, written, taken back."""

    id = models.CharField(primary_key=True, max_length=16, default=new_id)
    register = models.CharField(max_length=80)
    source = models.CharField(max_length=80)
    path = models.CharField(max_length=200)
    upload = models.CharField(max_length=16, blank=True, default="")
    partner = models.CharField(max_length=80)
    purpose = models.CharField(max_length=80)
    view = models.CharField(max_length=16)
    reason = models.CharField(max_length=300)
    asked_by = models.CharField(max_length=80)
    role = models.CharField(max_length=20)
    asked_at = models.DateTimeField(default=timezone.now)
    stand = models.CharField(max_length=10, choices=Mending, default=Mending.LOOKING)
    job = models.CharField(max_length=16, db_index=True)
    chosen = models.JSONField(null=True)
    found = models.JSONField(null=True)
    description = models.CharField(max_length=64, blank=True, default="")
    written = models.CharField(max_length=64, blank=True, default="")
    why = models.CharField(max_length=200, blank=True, default="")
    settled_by = models.CharField(max_length=80, blank=True, default="")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        """What is found is the latest of a register in a context."""

        default_permissions = ()
        indexes = (models.Index(fields=["partner", "purpose", "register", "-asked_at"], name="repair_of_context"),)

    def __str__(self) -> str:
        """Give its id and stand."""
        return f"{self.id}, {self.stand}"

    @property
    def name(self) -> str:
        """Name of the file."""
        return str(self.path).rpartition("/")[2]
