import { createSecrets, nodeHost, type SecretsEvent } from "@claviger/core";
import { aws } from "@claviger/provider-aws";
import type { ConfiguredProvider } from "@claviger/core/provider";
import { vault } from "@claviger/provider-vault";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Ministack, startMinistack } from "./servers/start-ministack.ts";
import { startVault, type Vault } from "./servers/start-openbao.ts";

// A bare name whose place is a field of a bundle, written through the chain that reads it, on real servers.

let bao: Vault;
let ministack: Ministack;

beforeAll(async () => {
  [bao, ministack] = await Promise.all([startVault(), startMinistack()]);
  vi.stubEnv("AWS_ACCESS_KEY_ID", ministack.rootCredentials.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", ministack.rootCredentials.secretAccessKey);
}, 120_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([bao.stop(), ministack.stop()]);
});

const stores: Readonly<Record<string, () => ConfiguredProvider>> = {
  aws: () => aws({ bundle: "fluxion/production", endpoint: ministack.endpoint, region: ministack.region }),
  vault: () => vault({ path: "fluxion/production", addr: bao.address, token: bao.rootToken }),
};

describe.each(Object.entries(stores))("a bundle in %s", (_, store) => {
  test("is made by its first field, changed by the next in its own spelling, and loses none", async () => {
    const events: SecretsEvent[] = [];
    const host = nodeHost({ env: process.env, environment: "production" });
    await using secrets = createSecrets({
      providers: [store()],
      host,
      onEvent: (event) => events.push(event),
    });
    expect(await secrets.get("database_url", { required: false })).toBeUndefined();
    await secrets.set("database_url", "canary-first");
    await Promise.all([secrets.set("A", "canary-a"), secrets.set("B", "canary-b")]);
    await secrets.set("databaseUrl", "canary-second");
    expect(await secrets.getMany(["DATABASE_URL", "A", "B"])).toEqual({
      DATABASE_URL: "canary-second",
      A: "canary-a",
      B: "canary-b",
    });
    const written = await secrets.delete("DATABASE-URL");
    expect(written.reference).toContain("?field=database_url");
    expect(await secrets.get("database_url", { required: false })).toBeUndefined();
    expect(await secrets.get("A")).toBe("canary-a");
    expect(JSON.stringify(events)).not.toContain("canary");
  });
});
