"""What is installed and packaged is pinned whole."""

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

import pytest

from release import ReleaseError
from release.locked import check_chalice, check_requirements

ROOT = Path(__file__).parent.parent.parent
INSTALLED = ("requirements", "requirements-local", "requirements-dev")
# Only `make bench` installs the last one.
LOCKS = (*INSTALLED, "requirements-bench")
PIN = re.compile(r"^([\w.-]+)==([\w.]+)( ; [^\\]+)? \\$", re.MULTILINE)
# Each environment has its own before anything is installed.
INSTALLERS = {"pip", "setuptools", "wheel"}
of_each_lock = pytest.mark.parametrize("name", LOCKS)


def lock(name: str) -> str:
    return (ROOT / f"{name}.txt").read_text()


def pins(name: str) -> Iterator[tuple[str, str]]:
    """Give what is installed wherever one is; a marker is for other machines."""
    yield from ((found[1], found[2]) for found in PIN.finditer(lock(name)) if not found[3])


@of_each_lock
def test_everything_has_a_version_and_a_hash_and_no_index_is_named(name: str) -> None:
    text = lock(name)
    requirements = [line for line in text.splitlines() if re.match(r"[^\s#]", line)]
    assert len(requirements) > 10
    assert len(requirements) == len(PIN.findall(text))
    for part in text.split("\n")[1:]:
        assert re.match(r"    (--hash=sha256:[0-9a-f]{64}|# |#$)|[\w.-]+==|$", part), part
    assert "://" not in text


@of_each_lock
def test_what_a_lock_is_made_from_is_in_it(name: str) -> None:
    source = (ROOT / f"{name}.in").read_text()
    asked = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==(\S+)", source, re.MULTILINE)
    assert asked
    locked = {key.lower(): found for key, found in pins(name)}
    assert {key.lower(): locked.get(key.lower()) for key, _ in asked} == {
        key.lower(): found for key, found in asked
    }


def test_the_locks_agree() -> None:
    seen: dict[str, str] = {}
    for name in LOCKS:
        for key, found in pins(name):
            assert seen.setdefault(key, found) == found, key


@pytest.mark.parametrize("name", INSTALLED)
def test_what_is_locked_is_installed(name: str) -> None:
    wrong = {}
    for key, found in pins(name):
        try:
            if key not in INSTALLERS and version(key) != found:
                wrong[key] = version(key)
        except PackageNotFoundError:
            wrong[key] = "missing"
    assert not wrong


def test_the_checked_in_files_can_be_packaged() -> None:
    check_requirements(ROOT)
    check_chalice(ROOT)


def test_a_chalice_that_was_changed_after_its_installation_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "chalice-1.34.0.dist-info"
    info.mkdir()
    (tmp_path / "chalice").mkdir()
    (tmp_path / "chalice" / "app.py").write_text("changed")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: chalice\nVersion: 1.34.0\n")
    (info / "RECORD").write_text("chalice/app.py,sha256=AAAA,3\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert distribution("chalice").version == "1.34.0"
    with pytest.raises(ReleaseError, match=r"chalice/app\.py was changed after its installation"):
        check_chalice(ROOT)
