// What follows from what is known of the schedule.

/** Return a sentence that says so, where the API answers that there is no schedule. @param {PollState<Schedule>} state */
export function noSchedule({ problem }) {
  return problem?.status === 404 ? "There is no schedule: no refresh starts by itself." : null;
}

/** @param {PollState<Schedule>} state */
export function disabledSchedule(state) {
  const { document: schedule } = state;
  return !schedule || schedule.enabled || noSchedule(state) ? null : schedule;
}

/** Return why no next runs can be listed; null: they can. @param {Schedule} schedule */
export function noNextRuns({ next_runs: runs, enabled }) {
  if (runs === null) return "AWS does not say when this schedule starts the next refresh.";
  return runs.length ? null : `None${enabled ? "" : " while it is off"}.`;
}
