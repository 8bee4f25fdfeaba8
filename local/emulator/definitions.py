"""A definition is parsed once: not for each execution, and not in each process."""

import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, wraps
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from local.emulator.declaring import Fix, Kind, Replacement

DEFINITIONS_KEPT = 64
# As byte code is kept: with the packages that it was made by, and for as long as they are there.
FOLDER = Path(sys.prefix) / "definitions"
VERSIONS = f"{sys.version} {version('moto')} {version('antlr4-python3-runtime')}"

# The program that is run, and the tree that it was made of.
Parsed = tuple[Any, Any]
Parse = Callable[[str], Parsed]


class _Tree:
    """The tree of a definition, which is made again where it is needed: that is seldom."""

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
            made, tree = original(definition)
            trees.append(tree)
            return made

        kept = _kept("program", definition, program)
        return kept, trees[0] if trees else _Tree(original, definition)

    return staticmethod(parse)


def _variable_references(original: Callable[[str], Any]) -> Any:
    @lru_cache(DEFINITIONS_KEPT)
    @wraps(original)
    def variable_references(definition: str) -> Any:
        return _kept("variables", definition, lambda: original(definition))

    return staticmethod(variable_references)


def _kept(kind: str, definition: str, make: Callable[[], Any]) -> Any:
    """Return what was made of a definition before, by this process or another; or make it."""
    file = FOLDER / f"{kind}-{sha256(f'{VERSIONS} {definition}'.encode()).hexdigest()}"
    with suppress(OSError, EOFError, pickle.UnpicklingError):
        return pickle.loads(file.read_bytes())  # noqa: S301  # as safe as the packages
    made = make()
    # Where the packages are everybody's, or the folder cannot be written, each process makes it.
    if sys.prefix != sys.base_prefix:
        with suppress(OSError):
            file.parent.mkdir(exist_ok=True)
            # Other processes may read it now, or write the same.
            with NamedTemporaryFile(dir=file.parent, delete=False) as written:
                written.write(pickle.dumps(made))
            Path(written.name).replace(file)
    return made


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
