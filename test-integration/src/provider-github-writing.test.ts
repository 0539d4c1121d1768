import { isSecretError } from "@claviger/core";
import { describe, expect, test } from "vitest";
import {
  canary,
  failure,
  fake,
  githubs,
  instance,
  list,
  organization,
  proxy,
  put,
  remove,
  reports,
  shelf,
} from "./github-bench.ts";

describe("a value that is written", () => {
  test("is sealed on the way, and opened by GitHub alone", async () => {
    const text = `${canary}\n🔑`;
    await put(instance(), "DATABASE_URL", text);
    expect(shelf().secrets.get("DATABASE_URL")?.value).toBe(text);
    for (const { body } of proxy.requests) expect(body).not.toContain(canary);
    expect(proxy.requests.map(({ method }) => method)).toEqual(["GET", "PUT"]);
  });

  test.each(["", "x".repeat(48 * 1024)])("may have any length up to 48 KB", async (text) => {
    await put(instance(), "LONG", text);
    expect(shelf().secrets.get("LONG")?.value).toBe(text);
  });

  test("and is too long, or under no name of GitHub's, is refused without a request", async () => {
    const at = instance();
    const long = canary + "x".repeat(48 * 1024);
    expect((await failure(put(at, "LONG", long))).code).toBe("invalid_value");
    for (const path of ["GITHUB_X", "3D", "a-b"]) expect(() => at.parse(path)).toThrow(/invalid_ref/);
    expect(proxy.requests).toEqual([]);
  });

  test("goes to an environment of the repository", async () => {
    await put(instance({ environment: "production/eu" }), "KEY", canary);
    const production = fake.state.repositories.get("imip/platform")?.environments.get("production/eu");
    expect(production?.secrets.get("KEY")?.value).toBe(canary);
    expect(shelf().secrets.size).toBe(0);
  });

  test("replaces the one before", async () => {
    const at = instance();
    await put(at, "KEY", "before");
    await put(at, "KEY", "after");
    expect(shelf().secrets.get("KEY")?.value).toBe("after");
  });

  test("only if there is none is refused where there is one, and says that it was looked up first", async () => {
    const at = instance();
    await put(at, "KEY", "before", { ifAbsent: true });
    expect(reports).toEqual([expect.objectContaining({ type: "warning", id: "checked-then-written" })]);
    expect((await failure(put(at, "KEY", canary, { ifAbsent: true }))).code).toBe("conflict");
    expect(shelf().secrets.get("KEY")?.value).toBe("before");
  });

  test("only if there is none, and that another made meanwhile, is a conflict that says what is there now", async () => {
    proxy.respondWith(
      { status: 404, body: { message: "Not Found" } },
      { only: ({ method, path }) => method === "GET" && path.endsWith("/KEY") },
    );
    shelf().keep("KEY", "another's");
    const error = await failure(put(instance(), "KEY", canary, { ifAbsent: true }));
    expect(error).toMatchObject({ code: "conflict", problem: expect.stringContaining("now has this value") });
  });

  test("only if there is none, by two at once, is one's, and a conflict for the other", async () => {
    const at = instance();
    const writes = ["one", "other"].map((text) => put(at, "KEY", text, { ifAbsent: true }));
    const outcomes = await Promise.allSettled(writes);
    const codes = outcomes.map((outcome) =>
      outcome.status === "rejected" && isSecretError(outcome.reason) ? outcome.reason.code : outcome.status,
    );
    expect(codes.toSorted()).toEqual(["conflict", "fulfilled"]);
  });

  test("is one too many where there are a hundred", async () => {
    for (let index = 0; index < 100; index += 1) shelf().keep(`KEY_${index}`, "");
    const error = await failure(put(instance(), "KEY_100", canary));
    expect(error).toMatchObject({ code: "invalid_value", hint: expect.stringContaining("100 secrets") });
  });

  test.each([
    [{ ifVersion: "1" }, "unsupported"],
    [{ stage: "pending" }, "unsupported"],
    [{ metadata: { visibility: "all" } }, "unsupported"],
  ])("under a condition that GitHub does not know is unsupported: %j", async (options, code) => {
    expect((await failure(put(instance(), "KEY", canary, options))).code).toBe(code);
    expect(proxy.requests).toEqual([]);
  });
});

describe("an organisation's secret", () => {
  test("is for its private repositories when it is new, or for whom the options or the write say", async () => {
    await put(instance({ org: "imip" }), "ONE", canary);
    await put(instance({ org: "imip", visibility: "all" }), "TWO", canary);
    const metadata = { visibility: "selected", selected_repository_ids: "7,8" };
    expect(await put(instance({ org: "imip" }), "THREE", canary, { metadata })).toMatchObject({
      metadata: { visibility: "selected" },
    });
    const { secrets } = organization();
    expect(["ONE", "TWO"].map((name) => secrets.get(name)?.visibility)).toEqual(["private", "all"]);
    expect(secrets.get("THREE")).toMatchObject({
      visibility: "selected",
      repositories: [7, 8],
      value: canary,
    });
  });

  test.each(["all", "private"])("keeps the visibility %s when its value changes", async (visibility) => {
    organization().keep("KEY", "before", { visibility });
    await put(instance({ org: "imip" }), "KEY", canary);
    expect(organization().secrets.get("KEY")).toMatchObject({ visibility, value: canary });
  });

  test.each([0, 1, 100, 250])("keeps its list of %i selected repositories", async (count) => {
    const repositories = Array.from({ length: count }, (_, index) => index + 1);
    organization().keep("KEY", "before", { visibility: "selected", repositories });
    await put(instance({ org: "imip" }), "KEY", canary);
    expect(organization().secrets.get("KEY")).toMatchObject({
      visibility: "selected",
      repositories,
      value: canary,
    });
  });

  test("is not written if its repositories cannot be read", async () => {
    organization().keep("KEY", "before", { visibility: "selected", repositories: [1, 2] });
    proxy.respondWith(
      { status: 500, body: { message: "x" } },
      { only: ({ path }) => path.includes("/repositories") },
    );
    expect((await failure(put(instance({ org: "imip" }), "KEY", canary))).code).toBe("unavailable");
    expect(organization().secrets.get("KEY")).toMatchObject({ value: "before", repositories: [1, 2] });
  });

  test("is listed with its visibility, and deleted", async () => {
    organization().keep("KEY", canary, { visibility: "selected", repositories: [1] });
    const at = instance({ org: "imip" });
    expect(await list(at)).toMatchObject([{ path: "KEY", metadata: { visibility: "selected" } }]);
    await remove(at, "KEY");
    expect(organization().secrets.size).toBe(0);
  });
});

describe("a deletion", () => {
  test("of what is there, and of what is not", async () => {
    shelf().keep("KEY", canary);
    const at = instance();
    await remove(at, "KEY");
    await remove(at, "KEY");
    expect(shelf().secrets.size).toBe(0);
  });

  test("that GitHub answers as if it were not there, though it can be seen, is denied", async () => {
    shelf().keep("KEY", "before");
    proxy.respondWith(
      { status: 404, body: githubs("Not Found") },
      { only: ({ method }) => method === "DELETE" },
    );
    expect((await failure(remove(instance(), "KEY"))).code).toBe("denied");
  });

  test("of one version is unsupported", async () => {
    shelf().keep("KEY", canary);
    const error = await failure(remove(instance(), "KEY", { version: { version: "1" } }));
    expect(error.code).toBe("unsupported");
    expect(shelf().secrets.size).toBe(1);
  });
});
