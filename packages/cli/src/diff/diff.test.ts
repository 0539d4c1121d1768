import { describe, expect, test, vi } from "vitest";
import {
  callClaviger,
  claviger,
  type Outcome,
  outcomeOf,
  path,
  project,
  startProgram,
} from "../testing/claviger.ts";
import { jsonStoreProject, storeIn } from "../testing/json-store.ts";

// Each test is several processes, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000 });

const long = "canary-9Z1OmAAAAAAAAAAAAAAAAAAAAAAAAAAfw1o";

async function diffIn(
  directory: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  const outcome = await callClaviger(["diff", ...args], { directory, env });
  expect(outcome.stdout + outcome.stderr).not.toContain("canary-");
  return outcome;
}

describe("two places", () => {
  const directory = project(jsonStoreProject());
  storeIn(directory, {
    "app/same": "canary-1",
    "app/token": "canary-2",
    "app/gone": "canary-3",
    "app/fields": { USER: "app", PASSWORD: "canary-4", OLD: "canary-5" },
    "app/json": '{"a":1,"b":"x"}',
    "elsewhere/x": "canary-6",
  });
  storeIn(
    directory,
    {
      "x/same": "canary-1",
      "x/token": "canary-other",
      "x/new": "canary-7",
      "x/fields": { USER: "app", PASSWORD: "canary-8", NEW: "canary-9" },
      "x/json": { b: "x", a: "1" },
    },
    "other",
  );

  test("all below a prefix: what differs, what is on one side alone, and exit code 1", async () => {
    const { stdout, stderr, exitCode } = await diffIn(directory, [
      "secret://store/app/",
      "secret://other/x/",
    ]);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 1 });
    expect(stdout.split("\n")).toEqual([
      expect.stringMatching(
        /^ {2}differs {2}fields +secret:\/\/other\/x\/fields +PASSWORD differs, OLD missing, NEW extra$/,
      ),
      expect.stringMatching(/^ {2}missing {2}gone +secret:\/\/other\/x\/gone$/),
      expect.stringMatching(/^ {2}differs {2}token +secret:\/\/other\/x\/token$/),
      expect.stringMatching(/^ {2}extra {4}new +secret:\/\/other\/x\/new$/),
      "2 the same, 2 differ, 1 missing on the second side, 1 on the second side alone.",
      "",
    ]);
  });

  test("one secret: 0 if it is the same, also as JSON text and as fields", async () => {
    expect(await diffIn(directory, ["secret://store/app/same", "secret://other/x/same"])).toMatchObject({
      exitCode: 0,
    });
    expect(await diffIn(directory, ["secret://store/app/json", "secret://other/x/json"])).toMatchObject({
      exitCode: 0,
    });
    expect(
      await diffIn(directory, ["secret://store/app/fields?field=USER", "secret://other/x/fields#USER"]),
    ).toMatchObject({ exitCode: 0 });
    expect(await diffIn(directory, ["secret://store/app/token", "secret://other/x/token"])).toMatchObject({
      exitCode: 1,
    });
  });

  test("a whole store", async () => {
    const { stdout, exitCode } = await diffIn(directory, ["secret://store/", "secret://store/"]);
    expect({ stdout, exitCode }).toEqual({ stdout: "6 the same.\n", exitCode: 0 });
  });

  test("--json has neither values nor masks", async () => {
    const { stdout } = await diffIn(directory, ["secret://store/app/", "secret://other/x/", "--json"]);
    expect(JSON.parse(stdout).secrets).toContainEqual({
      name: "fields",
      from: "secret://store/app/fields",
      to: "secret://other/x/fields",
      result: "differs",
      fields: [
        { field: "PASSWORD", result: "differs" },
        { field: "OLD", result: "missing" },
        { field: "NEW", result: "extra" },
      ],
    });
  });

  test("a terminal shows masks", async () => {
    const other = project(jsonStoreProject());
    storeIn(other, { a: long, b: "short" });
    storeIn(other, { a: `${long}x`, b: "other" }, "other");
    const line = `"${process.execPath}" "${claviger}" diff secret://store/ secret://other/`;
    const child = startProgram("script", ["-qec", line, "/dev/null"], {
      directory: other,
      env: { PATH: path, COLUMNS: "200" },
    });
    const { stdout } = await outcomeOf(child);
    expect(Buffer.from(stdout, "latin1").toString()).toContain("canary-...w1o → canary-...1ox");
    expect(stdout).toContain("******** ");
    expect(stdout).not.toContain("short");
  });

  test("what fails has its own exit code, above 1", async () => {
    const args = ["secret://store/app/", "secret://other/x/"];
    expect(await diffIn(directory, args, { STORE_FAIL: "get app/token denied" })).toMatchObject({
      exitCode: 4,
      stderr: expect.stringMatching(/1 of 6 could not be compared/),
    });
    expect(await diffIn(directory, args, { STORE_FAIL: "get app/token internal" })).toMatchObject({
      exitCode: 125,
    });
  });

  test.each([
    [["secret://store/app/", "secret://other/x"]],
    [["app/", "x/"]],
    [["secret://store/app/"]],
    [[]],
  ])("is refused for %j", async (args) => {
    expect(await diffIn(directory, args)).toMatchObject({ exitCode: 2, stdout: "" });
  });
});

test("a store that is write-only is unknown, which is no difference; what it does not list is missing", async () => {
  const files = jsonStoreProject({ writeOnly: true });
  const directory = project({
    ...files,
    "claviger.config.json": (files["claviger.config.json"] ?? "").replace("store,env", "other,env"),
  });
  storeIn(directory, { TOKEN: "canary-1" });
  storeIn(directory, { token: "canary-1" }, "other");
  const args = ["secret://other/", "secret://store/", "--case", "upper-snake"];
  const { stdout, exitCode } = await diffIn(directory, args);
  expect(stdout).toMatch(
    /^ {2}unknown {2}token +secret:\/\/store\/TOKEN +write-only\n1 unknown \(write-only\)\.\n$/,
  );
  expect(exitCode).toBe(0);
  storeIn(directory, { "more-key": "canary-2" }, "other");
  expect((await diffIn(directory, args)).stdout).toMatch(/missing {2}more-key/);
  expect(await diffIn(directory, args)).toMatchObject({ exitCode: 1 });
});

describe("two environments", () => {
  const config = {
    options: { store: { prefix: "{environment}/" } },
    secrets: { "database-url": {}, token: {}, "not-there": { required: false } },
  };
  const directory = project(jsonStoreProject({ config }));
  storeIn(directory, {
    "staging/database-url": "canary-1",
    "production/database-url": "canary-2",
    "staging/token": "canary-3",
    "production/token": "canary-3",
  });
  const environments = ["--from-environment", "staging", "--to-environment", "production"];

  test("the manifest's names, through the chain", async () => {
    const { stdout, exitCode } = await diffIn(directory, environments);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/differs {2}database-url/);
    expect(stdout).toContain("1 the same, 1 differ, 1 on neither side.");
  });

  test("one name, in one store, and a prefix with {environment}", async () => {
    expect(await diffIn(directory, ["token", "--store", "store", ...environments])).toMatchObject({
      exitCode: 0,
    });
    expect(await diffIn(directory, ["secret://store/{environment}/", ...environments])).toMatchObject({
      exitCode: 1,
    });
  });
});
