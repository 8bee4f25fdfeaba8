"""The emulator parses a definition once, and what it keeps of it is as good."""

import json
import pickle
import sys
from collections.abc import Callable
from inspect import unwrap
from pathlib import Path
from typing import Any

import pytest
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.asl.static_analyser.variable_references_static_analyser import (
    VariableReferencesStaticAnalyser,
)

from local.emulator import definitions

OTHER = '{"StartAt": "b", "States": {"b": {"Type": "Succeed"}}}'
DEFINITION = """
{"StartAt": "a", "States": {
    "a": {"Type": "Pass", "Assign": {"kept": 1}, "Next": "b"},
    "b": {"Type": "Pass", "Parameters": {"it.$": "$kept"}, "End": true}
}}
"""


def original(name: str) -> Callable[[str], Any]:
    """Return moto's own, which the fix of another test in this process may have replaced."""
    owner = AmazonStateLanguageParser if name == "parse" else VariableReferencesStaticAnalyser
    found: Callable[[str], Any] = unwrap(getattr(owner, name))
    return found


@pytest.fixture
def parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keep the definitions in a folder of the test; give those that moto has parsed."""
    monkeypatch.setattr(definitions, "FOLDER", tmp_path / "kept")
    return []


@pytest.fixture
def process(parsed: list[str]) -> Callable[[], Callable[[str], Any]]:
    """Return a function that gives `parse` as a new process has it."""
    moto = original("parse")

    def counted(definition: str) -> Any:
        parsed.append(definition)
        return moto(definition)

    replacement = definitions.DEFINITIONS_ARE_PARSED_ONCE.replacements[0]
    return lambda: replacement.make(counted).__func__


def test_each_definition_is_parsed_once(
    process: Callable[[], Callable[[str], Any]], parsed: list[str]
) -> None:
    parse = process()
    assert parse(DEFINITION) is parse(DEFINITION)
    assert parse(DEFINITION) is not parse(OTHER)
    assert parsed == [DEFINITION, OTHER]


def linked(*ports: int) -> str:
    links = " ".join(f"http://127.0.0.1:{port}/#/runs" for port in ports)
    state = {"Type": "Pass", "Result": links, "End": True}
    return json.dumps({"StartAt": "a", "States": {"a": state}})


@pytest.mark.parametrize("ports", [(43210,), (40000, 40000)])
def test_another_process_takes_what_was_kept_with_links_to_its_own_port(
    process: Callable[[], Callable[[str], Any]], parsed: list[str], ports: tuple[int, ...]
) -> None:
    process()(linked(*ports))
    other = [port + 7 for port in ports]
    program, _ = process()(linked(*other))
    assert len(parsed) == 1
    kept = pickle.dumps(program)
    assert kept.count(str(other[0]).encode()) >= len(ports)
    assert str(ports[0]).encode() not in kept
    # Not where it is of another length, or one of several.
    for definition in (linked(8000), linked(*ports, 51234)):
        program, _ = process()(definition)
        assert parsed[-1] == definition


def test_another_process_takes_what_was_kept_and_parses_only_for_the_tree(
    process: Callable[[], Callable[[str], Any]], parsed: list[str]
) -> None:
    first, _ = process()(DEFINITION)
    program, tree = process()(DEFINITION)
    assert parsed == [DEFINITION]
    assert pickle.dumps(program) == pickle.dumps(first)
    analyser = VariableReferencesStaticAnalyser()
    analyser.visit(tree)
    assert analyser.get_variable_references() == {"b": ["kept"]}
    assert parsed == [DEFINITION] * 2


@pytest.mark.parametrize(
    "content",
    [b"", b"garbage", pickle.dumps(7)[:-1], b"cno_such_module\nX\n.", b"cpickle\nno_such\n."],
)
def test_a_damaged_file_is_written_anew(
    process: Callable[[], Callable[[str], Any]], parsed: list[str], content: bytes, tmp_path: Path
) -> None:
    first, _ = process()(DEFINITION)
    (file,) = (tmp_path / "kept").iterdir()
    file.write_bytes(content)
    for _ in range(2):
        program, _ = process()(DEFINITION)
        assert pickle.dumps(program) == pickle.dumps(first)
    assert parsed == [DEFINITION] * 2


def test_where_the_folder_cannot_be_written_each_process_parses(
    process: Callable[[], Callable[[str], Any]], parsed: list[str], tmp_path: Path
) -> None:
    (tmp_path / "kept").write_text("a file is in its place")
    for _ in range(2):
        process()(DEFINITION)
    assert parsed == [DEFINITION] * 2


def test_what_cannot_be_kept_is_used_nevertheless(
    process: Callable[[], Callable[[str], Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Any) -> bytes:
        raise TypeError

    monkeypatch.setattr(pickle, "dumps", refuse)
    assert process()(DEFINITION)[0]
    assert not (tmp_path / "kept").exists()


def test_no_more_files_are_kept_than_the_newest(
    process: Callable[[], Callable[[str], Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(definitions, "MAX_FILES", 2)
    for name in "bcdef":
        process()(OTHER.replace("b", name))
    assert len([*(tmp_path / "kept").iterdir()]) == 3


def test_outside_a_virtual_environment_nothing_is_written(
    process: Callable[[], Callable[[str], Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "base_prefix", sys.prefix)
    process()(DEFINITION)
    assert not (tmp_path / "kept").exists()


def test_variables_are_told_the_same(parsed: list[str]) -> None:
    moto = original("process_and_get")
    replacement = definitions.DEFINITIONS_ARE_PARSED_ONCE.replacements[-1]
    for _ in range(2):
        assert replacement.make(moto).__func__(DEFINITION) == {"b": ["kept"]}


@pytest.mark.parametrize("broken", ["{", '{"StartAt": "a"'])
def test_what_cannot_be_parsed_is_refused_each_time(
    process: Callable[[], Callable[[str], Any]], broken: str
) -> None:
    parse = process()
    for _ in range(2):
        with pytest.raises(Exception, match="ASLParserException"):
            parse(broken)
