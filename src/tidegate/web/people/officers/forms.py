"""The forms of the page of officers, and the one with which an invitation is taken up."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tidegate.web.people.city import partners
from tidegate.web.people.directory.linking import MOST, entry_name
from tidegate.web.people.models import Officer, Role


class ReasonForm(forms.Form):
    """Asks why; the least that every act needs."""

    reason = forms.CharField(
        label=_("Reason"), min_length=5, max_length=300,
        help_text=_("In your own words. It is written into the ledger."),
        error_messages={"required": _("Say why."), "min_length": _("Say it in a few words more.")},
    )  # fmt: skip

    def clean_reason(self) -> str:
        """Take blanks away."""
        return str(self.cleaned_data["reason"]).strip()


class PostForm(ReasonForm):
    """Asks for role and partner."""

    field_order: tuple[str, ...] = ("role", "partner", "reason")
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, error_messages={"required": _("Choose a role.")})
    partner = forms.ChoiceField(label=_("Partner"), error_messages={"required": _("Choose a partner.")})

    def __init__(self, *args: Any, **named: Any) -> None:
        """Offer the partners of the covenant."""
        super().__init__(*args, **named)
        field = self.fields["partner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(p.id, p.name) for p in partners()]


class InviteForm(ReasonForm):
    """Asks whether second factors are taken away."""

    field_order: tuple[str, ...] = ("forget", "reason")
    forget = forms.BooleanField(label=_("Take the second factors away, too: they were lost"), required=False)


class EntryForm(ReasonForm):
    """Asks which entry of the directory an officer is."""

    field_order: tuple[str, ...] = ("entry", "reason")
    entry = forms.CharField(
        label=_("Entry in the directory"), required=False, max_length=MOST,
        help_text=_("The value by which the directory names this person; empty takes it away."),
    )  # fmt: skip

    def clean_entry(self) -> str:
        """Refuse what can be no entry."""
        told = str(self.cleaned_data["entry"])
        if told.strip() and not entry_name(told):
            raise ValidationError(_("That is no name of an entry."))
        return entry_name(told)


class OfficerForm(PostForm):
    """Asks for a new account."""

    field_order: tuple[str, ...] = ("name", "role", "partner", "entry", "reason")
    name = forms.CharField(
        label=_("Name of the account"), max_length=80, validators=[ASCIIUsernameValidator()],
        help_text=_("Letters, digits and @ . + - _"), error_messages={"required": _("Give the account a name.")},
    )  # fmt: skip
    entry = forms.CharField(
        label=_("Entry in the directory"), required=False, max_length=MOST,
        help_text=_("The value by which the directory names this person. Without it, a code for a password is made."),
    )  # fmt: skip

    def __init__(self, *args: Any, **named: Any) -> None:
        """Ask for an entry of the directory only where there is one."""
        super().__init__(*args, **named)
        if settings.DIRECTORY is None:
            del self.fields["entry"]

    def clean_name(self) -> str:
        """Refuse a name that is taken; small and large letters are not told apart."""
        name = str(self.cleaned_data["name"]).strip()
        if Officer.objects.filter(username__iexact=name).exists():
            raise ValidationError(_("An account with this name exists already."))
        return name

    clean_entry = EntryForm.clean_entry


class InvitationForm(forms.Form):
    """Asks for name, code and the new password."""

    name = forms.CharField(
        label=_("Name of the account"), max_length=80, error_messages={"required": _("Give the name.")}
    )
    code = forms.CharField(
        label=_("Code"), max_length=80, help_text=_("From whoever made your account. It serves once."),
        error_messages={"required": _("Give the code.")},
    )  # fmt: skip
    password = forms.CharField(
        label=_("New password"), max_length=200, strip=False, widget=forms.PasswordInput,
        error_messages={"required": _("Choose a password.")},
    )  # fmt: skip
    again = forms.CharField(
        label=_("New password again"), max_length=200, strip=False, widget=forms.PasswordInput,
        error_messages={"required": _("Write the password again.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **named: Any) -> None:
        """Tell what a password has to be."""
        super().__init__(*args, **named)
        self.fields["password"].help_text = " ".join(str(t) for t in password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        """Hold the two against each other, and against what a password has to be."""
        told = super().clean() or {}
        password = told.get("password")
        if password and told.get("again") and password != told["again"]:
            self.add_error("again", _("The two passwords differ."))
        if password:
            try:
                validate_password(password, Officer(username=told.get("name", "")))
            except ValidationError as weak:
                self.add_error("password", weak)
        return told
