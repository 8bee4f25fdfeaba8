"""The pages in docs/ that describe the code."""

import re
from pathlib import Path

import pytest

from chalicelib.domain.execution_input import Trigger
from chalicelib.domain.statuses import Outcome, StepStatus
from tests.support.process import ROOT
from tests.support.sources import files, imports, modules
from tools.diagrams import DRAWINGS, diagrams

DOCS = ROOT / "docs"
GLOSSARY = (DOCS / "glossary.md").read_text()
TERM = re.compile(r"^- \*\*(.+?)\*\*: (.+?)(?=^- |\Z)", re.MULTILINE | re.DOTALL)
# Two screens of fifty lines.
MAX_LINES = 100

PAGES = [path for path in files() if path.suffix == ".md"]


def entries() -> list[tuple[str, str]]:
    return [(term, " ".join(words.split())) for term, words in TERM.findall(GLOSSARY)]


def test_a_term_stands_in_the_glossary_once_and_in_the_order_of_the_alphabet() -> None:
    terms = [term.lower() for term, _ in entries()]
    assert len(terms) == GLOSSARY.count("\n- ")
    assert terms == sorted(set(terms))


@pytest.mark.parametrize(
    "term",
    [
        *("aftermath", "attempt", "cursor", "execution", "holder", "lineage", "lock", "outcome"),
        *("override", "pipeline", "plan", "preflight", "redrive", "revision", "snapshot", "stage"),
        *("step", "takeover", "skipped", "resume", "replay", "inheritance", "trigger", "status"),
    ],
)
def test_the_glossary_has_the_terms_of_the_domain(term: str) -> None:
    assert term in dict(entries())


@pytest.mark.parametrize(
    ("term", "words"), [("outcome", Outcome), ("status", StepStatus), ("trigger", Trigger)]
)
def test_the_glossary_names_every_word_that_the_code_knows(
    term: str, words: type[Outcome | StepStatus | Trigger]
) -> None:
    assert not {word for word in words if word not in dict(entries())[term]}


# The rooms as they are drawn, and what each consists of.
ROOMS = {
    "functions": ("app", "chalicelib.authorizer"),
    **{
        room: (f"chalicelib.{room}",)
        for room in ("api", "bootstrap", "adapters", "services", "domain")
    },
    "support": ("tests.support", "tests.fakes"),
    **{room: (room,) for room in ("gateway", "release", "local", "tools", "bench", "tests")},
}


def room_of(module: str) -> str | None:
    return next(
        (
            room
            for room, parts in ROOMS.items()
            if any(f"{module}.".startswith(f"{part}.") for part in parts)
        ),
        None,
    )


def test_the_rooms_import_each_other_as_the_arrows_are_drawn() -> None:
    text = (DOCS / "architecture.md").read_text().partition("```mermaid")[2].partition("```")[0]
    arrows = set(re.findall(r"^ +(\w+)(?:\[.*?\])? --> (\w+)", text, re.MULTILINE))
    found = set()
    for path in modules():
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        found |= {(room_of(module), room_of(imported)) for imported in imports(path)}
    crossing = {(a, b) for a, b in found if a and b and a != b}
    assert arrows <= crossing
    reached = set(arrows)
    while more := {(a, d) for a, b in reached for c, d in arrows if b == c} - reached:
        reached |= more
    assert crossing <= reached


def test_the_architecture_fits_on_two_screens() -> None:
    assert len((DOCS / "architecture.md").read_text().splitlines()) <= MAX_LINES


def test_every_path_in_the_architecture_is_there() -> None:
    text = "".join((DOCS / page).read_text() for page in ("architecture.md", "reading.md"))
    named = set(re.findall(r"[\w/]+/[\w.-]+\.(?:py|js|md)\b", text))
    assert len(named) > 20
    assert not {
        name
        for name in named
        if not (ROOT / name).exists() and not (ROOT / "chalicelib" / name).exists()
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_that_are_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_readme_can_be_read_in_one_look() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 120


def test_every_page_of_docs_has_its_line_on_the_site() -> None:
    nav = (ROOT / "mkdocs.yml").read_text().partition("\nnav:\n")[2]
    listed = re.findall(r"^ +- (\S+\.md)$", nav, re.MULTILINE)
    assert len(listed) == len(set(listed))
    missing = {str(page.relative_to(ROOT)) for page in DOCS.rglob("*.md")} - {*listed}
    assert not missing


def test_every_diagram_is_drawn_as_it_is_now() -> None:
    """`python -m tools.diagrams` draws them for the site."""
    assert {path.stem for path in DRAWINGS.glob("*.svg")} == {*diagrams()}


def test_the_readme_leads_to_both_pages() -> None:
    code = (ROOT / "README.md").read_text().partition("## The code")[2]
    assert "docs/architecture.md" in code
    assert "docs/glossary.md" in code


def test_the_docs_say_who_can_end_a_subscription_and_how_it_takes_credentials() -> None:
    """The link in every mail ends it, also for a scanner, unless it was confirmed otherwise."""
    guide = (ROOT / "terraform" / "modules" / "orchestration" / "README.md").read_text()
    assert re.search(r"confirm-subscription .*--authenticate-on-unsubscribe true", guide)
    security = (ROOT / "SECURITY.md").read_text()
    (promise,) = [part for part in security.split("\n- ") if "can end that address's" in part]
    assert "scanner" in promise
    assert "terraform/modules/orchestration/README.md" in promise
