"""Handlers that answer `GET /executions` as others would write them, to compare with ours.

Each answers the same list with the same fields, and a 304 where the caller has it.
"""
