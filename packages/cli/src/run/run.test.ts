import { describe, expect, test } from "vitest";
import { callClaviger, project } from "../testing/claviger.ts";
import { storeProject } from "../testing/store.ts";

const canary = "canary-of-a-secret-value-1234567890";

function withEnv(lines: readonly string[], config?: object): string {
  return project({
    ".env": `${lines.join("\n")}\n`,
    ...(config && { "claviger.config.json": JSON.stringify(config) }),
  });
}

describe("what a command gets", () => {
  test("the variables that are named, beside its parent's environment", async () => {
    const directory = withEnv(["DATABASE_URL=postgres://x", "OTHER=not asked for"]);
    const args = ["run", "--env", "DB=database-url", "--env", "DATABASE_URL", "--", "env"];
    const { stdout, exitCode } = await callClaviger(args, { directory, env: { MINE: "1" } });
    expect(exitCode).toBe(0);
    expect(stdout.split("\n")).toEqual(
      expect.arrayContaining(["DB=postgres://x", "DATABASE_URL=postgres://x", "MINE=1"]),
    );
    expect(stdout).not.toContain("OTHER");
  });

  test("only what is named with --pristine, though the command is found by the parent's PATH", async () => {
    const directory = withEnv(["TOKEN=abc"]);
    const args = ["run", "--pristine", "--env", "TOKEN", "--", "env"];
    const { stdout } = await callClaviger(args, { directory, env: { MINE: "1" } });
    expect(stdout).toBe("TOKEN=abc\n");
  });

  test("the secrets of the manifest: required, optional and with a default", async () => {
    const secrets = {
      "database-url": {},
      "payments/stripe-key": { required: false },
      "api-timeout": { default: "30" },
      "tls-key": { type: "bytes" },
    };
    const directory = withEnv(["DATABASE_URL=postgres://x"], { providers: "env", secrets });
    const { stdout } = await callClaviger(["run", "--pristine", "--", "env"], { directory });
    expect(stdout.trim().split("\n").toSorted()).toEqual(["API_TIMEOUT=30", "DATABASE_URL=postgres://x"]);
  });

  test("the references that its environment and .env files hold", async () => {
    const directory = withEnv(["FROM_FILE=secret://env/TARGET", "TARGET=found"]);
    const { stdout } = await callClaviger(["run", "--pristine", "--", "env"], {
      directory,
      env: { FROM_PROCESS: "secret://env/TARGET" },
    });
    expect(stdout.trim().split("\n").toSorted()).toEqual(["FROM_FILE=found", "FROM_PROCESS=found"]);
  });

  test("--env wins over --bundle, that over the manifest, and that over references", async () => {
    const files = storeProject({
      app: { A: "bundle", B: "bundle" },
      one: "env",
      b: "manifest",
      c: "manifest",
      ref: "ref",
    });
    const config = { ...JSON.parse(files["claviger.config.json"] ?? ""), secrets: { b: {}, c: {} } };
    const directory = project({ ...files, "claviger.config.json": JSON.stringify(config) });
    const reference = "secret:///ref";
    const env = { A: reference, B: reference, C: reference, D: reference };
    const args = ["run", "--pristine", "--env", "A=one", "--bundle", "app", "--", "env"];
    const { stdout } = await callClaviger(args, { directory, env });
    expect(stdout.trim().split("\n").toSorted()).toEqual(["A=env", "B=bundle", "C=manifest", "D=ref"]);
  });

  test("a hundred secrets", async () => {
    const names = Array.from({ length: 100 }, (_, index) => `SECRET_${index}`);
    const directory = withEnv(names.map((name) => `${name}=value of ${name}`));
    const args = ["run", "--pristine", ...names.flatMap((name) => ["--env", name]), "--", "env"];
    const { stdout } = await callClaviger(args, { directory });
    expect(new Set(stdout.trim().split("\n"))).toEqual(
      new Set(names.map((name) => `${name}=value of ${name}`)),
    );
  });

  test("an empty value is set, and values with line ends and non-ASCII arrive as they are", async () => {
    const directory = project(storeProject({ empty: "", odd: "a\nb\té€😀" }));
    const script = "process.stdout.write(JSON.stringify([process.env.E, process.env.O]))";
    const args = ["run", "--env", "E=empty", "--env", "O=odd", "--", process.execPath, "-e", script];
    const { stdout } = await callClaviger(args, { directory });
    expect(Buffer.from(stdout, "latin1").toString()).toBe(JSON.stringify(["", "a\nb\té€😀"]));
  });

  test("warnings of the chain are one line each on standard error", async () => {
    const directory = withEnv(["A=1"]);
    const { stderr, exitCode } = await callClaviger(["run", "--env", "A", "--", "true"], {
      directory,
      env: { SECRETS_ENV_FIELS: ".env" },
    });
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^claviger: warning: .*SECRETS_ENV_FIELS.*\n$/);
  });
});

