"""The README's first commands do what it says when they are followed literally."""

import json
import re
import subprocess
from typing import Any

from tests.support.client import Api, statuses
from tests.support.process import ROOT, environment, serving
from tests.support.waiting import HANG_SECONDS, awaited

# A command, with the lines that it goes on in.
COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)$", re.MULTILINE)


def try_it() -> list[str]:
    section = (ROOT / "README.md").read_text().partition("## Try it\n")[2].partition("\n## ")[0]
    return COMMAND.findall(section)


class Terminal:
    """A shell beside the one that serves; it says what the API answered."""

    def __init__(self, api: Api, functions: list[str]) -> None:
        self._api = api
        self._functions = functions

    def answer(self, command: str) -> Any:
        script = "\n".join([*self._functions, command])
        ended = subprocess.run(
            ["bash", "-c", script.replace("localhost:8000", self._api.url)],
            env=environment(),
            capture_output=True,
            text=True,
            timeout=HANG_SECONDS,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)


def test_try_it_works_as_it_stands() -> None:
    functions = [command for command in try_it() if "() {" in command]
    pipeline, start, look, stop, fail, resume = (
        command for command in try_it() if command not in functions
    )
    with serving() as served:
        # As the README says: the refresh that it starts itself has to end first.
        (demo,) = awaited(lambda: served.api.get("/executions").json()["items"])
        served.api.ended(demo["name"])
        terminal = Terminal(served.api, functions)
        assert len(terminal.answer(pipeline)["stages"]) > 1

        def started_and_stopped() -> dict[str, Any]:
            started = terminal.answer(start)
            assert started["reason"] == "late snapshot"
            assert terminal.answer(look)["name"] == started["name"]
            stopped: dict[str, Any] = terminal.answer(stop)
            assert stopped.get("name", started["name"]) == started["name"]
            return stopped

        # On a busy machine it may have ended before it is stopped: a conflict, and no name.
        stopped = awaited(started_and_stopped, lambda answer: "name" in answer)
        # And its Glue runs may take longer to stop than the call waits.
        awaited(
            lambda: served.api.post(f"/executions/{stopped['name']}/stop", {}).json(),
            lambda answer: answer["confirmed"],
        )
        failed = served.api.ended(terminal.answer(fail)["name"])
        assert statuses(failed)["job2"] == "FAILED"
        resumed = served.api.ended(terminal.answer(resume)["name"])
        assert resumed["status"] == "SUCCEEDED"
        assert resumed["resumed_from"] == failed["name"]
        assert statuses(resumed)["job1"] == "SKIPPED"
