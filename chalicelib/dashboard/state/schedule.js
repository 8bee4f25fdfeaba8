// What the schedule's document implies.

/** Return a sentence if there is no schedule, else null. @param {PollState<Schedule>} state */
export function noSchedule({ problem }) {
  return problem?.status === 404 ? "There is no schedule: no refresh starts automatically." : null;
}

/** @param {PollState<Schedule>} state */
export function disabledSchedule(state) {
  const { document: schedule } = state;
  return !schedule || schedule.enabled || noSchedule(state) ? null : schedule;
}

/** Return why no next runs can be listed; null: they can. @param {Schedule} schedule */
export function noNextRuns({ next_runs: runs, enabled }) {
  if (runs === null) return "Next run unknown.";
  return runs.length ? null : `None${enabled ? "" : " while it is off"}.`;
}