describe("what is refused before the command starts", () => {
  const started = ["--", "sh", "-c", "echo started"];

  test("every secret that cannot be had is listed at once", async () => {
    const directory = withEnv([`GOOD=${canary}`]);
    const args = ["run", "--env", "GOOD", "--env", "A=missing-one", "--env", "B=missing-two", ...started];
    const { stdout, stderr, exitCode } = await callClaviger(args, { directory });
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 125 });
    expect(stderr).toContain("2 secrets could not be had");
    expect(stderr).toMatch(/A \(--env A=missing-one\): .*not_found.*Next: /);
    expect(stderr).toMatch(/B \(--env B=missing-two\): /);
    expect(stderr).not.toContain(canary);
  });

  test("with --json as one object", async () => {
    const directory = withEnv([`GOOD=${canary}`]);
    const { stderr } = await callClaviger(["run", "--json", "--env", "A=nothing", ...started], { directory });
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: "secrets_failed", failures: [{ subject: "A (--env A=nothing)", code: "not_found" }] },
    });
  });

  test.each([
    [
      "two secrets of the manifest that fold to one variable",
      { "db-url": {}, dbUrl: {} },
      [],
      /"db-url".*"dbUrl".*DB_URL/,
    ],
    ["one variable twice by --env", {}, ["--env", "A=b", "--env", "A=c"], /--env A=b and --env A=c/],
    ["a variable without a name", {}, ["--env", "=b"], /the name is empty/],
    ["a variable of no secret", {}, ["--env", "A="], /--env A= names no secret/],
  ])("%s", async (_, secrets, options, message) => {
    const directory = withEnv([], { providers: "env", secrets });
    const { stdout, stderr, exitCode } = await callClaviger(["run", ...options, ...started], { directory });
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 125 });
    expect(stderr).toMatch(message);
  });

  test("what no variable can hold is named, and its value never shown", async () => {
    const directory = project(
      storeProject({
        nul: `${canary}\0${canary}`,
        long: canary.repeat(4000),
        binary: [255, 254, 0, 1],
        half: `${canary}\ud800`,
        bundle: { "": canary, "a=b": canary, FINE: canary },
        "bundle-nul": { INSIDE: `${canary}\0` },
        twin: { FINE: canary },
      }),
    );
    const refusals = [
      [["--env", "NUL=nul"], /NUL: the value holds a NUL/],
      [["--env", "LONG=long"], /LONG: \d+ bytes with its name, and Linux takes 131071/],
      [["--env", "BINARY=binary"], /BINARY .*decode/],
      [["--env", "HALF=half"], /HALF: the value is not well-formed/],
      [["--bundle", "bundle"], /field "" cannot be a variable: the name is empty[\s\S]*field "a=b"/],
      [["--bundle", "bundle-nul"], /INSIDE: the value holds a NUL/],
      [
        ["--bundle", "twin", "--bundle", "bundle"],
        /field "FINE" cannot be a variable: --bundle twin gives it too/,
      ],
    ] as const;
    for (const [options, message] of refusals) {
      const { stdout, stderr, exitCode } = await callClaviger(["run", ...options, ...started], { directory });
      expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 125 });
      expect(stderr).toMatch(message);
      const json = await callClaviger(["run", "--json", ...options, ...started], { directory });
      expect(stderr + json.stderr).not.toContain("canary");
    }
  });

  test("more than the system takes in all", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`V${index}`, canary.repeat(3000)]),
    );
    const directory = project(storeProject({ many }));
    const { stderr, exitCode } = await callClaviger(["run", "--bundle", "many", ...started], { directory });
    expect(exitCode).toBe(125);
    expect(stderr).toMatch(/take \d+ bytes, and Linux takes \d+; the largest that claviger gives: V/);
  });

  test("the longest value that the system takes does arrive", async () => {
    const name = "LONG";
    const longest = 128 * 1024 - 1 - `${name}=`.length;
    const directory = project(storeProject({ fits: "x".repeat(longest), over: "x".repeat(longest + 1) }));
    const count = ["--", "sh", "-c", `printf %s "$${name}" | wc -c`];
    expect(
      (await callClaviger(["run", "--env", `${name}=fits`, ...count], { directory })).stdout.trim(),
    ).toBe(`${longest}`);
    expect((await callClaviger(["run", "--env", `${name}=over`, ...count], { directory })).exitCode).toBe(
      125,
    );
  });

  test("a command line that is wrong, with the nearest name", async () => {
    const { stderr, exitCode } = await callClaviger(["run", "--pristin", ...started]);
    expect(exitCode).toBe(125);
    expect(stderr).toMatch(/^claviger: unknown option '--pristin'. Next: Did you mean --pristine\?\n$/);
    expect((await callClaviger(["run", `--tokn=${canary}`, ...started])).stderr).not.toContain(canary);
    expect((await callClaviger(["run"])).exitCode).toBe(125);
  });
});
