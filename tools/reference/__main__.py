"""`python -m tools.reference`: write every page that is made from the code."""

from tools.reference.pages import DOCS, PAGES, with_generated


def main() -> None:
    """Write the pages."""
    for name in PAGES:
        (DOCS / name).write_text(with_generated(name))


if __name__ == "__main__":
    main()
