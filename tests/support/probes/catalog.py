"""All probes, and what they saw."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.support.probes import glue, running, services, stepfunctions, tasks


@dataclass(frozen=True)
class Probed:
    """What the probes saw, by the name of the fix; `None` is said of one that did not end in time.

    `left` names the fixes after whose undoing something of them was left in the emulator.
    """

    with_all: dict[str, bool | None]
    without_its_own: dict[str, bool | None]
    left: list[str]


PROBES: dict[str, Callable[[], bool]] = {
    probe.__name__: probe
    for probe in (
        tasks.glue_sync_waits,
        running.context_is_json,
        running.entered_time_is_like_start_time,
        running.times_are_compared_with_their_fractions,
        stepfunctions.a_name_is_given_once,
        services.conditions_hold_until_the_write,
        services.keys_have_a_limit,
        running.data_is_measured_in_utf_8,
        running.parameters_have_a_limit,
        tasks.aws_sdk_speaks_pascal_case,
        tasks.glue_errors_have_its_name,
        stepfunctions.stop_keeps_error_and_cause,
        running.stop_reaches_starting_branches,
        running.what_was_stopped_does_not_fail,
        stepfunctions.timed_out_has_a_stop_date,
        tasks.glue_takes_texts,
        tasks.branches_keep_their_error,
        tasks.wildcards_leave_out_what_is_terminal,
        tasks.causes_are_cut_off,
        tasks.blank_text_is_no_json,
        stepfunctions.execution_keeps_its_definition,
        services.executions_tell_their_end,
        stepfunctions.what_the_provider_asks_is_answered,
        stepfunctions.lists_refuse_what_cannot_be_filtered_by,
        stepfunctions.histories_have_pages,
        glue.glue_runs_take_time,
        running.waits_are_short,
        glue.glue_runs_can_be_stopped,
        glue.glue_queues_runs,
        glue.glue_timeouts_have_bounds,
        glue.glue_retries_by_itself,
        services.functions_keep_their_logging,
        services.mocks_call_nothing,
        services.the_current_secret_is_the_labelled_one,
    )
}
