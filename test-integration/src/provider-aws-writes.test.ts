import { randomUUID } from "node:crypto";
import type { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { isSecretError } from "@claviger/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  all,
  AwsBench,
  type AwsServer,
  canary,
  failureOf,
  read,
  signInAs,
  text,
  type WholeProvider,
} from "./aws-bench.ts";
import { stubAwsEnvironment } from "./faults/aws-environment.ts";
import type { ProxiedRequest } from "./servers/proxied-request.ts";
import { type CountingProxy, startCountingProxy } from "./servers/counting-proxy.ts";
import type { PolicyDocument } from "./servers/policy-document.ts";
import { startMicroburst } from "./servers/start-microburst.ts";
import { type Ministack, startMinistack } from "./servers/start-ministack.ts";
import { type Moto, startMoto } from "./servers/start-moto.ts";

const bench = new AwsBench();
let ministack: Ministack;
let moto: Moto;
let proxy: CountingProxy;
let admin: SecretsManager;
/** On ministack, through the proxy. */
let provider: WholeProvider;

beforeAll(async () => {
  [ministack, moto] = await Promise.all([startMinistack(), startMoto()]);
  proxy = await startCountingProxy({ upstream: ministack.endpoint });
}, 120_000);

afterAll(async () => {
  await proxy.stop();
  await Promise.all([ministack.stop(), moto.stop()]);
});

beforeEach(() => {
  stubAwsEnvironment();
  admin = bench.admin(ministack);
  provider = bench.provider({ endpoint: proxy.address });
  proxy.clear();
});

afterEach(async () => {
  proxy.passThrough();
  await bench.close();
  vi.unstubAllEnvs();
});

const name = (): string => `claviger/${randomUUID()}`;
const move = { operation: "UpdateSecretVersionStage" };
const moves = { only: ({ operation }: ProxiedRequest) => operation === move.operation };

function allow(...actions: readonly string[]): PolicyDocument {
  const Action = actions.map((action) => `secretsmanager:${action}`);
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] };
}

async function stagesOf(
  path: string,
  at: AwsServer = ministack,
): Promise<readonly (readonly [string, readonly string[]])[]> {
  const { VersionIdsToStages = {} } = await bench.admin(at).describeSecret({ SecretId: path });
  return Object.entries(VersionIdsToStages).map(([id, stages]) => [id, stages.toSorted()]);
}

