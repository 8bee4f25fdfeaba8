"""What a part of the deployment can fail with, each with a value that no log may hold."""

from collections.abc import Callable
from typing import Any, NoReturn, cast

from botocore.exceptions import ClientError, ParamValidationError
from pydantic import BaseModel

from chalicelib import errors
from chalicelib.adapters.aws.errors import translated
from chalicelib.api.problems import PROBLEMS
from chalicelib.api.responses.meta import HealthDocument
from chalicelib.errors import FieldProblem, Holder, Invalid, RefreshError
from tests.support.events import START

MARK = "mark-5e1f"


class Document(BaseModel):
    number: int


def validated_by_pydantic() -> NoReturn:
    Document.model_validate({"number": MARK, MARK: 1})
    raise AssertionError


def validated_as_an_answer() -> NoReturn:
    HealthDocument.model_validate({"status": {MARK: MARK}, MARK: 1})
    raise AssertionError


def looked_up() -> NoReturn:
    _ = {"a": 1}[MARK]
    raise AssertionError


def added() -> NoReturn:
    _ = cast("Any", MARK) + 1
    raise AssertionError


def noted() -> NoReturn:
    exc = ValueError(MARK)
    exc.add_note(MARK)
    raise exc


def caused() -> NoReturn:
    try:
        looked_up()
    except KeyError as exc:
        raise RuntimeError(MARK) from exc


def followed() -> NoReturn:
    try:
        looked_up()
    except KeyError:
        raise LookupError(MARK)  # noqa: B904  # without a cause


def refused_by_aws(code: str) -> Callable[[], NoReturn]:
    def refuse() -> NoReturn:
        said = f"Value '{MARK}' at 'input' failed to satisfy a constraint"
        answer: Any = {"Error": {"Code": code, "Message": said}}
        with translated("start the execution"):
            raise ClientError(answer, "StartExecution")
        raise AssertionError

    return refuse


def refused_by_botocore() -> NoReturn:
    with translated("start the execution"):
        raise ParamValidationError(report=f"Invalid length for parameter input, value: {MARK}")
    raise AssertionError


def left_over_by_botocore() -> NoReturn:
    raise ClientError({"Error": {"Code": "Odd", "Message": MARK}}, "StartExecution")


def of_ours(kind: type[RefreshError]) -> Callable[[], NoReturn]:
    def fail() -> NoReturn:
        if kind is errors.Invalid:
            raise Invalid([FieldProblem(f"/{MARK}", MARK)])
        if kind is errors.AlreadyRunning:
            holder = Holder(MARK, MARK, MARK, START, (MARK,))
            raise errors.AlreadyRunning(MARK, holder)
        if kind is errors.TooManyUnknown:
            raise errors.TooManyUnknown(MARK, retry_after=1)
        raise kind(f"it is {MARK}") from KeyError(MARK)

    return fail


FAILURES: dict[str, Callable[[], NoReturn]] = {
    "pydantic": validated_by_pydantic,
    "an answer": validated_as_an_answer,
    "key": looked_up,
    "type": added,
    "note": noted,
    "cause": caused,
    "context": followed,
    "botocore": refused_by_botocore,
    "not translated": left_over_by_botocore,
    **{kind.__name__: of_ours(kind) for kind in PROBLEMS},
    **{
        code: refused_by_aws(code)
        for code in (
            *("ValidationException", "InvalidExecutionInput", "InvalidName", "InvalidToken"),
            *("InvalidInputException", "InvalidArn", "SignatureDoesNotMatch", "Odd", ""),
        )
    },
}


class Broken:
    """A part of which every call fails."""

    def __init__(self, fail: Callable[[], NoReturn]) -> None:
        self._fail = fail

    def __getattr__(self, _: str) -> Callable[..., NoReturn]:
        def call(*_: Any, **__: Any) -> NoReturn:
            self._fail()

        return call
