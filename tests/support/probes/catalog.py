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
        stepfunctions.execution_names_are_unique,
        stepfunctions.executions_run_from_their_start,
        services.conditions_hold_until_the_write,
        services.keys_have_a_limit,
        services.values_of_two_types_do_not_compare,
        running.data_is_measured_in_utf_8,
        running.parameters_have_a_limit,
        tasks.aws_sdk_uses_pascal_case,
        tasks.glue_errors_have_its_name,
        stepfunctions.stop_keeps_error_and_cause,
        running.stop_reaches_what_is_starting,
        running.stopped_executions_do_not_fail,
        stepfunctions.timed_out_has_a_stop_date,
        tasks.glue_arguments_are_texts,
        tasks.branches_keep_their_error,
        tasks.wildcards_exclude_terminal_errors,
        tasks.causes_are_truncated,
        tasks.blank_text_is_invalid_json,
        stepfunctions.execution_keeps_its_definition,
        services.executions_emit_their_end,
        stepfunctions.provider_calls_are_answered,
        stepfunctions.lists_refuse_invalid_filters,
        stepfunctions.histories_have_pages,
        glue.glue_runs_take_time,
        running.waits_are_short,
        glue.glue_runs_can_be_stopped,
        glue.glue_queues_runs,
        glue.glue_timeouts_have_bounds,
        glue.glue_retries_failed_runs,
        services.functions_keep_their_logging,
        services.mocks_need_no_uri,
        services.current_secret_has_the_label,
    )
}
