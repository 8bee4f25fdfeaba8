// What the generated types refuse. An expected error that is missing is an error.
import createClient from "openapi-fetch";
import type { operations, paths } from "./refresh-api";

const client = createClient<paths>();

// @ts-expect-error: it is a list.
await client.POST("/refresh", { body: { only: "job1" } });
// @ts-expect-error: there is no such route.
await client.GET("/refreshes");
const { data } = await client.GET("/executions", { params: { query: { status: "RUNNING" } } });
// @ts-expect-error: a summary has no such field.
data?.items[0]?.id;

export type Named =
  | operations["startRefresh"]
  | operations["listExecutions"]
  | operations["getExecution"]
  | operations["stopExecution"]
  | operations["resumeExecution"];
