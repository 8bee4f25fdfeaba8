import re
import sys
import unicodedata

import pytest

from chalicelib.api.request_models import StopRequest
from chalicelib.domain.text import duration, escaped, is_line, listed

# Signs of Arabic, Syriac, Kaithi and hieroglyphs that are shown.
SHOWN = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
SHOWN |= {*range(0x13430, 0x13440)}
HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
EVERY = [*map(chr, range(sys.maxunicode + 1))]


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


def test_no_line_has_a_character_that_cannot_be_seen_or_that_moves_others() -> None:
    hidden = [c for c in EVERY if unicodedata.category(c) in HIDDEN and ord(c) not in SHOWN]
    assert len(hidden) > 2_000
    assert not [ascii(c) for c in hidden if is_line(f"a{c}b")]


def test_a_line_may_have_any_letter_sign_or_number() -> None:
    seen = [c for c in EVERY if unicodedata.category(c)[0] in "LNPS" or c == " "]
    odd = {c for c in seen if not is_line(f"a{c}b")}
    # Letters and a sign that are blank.
    assert odd == set("\u115f\u1160\u2800\u3164\uffa0")
    assert is_line("späte Lieferung, 日本語, عربي, «x» 🎉")


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\u00a0 \u2003", "\u3164", "\u2800"])
def test_a_blank_text_is_no_line(blank: str) -> None:
    assert not is_line(blank)


def test_the_schema_of_a_reason_says_the_same() -> None:
    schema = StopRequest.model_json_schema()["properties"]["reason"]["anyOf"][0]
    pattern = re.compile(schema["pattern"])
    samples = [(c, f"a{c}b") for c in EVERY if unicodedata.category(c) != "Cs"]
    assert not [ascii(c) for c, text in samples if bool(pattern.search(text)) != is_line(text)]
    blanks = ["", " ", "\u3000", "a", " a ", "\u00a0"]
    assert [bool(pattern.search(text)) for text in blanks] == [is_line(text) for text in blanks]


def test_what_is_unreadable_is_shown_as_what_it_is() -> None:
    assert escaped("a\x1b[2J\u202eb\U000e0041\ud800 é") == (r"a\x1b[2J\u202eb\U000e0041\ud800 é")
