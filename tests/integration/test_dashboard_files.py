"""The page and its files as the API serves them; what the page does is in tests/e2e."""

import gzip
import hashlib
import json
import re
import shutil
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests

from chalicelib.api.assets import FOLDER, assets, page, read_assets
from tests.support.client import Api
from tests.support.waiting import HANG_SECONDS

MAX_BYTES = 60_000
OURS = [path for path in FOLDER.rglob("*") if path.suffix in (".js", ".css", ".html")]


@pytest.fixture
def nobody(api: Api) -> Api:
    return api.with_token(None)


# Until the page has drawn one of its own.
NO_ICON = "data:,"

# What the modules of each room may import.
ROOMS = {
    "lib": {"lib", "vendor"},
    "state": {"state", "lib"},
    "views": {"views", "state", "lib"},
}
MODULES = [path for room in ROOMS for path in sorted((FOLDER / room).glob("*.js"))]


def linked(html: str) -> list[str]:
    return [link for link in re.findall(r'(?:href|src)="([^"]+)"', html) if link != NO_ICON]


def test_the_page_is_open_to_all_and_asked_for_anew_every_time(nobody: Api) -> None:
    answer = nobody.get("/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.text.startswith("<!doctype html>")


def test_its_policy_lets_nothing_in_but_its_own_files(nobody: Api) -> None:
    header = nobody.get("/").headers["Content-Security-Policy"]
    policy = dict(part.split(" ", 1) for part in header.split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["form-action"] == "'none'"
    assert "unsafe" not in header
    assert "http" not in header


def test_the_page_holds_no_script_or_style_of_its_own(nobody: Api) -> None:
    html = nobody.get("/").text
    assert not re.search(r"<script(?![^>]* src=)", html)
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)


def test_every_file_that_it_names_is_there_and_may_be_kept_for_good(nobody: Api) -> None:
    links = linked(nobody.get("/").text)
    assert len(links) > 3
    for link in links:
        answer = nobody.get(link)
        assert answer.status_code == 200, link
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        for named in re.findall(r'(?:from|import)\s*"([^"]+)"', answer.text):
            assert nobody.get(urljoin(link, named)).status_code == 200, (link, named)


def test_a_file_is_served_as_it_is_on_disk(nobody: Api) -> None:
    for link in linked(nobody.get("/").text):
        *_, folder, name = link.split("/")
        assert nobody.get(link).content == (FOLDER / folder / name).read_bytes()


def test_every_module_is_loaded_before_another_one_asks_for_it(nobody: Api) -> None:
    preloaded = re.findall(r'rel="modulepreload" href="([^"]+)"', nobody.get("/").text)
    modules = [path for path in FOLDER.rglob("*") if path.suffix in (".js", ".mjs")]
    assert len(preloaded) == len(modules) > 0


@pytest.mark.parametrize("change", ["text", "name", "file"])
def test_any_change_gives_all_files_other_paths(tmp_path: Path, change: str) -> None:
    folder = tmp_path / "dashboard"
    shutil.copytree(FOLDER, folder)
    assert read_assets(folder).digest == assets().digest
    style = folder / "style" / "style.css"
    if change == "text":
        style.write_text(style.read_text() + "\n")
    elif change == "name":
        style.rename(style.with_name("other.css"))
    else:
        (style.parent / "more.css").write_text("")
    assert read_assets(folder).digest != assets().digest


@pytest.mark.parametrize(
    ("ending", "media_type"),
    [("js", "text/javascript"), ("mjs", "text/javascript"), ("css", "text/css")],
)
def test_files_are_served_as_what_they_are(nobody: Api, ending: str, media_type: str) -> None:
    link = next(link for link in linked(nobody.get("/").text) if link.endswith(f".{ending}"))
    assert nobody.get(link).headers["Content-Type"] == f"{media_type}; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/000000000000/views/app.js",  # an older digest
        "/assets/{digest}/views/none.js",
        "/assets/{digest}/vendor/README.md",
        "/assets/{digest}/../index.html",
        "/assets/{digest}/./index.html",
        "/assets/{digest}/views/..%2f..%2f..%2fapi%2fassets.py",
        "/assets/{digest}/%2e%2e%2f%2e%2e/app.py",
        "/assets/{digest}/..%5c..%5c/app.py",
        "/assets/{digest}/%2fetc/passwd",
        "/assets/{digest}/views/",
        "/assets/{digest}/views",
        "/assets/{digest}/../../app.py",
        "/assets/",
    ],
)
def test_no_other_name_is_a_file(nobody: Api, path: str) -> None:
    answer = nobody.get_raw(path.format(digest=assets().digest))
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"