describe.each(["ministack", "moto"] as const)("on %s", (server) => {
  let at: Ministack | Moto;
  let there: WholeProvider;
  beforeEach(() => {
    at = server === "moto" ? moto : ministack;
    there = bench.provider({ endpoint: at.endpoint });
  });

  test("a secret is created, gets a new version, and keeps the one before", async () => {
    const path = name();
    const first = await there.put({ path }, text(`${canary} 1`), {}, bench.context());
    const second = await there.put({ path }, text(`${canary} 2`), {}, bench.context());
    expect(first).toMatchObject({ path, stages: ["AWSCURRENT"] });
    expect(await read(bench, there, { path })).toBe(`${canary} 2`);
    for (const version of [{ version: first.version ?? "" }, { stage: "previous" }]) {
      expect(await read(bench, there, { path, version })).toBe(`${canary} 1`);
    }
    expect(await there.probe([{ path }], bench.context())).toEqual([
      { status: "found", value: second.version },
    ]);
  });

  test("bytes and fields are written as they are", async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const [binary, object] = [name(), name()];
    await there.put({ path: binary }, { type: "bytes", bytes }, {}, bench.context());
    await there.put({ path: object }, { type: "fields", fields: { A: canary, B: "" } }, {}, bench.context());
    expect((await there.get({ path: binary }, bench.context()))?.value).toEqual({ type: "bytes", bytes });
    expect(await read(bench, there, { path: object })).toBe(JSON.stringify({ A: canary, B: "" }));
  });

  test("a created secret has the key and the tags; a later write changes the tags", async () => {
    const path = name();
    const withKey = bench.provider({ endpoint: at.endpoint, kmsKeyId: "alias/secrets" });
    await withKey.put({ path }, text(canary), { metadata: { owner: "payments" } }, bench.context());
    await withKey.put(
      { path },
      text(canary),
      { metadata: { owner: "billing", since: "2026" } },
      bench.context(),
    );
    const { KmsKeyId, Tags } = await bench.admin(at).describeSecret({ SecretId: path });
    // moto keeps the key's own ARN.
    expect(KmsKeyId).toMatch(/alias\/secrets|key\//);
    const tags = Tags?.map(({ Key, Value }) => `${Key}=${Value}`).toSorted();
    expect(tags).toEqual(["owner=billing", "since=2026"]);
    const [info] = await all(there.list(path, bench.context()));
    expect(info).toMatchObject({ path, metadata: { owner: "billing", since: "2026" } });
  });

  test("only one of many creates what must not be there", async () => {
    const path = name();
    const writers = Array.from({ length: 8 }, (_, index) =>
      there.put({ path }, text(`${canary} ${index}`), { ifAbsent: true }, bench.context()),
    );
    const outcomes = await Promise.allSettled(writers);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const lost = outcomes.flatMap((outcome) =>
      outcome.status === "rejected" ? [outcome.reason as unknown] : [],
    );
    for (const error of lost) expect(error).toMatchObject({ code: "conflict" });
  });

  test("what is deleted is not written, says so, and comes back", async () => {
    const path = name();
    const { version } = await there.put({ path }, text(canary), {}, bench.context());
    await there.delete({ path }, {}, bench.context());
    await there.delete({ path }, {}, bench.context());
    // moto adds versions to a deleted secret.
    const conditional = [{ ifVersion: version ?? "" }];
    const writes = server === "moto" ? conditional : [...conditional, {}, { stage: "pending" }];
    for (const options of writes) {
      expect(await failureOf(there.put({ path }, text(canary), options, bench.context()))).toMatchObject({
        code: "deleted",
        hint: expect.stringContaining("restore-secret"),
      });
    }
    const [listed] = await all(there.list(path, bench.context()));
    expect(listed).toMatchObject({ path, deletedAt: expect.any(Date) });
    expect(await there.probe([{ path }], bench.context())).toMatchObject([
      { status: "error", error: { code: "deleted" } },
    ]);
    await there.restore({ path }, {}, bench.context());
    await there.restore({ path }, {}, bench.context());
    expect(await read(bench, there, { path })).toBe(canary);
  });

  test("what is purged is gone, and what is not there cannot be restored", async () => {
    const path = name();
    await there.put({ path }, text(canary), {}, bench.context());
    await there.delete({ path }, { purge: true }, bench.context());
    expect(await there.get({ path }, bench.context())).toBeUndefined();
    expect(await failureOf(there.restore({ path }, {}, bench.context()))).toMatchObject({ code: "conflict" });
    await there.delete({ path }, {}, bench.context());
  });

  test("versions are all listed, also without a stage, over more than one page", async () => {
    const path = name();
    const written = new Set<string | undefined>();
    for (let index = 0; index < 105; index += 1) {
      // ministack forgets versions that no stage is at, and has pages; moto keeps them, and answers with all at once.
      const options = server === "ministack" && index > 0 ? { stage: `stage-${index}` } : {};
      const { version } = await there.put({ path }, text(`${canary} ${index}`), options, bench.context());
      written.add(version);
    }
    const infos = await all(there.versions({ path }, bench.context()));
    expect(infos).toHaveLength(105);
    expect(new Set(infos.map(({ version }) => version))).toEqual(written);
    const stages = infos.find(({ version }) => version === [...written].at(-1))?.stages;
    expect(stages).toEqual([server === "ministack" ? "stage-104" : "AWSCURRENT"]);
    expect(JSON.stringify(infos)).not.toContain(canary);
  }, 60_000);
});

test("versions of what is not there are none", async () => {
  expect(await all(provider.versions({ path: name() }, bench.context()))).toEqual([]);
});

