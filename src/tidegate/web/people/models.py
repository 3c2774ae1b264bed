"""Officers: who may sign in, for which partner and in which role.

A partner is an id of the covenant and nothing else; what it is called and what it may see stands in the covenant alone.
"""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What an officer does here."""

    ANALYST = "analyst", _("Analyst")
    LIAISON = "liaison", _("Police liaison")
    MANAGER = "manager", _("Programme manager")
    PROTECTION = "protection", _("Data-protection officer")
    ADMINISTRATOR = "administrator", _("Administrator")


LOOKING = frozenset({Role.ANALYST, Role.LIAISON, Role.MANAGER})
"""Roles that may look at a picture. Whoever runs the site or watches over it reads no content."""


class OfficerManager(BaseUserManager["Officer"]):
    """Makes officers."""

    def create_officer(self, username: str, *, partner: str, role: str, password: str | None = None) -> "Officer":
        """Make an officer.

        Args:
            username: Name of the account.
            partner: Id of the partner, as the covenant has it.
            role: One of `Role`.
            password: Password; without one nobody signs in to the account by password.
        """
        officer = self.model(username=username, partner=partner, role=role)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer


class Officer(AbstractBaseUser):
    """A person who works for one partner, in one role."""

    username = models.CharField(max_length=80, unique=True, validators=[ASCIIUsernameValidator()])
    # Kept empty: the library of the sign-in asks for the field, the site sends no mail.
    email = models.EmailField(blank=True, default="")
    partner = models.CharField(max_length=80)
    role = models.CharField(max_length=20, choices=Role)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[OfficerManager] = OfficerManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["partner", "role"]

    class Meta:
        """Rights follow from the covenant and the role, not from Django's permissions."""

        default_permissions = ()
        constraints = (models.CheckConstraint(condition=models.Q(role__in=Role.values), name="a_known_role"),)

    def __str__(self) -> str:
        """Give the name of the account."""
        return str(self.username)

    @property
    def looks(self) -> bool:
        """Whether the role looks at pictures at all."""
        return self.role in LOOKING


class Invitation(models.Model):
    """A code with which an officer sets the first password; of the code itself only a digest is kept."""

    officer = models.OneToOneField(Officer, on_delete=models.CASCADE, related_name="invitation")
    digest = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()

    class Meta:
        """No permissions: an invitation is made on the page of the officers alone."""

        default_permissions = ()

    def __str__(self) -> str:
        """Give whose it is."""
        return f"invitation of {self.officer}"