def test_below_a_stage_everything_is_looked_for_below_it() -> None:
    links = linked(page("/api"))
    assert links
    assert all(link.startswith("/api/assets/") for link in links)


def test_a_query_does_not_keep_the_page_away(nobody: Api) -> None:
    assert nobody.get("/?code=abc&state=xyz").status_code == 200


def test_the_role_of_the_caller_is_told(api: Api) -> None:
    assert api.get("/executions").headers["X-Role"] == "operator"
    assert api.with_token("local-viewer").get("/executions").headers["X-Role"] == "viewer"
    for answer in (api.get("/health"), api.with_token(None).get("/executions")):
        assert "X-Role" not in answer.headers


def test_all_of_it_is_small(nobody: Api) -> None:
    texts = [nobody.get("/").text, *(asset.text for asset in assets().files.values())]
    assert sum(len(gzip.compress(text.encode())) for text in texts) < MAX_BYTES


def test_no_file_of_ours_puts_text_in_as_html_or_names_another_host() -> None:
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|https?://"
    )
    for path in OURS:
        found = re.findall(forbidden, path.read_text().replace("http://www.w3.org/2000/svg", ""))
        assert not found, path


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_imports_of_modules_point_inwards(path: Path) -> None:
    named = re.findall(r'(?:from|import)\s*"([^"]+)"', path.read_text())
    for name in named:
        imported = (path.parent / name).resolve()
        assert imported.is_file(), f"{path.name} imports {name}"
        assert imported.parent.name in ROOMS[path.parent.name], f"{path.name} imports {name}"


def test_only_views_draw() -> None:
    drawing = {path.parent.name for path in MODULES if "html`" in path.read_text()}
    assert drawing == {"views"}


def test_libraries_are_the_files_that_were_published() -> None:
    folder = FOLDER / "vendor"
    listed = re.findall(
        r"^\| `([\w.]+)` .* `([0-9a-f]{64})` \|$", (folder / "README.md").read_text(), re.MULTILINE
    )
    files = {path.name for path in folder.iterdir() if path.suffix == ".mjs"}
    assert {name for name, _ in listed} == files
    for name, digest in listed:
        text = Path(folder, name).read_text()
        published = text.removeprefix("// @ts-nocheck\n").replace(
            'from"./preact.mjs"', 'from"preact"'
        )
        assert hashlib.sha256(published.encode()).hexdigest() == digest
        assert "https://" not in text.replace("//# source", "")
    assert {"LICENSE.preact", "LICENSE.htm"} <= {path.name for path in folder.iterdir()}


def test_the_page_knows_the_form_of_the_names_that_the_api_gives(api: Api) -> None:
    (form,) = re.findall(
        r'^const NAME = ("\S+");$', (FOLDER / "state" / "links.js").read_text(), re.MULTILINE
    )
    started = api.run({"overrides": {"job7": {"--SIMULATE": "fail"}}, "only": ["job7"]})["name"]
    resumed = api.post(f"/executions/{started}/resume", {}).json()["name"]
    api.ended(resumed)
    for name in (started, resumed):
        assert re.fullmatch(json.loads(form), name)


def test_what_browsers_kept_is_used_while_nothing_changed(nobody: Api) -> None:
    def names() -> list[str]:
        return linked(requests.get(nobody.url, timeout=HANG_SECONDS).text)

    assert names() == names()
