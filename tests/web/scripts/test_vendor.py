"""The front-end files: each is that of its lock, and none asks for what is not served."""

import importlib.util
import io
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def load():
    spec = importlib.util.spec_from_file_location("vendor", ROOT / "scripts" / "vendor.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["vendor"] = module  # a dataclass looks its module up
    spec.loader.exec_module(module)
    return module


vendor = load()


@pytest.mark.parametrize("shelf", vendor.SHELVES)
def test_every_file_is_that_of_its_lock(shelf):
    assert vendor.differences(ROOT / shelf) == []


@pytest.mark.parametrize("shelf", vendor.SHELVES)
def test_the_lock_holds_what_the_script_asks_for(shelf):
    locked = [(entry["name"], entry["version"]) for entry in vendor.read_lock(ROOT / shelf)]
    assert locked == [(package.name, package.version) for package in vendor.SHELVES[shelf]]


@pytest.mark.parametrize("shelf", vendor.SHELVES)
def test_every_package_brings_its_licence(shelf):
    for package in vendor.SHELVES[shelf]:
        assert any(file.startswith("LICENSE") for file in package.files), package.name


def test_a_changed_a_missing_and_a_strange_file_are_told_by_name(tmp_path):
    vendor_lock = '{"packages": [{"name": "a", "version": "1", "files": [%s]}]}'
    digest = vendor.sha512(b"one")
    files = ", ".join(f'{{"file": "a/{name}.js", "sha512": "{digest}"}}' for name in ("kept", "changed", "missing"))
    (tmp_path / "vendor.lock.json").write_text(vendor_lock % files)
    (tmp_path / "a").mkdir()
    for name, content in (("kept", "one"), ("changed", "two"), ("strange", "three")):
        (tmp_path / "a" / f"{name}.js").write_text(content)
    assert vendor.differences(tmp_path) == [
        "a/missing.js is in the lock but not on the shelf",
        "a/strange.js is on the shelf but not in the lock",
        "a/changed.js is not the file of the lock",
    ]


def test_only_the_name_of_the_source_map_is_cut():
    assert vendor.without_source_map(b"let a = 1;\n//# sourceMappingURL=a.js.map\n") == b"let a = 1;\n\n"
    assert vendor.without_source_map(b"a{}/*# sourceMappingURL=a.css.map */") == b"a{}"
    assert vendor.without_source_map(b'let a = "https://b";') == b'let a = "https://b";'


def archive_with(path, names):
    with tarfile.open(path, "w:gz") as archive:
        for name in names:
            archive.addfile(tarfile.TarInfo(f"package/{name}"), io.BytesIO())
    return path


def test_a_package_without_a_wanted_file_is_refused(tmp_path):
    package = vendor.Package("thing", "1.0.0", ("dist/thing.js", "LICENSE"))
    with pytest.raises(vendor.VendorError, match=r"thing 1\.0\.0 has no file LICENSE: correct its list of files"):
        vendor.unpack(package, archive_with(tmp_path / "thing.tgz", ["dist/thing.js"]))


def test_a_tarball_that_differs_from_the_lock_writes_nothing(tmp_path, monkeypatch):
    package = vendor.Package("thing", "1.0.0", ("LICENSE",))
    tarball = archive_with(tmp_path / "thing.tgz", ["LICENSE"]).read_bytes()
    monkeypatch.setattr(vendor, "fetch", lambda *_: tarball)
    monkeypatch.setattr(vendor, "ROOT", tmp_path)
    shelf = tmp_path / "shelf"
    vendor.write_shelf(shelf, (package,), update=True)
    vendor.write_shelf(shelf, (package,), update=False)
    monkeypatch.setattr(vendor, "fetch", lambda *_: archive_with(tmp_path / "b.tgz", ["LICENSE", "b"]).read_bytes())
    with pytest.raises(vendor.VendorError, match=r"thing 1\.0\.0 is not what shelf/vendor\.lock\.json says"):
        vendor.write_shelf(shelf, (package,), update=False)
    assert vendor.differences(shelf) == []
