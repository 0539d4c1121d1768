import { randomUUID } from "node:crypto";
import { createSecrets, nodeHost } from "@claviger/core";
import { vault as provider } from "@claviger/provider-vault";
import { describe, expect, test } from "vitest";
import { canary, context, vaultBench, type VaultProvider } from "./vault/vault-bench.ts";

const bench = vaultBench();
const newPath = (): string => `secret/claviger/${randomUUID()}`;
const text = (text: string) => ({ type: "text", text }) as const;

async function fieldsAt(path: string): Promise<unknown> {
  const record = await bench.read(bench.instance(), { path });
  return record?.value.type === "fields" ? record.value.fields : undefined;
}

describe("a write", () => {
  test("is one request after the first of its mount, and tells the version and no value", async () => {
    const [to, path] = [bench.instance(), newPath()];
    await to.put({ path }, text("first"), {}, context());
    bench.proxy.clear();
    const info = await to.put({ path }, text(canary), {}, context());
    expect(info).toEqual({ path, version: "2", stages: ["current"], createdAt: expect.any(Date) });
    expect(bench.asked()).toEqual([`POST /v1/secret/data/${path.slice("secret/".length)}`]);
    expect(await fieldsAt(path)).toEqual({ value: canary });
  });

  test("that expects a version, or none, is a conflict where that is not so", async () => {
    const [to, path] = [bench.instance(), newPath()];
    const put = (options: object) => to.put({ path }, text(canary), options, context());
    const { version: ifVersion = "" } = await put({ ifAbsent: true });
    expect(await bench.failure(put({ ifAbsent: true }))).toMatchObject({
      code: "conflict",
      hint: expect.stringContaining("read the secret again"),
    });
    await put({ ifVersion });
    expect(await bench.failure(put({ ifVersion }))).toMatchObject({
      code: "conflict",
      cause: { status: 400 },
    });
    expect(await bench.failure(put({ ifVersion: "first" }))).toMatchObject({ code: "invalid_ref" });
    expect(await bench.failure(put({ ifVersion, ifAbsent: true }))).toMatchObject({ code: "invalid_value" });
  });

  test("to a mount that requires conditions says so", async () => {
    const name = await bench.mount({ type: "kv", options: { version: "2" } });
    await expect.poll(async () => (await bench.vault.request("GET", `${name}/config`)).status).toBe(200);
    await bench.ask("POST", `${name}/config`, { body: { cas_required: true } });
    const [to, path] = [bench.instance(), `${name}/app`];
    expect(await bench.failure(to.put({ path }, text(canary), {}, context()))).toMatchObject({
      code: "conflict",
      hint: expect.stringContaining("ifVersion"),
    });
    expect(await to.put({ path }, text(canary), { ifAbsent: true }, context())).toMatchObject({
      version: "1",
    });
  });

  test("has metadata of its own, and keeps what is there", async () => {
    const [to, path] = [bench.instance(), newPath()];
    await to.put({ path }, text(canary), { metadata: { owner: "ops", rotation: "90d" } }, context());
    await to.put({ path }, text(canary), { metadata: { owner: "dev" } }, context());
    expect(await bench.read(to, { path })).toMatchObject({ metadata: { owner: "dev", rotation: "90d" } });
  });

  test("of what Vault cannot hold is refused before it is sent", async () => {
    const [to, path] = [bench.instance(), newPath()];
    const bytes = { type: "bytes", bytes: Uint8Array.of(255) } as const;
    for (const value of [bytes, text("\ud83d"), { type: "fields", fields: { "\ud83d": "x" } } as const]) {
      expect(await bench.failure(to.put({ path }, value, {}, context()))).toMatchObject({
        code: "invalid_value",
      });
    }
    for (const [at, options, code] of [
      [{ path, version: { version: "1" } }, {}, "invalid_ref"],
      [{ path }, { stage: "pending" }, "unsupported"],
      [{ path: "database/creds/app" }, {}, "unsupported"],
    ] as const) {
      expect(await bench.failure(to.put(at, text(canary), options, context()))).toMatchObject({ code });
    }
    expect(bench.proxy.count()).toBe(0);
  });

  test("of more than the server takes is invalid_value", async () => {
    // Past the proxy, which goes on sending what the server refuses.
    const [to, path] = [bench.instance({ addr: bench.vault.address }), newPath()];
    const large = text(canary.repeat(3_500_000));
    expect(await bench.failure(to.put({ path }, large, {}, context()))).toMatchObject({
      code: "invalid_value",
    });
  });

  test("to a mount that does not exist is not_configured, and to one that is no KV too", async () => {
    const to = bench.instance();
    const transit = await bench.mount({ type: "transit" });
    for (const path of ["nomount/app", `${transit}/app`]) {
      expect(await bench.failure(to.put({ path }, text(canary), {}, context()))).toMatchObject({
        code: "not_configured",
      });
    }
  });

  test("whose answer is lost may have been made, and is not made again", async () => {
    const [to, path] = [bench.instance(), newPath()];
    await to.put({ path }, text("first"), {}, context());
    bench.proxy.clear();
    bench.proxy.truncate({ times: 1 });
    expect(await bench.failure(to.put({ path }, text(canary), {}, context()))).toMatchObject({
      code: "unavailable",
    });
    expect(bench.proxy.count()).toBe(1);
  });
});

