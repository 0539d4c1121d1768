import { randomUUID } from "node:crypto";
import { createSecrets, nodeHost } from "@claviger/core";
import { vault as provider } from "@claviger/provider-vault";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startVaultCluster, type VaultCluster, type VaultNode } from "./servers/start-vault-cluster.ts";
import { canary, context, openVaultProvider, type VaultProvider } from "./vault/vault-bench.ts";

let cluster: VaultCluster;
const instances: VaultProvider[] = [];

beforeAll(async () => {
  cluster = await startVaultCluster();
}, 120_000);

afterEach(async () => {
  for (const instance of instances.splice(0)) await instance.close();
});

afterAll(async () => {
  await cluster.stop();
});

const newPath = (): string => `secret/${randomUUID()}`;
const text = { type: "text", text: canary } as const;

function instance(nodes: readonly VaultNode[] = cluster.nodes): VaultProvider {
  const addr = nodes.map(({ address }) => address).join(",");
  const created = openVaultProvider({ addr, token: cluster.rootToken });
  instances.push(created);
  return created;
}

/** A standby tells others than the writer what was written a moment later. */
async function isEverywhere(path: string): Promise<void> {
  for (const node of cluster.nodes) {
    const on = instance([node]);
    await expect.poll(async () => (await on.get({ path }, context()))?.version).toBe("1");
  }
}

async function standbys(): Promise<readonly VaultNode[]> {
  const leader = await cluster.leader();
  return cluster.nodes.filter((node) => node !== leader);
}

describe("a cluster of three", () => {
  test("answers by any of its nodes", async () => {
    for (const node of cluster.nodes) {
      const [on, path] = [instance([node]), newPath()];
      await on.put({ path }, text, {}, context());
      expect(await on.get({ path }, context())).toMatchObject({ version: "1" });
    }
  });

  test("tells who writes what was written, also by a standby that is behind", async () => {
    const [standby] = await standbys();
    const on = instance(standby ? [standby] : []);
    for (let round = 0; round < 40; round += 1) {
      const path = newPath();
      await on.put({ path }, text, {}, context());
      expect(await on.get({ path }, context())).toMatchObject({ version: "1" });
    }
  });

  test("is examined node by node", async () => {
    const checks = await instance().check([], context());
    expect(checks.map(({ subject, status }) => [subject, status])).toEqual([
      ...cluster.nodes.map(({ address }) => [`reachability ${address}`, "ok"]),
      ["identity", "ok"],
    ]);
    expect(checks.filter(({ message }) => message.endsWith(", a standby"))).toHaveLength(2);
  });

  test("whose leader is killed takes the next write once another leads, and reads meanwhile", async () => {
    const on = instance();
    const [before, path] = [newPath(), newPath()];
    await on.put({ path: before }, text, {}, context());
    const leader = await cluster.leader();
    await leader.kill();
    try {
      const killed = performance.now();
      const written = on.put({ path }, text, { ifAbsent: true }, context());
      expect(await written).toMatchObject({ version: "1" });
      // An election and no more: nobody asks a second time here.
      expect(performance.now() - killed).toBeLessThan(10_000);
      expect(await on.get({ path }, context())).toMatchObject({ version: "1" });
      expect(await on.get({ path: before }, context())).toMatchObject({ version: "1" });
      expect(await cluster.leader()).not.toBe(leader);
      const checks = await on.check([], context());
      expect(checks.filter(({ status }) => status === "warning")).toMatchObject([
        { subject: `reachability ${leader.address}` },
      ]);
    } finally {
      await leader.restart();
    }
  }, 90_000);

  test("whose leader is killed is read on by an application", async () => {
    const path = newPath();
    await instance().put({ path }, text, {}, context());
    await isEverywhere(path);
    const addr = cluster.nodes.map(({ address }) => address).join(",");
    await using secrets = createSecrets({
      providers: [provider({ addr, token: cluster.rootToken })],
      cache: { ttl: 0 },
      host: nodeHost({ env: {} }),
    });
    const reference = `secret://vault/${path}?field=value`;
    expect(await secrets.get(reference)).toBe(canary);
    const leader = await cluster.leader();
    await leader.kill();
    try {
      for (let round = 0; round < 20; round += 1) expect(await secrets.get(reference)).toBe(canary);
    } finally {
      await leader.restart();
    }
  }, 90_000);

  test("of which one address is known is unavailable until another node leads", async () => {
    const leader = await cluster.leader();
    const [standby] = await standbys();
    const on = instance(standby ? [standby] : []);
    const path = newPath();
    await leader.kill();
    try {
      const codes = new Set<unknown>();
      const put = async (): Promise<string> =>
        await on.put({ path }, text, {}, context({ ms: 1_000 })).then(
          ({ version = "" }) => version,
          (error: unknown) => {
            codes.add(Reflect.get(Object(error), "code"));
            return "failed";
          },
        );
      await expect.poll(put, { timeout: 30_000, interval: 100 }).toBe("1");
      for (const code of codes) expect(["unavailable", "timeout"]).toContain(code);
      expect(codes.size).toBeGreaterThan(0);
    } finally {
      await leader.restart();
    }
  }, 90_000);

  test("without a majority is unavailable or late, and never an absence", async () => {
    const [one, other] = await standbys();
    const on = instance();
    await Promise.all([one?.kill(), other?.kill()]);
    try {
      await expect
        .poll(
          async () => {
            const call = on.put({ path: newPath() }, text, {}, context({ ms: 2_000 }));
            return await call.then(
              () => "written",
              (error: unknown) => Reflect.get(Object(error), "code"),
            );
          },
          { timeout: 20_000, interval: 500 },
        )
        .toMatch(/^(unavailable|timeout)$/);
    } finally {
      await Promise.all([one?.restart(), other?.restart()]);
    }
    await expect
      .poll(
        async () =>
          await on.put({ path: newPath() }, text, {}, context()).then(
            () => "written",
            () => "failed",
          ),
        { timeout: 30_000 },
      )
      .toBe("written");
  }, 120_000);
});
