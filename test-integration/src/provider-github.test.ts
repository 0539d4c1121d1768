import { tmpdir } from "node:os";
import { createSecrets, nodeHost, secretsFromEnv } from "@claviger/core";
import { env } from "@claviger/provider-env";
import { github } from "@claviger/provider-github";
import { describe, expect, test } from "vitest";
import {
  canary,
  check,
  failure,
  fake,
  instance,
  list,
  type Options,
  organization,
  proxy,
  put,
  remove,
  shelf,
  token,
} from "./github-bench.ts";

describe("a listing", () => {
  test.each([0, 99, 100])("has all of %i secrets, with their times", async (count) => {
    for (let index = 0; index < count; index += 1) shelf().keep(`KEY_${index}`, canary);
    const infos = await list(instance());
    expect(infos).toHaveLength(count);
    for (const { createdAt, updatedAt } of infos) {
      expect([createdAt, updatedAt]).toEqual([expect.any(Date), expect.any(Date)]);
    }
    expect(JSON.stringify(infos)).not.toContain(canary);
  });

  test("has a thousand of an organisation, and those of a prefix", async () => {
    for (let index = 0; index < 1000; index += 1)
      organization().keep(`KEY_${index}`, "", { visibility: "all" });
    const at = instance({ org: "imip" });
    expect(await list(at)).toHaveLength(1000);
    expect(await list(at, "KEY_99")).toHaveLength(11);
  });
});

describe("what is not found", () => {
  const cases: readonly [string, Partial<Options>, string, string][] = [
    ["another repository", { repo: "imip/other" }, "not_configured", "the repository imip/other"],
    ["another environment", { environment: "staging" }, "not_configured", "the environment staging of"],
    [
      "another repository's environment",
      { repo: "a/b", environment: "x" },
      "not_configured",
      "the repository a/b",
    ],
    ["another organisation", { org: "other" }, "not_configured", "the organisation other"],
  ];
  test.each(cases)("%s is not_configured, and never absent", async (_, options, code, words) => {
    const at = instance(options);
    const calls = [
      () => remove(at, "KEY"),
      () => list(at),
      () => put(at, "KEY", canary),
      () => put(at, "KEY", canary, { ifAbsent: true }),
    ];
    for (const call of calls) {
      expect(await failure(call())).toMatchObject({ code, problem: expect.stringContaining(words) });
    }
  });

  test("a repository that the token may not know of is not_configured, and the hint names the token", async () => {
    fake.state.tokens.set("hidden", { secrets: "hidden" });
    const error = await failure(remove(instance({ token: "hidden" }), "KEY"));
    expect(error).toMatchObject({
      code: "not_configured",
      hint: expect.stringContaining("let the token have"),
    });
  });

  test("an organisation that is seen, and whose secrets are hidden, is denied", async () => {
    fake.state.tokens.set("hidden", { secrets: "hidden" });
    const at = instance({ org: "imip", token: "hidden" });
    for (const call of [() => remove(at, "KEY"), () => list(at)])
      expect((await failure(call())).code).toBe("denied");
  });
});

describe("a check", () => {
  test("tells what is there and when it was written, and that its value is not known", async () => {
    shelf().keep("KEY", canary);
    const checks = await check(instance(), "KEY", "OTHER");
    expect(checks).toEqual([
      expect.objectContaining({ subject: "reachability", status: "ok" }),
      expect.objectContaining({ subject: "permission the repository imip/platform", status: "ok" }),
      expect.objectContaining({
        subject: "secret KEY",
        status: "ok",
        message: expect.stringContaining("not known"),
      }),
      expect.objectContaining({ subject: "secret OTHER", status: "warning" }),
    ]);
    expect(proxy.count({ method: "PUT" })).toBe(0);
  });

  test.each<[Partial<Options>, string]>([
    [{ token: "wrong" }, "identity"],
    [{ url: "http://127.0.0.1:9" }, "reachability"],
    [{ repo: "imip/other" }, "permission the repository imip/other"],
  ])("with %j has one error", async (options, subject) => {
    expect(await check(instance(options), "KEY")).toEqual([
      expect.objectContaining({ subject, status: "error", fix: expect.stringMatching(/\S/) }),
    ]);
  });

  test("warns of a place that is full", async () => {
    for (let index = 0; index < 100; index += 1) shelf().keep(`KEY_${index}`, "");
    expect(await check(instance())).toContainEqual(expect.objectContaining({ status: "warning" }));
  });
});

describe("through a chain", () => {
  const host = nodeHost({
    env: {
      SECRETS_PROVIDERS: "github,env",
      DATABASE_URL: "postgres://runner",
      GITHUB_REPOSITORY: "imip/platform",
    },
    directory: tmpdir(),
  });

  test("that reads GitHub is left out when it is planned, which a line says, and the next is asked", async () => {
    const events: unknown[] = [];
    const onEvent = (event: unknown) => void events.push(event);
    await using secrets = await secretsFromEnv({ host, onEvent, providers: [github, env] });
    expect(await secrets.get("database-url")).toBe("postgres://runner");
    const message = "github can be written and not read: it is left out of the chain";
    expect(events).toContainEqual(
      expect.objectContaining({ type: "warning", code: "CLAVIGER_WRITE_ONLY", message }),
    );
    expect((await secrets.explain("database-url")).attempts.map(({ provider }) => provider)).toEqual(["env"]);
    expect(proxy.requests).toEqual([]);
  });

  test("a name or a reference is written, listed and deleted, though GitHub cannot be read", async () => {
    const host = nodeHost({
      env: { GITHUB_TOKEN: token, GITHUB_API_URL: proxy.address },
      directory: tmpdir(),
    });
    const providers = [github({ repo: "imip/platform" }), env()];
    await using secrets = createSecrets({ providers, host, onEvent: () => undefined });
    const written = await secrets.set("database-url", canary, { ifAbsent: true });
    expect(written).toMatchObject({ provider: "github", reference: "secret://github/DATABASE_URL" });
    await secrets.set("secret://github/other_key", canary);
    expect([...shelf().secrets.keys()]).toEqual(["DATABASE_URL", "OTHER_KEY"]);
    const listed: string[] = [];
    for await (const { reference } of secrets.list("", { provider: "github" })) listed.push(reference);
    expect(listed).toEqual(["secret://github/DATABASE_URL", "secret://github/OTHER_KEY"]);
    await secrets.delete("database-url");
    expect([...shelf().secrets.keys()]).toEqual(["OTHER_KEY"]);
    expect(await failure(secrets.get("secret://github/other_key"))).toMatchObject({ code: "unsupported" });
  });

  test("that has nothing but GitHub is not_configured", async () => {
    const opened = secretsFromEnv({
      host: { ...host, env: { SECRETS_PROVIDERS: "github", GITHUB_REPOSITORY: "imip/platform" } },
      providers: [github],
      onEvent: () => undefined,
    });
    expect(await failure(opened)).toMatchObject({
      code: "not_configured",
      problem: expect.stringContaining("no provider that can read"),
    });
  });
});
