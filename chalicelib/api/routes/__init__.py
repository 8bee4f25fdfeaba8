"""The routes, a file for what they are about."""
