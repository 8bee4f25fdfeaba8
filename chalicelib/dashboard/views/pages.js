// The list of runs as pages of the API tell it, one after the other.

import { ask } from "../state/api.js";
import { useRef, useState } from "../lib/html.js";

/**
 * Return the runs of the first page as it is now and of all older pages, and of these: whether there
 * are `more`, how to `load` them, and whether all that was known before is `lost`.
 */
export function useAllPages(path, state) {
  const known = useRef(null);
  if (known.current?.path !== path) known.current = { path, runs: new Map(), lost: 0 };
  const { runs } = known.current;
  // What new runs push off the first page stays on the screen.
  if (state.document) keepUp(known.current, state.document);
  const { lost } = known.current;
  const fresh = { path, lost, cursor: undefined, busy: false, problem: null };
  const [older, setOlder] = useState(fresh);
  const current = older.path === path && older.lost === lost ? older : fresh;
  const cursor = current.cursor === undefined ? state.document?.next_cursor : current.cursor;
  const load = async () => {
    const here = known.current;
    setOlder({ ...current, cursor, busy: true, problem: null });
    const still = () => known.current === here && here.lost === lost;
    try {
      const { document } = await ask("GET", `${path}&cursor=${encodeURIComponent(cursor)}`);
      if (!still()) return;
      document.items.forEach((run) => remember(runs, run));
      setOlder({ ...fresh, cursor: document.next_cursor });
    } catch (problem) {
      if (still()) setOlder({ ...fresh, cursor, problem });
    }
  };
  const sorted = [...runs.values()].sort((a, b) => Date.parse(b.started_at) - Date.parse(a.started_at));
  return [sorted, { ...current, more: Boolean(cursor), load }];
}

function keepUp(known, { items, next_cursor: more }) {
  const { runs } = known;
  const listed = new Set(items.map(({ name }) => name));
  const since = more && items.length ? Date.parse(items.at(-1).started_at) : 0;
  const due = [...runs.values()].filter((run) => Date.parse(run.started_at) > since);
  const missing = due.filter((run) => !listed.has(run.name));
  // What has ended leaves this list, and it alone.
  const running = known.path.includes("status=");
  const told = items.length > 0 || !more;
  if (!running && told && missing.length === due.length && missing.some((run) => run.stopped_at)) {
    // Nothing of what has ended is there any more: this is another history, such as after a restart.
    known.lost += 1;
    runs.clear();
  }
  // One that went on and is not where it would be has ended, and is not what is looked for any more.
  for (const { name, stopped_at: ended } of missing) if (running || !ended) runs.delete(name);
  for (const run of items) remember(runs, run);
}

function remember(runs, run) {
  // An answer made before the end may come after one made later.
  if (!runs.get(run.name)?.stopped_at || run.stopped_at) runs.set(run.name, run);
}