describe("a conditional write", () => {
  test("leaves no stage of its own", async () => {
    const { path, version } = await bench.seed(ministack, { SecretString: "before" });
    const written = await provider.put({ path }, text("after"), { ifVersion: version }, bench.context());
    expect(new Map(await stagesOf(path))).toEqual(
      new Map([
        [version, ["AWSPREVIOUS"]],
        [written.version, ["AWSCURRENT"]],
      ]),
    );
    expect(bench.reports).toEqual([]);
  });

  test("that loses a race leaves the winner's value, and no stage of its own", async () => {
    const { path, version } = await bench.seed(ministack, { SecretString: "before" });
    // Only the order of the requests is arranged: the other write comes between the look and the move.
    proxy.delay(2_000, { times: 1, ...moves });
    const losing = failureOf(provider.put({ path }, text(canary), { ifVersion: version }, bench.context()));
    await vi.waitFor(() => expect(proxy.count({ operation: "PutSecretValue" })).toBe(1));
    await admin.putSecretValue({ SecretId: path, SecretString: "the other's" });
    expect(await losing).toMatchObject({ code: "conflict" });
    expect(await read(bench, provider, { path })).toBe("the other's");
    expect((await stagesOf(path)).flatMap(([, stages]) => stages).toSorted()).toEqual([
      "AWSCURRENT",
      "AWSPREVIOUS",
    ]);
  });

  // On moto, which like AWS has a stage at one version only; ministack lets it be at several. After a move moto still
  // reads the old value by a stage, so that values are read by their versions.
  test("that ends in the middle changes nothing, and the next one tidies up", async () => {
    const { path, version } = await bench.seed(moto, { SecretString: "before" });
    const front = await startCountingProxy({ upstream: moto.endpoint });
    const there = bench.provider({ endpoint: front.address });
    // As if the process had died after its first request.
    front.cut(moves);
    const ended = there.put({ path }, text(canary), { ifVersion: version }, bench.context());
    expect(await failureOf(ended)).toMatchObject({
      code: "unavailable",
      hint: expect.stringContaining("may have been done"),
    });
    expect(await read(bench, there, { path })).toBe("before");
    const left = (await stagesOf(path, moto)).find(([id]) => id !== version);
    expect(left?.[1]).toEqual(["claviger-write"]);
    expect(bench.reports).toMatchObject([{ type: "warning", id: "stage-left" }]);
    // What was left can be read, and made current by hand.
    expect(await read(bench, there, { path, version: { version: left?.[0] ?? "" } })).toBe(canary);

    front.passThrough();
    const { version: next = "" } = await there.put(
      { path },
      text("after"),
      { ifVersion: version },
      bench.context(),
    );
    expect(await read(bench, there, { path, version: { version: next } })).toBe("after");
    expect(new Map((await stagesOf(path, moto)).filter(([, stages]) => stages.length > 0))).toEqual(
      new Map([
        [version, ["AWSPREVIOUS"]],
        [next, ["AWSCURRENT"]],
      ]),
    );
    await front.stop();
  });

  test("by who may not move stages is denied, says why, and changes nothing", async () => {
    const { path, version } = await bench.seed(ministack, { SecretString: "before" });
    signInAs(await ministack.createUser(allow("PutSecretValue", "DescribeSecret", "GetSecretValue")));
    const denied = provider.put({ path }, text(canary), { ifVersion: version }, bench.context());
    expect(await failureOf(denied)).toMatchObject({
      code: "denied",
      hint: expect.stringMatching(/secretsmanager:UpdateSecretVersionStage.*is as it was.*claviger-write/),
    });
    expect(await read(bench, provider, { path })).toBe("before");
    expect(proxy.count(move)).toBe(1);
    // Without a condition it may write.
    await provider.put({ path }, text("after"), {}, bench.context());
    expect(await read(bench, provider, { path })).toBe("after");
  });

  test("by who may not describe is decided by the move alone", async () => {
    const { path, version } = await bench.seed(ministack, { SecretString: "before" });
    signInAs(
      await ministack.createUser(allow("PutSecretValue", "UpdateSecretVersionStage", "GetSecretValue")),
    );
    await provider.put({ path }, text("after"), { ifVersion: version }, bench.context());
    const late = provider.put({ path }, text(canary), { ifVersion: version }, bench.context());
    expect(await failureOf(late)).toMatchObject({ code: "conflict" });
    expect(await read(bench, provider, { path })).toBe("after");
  });

  test("that is late stores nothing: AWS keeps each version for a day", async () => {
    const { path, version } = await bench.seed(ministack, { SecretString: "before" });
    await provider.put({ path }, text("after"), { ifVersion: version }, bench.context());
    proxy.clear();
    await failureOf(provider.put({ path }, text(canary), { ifVersion: version }, bench.context()));
    expect(proxy.count({ operation: "PutSecretValue" })).toBe(0);
  });
});

