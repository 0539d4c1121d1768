import { createSecrets, nodeHost, type Secrets } from "@claviger/core";
import { vault } from "@claviger/provider-vault";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type CountingProxy, startCountingProxy } from "./servers/counting-proxy.ts";
import { startVault, type Vault } from "./servers/start-openbao.ts";

// How many requests a store gets for many names: here one without batches. For one with batches, see
// provider-aws-batches.test.ts.

const hundred = Array.from({ length: 100 }, (_, index) => `name-${index}`);

let bao: Vault;
let proxy: CountingProxy;
let open: Secrets[] = [];

beforeAll(async () => {
  bao = await startVault();
  proxy = await startCountingProxy({ upstream: bao.address });
  await put("bundle", Object.fromEntries(hundred.map((name) => [name, `field ${name}`])));
  await Promise.all(hundred.map((name) => put(`app/${name}`, { value: `secret ${name}` })));
}, 120_000);

afterAll(async () => {
  await proxy.stop();
  await bao.stop();
});

afterEach(async () => {
  await Promise.all(open.map((secrets) => secrets.close()));
  open = [];
  proxy.passThrough();
  proxy.clear();
});

async function put(path: string, data: Readonly<Record<string, string>>): Promise<void> {
  const { status } = await bao.request("POST", `secret/data/${path}`, { body: { data } });
  expect(status).toBe(200);
}

function reader(options: Parameters<typeof vault>[0]): Secrets {
  const secrets = createSecrets({
    providers: [vault({ addr: proxy.address, token: bao.rootToken, ...options })],
    host: nodeHost({ env: {} }),
  });
  open.push(secrets);
  return secrets;
}

/** How many requests there were of data. */
function reads(): number {
  return proxy.requests.filter(({ path }) => path.startsWith("/v1/secret/data/")).length;
}

describe("a hundred names in Vault", () => {
  test("that are fields of one secret are one call", async () => {
    const secrets = reader({ path: "bundle" });
    expect(await secrets.getMany(hundred)).toEqual(
      Object.fromEntries(hundred.map((name) => [name, `field ${name}`])),
    );
    expect(reads()).toBe(1);
  });

  test("that are asked for as references to fields of one secret are one call", async () => {
    const secrets = reader({});
    const references = hundred.map((name) => `secret://vault/secret/bundle?field=${name}`);
    expect(Object.values(await secrets.getMany(references))).toEqual(hundred.map((name) => `field ${name}`));
    expect(reads()).toBe(1);
  });

  test("that are secrets of their own under a prefix are a hundred reads, 32 at once", async () => {
    const secrets = reader({ prefix: "app" });
    // Each is held back, so that those that may be under way together are.
    proxy.delay(300);
    const values = await secrets.getMany(hundred);
    expect(proxy.busiest()).toBe(32);
    expect(values).toEqual(Object.fromEntries(hundred.map((name) => [name, `secret ${name}`])));
    expect(reads()).toBe(100);
  });

  test("are read once, however often they are asked for at the same time", async () => {
    const secrets = reader({ prefix: "app" });
    await Promise.all(Array.from({ length: 10 }, () => secrets.getMany(hundred)));
    expect(reads()).toBe(100);
    await secrets.getMany(hundred);
    expect(reads()).toBe(100);
  });
});
