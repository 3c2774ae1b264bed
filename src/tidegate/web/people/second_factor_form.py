"""The form for the code of a second factor."""

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from django.core.exceptions import ValidationError

from tidegate.web.people.tries import failed_try, may_try


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """Takes a code. Who knows the password must not guess a million of them, so failures count as those of it do."""

    def clean_code(self) -> str:
        """Look at the code.

        Raises:
            ValidationError: It is not the one, or there were too many tries.
        """
        request, name = context.request, self.user.username
        if not may_try(request, name):
            raise ValidationError("")
        try:
            return str(super().clean_code())
        except ValidationError:
            failed_try(request, name)
            raise
