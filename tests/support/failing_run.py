"""A run that fails with many words, and what mends it."""

WORDY = "no such table: part_x. " * 40
FAILS = {"overrides": {"job6": {"--SIMULATE": f"fail: {WORDY}"}}, "only": ["job6", "job7"]}
MENDED = {"overrides": {"job6": {"--SIMULATE": "no"}}}
