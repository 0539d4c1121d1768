import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecrets, nodeHost, secretsFromEnv } from "@claviger/core";
import type { SecretInfo } from "@claviger/core/provider";
import { azure } from "@claviger/provider-azure";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type AzureBench, startAzureBench } from "./servers/key-vault/azure-bench.ts";
import { azureOptions } from "./servers/key-vault/azure-options.ts";

// On a stand-in for Key Vault that is held to Microsoft's recordings: key-vault-recordings.test.ts.

let bench: AzureBench;
let folder: string;

beforeAll(async () => {
  bench = await startAzureBench();
  folder = await mkdtemp(join(tmpdir(), "claviger-azure-"));
}, 60_000);
afterEach(async () => {
  vi.unstubAllEnvs();
  await bench.reset();
});
afterAll(async () => {
  await bench.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Stores a value under a name of its own, and gives that. */
function store(value: string, input: Parameters<typeof bench.vault.state.set>[2] = {}): string {
  const name = `secret-${randomUUID()}`;
  bench.vault.state.set(name, value, input);
  return name;
}

async function all(infos: AsyncIterable<SecretInfo>): Promise<SecretInfo[]> {
  const found: SecretInfo[] = [];
  for await (const info of infos) found.push(info);
  return found;
}

/** A secret's value, read by an instance with those options. */
async function readWith(options: Parameters<AzureBench["instance"]>[0]): Promise<unknown> {
  const name = store("the value");
  return (await bench.instance(options).get({ path: name }, bench.context()))?.value;
}

const value = { type: "text", text: "the value" };

describe("signing in", () => {
  test("with a client secret", async () => {
    expect(await readWith({})).toEqual(value);
  });

  test.each([undefined, "the password"])(
    "with a certificate whose key has the password %s",
    async (password) => {
      const { file, cert } = await bench.vault.authority.application(
        password === undefined ? {} : { password },
      );
      const { clientId } = bench.vault.entra.add({
        clientId: randomUUID(),
        certificate: cert,
        role: "officer",
      });
      const key = password === undefined ? {} : { certificatePassword: password };
      expect(await readWith({ credential: "certificate", clientId, certificate: file, ...key })).toEqual(
        value,
      );
    },
  );

  test("with a certificate that the application does not have is auth_failed", async () => {
    const { file } = await bench.vault.authority.application();
    const error = await bench.failure(readWith({ credential: "certificate", certificate: file }));
    expect(error).toMatchObject({ code: "auth_failed", cause: { code: "invalid_client" } });
  });

  test("with a certificate file that is none, or is missing, is not_configured", async () => {
    const file = join(folder, "no-certificate.pem");
    await writeFile(file, "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n");
    for (const certificate of [file, join(folder, "missing.pem")]) {
      const error = await bench.failure(readWith({ credential: "certificate", certificate }));
      expect(error).toMatchObject({ code: "not_configured", message: expect.stringContaining(certificate) });
    }
  });

  test("with a workload identity, whose token is in a file", async () => {
    const tokenFile = join(folder, "federated");
    const federatedToken = bench.canary.value();
    await writeFile(tokenFile, federatedToken, { mode: 0o600 });
    const { clientId } = bench.vault.entra.add({ clientId: randomUUID(), federatedToken, role: "officer" });
    expect(await readWith({ credential: "workload-identity", clientId, tokenFile })).toEqual(value);
    const missing = bench.instance({
      credential: "workload-identity",
      clientId,
      tokenFile: join(folder, "missing"),
    });
    expect((await bench.failure(missing.get({ path: "x" }, bench.context()))).code).toBe("not_configured");
  });

  test("with the machine's managed identity", async () => {
    const { endpoint, header } = bench.vault.entra.managedIdentity;
    vi.stubEnv("IDENTITY_ENDPOINT", endpoint);
    vi.stubEnv("IDENTITY_HEADER", header);
    expect(await readWith({ credential: "managed-identity", clientId: undefined })).toEqual(value);
  });

  test("with what DefaultAzureCredential finds: variables first", async () => {
    const { clientId, clientSecret } = bench.officer;
    expect(await readWith({ credential: "default" })).toEqual(value);
    vi.stubEnv("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential");
    vi.stubEnv("AZURE_TENANT_ID", bench.vault.entra.tenantId);
    vi.stubEnv("AZURE_CLIENT_ID", clientId);
    vi.stubEnv("AZURE_CLIENT_SECRET", clientSecret);
    expect(await readWith({ credential: "default", clientId: undefined, clientSecret: undefined })).toEqual(
      value,
    );
  });

  test("with what DefaultAzureCredential finds: a managed identity", async () => {
    const { endpoint, header } = bench.vault.entra.managedIdentity;
    vi.stubEnv("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential");
    vi.stubEnv("IDENTITY_ENDPOINT", endpoint);
    vi.stubEnv("IDENTITY_HEADER", header);
    expect(await readWith({ credential: "default", clientId: undefined, clientSecret: undefined })).toEqual(
      value,
    );
  });

  test("with nothing to be found is auth_failed, and says what to do", async () => {
    vi.stubEnv("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential");
    const none = { credential: "default", clientId: undefined, clientSecret: undefined } as const;
    const error = await bench.failure(readWith(none));
    expect(error).toMatchObject({ code: "auth_failed", hint: expect.stringContaining("az login") });
  });

  test("once for many reads, and once more when the vault refuses a token that it took", async () => {
    const name = store("the value");
    const from = bench.instance();
    const before = bench.vault.entra.logins;
    for (let read = 0; read < 5; read++) await from.get({ path: name }, bench.context());
    expect(bench.vault.entra.logins - before).toBe(1);
    bench.vault.entra.revokeTokens();
    expect(await from.get({ path: name }, bench.context())).toBeDefined();
    expect(bench.vault.entra.logins - before).toBe(2);
  });
});

describe("reading", () => {
  test("a secret, with what is known about it", async () => {
    const expiry = Math.floor(Date.now() / 1000) + 3600;
    const name = store("the value", { contentType: "text/plain", tags: { owner: "web" }, exp: expiry });
    const record = await bench.instance().get({ path: name }, bench.context());
    expect(record).toEqual({
      id: `${bench.vault.address}/secrets/${name}`,
      value: { type: "text", text: "the value" },
      version: bench.vault.state.find(name)?.versions[0]?.id,
      createdAt: expect.any(Date),
      expiresAt: new Date(expiry * 1000),
      metadata: { owner: "web", contentType: "text/plain" },
      source: `${name} at ${bench.vault.address}`,
    });
    expect(bench.reports).toEqual([]);
  });

  test("a name in any case is one secret", async () => {
    const name = store("the value");
    const from = bench.instance();
    const [lower, upper] = [name, name.toUpperCase()].map((path) => from.get({ path }, bench.context()));
    expect((await upper)?.id).toBe((await lower)?.id);
  });

  test("an expired and a not yet valid secret gives the value, and tells which of the two it is", async () => {
    const now = Math.floor(Date.now() / 1000);
    const [old, early] = [store("old", { exp: now - 60 }), store("early", { nbf: now + 60 })];
    const from = bench.instance();
    expect(await from.get({ path: old }, bench.context())).toMatchObject({
      expiresAt: new Date((now - 60) * 1000),
    });
    expect(await from.get({ path: early }, bench.context())).toMatchObject({ value: { text: "early" } });
    const ids = bench.reports.map((report) => (report.type === "warning" ? report.id : ""));
    expect(ids).toEqual([`expired-${old}`, `not-yet-valid-${early}`]);
  });

  test("a disabled secret is disabled, and one that was deleted is deleted where that may be known", async () => {
    const [off, gone] = [store("x", { enabled: false }), store("y")];
    const secret = bench.vault.state.find(gone);
    if (secret) bench.vault.state.delete(secret);
    const from = bench.instance();
    expect((await bench.failure(from.get({ path: off }, bench.context()))).code).toBe("disabled");
    expect((await bench.failure(from.get({ path: gone }, bench.context()))).code).toBe("deleted");
    const user = bench.vault.application("user");
    const reader = bench.instance(azureOptions(bench.vault, user));
    expect(await reader.get({ path: gone }, bench.context())).toBeUndefined();
  });

  test("a version, and the version of a secret that is switched off or gone", async () => {
    const name = store("first");
    const first = bench.vault.state.find(name)?.versions[0]?.id ?? "";
    bench.vault.state.set(name, "second", { enabled: false });
    const from = bench.instance();
    const at = (version: string) => from.get({ path: name, version: { version } }, bench.context());
    expect(await at(first)).toMatchObject({ value: { text: "first" }, version: first });
    expect((await bench.failure(at("0".repeat(32)))).code).toBe("version_not_found");
    const secret = bench.vault.state.find(name);
    if (secret) bench.vault.state.delete(secret);
    expect((await bench.failure(at(first))).code).toBe("deleted");
    expect((await bench.failure(at("1"))).code).toBe("invalid_ref");
    const previous = from.get({ path: name, version: { stage: "previous" } }, bench.context());
    expect((await bench.failure(previous)).code).toBe("unsupported");
  });
});

test("a secret that is not there has no versions", async () => {
  expect(await all(bench.instance().versions({ path: `never-${randomUUID()}` }, bench.context()))).toEqual(
    [],
  );
});

test("a first call that takes its time holds up no other", async () => {
  const [slow, path, from] = [store("x"), store("the value"), bench.instance()];
  bench.vault.state.slowly = true;
  const deleting = from.delete({ path: slow }, { purge: true }, bench.context());
  expect(await from.get({ path }, bench.context({ ms: 2_000 }))).toBeDefined();
  bench.vault.state.settle();
  await deleting;
});

describe("user D's deployment", () => {
  test("reads SECRET-KEY and MONGO-URI through SECRETS_PROVIDERS=azure", async () => {
    bench.vault.state.set("SECRET-KEY", "the key");
    bench.vault.state.set("MONGO-URI", "mongodb://azure");
    const { tenantId, address } = bench.vault.entra;
    const env = {
      SECRETS_PROVIDERS: "azure",
      AZURE_KEYVAULT_URL: bench.vault.address,
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: bench.officer.clientId,
      AZURE_CLIENT_SECRET: bench.officer.clientSecret,
      AZURE_AUTHORITY_HOST: address,
      SECRETS_AZURE_CACERT: bench.vault.authority.file,
      SECRETS_AZURE_VERIFY_RESOURCE: "false",
    };
    const host = nodeHost({ env, directory: import.meta.dirname });
    await using secrets = await secretsFromEnv({ host });
    expect(await secrets.getMany(["SECRET_KEY", "MONGO_URI", "mongo-uri"])).toEqual({
      SECRET_KEY: "the key",
      MONGO_URI: "mongodb://azure",
      "mongo-uri": "mongodb://azure",
    });
    expect(await secrets.get("OPENAI_API_KEY", { required: false })).toBeUndefined();
  });

  test("may keep them all in one secret, and under a prefix", async () => {
    bench.vault.state.set("imip-production", '{"MONGO_URI":"mongodb://bundle","PORT":27017}');
    bench.vault.state.set("imip-jwt-key", "from the prefix");
    const options = {
      ...azureOptions(bench.vault, bench.officer),
      bundle: "imip-production",
      prefix: "imip",
    };
    await using secrets = createSecrets({ providers: [azure(options)] });
    expect(await secrets.get("mongo-uri")).toBe("mongodb://bundle");
    expect(await secrets.get("PORT")).toBe("27017");
    expect(await secrets.get("JWT_KEY")).toBe("from the prefix");
    expect(await secrets.getBundle("imip-production")).toEqual({
      MONGO_URI: "mongodb://bundle",
      PORT: "27017",
    });
  });
});

test("two names that would be one secret are a conflict for the second alone, and nothing is asked", async () => {
  const options = { ...azureOptions(bench.vault, bench.officer), case: "as-is" } as const;
  await using secrets = createSecrets({ providers: [azure(options)] });
  bench.vault.state.set("apiKey", "the key");
  expect(await secrets.get("apiKey")).toBe("the key");
  const before = bench.vault.requests();
  expect((await bench.failure(secrets.get("apikey", { default: "x" }))).code).toBe("conflict");
  expect(bench.vault.requests()).toBe(before);
  expect(await secrets.get("apiKey", { refresh: true })).toBe("the key");
});

describe("many names", () => {
  test("are read by twenty, after one request that learns where to sign in", async () => {
    const names = Array.from({ length: 100 }, (_, index) => store(`value ${index}`));
    await using secrets = createSecrets({ providers: [azure(azureOptions(bench.vault, bench.officer))] });
    const before = bench.vault.requests();
    const values = await secrets.getMany(names);
    expect(Object.values(values)).toEqual(names.map((_, index) => `value ${index}`));
    expect(bench.vault.requests() - before).toBe(101);
    expect(bench.vault.busiest).toBeGreaterThan(1);
    expect(bench.vault.busiest).toBeLessThanOrEqual(20);
  });

  test("wait as long as a vault that is asked too much wants", async () => {
    const names = Array.from({ length: 30 }, (_, index) => store(`value ${index}`));
    await using secrets = createSecrets({ providers: [azure(azureOptions(bench.vault, bench.officer))] });
    await secrets.get(names[0] ?? "");
    const body = { error: { code: "Throttled", message: "Too many requests." } };
    bench.vault.meet({ times: 10, reply: { status: 429, headers: { "retry-after": "1" }, body } });
    const started = performance.now();
    const values = await secrets.getMany(names);
    expect(Object.values(values)).toHaveLength(30);
    expect(performance.now() - started).toBeGreaterThanOrEqual(1_000);
  });

  test("are listed over all pages, without values", async () => {
    const prefix = `list-${randomUUID().slice(0, 8)}`;
    for (let index = 0; index < 60; index++)
      bench.vault.state.set(`${prefix}-${index}`, bench.canary.value());
    bench.vault.state.set(`${prefix}-60`, "x", { enabled: false, contentType: "text/plain" });
    const infos = await all(bench.instance().list(prefix, bench.context()));
    expect(infos).toHaveLength(61);
    bench.canary.assertNoLeak(infos, "a listing");
    expect(infos.find(({ path }) => path === `${prefix}-60`)).toMatchObject({
      disabled: true,
      metadata: { contentType: "text/plain" },
      createdAt: expect.any(Date),
    });
  });
});

/** Where nothing is. */
function at(): { readonly path: string } {
  return { path: `written-${randomUUID()}` };
}

function text(written: string) {
  return { type: "text", text: written } as const;
}

describe("writing", () => {
  test("tags and content type, and fields as a JSON object", async () => {
    const [from, tagged, fields] = [bench.instance(), at(), at()];
    const metadata = { contentType: "text/plain", owner: "web" };
    const info = await from.put(tagged, text("x"), { metadata }, bench.context());
    expect(info).toMatchObject({ ...tagged, metadata, version: expect.stringMatching(/^[0-9a-f]{32}$/) });
    await from.put(fields, { type: "fields", fields: { A: "1" } }, {}, bench.context());
    expect(bench.vault.state.find(fields.path)?.versions).toMatchObject([
      { value: '{"A":"1"}', contentType: "application/json" },
    ]);
  });

  test("what Key Vault cannot hold is invalid_value, and is not sent", async () => {
    const [from, place, before] = [bench.instance(), at(), bench.vault.requests()];
    const tags = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`tag${index}`, "x"]));
    for (const call of [
      from.put(place, text(bench.canary.value(25_601)), {}, bench.context()),
      from.put(place, { type: "bytes", bytes: Uint8Array.of(1) }, {}, bench.context()),
      from.put(place, text("x"), { metadata: tags }, bench.context()),
      from.put(place, text("x"), { metadata: { long: "x".repeat(257) } }, bench.context()),
    ]) {
      expect((await bench.failure(call)).code).toBe("invalid_value");
    }
    expect(
      (await bench.failure(from.put(place, text("x"), { stage: "pending" }, bench.context()))).code,
    ).toBe("unsupported");
    expect(
      (await bench.failure(from.put({ ...place, field: "A" }, text("x"), {}, bench.context()))).code,
    ).toBe("unsupported");
    expect(bench.vault.requests()).toBe(before);
  });

  test("on a condition compares before, says that this is no guarantee, and is a conflict where it fails", async () => {
    const [from, place] = [bench.instance(), at()];
    const { version: ifVersion = "" } = await from.put(place, text("1"), { ifAbsent: true }, bench.context());
    expect(bench.reports).toMatchObject([{ type: "warning", id: `no-compare-and-set-${place.path}` }]);
    await from.put(place, text("2"), { ifVersion }, bench.context());
    for (const options of [{ ifAbsent: true }, { ifVersion }]) {
      const late = from.put(place, text("3"), options, bench.context());
      expect((await bench.failure(late)).code).toBe("conflict");
    }
    expect((await bench.failure(from.put(at(), text("3"), { ifVersion }, bench.context()))).code).toBe(
      "conflict",
    );
    expect(bench.vault.state.find(place.path)?.versions.map(({ value }) => value)).toEqual(["1", "2"]);
  });

  test("of one field leaves the others to the digit, keeps the tags, and warns of a race", async () => {
    const path = store('{"a":1.0,"big":12345678901234567890,"none":null,"b":"x"}', {
      tags: { owner: "web" },
    });
    const from = bench.instance();
    await from.patch({ path }, { b: "y", c: "z" }, {}, bench.context());
    expect(bench.vault.state.find(path)?.versions.at(-1)).toMatchObject({
      value: '{"a":1.0,"big":12345678901234567890,"none":null,"b":"y","c":"z"}',
      tags: { owner: "web" },
    });
    expect(bench.reports).toMatchObject([{ id: `no-compare-and-set-${path}` }]);
    const plain = store("no JSON");
    expect((await bench.failure(from.patch({ path: plain }, { a: "1" }, {}, bench.context()))).code).toBe(
      "decode",
    );
  });

  test("of a field keeps the expiry, and makes a secret that is not there", async () => {
    const [from, place] = [bench.instance(), at()];
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const path = store('{"a":"x"}', { exp });
    await from.patch({ path }, { a: "y" }, {}, bench.context());
    expect(await from.get({ path }, bench.context())).toMatchObject({
      value: { text: '{"a":"y"}' },
      expiresAt: new Date(exp * 1000),
    });
    expect(await from.patch(place, { a: null }, {}, bench.context())).toEqual({ path: place.path });
    expect(bench.vault.state.find(place.path)).toBeUndefined();
    await from.patch(place, { a: "y", b: null }, {}, bench.context());
    expect(bench.vault.state.find(place.path)?.versions).toMatchObject([
      { value: '{"a":"y"}', contentType: "application/json" },
    ]);
  });

  test("of a name that was deleted recovers it first, and says so", async () => {
    const path = store("old");
    const from = bench.instance();
    await from.delete({ path }, {}, bench.context());
    await from.put({ path }, text("new"), {}, bench.context());
    expect(bench.vault.state.find(path)?.versions.map(({ value }) => value)).toEqual(["old", "new"]);
    expect(bench.reports).toMatchObject([{ type: "warning", id: `recovered-${path}` }]);
  });

  test("waits while Key Vault is still deleting or recovering what has that name", async () => {
    const path = store("old");
    const from = bench.instance();
    bench.vault.state.slowly = true;
    await from.delete({ path }, {}, bench.context());
    const settling = setInterval(() => bench.vault.state.settle(), 300);
    try {
      await from.put({ path }, text("new"), {}, bench.context());
    } finally {
      clearInterval(settling);
    }
    expect(bench.vault.state.find(path)?.versions.map(({ value }) => value)).toEqual(["old", "new"]);
  });
});

