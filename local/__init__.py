"""The whole control plane on one machine, with an embedded AWS in place of AWS. Never shipped."""
