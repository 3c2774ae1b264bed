"""What the operator wishes for fits together, or stops the start with a sentence; the secret is never repeated."""

import pytest

from tidegate.errors import SettingError
from tidegate.settings import read_settings
from tidegate.web.people.directory.wish import directory_wished

WHOLE = {"ISSUER": "https://login.city.example/o", "CLIENT": "tidegate", "SECRET": "known-to-two"}


@pytest.fixture
def wish(monkeypatch):
    def read(**named):
        for name, value in named.items():
            monkeypatch.setenv(f"TIDEGATE_DIRECTORY_{name}", value)
        return directory_wished(read_settings())

    return read


def test_without_a_wish_there_is_none(wish):
    assert wish() is None


def test_a_whole_wish_is_heard(wish):
    found = wish(**WHOLE, CLAIM="oid", DOMAINS="City.example, other.example", SECOND_FACTOR="amr=mfa")
    assert (found.issuer, found.client, found.secret, found.claim) == (*WHOLE.values(), "oid")
    assert found.domains == ("city.example", "other.example")
    assert found.second_factor == ("amr", "mfa")
    assert (found.name, found.origin) == ("login.city.example", "https://login.city.example")
    assert found.key == "https://login.city.example/o#oid"
    assert "known-to-two" not in repr(found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ISSUER", "http://login.city.example/o"), ("ISSUER", "login.city.example"), ("ISSUER", "ftp://127.0.0.1"),
        ("ISSUER", "https://login.city.example/?a=1"), ("ISSUER", "https://a:b@login.city.example"),
        ("CLAIM", "e mail"), ("SECOND_FACTOR", "mfa"), ("SECOND_FACTOR", "groups=all"), ("DOMAINS", "a b$"),
        ("SECRET_FILE", "/there/is/no/such/file"), ("CA", "/there/is/no/such/file"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_stops(wish, name, value):
    with pytest.raises(SettingError, match=f"TIDEGATE_DIRECTORY_{name} is "):
        wish(**WHOLE | {name: value})


def test_http_is_for_this_machine_alone(wish):
    assert wish(**WHOLE | {"ISSUER": "http://127.0.0.1:9/o"}).origin == "http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"CLIENT": "tidegate"}, "TIDEGATE_DIRECTORY_CLIENT: no directory is named for it"),
        ({"ISSUER": WHOLE["ISSUER"], "SECRET": "x"}, "TIDEGATE_DIRECTORY_CLIENT: it is not set"),
        ({"ISSUER": WHOLE["ISSUER"], "CLIENT": "x"}, "TIDEGATE_DIRECTORY_SECRET: the secret of the directory"),
        (WHOLE | {"ISSUER": f"https://{'a' * 200}.example"}, "longer than 200 characters"),
    ],
)
def test_what_is_lacking_is_named(wish, named, said):
    with pytest.raises(SettingError, match=said) as told:
        wish(**named)
    assert "known-to-two" not in str(told.value)


def test_the_secret_comes_from_a_file_that_no_other_account_reads(wish, tmp_path):
    file = tmp_path / "secret"
    file.write_text("of the file\n")
    rest = {k: v for k, v in WHOLE.items() if k != "SECRET"}
    file.chmod(0o644)
    with pytest.raises(SettingError, match="chmod 600"):
        wish(**rest, SECRET_FILE=str(file))
    file.chmod(0o600)
    assert wish(**rest, SECRET_FILE=str(file)).secret == "of the file"
    with pytest.raises(SettingError, match="set twice"):
        wish(**WHOLE, SECRET_FILE=str(file))
    file.write_text("\n")
    with pytest.raises(SettingError, match="first line is empty"):
        wish(**rest, SECRET="", SECRET_FILE=str(file))