describe("a patch", () => {
  const stored = '{\n  "port": 5432.0,\n  "id": 12345678901234567890,\n  "10": "ten",\n  "2": "two"\n}';

  test("keeps all else to the letter", async () => {
    const { path } = await bench.seed(ministack, { SecretString: stored });
    await provider.patch({ path }, { "10": canary }, {}, bench.context());
    expect(await read(bench, provider, { path })).toBe(stored.replace("ten", canary));
  });

  test("that changes nothing writes nothing", async () => {
    const { path, version } = await bench.seed(ministack, { SecretString: stored });
    const info = await provider.patch(
      { path },
      { "10": "ten", port: "5432.0", none: null },
      {},
      bench.context(),
    );
    expect(info).toMatchObject({ path, version });
    expect(proxy.count({ operation: "PutSecretValue" })).toBe(0);
  });

  test.each([
    ["a text", { SecretString: canary }],
    ["a list", { SecretString: `["${canary}"]` }],
    ["bytes", { SecretBinary: Buffer.from(`{"${canary}":"x"}`) }],
  ])("of %s is decode, and nothing is lost", async (_, value) => {
    const { path, version } = await bench.seed(ministack, value);
    expect(await failureOf(provider.patch({ path }, { a: canary }, {}, bench.context()))).toMatchObject({
      code: "decode",
    });
    expect(await stagesOf(path)).toEqual([[version, ["AWSCURRENT"]]]);
  });

  test("of what is not there is a conflict, and makes nothing", async () => {
    const path = name();
    expect(await failureOf(provider.patch({ path }, { a: "1" }, {}, bench.context()))).toMatchObject({
      code: "conflict",
    });
    expect(await provider.get({ path }, bench.context())).toBeUndefined();
  });

  test("that would make it too large is invalid_value", async () => {
    const { path } = await bench.seed(ministack, { SecretString: '{"a":"1"}' });
    const large = provider.patch({ path }, { b: canary.repeat(6_000) }, {}, bench.context());
    expect(await failureOf(large)).toMatchObject({ code: "invalid_value" });
    expect(await read(bench, provider, { path })).toBe('{"a":"1"}');
  });

  test("of two writers of different fields both are heard, a hundred times", async () => {
    const { path } = await bench.seed(ministack, { SecretString: '{"left":"0","right":"0","kept":1.0}' });
    const direct = bench.provider({ endpoint: ministack.endpoint });
    const other = bench.provider({ endpoint: ministack.endpoint });
    for (let round = 1; round <= 100; round += 1) {
      await Promise.all([
        direct.patch({ path }, { left: `${round}` }, {}, bench.context()),
        other.patch({ path }, { right: `${round}` }, {}, bench.context()),
      ]);
      expect(await read(bench, direct, { path })).toBe(`{"left":"${round}","right":"${round}","kept":1.0}`);
    }
  }, 60_000);

  test("that was acknowledged is there, whatever fails in between", async () => {
    const { path } = await bench.seed(ministack, { SecretString: "{}" });
    const microburst = await startMicroburst({ upstream: ministack.endpoint });
    // Requests that do not arrive, and answers that do not come back.
    await microburst.setRules([
      { service: "secretsmanager", probability: 0.1, reset: true },
      { service: "secretsmanager", probability: 0.1, response: { abort_frac: 0.5 } },
      { service: "secretsmanager", probability: 0.1, error: { code: "ThrottlingException" } },
    ]);
    const writers = Array.from({ length: 3 }, () => bench.provider({ endpoint: microburst.endpoint }));
    const acknowledged: string[] = [];
    const codes = new Set<unknown>();
    for (let round = 0; round < 20; round += 1) {
      const patches = writers.map(async (writer, index) => {
        const field = `round-${round}-${index}`;
        await writer.patch({ path }, { [field]: canary }, {}, bench.context());
        acknowledged.push(field);
      });
      for (const outcome of await Promise.allSettled(patches)) {
        if (outcome.status === "rejected") codes.add(Reflect.get(outcome.reason as object, "code"));
      }
    }
    await microburst.stop();
    const fields = JSON.parse((await read(bench, provider, { path })) ?? "") as Readonly<
      Record<string, string>
    >;
    expect(Object.keys(fields)).toEqual(expect.arrayContaining(acknowledged));
    expect(acknowledged.length).toBeGreaterThan(5);
    // Some did fail, and said why.
    expect(codes.size).toBeGreaterThan(0);
    for (const code of codes) expect(["conflict", "throttled", "unavailable"]).toContain(code);
  }, 60_000);

  test("ends at its deadline, however often it loses", async () => {
    const { path } = await bench.seed(ministack, { SecretString: '{"a":"1"}' });
    proxy.respondWith({ status: 400, body: JSON.stringify({ __type: "InvalidParameterException" }) }, moves);
    const begun = performance.now();
    const losing = failureOf(provider.patch({ path }, { a: "2" }, {}, bench.context(1_000)));
    expect(isSecretError(await losing, "timeout") || isSecretError(await losing, "conflict")).toBe(true);
    expect(performance.now() - begun).toBeLessThan(4_000);
    expect(await read(bench, provider, { path })).toBe('{"a":"1"}');
  });
});

