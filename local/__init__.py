"""The embedded AWS: the whole control plane on one machine, with no account. Never shipped."""
