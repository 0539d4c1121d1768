import { expect, test } from "vitest";
import { versionInput } from "./stages.ts";

test.each([
  [undefined, {}],
  [{ version: "id" }, { VersionId: "id" }],
  [{ stage: "current" }, { VersionStage: "AWSCURRENT" }],
  [{ stage: "previous" }, { VersionStage: "AWSPREVIOUS" }],
  [{ stage: "pending" }, { VersionStage: "AWSPENDING" }],
  [{ stage: "blue" }, { VersionStage: "blue" }],
  [{ stage: "constructor" }, { VersionStage: "constructor" }],
])("%j is asked for as %j", (version, input) => {
  expect(versionInput(version)).toEqual(input);
});