describe("stages", () => {
  test("move without saying from where, and are rolled back", async () => {
    const { path, version: first } = await bench.seed(ministack, { SecretString: "first" });
    await provider.put({ path }, text("second"), {}, bench.context());
    await provider.setStage({ path }, "current", { to: first }, bench.context());
    expect(await read(bench, provider, { path })).toBe("first");
    expect(await read(bench, provider, { path, version: { stage: "previous" } })).toBe("second");
    await provider.setStage({ path }, "current", { to: first }, bench.context());
    await provider.setStage({ path }, "blue", { to: first }, bench.context());
    expect(await read(bench, provider, { path, version: { stage: "blue" } })).toBe("first");
  });

  test("do not move to a version that is none", async () => {
    const { path } = await bench.seed(ministack, { SecretString: canary });
    const moving = provider.setStage({ path }, "blue", { to: randomUUID() }, bench.context());
    expect(await failureOf(moving)).toMatchObject({ code: "version_not_found" });
  });

  test("a first version that is not to be current is refused, since AWS would make it so", async () => {
    const path = name();
    const writing = provider.put({ path }, text(canary), { stage: "pending" }, bench.context());
    expect(await failureOf(writing)).toMatchObject({ code: "unsupported" });
    expect(await provider.get({ path }, bench.context())).toBeUndefined();
  });
});

describe("deletion", () => {
  test.each([7, 30])("leaves %d days to restore", async (recoveryDays) => {
    const { path } = await bench.seed(ministack, { SecretString: canary });
    const patient = bench.provider({ endpoint: ministack.endpoint, recoveryDays });
    await patient.delete({ path }, {}, bench.context());
    // ministack gives the day when it will be gone; AWS gives the day when it was deleted.
    const { DeletedDate } = await admin.describeSecret({ SecretId: path });
    expect(Math.round(((DeletedDate?.getTime() ?? 0) - Date.now()) / 86_400_000)).toBe(recoveryDays);
  });

  test("of a version is unsupported, without a request", async () => {
    for (const call of [
      provider.delete({ path: "a" }, { version: "v1" }, bench.context()),
      provider.restore({ path: "a" }, { version: "v1" }, bench.context()),
    ]) {
      expect(await failureOf(call)).toMatchObject({ code: "unsupported" });
    }
    expect(proxy.count()).toBe(0);
  });
});