describe("a patch", () => {
  test("changes one field in one request, and leaves the others as they were, numbers and objects too", async () => {
    const path = await bench.store({ kept: 1.5, object: { a: [null] }, changed: "before", removed: "x" });
    const to = bench.instance();
    await to.put({ path: newPath() }, text("x"), {}, context());
    bench.proxy.clear();
    const changes = { changed: canary, removed: null };
    expect(await to.patch({ path: `secret/${path}` }, changes, {}, context())).toMatchObject({
      version: "2",
    });
    expect(bench.asked()).toEqual([`PATCH /v1/secret/data/${path}`]);
    expect(await bench.ask("GET", `secret/data/${path}`)).toMatchObject({
      data: { kept: 1.5, object: { a: [null] }, changed: canary },
    });
  });

  test("makes what is not there, of the fields that it adds, and does not undo a deletion", async () => {
    const to = bench.instance();
    const patch = (path: string, changes: Readonly<Record<string, string | null>>, options = {}) =>
      to.patch({ path }, changes, options, context());
    const absent = newPath();
    expect(await patch(absent, { a: null })).toEqual({ path: absent });
    expect(await bench.failure(patch(absent, { a: canary }, { ifVersion: "1" }))).toMatchObject({
      code: "conflict",
    });
    expect(await bench.read(to, { path: absent })).toBeUndefined();
    expect(await patch(absent, { a: canary, b: null })).toMatchObject({ version: "1" });
    expect(await fieldsAt(absent)).toEqual({ a: canary });
    const path = await bench.store({ a: "1" });
    await bench.ask("DELETE", `secret/data/${path}`);
    expect(await bench.failure(patch(`secret/${path}`, { a: canary }))).toMatchObject({ code: "deleted" });
  });

  test("is how one field is changed: writing or deleting it leaves no others alone, and is refused", async () => {
    const at = { path: newPath(), field: "a" };
    const to = bench.instance();
    for (const call of [() => to.put(at, text(canary), {}, context()), () => to.delete(at, {}, context())]) {
      expect(await bench.failure(call())).toMatchObject({ code: "unsupported" });
    }
    expect(bench.proxy.count()).toBe(0);
  });
});

describe("a deletion", () => {
  test("can be undone, of the latest version and of others", async () => {
    const path = `secret/${await bench.store({ a: "1" }, { a: "2" }, { a: "3" })}`;
    const to = bench.instance();
    await to.delete({ path }, {}, context());
    expect(await bench.failure(bench.read(to, { path }))).toMatchObject({ code: "deleted" });
    await to.restore({ path }, {}, context());
    expect(await bench.read(to, { path })).toMatchObject({ version: "3" });
    await to.delete({ path }, { version: "1" }, context());
    const first = { path, version: { version: "1" } };
    expect(await bench.failure(bench.read(to, first))).toMatchObject({ code: "deleted" });
    await to.restore({ path }, { version: "1" }, context());
    expect(await bench.read(to, first)).toMatchObject({ version: "1" });
  });

  test("for good cannot, of one version and of the whole secret", async () => {
    const path = `secret/${await bench.store({ a: "1" }, { a: "2" })}`;
    const to = bench.instance();
    await to.delete({ path }, { version: "1", purge: true }, context());
    expect(await bench.failure(to.restore({ path }, { version: "1" }, context()))).toMatchObject({
      code: "deleted",
      hint: expect.stringContaining("gone for good"),
    });
    await to.delete({ path }, { purge: true }, context());
    expect(await bench.read(to, { path })).toBeUndefined();
    for (const options of [{}, { version: "1" }]) {
      expect(await bench.failure(to.restore({ path }, options, context()))).toMatchObject({
        code: "version_not_found",
      });
    }
    await to.delete({ path }, { purge: true }, context());
  });
});

