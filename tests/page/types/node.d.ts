// Of Node.js, the tests use its runner and its assertions alone.
declare module "node:test";
declare module "node:assert/strict";