describe("a listing", () => {
  test("has 230 secrets under its prefix, in three requests, and nothing of another spelling", async () => {
    const prefix = `Listing-${randomUUID()}/`;
    const names = Array.from({ length: 230 }, (_, index) => `${prefix}${index}`);
    // ministack finds the text anywhere and in any case; AWS only at the start, and as it is spelled.
    const others = [prefix.toLowerCase(), `x/${prefix}a`];
    for (const Name of [...names, ...others]) await admin.createSecret({ Name, SecretString: canary });
    const infos = await all(provider.list(prefix, bench.context()));
    expect(infos.map(({ path }) => path).toSorted()).toEqual(names.toSorted());
    expect(infos[0]).toMatchObject({ version: expect.any(String), stages: ["AWSCURRENT"] });
    expect(JSON.stringify(infos)).not.toContain(canary);
    expect(proxy.count({ operation: "ListSecrets" })).toBe(3);
  }, 60_000);

  test("of letters that no name has asks nothing", async () => {
    expect(await all(provider.list("!prod", bench.context()))).toEqual([]);
    expect(proxy.count()).toBe(0);
  });

  test("by who may not list is denied", async () => {
    signInAs(await ministack.createUser(allow("GetSecretValue")));
    expect(await failureOf(all(provider.list("a", bench.context())))).toMatchObject({
      code: "denied",
      hint: "allow secretsmanager:ListSecrets on * to this identity",
    });
  });
});

test("a probe answers for each, without a value", async () => {
  const [here, gone] = [
    await bench.seed(ministack, { SecretString: canary }),
    await bench.seed(ministack, { SecretString: canary }),
  ];
  await provider.delete({ path: gone.path }, {}, bench.context());
  const locations = [
    { path: here.path },
    { path: here.arn },
    { path: name() },
    { path: gone.path },
    { path: here.path, version: { version: here.version } },
    { path: here.path, version: { version: randomUUID() } },
    { path: here.path, version: { stage: "previous" } },
  ];
  proxy.clear();
  expect(await provider.probe(locations, bench.context())).toMatchObject([
    { status: "found", value: here.version },
    { status: "found", value: here.version },
    { status: "absent" },
    { status: "error", error: { code: "deleted" } },
    { status: "found", value: here.version },
    { status: "error", error: { code: "version_not_found" } },
    { status: "error", error: { code: "version_not_found" } },
  ]);
  expect(proxy.count({ operation: "GetSecretValue" })).toBe(0);
});

describe("a write that is denied", () => {
  test.each([
    ["put", "PutSecretValue", () => provider.put({ path: "a" }, text(canary), {}, bench.context())],
    [
      "create",
      "CreateSecret",
      () => provider.put({ path: name() }, text(canary), { ifAbsent: true }, bench.context()),
    ],
    ["delete", "DeleteSecret", () => provider.delete({ path: "a" }, {}, bench.context())],
    ["restore", "RestoreSecret", () => provider.restore({ path: "a" }, {}, bench.context())],
    [
      "setStage",
      "UpdateSecretVersionStage",
      () => provider.setStage({ path: "a" }, "blue", { from: "v0", to: "v1" }, bench.context()),
    ],
    ["versions", "ListSecretVersionIds", () => all(provider.versions({ path: "a" }, bench.context()))],
  ])("%s names the permission that is missing", async (_, action, call) => {
    await bench
      .admin(ministack)
      .createSecret({ Name: "a", SecretString: canary })
      .catch(() => undefined);
    signInAs(await ministack.createUser(allow("GetSecretValue", "BatchGetSecretValue")));
    expect(await failureOf(call())).toMatchObject({
      code: "denied",
      hint: expect.stringContaining(`secretsmanager:${action} on `),
    });
  });
});
