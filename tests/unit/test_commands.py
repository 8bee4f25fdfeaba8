"""How the commands of a page are found, and when an output is the one that a page shows."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import Command, blocks, commands, fits
from tests.support.process import without_make

PAGE = """
```console
$ one
$ two \\
    --more
first line
second line
$ cat > file <<'END'
$ no command
END
$ three -d '{
    "a": 1}' | four
```

<!-- not run: it needs an account -->
```console
$ five
```

- In a list:

  <!-- not run: the token comes in a mail -->
  ```console
  $ six
  ```

```json
{"a": 1}
```
"""


def test_a_command_goes_on_until_its_quotes_and_documents_are_closed() -> None:
    assert commands(PAGE) == [
        Command("one", ""),
        Command("two \\\n    --more", "first line\nsecond line"),
        Command("cat > file <<'END'\n$ no command\nEND", ""),
        Command("three -d '{\n    \"a\": 1}' | four", ""),
    ]


def test_a_block_that_is_not_run_has_its_reason() -> None:
    assert [(block.language, block.reason) for block in blocks(PAGE)] == [
        ("console", None),
        ("console", "it needs an account"),
        ("console", "the token comes in a mail"),
        ("json", None),
    ]


def test_a_block_that_begins_with_no_command_is_a_mistake() -> None:
    with pytest.raises(AssertionError, match="no command begins here: output"):
        commands("```console\noutput\n```\n")


@pytest.mark.parametrize(
    ("output", "shown"),
    [("a\n", "a"), ("name-17 ok\n", "name-… ok"), ("a\nb\nc\n", "a…c"), ("{}", "…{}")],
)
def test_dots_stand_for_any_text(output: str, shown: str) -> None:
    assert fits(output, shown)


@pytest.mark.parametrize(
    ("output", "shown"),
    [("b\n", "a"), ("a\nmore\n", "a"), ("name-17 no\n", "name-… ok"), ("", "a")],
)
def test_all_other_text_is_as_the_page_shows_it(output: str, shown: str) -> None:
    assert not fits(output, shown)


def test_nothing_that_make_was_given_reaches_the_commands(tmp_path: Path) -> None:
    makefile = tmp_path / "Makefile"
    shows = f"{sys.executable} -c 'import json, os; print(json.dumps(dict(os.environ)))'"
    makefile.write_text(f"all:\n\t@{shows}\n")
    given = ("ARGS=-k a=b --durations 5", "ENV=prod", "QUOTED=it's PATH=here")
    made = subprocess.run(
        ["make", "-j2", "-f", str(makefile), *given],
        env={"PATH": "/usr/bin:/bin", "KEPT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    variables = json.loads(made.stdout)
    assert variables["ARGS"] == "-k a=b --durations 5"
    left = without_make(variables)
    assert left.keys() & {"ARGS", "ENV", "QUOTED", "MAKEFLAGS", "MAKELEVEL"} == set()
    assert (left["PATH"], left["KEPT"]) == ("/usr/bin:/bin", "1")
