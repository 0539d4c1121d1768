import { describe, expect, test } from "vitest";
import { callContext } from "./testing/call-context.ts";
import { type CannedReply, kv2Mount, kv2Reply, standInFor } from "./testing/stand-in.ts";
import { vaultInstance } from "./testing/vault-instance.ts";

const denied: CannedReply = {
  status: 403,
  body: { errors: ["1 error occurred:\n\t* permission denied\n\n"] },
};
const mount = { "/v1/sys/internal/ui/mounts/secret": kv2Mount };

async function read(version: { version: string } | { stage: string }, table: Record<string, CannedReply>) {
  const server = await standInFor({ ...mount, ...table });
  const instance = vaultInstance({ addr: server.address });
  const outcome = await instance
    .get({ path: "secret/app", version }, callContext())
    .catch((error: unknown) => error);
  await instance.close();
  return { outcome, requests: server.requests };
}

function metadata(current_version: number): Record<string, CannedReply> {
  return { "/v1/secret/metadata/app": { body: { data: { current_version } } } };
}

describe("a version", () => {
  test("is asked for by its number, in one request", async () => {
    const { outcome, requests } = await read(
      { version: "3" },
      { "/v1/secret/data/app?version=3": kv2Reply({ A: "1" }, { version: 3 }) },
    );
    expect(outcome).toMatchObject({ id: "secret/app", version: "3" });
    expect(requests).toHaveLength(1);
  });

  test.each(["0", "-1", "1.5", "abc", "", "99999999999999999999"])("%j is none", async (version) => {
    const { outcome, requests } = await read({ version }, {});
    expect(outcome).toMatchObject({ code: "invalid_ref" });
    expect(requests).toEqual([]);
  });

  test.each<[string, Record<string, CannedReply>, object | undefined]>([
    ["exists", metadata(2), { code: "version_not_found" }],
    ["may not be known to exist", { "/v1/secret/metadata/app": denied }, { code: "version_not_found" }],
    [
      "cannot be looked at",
      { "/v1/secret/metadata/app": { status: 500, body: { errors: [] } } },
      { code: "unavailable" },
    ],
  ])("that is missing in a secret that %s", async (_, table, expected) => {
    expect((await read({ version: "9" }, table)).outcome).toMatchObject({ ...expected });
  });

  test("of a secret that does not exist is absent", async () => {
    expect((await read({ version: "9" }, {})).outcome).toBeUndefined();
  });
});

describe("the stage", () => {
  test("current is the latest version", async () => {
    const { outcome, requests } = await read({ stage: "current" }, { "/v1/secret/data/app": kv2Reply({}) });
    expect(outcome).toMatchObject({ version: "1" });
    expect(requests).toHaveLength(1);
  });

  test("previous is the version before the current one", async () => {
    const { outcome } = await read(
      { stage: "previous" },
      { ...metadata(5), "/v1/secret/data/app?version=4": kv2Reply({}, { version: 4 }) },
    );
    expect(outcome).toMatchObject({ version: "4" });
  });

  test.each<[string, Record<string, CannedReply>, string]>([
    ["in a secret with one version", metadata(1), "version_not_found"],
    ["in a secret without a version", metadata(0), "version_not_found"],
    [
      "without the right to read metadata",
      { "/v1/secret/metadata/app": denied, "/v1/auth/token/lookup-self": denied },
      "denied",
    ],
  ])("previous %s", async (_, table, code) => {
    expect((await read({ stage: "previous" }, table)).outcome).toMatchObject({ code });
  });

  test("previous of a secret that does not exist is absent", async () => {
    expect((await read({ stage: "previous" }, {})).outcome).toBeUndefined();
  });

  test("pending is unknown to KV v2", async () => {
    expect((await read({ stage: "pending" }, {})).outcome).toMatchObject({ code: "unsupported" });
  });
});
