// The types that the page's comments name. What the API answers and takes is made from its description.

import type { Poll as PollClass } from "../../../chalicelib/dashboard/state/poll.js";
import type { Problem as ProblemClass } from "../../../chalicelib/dashboard/state/problem.js";
import type { Answers, Bodies } from "./openapi";

declare global {
  // Documents of the API.
  type ExecutionPage = Answers["GET /executions 200"];
  type Summary = ExecutionPage["items"][number];
  type BriefStep = Summary["steps"][number];
  type Execution = Answers["GET /executions/{name} 200"];
  type Step = Execution["steps"][number];
  type Started = Answers["POST /refresh 202"] & Answers["POST /executions/{name}/resume 202"];
  type Plan = Answers["POST /refresh 200"] & Answers["POST /executions/{name}/resume 200"];
  type Stopped = Answers["POST /executions/{name}/stop 200"];
  type Schedule = Answers["GET /schedule 200"] & Answers["PUT /schedule 200"];
  type Pipeline = Answers["GET /pipeline 200"];
  type PipelineStep = Pipeline["stages"][number]["steps"][number];
  type ProblemDetails = Answers["POST /refresh 409"] & { retryAfter: number | null };
  type Holder = NonNullable<ProblemDetails["holder"]>;
  type StartBody = Bodies["POST /refresh"];
  type ResumeBody = Bodies["POST /executions/{name}/resume"];
  type Overrides = NonNullable<StartBody["overrides"]>;
  type Arguments = Overrides[string];
  /** Of an argument; undefined: none. */
  type Change = Arguments[string] | undefined;
  interface ChangeAction {
    text: string;
    value?: null;
  }

  /** What the API answers at a path. */
  type DocumentOf<Path extends string> = Path extends "refresh" | `executions/${string}/resume`
    ? Plan & Started
    : Path extends `executions/${string}/stop`
      ? Stopped
      : Path extends `executions/${string}`
        ? Execution
        : Path extends `executions?${string}`
          ? ExecutionPage
          : Path extends "pipeline"
            ? Pipeline
            : Path extends "schedule"
              ? Schedule
              : Path extends "health"
                ? Answers["GET /health 200"]
                : unknown;
  /** `document` is null where the one with the ETag that was sent is still current. */
  type Answer<Path extends string> = Answered<DocumentOf<Path>>;
  interface Answered<Document> {
    document: Document;
    etag: string | null | undefined;
    at: number;
    age: number;
    role: string | null;
  }
  interface RequestOptions {
    body?: Bodies[keyof Bodies];
    etag?: string | null;
    key?: string | null;
    signal?: AbortSignal;
    token?: string;
  }

  // What the page knows.
  type Problem = ProblemClass;
  type Poll = PollClass;
  interface PollState<Document = any> {
    document: Document | null;
    at: number;
    age: number;
    problem: Problem | null;
    pause: number | null;
    asking: boolean;
  }
  interface PollOptions {
    every?: number;
    isOutdated?: (answer: any, known: any) => boolean;
  }
  interface Store<T> {
    readonly value: T;
    set(next: T): void;
    follow(follow: (value: T) => void): () => void;
  }
  interface Client {
    id: string;
    issuer: string;
    audience: string;
  }
  /** A sign-in that is under way. */
  interface Flow {
    state: string;
    verifier: string;
    endpoint: string;
  }
  interface Session {
    token: string | null;
    role: string | null;
    expired: boolean;
  }
  type Query = Record<string, string | undefined>;
  interface Route {
    parts: string[];
    query: Query;
  }
  interface View {
    view: "executions" | "execution" | "schedule" | "start" | "resume" | "forbidden" | "missing";
    name?: string;
    like?: string;
    action?: string;
  }
  interface Known {
    path: string;
    executions: Map<string, Summary>;
    lost: number;
  }
  interface Paging {
    path: string;
    lost: number;
    cursor: string | null | undefined;
    busy: boolean;
    problem: Problem | null;
  }
  type Older = Paging & { more: boolean; load: () => Promise<void> };
  interface Form {
    snapshot: string;
    day: string;
    choice: string;
    keys: string[];
    from: string;
    overrides: Overrides;
    reason: string;
  }
  interface Planning {
    planned: string | null;
    plan: Plan | null;
    key: string | null;
    problem: any;
    busy: "" | "preview" | "start";
  }
  interface Appearance {
    sign: string;
    word: string;
    tone: string;
  }
  interface Timeline {
    at: (ms: number) => number;
    end: number;
    marks: { left: number; text: string }[];
  }

  /** What components are handed: the same name is the same thing in all of them. */
  interface Props {
    action: string;
    again: boolean;
    appearance: Appearance;
    change: (part: Partial<Form>) => void;
    checks: Plan["preflight"];
    children: any;
    enabled: boolean;
    execution: Execution;
    executions: Summary[];
    filtered: boolean;
    filters: Query;
    first: Form;
    form: Form;
    frozen: boolean;
    inherited: any;
    iso: string | null;
    kind: string;
    label: string;
    large: boolean;
    like: string;
    limit: number;
    limits: Record<string, number>;
    max: number;
    name: string;
    newStage: boolean;
    no: string;
    onChange: any;
    onClose: (() => void) | null;
    onDone: (answer: any) => void;
    onStopped: (answer: Answered<Stopped>) => void;
    open: boolean;
    operator: boolean;
    overrides: Overrides;
    plan: Plan;
    planning: any;
    poll: { current: Poll };
    problem: Problem | null;
    query: Query;
    replaced: string | null;
    role: string | null;
    schedule: PollState<Schedule>;
    scroll: boolean;
    selected: string | undefined;
    send: (body: { reason?: string }) => Promise<any>;
    short: boolean;
    state: PollState;
    status: string;
    step: Step;
    steps: PipelineStep[];
    stopped: Stopped;
    summary: Summary;
    switched: Schedule["switched"];
    tab: string;
    text: string;
    time: number;
    timeline: Timeline;
    trouble: string | null;
    value: string;
    verb: "Start" | "Resume";
    what: string;
    withToken: (typed: string) => void;
    wrong: boolean | string | null;
    yes: string;
  }

  type StepProps = Omit<Props, "overrides"> & { overrides: Record<string, unknown> };
  interface StepFieldsProps {
    step: PipelineStep;
    changes: Arguments;
    inherited: Record<string, any>;
    replaced: string | null;
    problem: Problem | null;
    onChange: (name: string, value?: Change) => void;
  }
  interface ArgumentProps {
    id: string;
    name: string;
    change: Change;
    inherited: any;
    configured: string | undefined;
    trouble: string | null;
    onChange: (value?: Change) => void;
  }

  // What the libraries give.
  type Html = (
    strings: TemplateStringsArray,
    ...values: (object | string | number | boolean | null | undefined | ((...event: any[]) => void))[]
  ) => any;
  interface Hooks {
    useEffect(effect: () => (() => void) | void, inputs: unknown[]): void;
    useLayoutEffect(effect: () => (() => void) | void, inputs: unknown[]): void;
    useRef<T>(value: T): { current: T };
    useState<T>(value: T): [T, (next: T | ((before: T) => T)) => void];
  }
}
