"""JSON that others wrote, and what it says twice."""

import json

import pytest

from chalicelib.domain.json_text import MAX_DEPTH, parse_json, repeated_keys


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("{}", []),
        ('{"a": {"x": 1}, "b": {"x": 1}, "c": [{"x": 1}, {"x": 1}]}', []),
        ('{"a": 1, "b": 2, "a": 1}', [("a",)]),
        ('{"a": 1, "\\u0061": 1, "b": 2, "b": 3}', [("a",), ("b",)]),
        (
            '{"a": [0, {"x": 1, "x": 1}], "b": {"x": {"y": 1, "y": 1}}}',
            [("a", 1, "x"), ("b", "x", "y")],
        ),
        ('[{"a": 1, "a": 2}]', [(0, "a")]),
        ('"text"', []),
        ("9" * 5000, []),
    ],
    ids=lambda value: str(value)[:30],
)
def test_each_key_that_one_object_has_twice_is_found_where_it_is(
    text: str, places: list[tuple[str | int, ...]]
) -> None:
    assert [*repeated_keys(text)] == places
    assert [*repeated_keys(text.encode())] == places


def test_a_large_object_is_looked_through_once() -> None:
    text = json.dumps(dict.fromkeys(map(str, range(20_000)), 1))
    assert [*repeated_keys(text[:-1] + ', "7": 1}')] == [("7",)]


def test_only_what_is_too_deep_is_refused_however_many_brackets_there_are() -> None:
    for text in (
        nested(MAX_DEPTH - 1, "1"),
        nested(MAX_DEPTH, ""),
        f"[{', '.join(['{}'] * 2 * MAX_DEPTH)}]",
        json.dumps("[" * 2 * MAX_DEPTH),
    ):
        assert parse_json(text) == json.loads(text)
    for text in (nested(MAX_DEPTH, "1"), nested(MAX_DEPTH + 1, ""), nested(100_000, "")):
        with pytest.raises(ValueError, match="too deep"):
            parse_json(text)


def nested(depth: int, innermost: str) -> str:
    return "[" * depth + innermost + "]" * depth
