"""A definition is parsed once: not for each execution, and not in each process."""

import pickle
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from functools import lru_cache, wraps
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from local.emulator.declaring import Fix, Kind, Replacement

DEFINITIONS_KEPT = 64
VERSIONS = f"{sys.version} {version('moto')} {version('antlr4-python3-runtime')}"
# As byte code is kept: with the packages that made it, and for as long as they are there.
FOLDER = Path(sys.prefix) / "moto-definitions"
MAX_FILES = 200
# A mail has a link to the API, and each process may serve it on another port.
ADDRESS = re.compile(r"//[\w.]+:\d{5}\b")
# A pickle has the length of each text, so what replaces a port has its length.
NO_PORT = "00000"

# The program that is run, and the tree that it was made of.
Parsed = tuple[Any, Any]
Parse = Callable[[str], Parsed]


class _LazyTree:
    """A tree that is parsed only when a visitor needs it, which is seldom."""

    def __init__(self, parse: Parse, definition: str) -> None:
        self._parse = parse
        self._definition = definition

    def accept(self, visitor: Any) -> Any:
        """Show the tree to a visitor, as ANTLR's trees do."""
        return self._parse(self._definition)[1].accept(visitor)


def _parse(original: Parse) -> Any:
    @lru_cache(DEFINITIONS_KEPT)
    @wraps(original)
    def parse(definition: str) -> Parsed:
        trees = []

        def program() -> Any:
            parsed, tree = original(definition)
            trees.append(tree)
            return parsed

        cached = _cached("program", definition, program)
        return cached, trees[0] if trees else _LazyTree(original, definition)

    return staticmethod(parse)


def _variable_references(original: Callable[[str], Any]) -> Any:
    @lru_cache(DEFINITIONS_KEPT)
    def cached(definition: str) -> Any:
        return _cached("variables", definition, lambda: original(definition))

    @wraps(original)
    def variable_references(definition: str) -> Any:
        # moto makes a new answer each time.
        return deepcopy(cached(definition))

    return staticmethod(variable_references)


def _cached(kind: str, definition: str, make: Callable[[], Any]) -> Any:
    """Return what was made of a definition before, by this process or another; or make it."""
    if sys.prefix == sys.base_prefix:
        return make()  # these packages are everybody's, and so would the folder be
    addresses = {*ADDRESS.findall(definition)}
    here = addresses.pop() if len(addresses) == 1 else NO_PORT
    anywhere = here[: -len(NO_PORT)] + NO_PORT
    text = definition.replace(here, anywhere)
    file = FOLDER / f"{kind}-{sha256(f'{VERSIONS} {text}'.encode()).hexdigest()}"
    # Whatever is wrong with the file, it is made anew.
    with suppress(Exception):
        content = file.read_bytes().replace(anywhere.encode(), here.encode())
        return pickle.loads(content)  # noqa: S301  # as safe as the packages
    result = make()
    with suppress(OSError, pickle.PicklingError, AttributeError, TypeError, RecursionError):
        _write(file, pickle.dumps(result).replace(here.encode(), anywhere.encode()))
    return result


def _write(file: Path, content: bytes) -> None:
    """Write a file at once: other processes may read it now, or write the same."""
    file.parent.mkdir(exist_ok=True)
    oldest_first = sorted(file.parent.iterdir(), key=lambda one: one.stat().st_mtime)
    for old in oldest_first[:-MAX_FILES]:
        old.unlink(missing_ok=True)
    with NamedTemporaryFile(dir=file.parent, delete=False) as temporary:
        path = Path(temporary.name)
        try:
            temporary.write(content)
            temporary.flush()
            path.replace(file)
        finally:
            path.unlink(missing_ok=True)


DEFINITIONS_ARE_PARSED_ONCE = Fix(
    name="definitions_are_parsed_once",
    kind=Kind.SPEED,
    service="Step Functions",
    moto="Every execution parses its definition again, which takes a second.",
    aws=(
        "A definition is parsed once, and kept in the folder of the virtual environment, as byte "
        "code is. Executions share the result. They store only the key of a retry's counter in it, "
        "and that key is the same in all threads."
    ),
    replacements=(
        Replacement(
            "moto.stepfunctions.parser.asl.parse.asl_parser:AmazonStateLanguageParser",
            "parse",
            _parse,
        ),
        Replacement(
            "moto.stepfunctions.parser.asl.component.eval_component:EvalComponent",
            "heap_key",
            lambda _: property(lambda self: f"{id(self):x}"),
        ),
        Replacement(
            "moto.stepfunctions.parser.asl.static_analyser.variable_references_static_analyser"
            ":VariableReferencesStaticAnalyser",
            "process_and_get",
            _variable_references,
        ),
    ),
)
