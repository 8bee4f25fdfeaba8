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


def nested(depth: int, innermost: str, opening: str = "[", closing: str = "]") -> str:
    return opening * depth + innermost + closing * depth


@pytest.mark.parametrize(
    "text",
    [
        nested(MAX_DEPTH - 1, "1"),
        nested(MAX_DEPTH, ""),
        nested(MAX_DEPTH - 1, "1", '{"a":', "}"),
        f"[{', '.join(['{}'] * 2 * MAX_DEPTH)}]",
        json.dumps("[{" * MAX_DEPTH),
    ],
    ids=["lists", "empty at the limit", "objects", "wide", "in a text"],
)
def test_a_text_at_the_limit_or_with_many_brackets_is_read(text: str) -> None:
    assert parse_json(text) == json.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        nested(MAX_DEPTH, "1"),
        nested(MAX_DEPTH + 1, ""),
        nested(MAX_DEPTH, "1", '{"a":', "}"),
        nested(MAX_DEPTH // 2, "1", '[{"a":', "}]"),
        nested(100_000, ""),
    ],
    ids=["lists", "empty", "objects", "both", "beyond the parser"],
)
def test_a_text_that_is_too_deep_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="too deep"):
        parse_json(text)
