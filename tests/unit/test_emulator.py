"""How fixes of the emulator are declared, put in place and taken out; and what speeds it up."""

from collections import Counter
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from botocore.config import Config
from moto.core.serialize import AttributePickerContext, XFormedAttributePicker
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from local.emulator import serializing, speed, stepfunctions_speed
from local.emulator.catalog import all_fixes
from local.emulator.declaring import Fix, Fixes, Kind, Replacement
from tests.support.fixes import replacement_of
from tools.emulator_tables import PAGE, with_tables
from tools.markdown import MarkerMissing


class Base:
    def inherited(self) -> str:
        return "inherited"


class Service(Base):
    @staticmethod
    def double(number: int) -> int:
        return number * 2

    @property
    def state(self) -> str:
        return "theirs"


NAMES = {"known": "theirs"}


def fix(*replacements: Replacement) -> Fix:
    return Fix(name="fix", service="all", moto="", aws="", replacements=replacements)


def one_more(original: Callable[[int], int]) -> Any:
    return staticmethod(lambda number: original(number) + 1)


def ours(_: Any) -> property:
    def state(self: Service) -> str:
        return "ours"

    return property(state)


@pytest.mark.parametrize(
    ("owner", "attribute", "make"),
    [
        ("Service", "double", one_more),
        ("Service", "state", ours),
        ("Service", "inherited", lambda original: lambda self: original(self).upper()),
        ("Service", "missing", lambda original: original),
        ("NAMES", "known", lambda original: original.upper()),
        ("NAMES", "missing", lambda original: original),
    ],
)
def test_what_is_undone_is_exactly_as_it_was(
    owner: str, attribute: str, make: Callable[[Any], Any]
) -> None:
    before = dict(vars(Service)), dict(NAMES)
    declared = fix(Replacement(f"{__name__}:{owner}", attribute, make))
    fixes = Fixes()
    fixes.install(declared)
    fixes.install(declared)  # which changes nothing
    assert (dict(vars(Service)), dict(NAMES)) != before
    with fixes.without(declared):
        assert (dict(vars(Service)), dict(NAMES)) == before
    assert (dict(vars(Service)), dict(NAMES)) != before
    fixes.undo(declared)
    fixes.undo(declared)
    assert (dict(vars(Service)), dict(NAMES)) == before


def test_what_takes_the_place_is_made_of_the_original() -> None:
    service = f"{__name__}:Service"
    declared = fix(Replacement(service, "double", one_more), Replacement(service, "state", ours))
    fixes = Fixes()
    fixes.install(declared)
    assert (Service.double(3), Service().state) == (7, "ours")
    fixes.undo(declared)
    assert (Service.double(3), Service().state) == (6, "theirs")


def test_no_two_fixes_replace_the_same_thing() -> None:
    replaced = Counter((r.owner, r.name) for f in all_fixes() for r in f.replacements)
    assert {what for what, times in replaced.items() if times > 1} == set()
    assert len({f.name for f in all_fixes()}) == len(all_fixes())


def test_every_correction_says_what_aws_does_and_links_its_page() -> None:
    for fix in all_fixes():
        assert fix.moto.endswith("."), fix.name
        assert fix.aws.endswith("."), fix.name
        if fix.kind is Kind.CORRECTION:
            assert fix.docs, fix.name


def test_the_page_lists_the_fixes_as_they_are_declared() -> None:
    page = PAGE.read_text()
    assert with_tables(page) == page, "python -m tools.emulator_tables"


def test_a_page_without_a_place_for_the_tables_is_not_written() -> None:
    with pytest.raises(MarkerMissing):
        with_tables("# The embedded AWS")


def counted(function: Callable[..., Any]) -> tuple[Callable[..., Any], list[Any]]:
    calls: list[Any] = []

    def count(*given: Any, **named: Any) -> Any:
        calls.append(given)
        return function(*given, **named)

    return count, calls


def test_a_host_is_looked_up_once_and_is_the_same_service() -> None:
    dispatcher = DomainDispatcherApplication(create_backend_app)
    original, calls = counted(DomainDispatcherApplication.get_backend_for_host)
    look_up = replacement_of(speed.HOSTS_ARE_LOOKED_UP_ONCE, "get_backend_for_host", original)
    hosts = ("states.us-east-1.amazonaws.com", "dynamodb", None, "glue.us-east-1.amazonaws.com")
    for host in hosts * 3:
        assert look_up(dispatcher, host) == dispatcher.get_backend_for_host(host)
    assert len(calls) == len(hosts)


def test_tasks_share_a_client_for_each_service_and_region() -> None:
    class Boto3:
        @staticmethod
        def client(**given: Any) -> dict[str, Any]:
            return given

    client = stepfunctions_speed.TASKS_SHARE_THEIR_CLIENTS.replacements[0].make(Boto3).client
    wanted = [("glue", "us-east-1"), ("sns", "us-east-1"), ("glue", "eu-west-1")]
    clients = [
        client(service_name=service, region_name=region, config=Config(read_timeout=7))
        for service, region in wanted * 2
    ]
    assert all(one is other for one, other in zip(clients[:3], clients[3:], strict=True))
    assert not any(one is other for one, other in combinations(clients[:3], 2))
    told = [(given["service_name"], given["region_name"]) for given in clients[:3]]
    assert told == wanted
    assert clients[0]["config"].read_timeout == 7
    assert clients[0]["config"].max_pool_connections == stepfunctions_speed.MAX_POOL_CONNECTIONS


def test_a_copy_of_json_shares_nothing_that_can_change() -> None:
    value: Any = {"a": [1, 2.5, None, True, {"b": "c"}], "d": {}, "when": {"now"}}
    copied = stepfunctions_speed.copy_of(value)
    assert copied == value
    copied["a"][4]["b"] = "other"
    copied["a"].append(3)
    copied["d"]["e"] = 1
    copied["when"].clear()
    assert value == {"a": [1, 2.5, None, True, {"b": "c"}], "d": {}, "when": {"now"}}


class Shape:
    type_name = "string"
    name = "JobRunState"
    serialization: dict[str, str]

    def __init__(self) -> None:
        self.serialization = {}


class Job:
    pass


class Named:
    class Meta:
        serialization_aliases = {"JobRunState": "state"}  # noqa: RUF012 - as moto has it


@pytest.mark.parametrize("kind", [dict, Job, Named])
def test_a_field_goes_by_the_same_names(kind: type) -> None:
    picker, shape = XFormedAttributePicker(), Shape()
    original, calls = counted(XFormedAttributePicker.get_possible_keys)
    names = replacement_of(serializing.ANSWERS_ARE_SERIALIZED_FASTER, "get_possible_keys", original)
    for key in ("JobRunState", "JobName", "JobRunState"):
        context = AttributePickerContext(obj=kind(), key=key, shape=shape)
        expected = list(dict.fromkeys(XFormedAttributePicker.get_possible_keys(picker, context)))
        assert list(dict.fromkeys(names(picker, context))) == expected
    assert len(calls) == (3 if kind is Named else 2)
