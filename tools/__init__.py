"""Commands that regenerate files of this repository. Never shipped."""
