"""The pages in docs/ that are made from the code: `python -m tools.reference` writes them."""