describe("deleting and recovering", () => {
  test("a version alone cannot be deleted or recovered", async () => {
    const [path, from] = [store("x"), bench.instance()];
    expect((await bench.failure(from.delete({ path }, { version: "1" }, bench.context()))).code).toBe(
      "unsupported",
    );
    expect((await bench.failure(from.restore({ path }, { version: "1" }, bench.context()))).code).toBe(
      "unsupported",
    );
    expect(await from.get({ path }, bench.context())).toBeDefined();
  });

  test("a purge waits until the deletion is done, and the name is then free", async () => {
    const [path, from] = [store("x"), bench.instance()];
    bench.vault.state.slowly = true;
    const settling = setTimeout(() => bench.vault.state.settle(), 300);
    await from.delete({ path }, { purge: true }, bench.context());
    clearTimeout(settling);
    expect(bench.vault.state.find(path)).toBeUndefined();
    await from.delete({ path }, { purge: true }, bench.context());
  });

  test("a recovery waits until the secret can be read, and no longer than its caller", async () => {
    const [path, from] = [store("x"), bench.instance()];
    await from.delete({ path }, {}, bench.context());
    bench.vault.state.slowly = true;
    const late = from.restore({ path }, {}, bench.context({ ms: 400 }));
    expect((await bench.failure(late)).code).toBe("timeout");
    const settling = setTimeout(() => bench.vault.state.settle(), 300);
    await from.restore({ path }, {}, bench.context());
    clearTimeout(settling);
    expect(await from.get({ path }, bench.context())).toMatchObject({ value: { text: "x" } });
    await from.restore({ path }, {}, bench.context());
  });

  test("a purge of what is not there says that a deletion may be under way", async () => {
    const [path, from] = [store("x"), bench.instance()];
    bench.vault.state.slowly = true;
    await from.delete({ path }, {}, bench.context());
    await from.delete({ path }, { purge: true }, bench.context());
    expect(bench.reports).toMatchObject([{ type: "warning", id: `nothing-purged-${path}` }]);
  });

  test("who may recover and not read is not told that there was nothing to do", async () => {
    const [path, from] = [store("x"), bench.instance()];
    await from.delete({ path }, {}, bench.context());
    const body = { error: { code: "Forbidden", message: "x", innererror: { code: "ForbiddenByPolicy" } } };
    bench.vault.meet({
      matches: ({ method, hasToken }) => method === "GET" && hasToken,
      reply: { status: 403, body },
    });
    await from.restore({ path }, {}, bench.context());
    await bench.vault.up();
    expect(await from.get({ path }, bench.context())).toMatchObject({ value: { text: "x" } });
  });

  test("recovering what was never there is a conflict", async () => {
    const restoring = bench.instance().restore({ path: `never-${randomUUID()}` }, {}, bench.context());
    expect((await bench.failure(restoring)).code).toBe("conflict");
  });
});

