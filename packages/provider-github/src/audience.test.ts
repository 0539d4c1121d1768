import type { PutOptions } from "@claviger/core/provider";
import { describe, expect, test } from "vitest";
import { audienceIn } from "./audience.ts";

const organization = { kind: "organization", org: "imip" } as const;
const repository = { kind: "repository", owner: "imip", repo: "platform" } as const;

describe("who is to get an organisation's secret", () => {
  test.each<[PutOptions["metadata"], object | undefined]>([
    [undefined, undefined],
    [{}, undefined],
    [{ visibility: "all" }, { visibility: "all", repositories: [] }],
    [
      { visibility: "selected", selected_repository_ids: "1, 2" },
      { visibility: "selected", repositories: [1, 2] },
    ],
    [{ selected_repository_ids: "3" }, { visibility: "selected", repositories: [3] }],
    [
      { visibility: "selected", selected_repository_ids: "" },
      { visibility: "selected", repositories: [] },
    ],
  ])("%j", (metadata, audience) => {
    expect(audienceIn(metadata, organization)).toEqual(audience);
  });

  test.each<[PutOptions["metadata"], object, string]>([
    [{ visibility: "public" }, organization, "invalid_value"],
    [{ visibility: "selected" }, organization, "invalid_value"],
    [{ visibility: "all", selected_repository_ids: "1" }, organization, "invalid_value"],
    [{ visibility: "selected", selected_repository_ids: "imip/platform" }, organization, "invalid_value"],
    [{ owner: "me" }, organization, "unsupported"],
    [{ visibility: "all" }, repository, "unsupported"],
  ])("%j is refused", (metadata, scope, code) => {
    expect(() => audienceIn(metadata, scope as typeof organization)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
