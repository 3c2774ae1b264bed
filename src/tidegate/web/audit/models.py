"""The ledger's tables: entries that are only ever added, and the head that the next one is chained to.

What an entry says stands in `content`, as canonical JSON. The chain runs over a salted commitment to it, so that it
can later be erased where a law asks for it, and the chain still holds.
"""

from django.db import models

from tidegate.web.audit.chain import FIRST


class LedgerEntry(models.Model):
    """One consultation, or one that was refused."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.CharField(max_length=32)
    content = models.TextField()
    salt = models.CharField(max_length=32)
    commitment = models.CharField(max_length=64)
    before = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        """No permissions: nobody alters an entry through Django."""

        default_permissions = ()

    def __str__(self) -> str:
        """Give its number and time."""
        return f"{self.number}, {self.at}"


class LedgerHead(models.Model):
    """The last entry: its number, time and digest. One row; whoever writes an entry holds it first."""

    only = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    at = models.CharField(max_length=32, default="")
    digest = models.CharField(max_length=64, default=FIRST)

    class Meta:
        """One row, and no other."""

        default_permissions = ()
        constraints = (models.CheckConstraint(condition=models.Q(only=1), name="one_head"),)

    def __str__(self) -> str:
        """Give its number."""
        return f"head at {self.number}"