describe("examining", () => {
  test("a vault that works tells whom it knows, and what may be read", async () => {
    const path = store(bench.canary.value());
    const checks = await bench.instance().check([{ path }, { path: `${path}-missing` }], bench.context());
    bench.canary.assertNoLeak(checks, "checks");
    expect(checks).toMatchObject([
      { subject: "reachability", status: "ok" },
      { subject: "identity", status: "ok", message: expect.stringContaining(bench.officer.clientId) },
      { subject: "permission to list", status: "ok" },
      { subject: `permission ${path}`, status: "ok" },
      { subject: `permission ${path}-missing`, status: "warning" },
      { subject: "clock", status: "ok" },
    ]);
  });

  test("an identity that may nothing has one error a secret; a firewall is an error of its own", async () => {
    const path = store(bench.canary.value());
    const nobody = bench.instance(azureOptions(bench.vault, bench.vault.application("none")));
    expect((await nobody.check([{ path }], bench.context())).map(({ status }) => status)).toEqual([
      "ok",
      "ok",
      "warning",
      "error",
    ]);
    const body = { error: { code: "Forbidden", message: "x", innererror: { code: "ForbiddenByFirewall" } } };
    bench.vault.meet({ matches: ({ hasToken }) => hasToken, reply: { status: 403, body } });
    const checks = await bench.instance().check([], bench.context());
    expect(checks.find(({ status }) => status === "error")?.fix).toContain("firewall");
  });

  test("a missing file of the authority is an error of the configuration", async () => {
    const checks = await bench.instance({ cacert: join(folder, "missing") }).check([], bench.context());
    expect(checks).toMatchObject([{ status: "error", message: expect.stringContaining("missing") }]);
  });
});
