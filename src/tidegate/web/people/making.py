"""Make an officer's account, or say why it cannot be made."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tidegate.errors import SettingError
from tidegate.web.people.city import covenant
from tidegate.web.people.models import Officer, Role


def make_officer(*, name: str, role: str, partner: str, password: str) -> Officer:
    """Make an account.

    Args:
        name: Its name; letters, digits and @/./+/-/_.
        role: One of the roles.
        partner: Id of a partner of the covenant.
        password: Its password.
    Raises:
        SettingError: One of these cannot be taken.
    """
    if role not in Role.values:
        raise SettingError(
            where="--role", what=f"there is no role '{role}'", mend=f"name one of {', '.join(Role.values)}"
        )
    if covenant().partner(partner) is None:
        known = ", ".join(p.id for p in covenant().partners)
        raise SettingError(
            where="--partner", what=f"the covenant has no partner '{partner}'", mend=f"name one of {known}"
        )
    officer = Officer(username=name, role=role, partner=partner)
    try:
        validate_password(password, officer)
        officer.set_password(password)
        officer.full_clean()
    except ValidationError as fault:
        raise SettingError(
            where=f"account '{name}'", what=" ".join(m.rstrip(".") for m in fault.messages), mend="choose another"
        ) from fault
    officer.save()
    return officer
