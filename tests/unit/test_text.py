import pytest

from chalicelib.domain.text import duration, listed


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        *((1, "1 second"), (59, "59 seconds"), (61, "61 seconds")),
        *((60, "1 minute"), (5400, "90 minutes")),
        *((3600, "1 hour"), (86400, "24 hours"), (86401, "86401 seconds")),
    ],
)
def test_a_duration_is_said_in_the_largest_unit_that_makes_it_whole(
    seconds: int, said: str
) -> None:
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("words", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), ("abc", "a, b and c")]
)
def test_words_are_listed_as_in_a_sentence(words: list[str], said: str) -> None:
    assert listed(words) == said