async function allowed(path: string, purpose: "write" | "rotate"): Promise<VaultProvider> {
  const policy = bench.instance().policy([{ path }], purpose);
  return bench.instance({ token: await bench.vault.createToken({ policy }) });
}

describe("the policy that the provider writes", () => {
  test("for writing lets every change through, and no reading, and nothing beside it", async () => {
    const [path, other] = [newPath(), newPath()];
    const to = await allowed(path, "write");
    await to.put({ path }, text("1"), { ifAbsent: true, metadata: { owner: "ops" } }, context());
    await to.put({ path }, text("2"), { ifVersion: "1" }, context());
    await to.patch({ path }, { more: "3" }, {}, context());
    await to.delete({ path }, {}, context());
    await to.restore({ path }, {}, context());
    await to.delete({ path }, { version: "1" }, context());
    await to.delete({ path }, { version: "1", purge: true }, context());
    expect(await fieldsAt(path)).toEqual({ value: "2", more: "3" });
    expect(await bench.failure(bench.read(to, { path }))).toMatchObject({ code: "denied" });
    expect(await bench.failure(to.put({ path: other }, text(canary), {}, context()))).toMatchObject({
      code: "denied",
      hint: expect.stringContaining('capabilities = ["update"]'),
    });
    await to.delete({ path }, { purge: true }, context());
    expect(await bench.read(bench.instance(), { path })).toBeUndefined();
  });

  test("for rotating lets the next version be written on the one that was read, and nothing be deleted", async () => {
    const path = newPath();
    await bench.instance().put({ path }, text("1"), {}, context());
    const to = await allowed(path, "rotate");
    const { version: ifVersion = "" } = (await bench.read(to, { path })) ?? {};
    await to.put({ path }, text("2"), { ifVersion }, context());
    expect(await bench.read(to, { path, version: { stage: "previous" } })).toMatchObject({ version: "1" });
    expect(await to.probe([{ path }], context())).toEqual([{ status: "found", value: "2" }]);
    for (const options of [{}, { purge: true }, { version: "1" }]) {
      expect(await bench.failure(to.delete({ path }, options, context()))).toMatchObject({ code: "denied" });
    }
  });
});

describe("through the chain", () => {
  test("a field is written and deleted in the spelling that the bundle has, and the next read sees it", async () => {
    const path = await bench.store({ MONGO_URI: "before", OTHER: "o" });
    await using secrets = createSecrets({
      providers: [provider({ addr: bench.proxy.address, token: bench.vault.rootToken, path })],
      host: nodeHost({ env: {} }),
    });
    expect(await secrets.get("mongo-uri")).toBe("before");
    await secrets.set("mongo-uri", canary);
    expect(await secrets.get("mongo-uri")).toBe(canary);
    expect(await fieldsAt(`secret/${path}`)).toEqual({ MONGO_URI: canary, OTHER: "o" });
    await secrets.delete(`secret://vault/secret/${path}?field=OTHER`);
    expect(await fieldsAt(`secret/${path}`)).toEqual({ MONGO_URI: canary });
    const { version } = await secrets.set(`secret://vault/${newPath()}?field=NEW`, canary);
    expect(version).toBe("1");
  });

  test("credentials that Vault makes are not written", async () => {
    await using secrets = createSecrets({
      providers: [provider({ addr: bench.proxy.address, token: bench.vault.rootToken })],
      host: nodeHost({ env: {} }),
    });
    const writing = secrets.set("secret://vault/database/creds/app", canary);
    expect(await bench.failure(writing)).toMatchObject({ code: "invalid_ref" });
    expect(bench.proxy.count()).toBe(0);
  });
});
