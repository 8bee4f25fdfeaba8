"""The control plane of the database refresh: domain, use cases, AWS and HTTP."""

VERSION = "0.1.0"
