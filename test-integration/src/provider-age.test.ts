import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { createSecrets, nodeHost, type Secrets } from "@claviger/core";
import type { Provider } from "@claviger/core/provider";
import { age, createAgeStore } from "@claviger/provider-age";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { hasAge, requiresAge, runAge, runAgeWithPassphrase } from "./age/age-command.ts";
import type { WriterPlan } from "./age/writer-process.ts";

// The age store among others: the `age` command, other processes, processes that are killed, disks that are full.

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "claviger-age-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const ctx = () => ({
  signal: new AbortController().signal,
  deadline: Date.now() + 15_000,
  report: () => undefined,
});

function at(name: string): string {
  return join(directory, name);
}

function makeStore(): ReturnType<typeof createAgeStore> {
  return createAgeStore({
    file: "store.age",
    identityFile: "identity.txt",
    host: nodeHost({ env: {}, directory }),
  });
}

function openProvider(): Provider {
  const options = {
    file: "store.age",
    identity: "identity.txt",
    history: 3,
    workFactor: 18,
    case: "as-is",
  } as const;
  return age.create(options, nodeHost({ env: {}, directory }));
}

function openSecrets(options: Parameters<typeof age>[0]): Secrets {
  const secrets = createSecrets({
    providers: [age(options)],
    host: nodeHost({ env: {}, directory }),
    onEvent: () => undefined,
  });
  onTestFinished(() => secrets.close());
  return secrets;
}

async function put(provider: Provider, path: string, value: string): Promise<void> {
  await provider.put?.({ path }, { type: "text", text: value }, {}, ctx());
}

/** Starts a process that writes fields. */
function startWriter(plan: Omit<WriterPlan, "directory">, prefix: readonly string[] = []) {
  const script = fileURLToPath(new URL("./age/writer-process.ts", import.meta.url));
  const [command, ...args] = [...prefix, process.execPath, script];
  const env = { PATH: process.env["PATH"], WRITER: JSON.stringify({ directory, ...plan }) };
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const written: string[] = [];
  const lines = createInterface(child.stdout);
  lines.on("line", (line) => written.push(line));
  const said = text(child.stderr);
  return { child, lines, written, said, ended: once(child, "close") };
}

async function sharedFields(): Promise<Readonly<Record<string, string>>> {
  const record = await openProvider().get?.({ path: "shared" }, ctx());
  return record?.value.type === "fields" ? record.value.fields : {};
}

describe("the age command", () => {
  const skipped = "age is not on the PATH (Debian: apt install age)";

  test("opens what was written here, and what it encrypts opens here", async ({ skip }) => {
    skip(!hasAge && !requiresAge, skipped);
    const { recipient } = await makeStore();
    await put(openProvider(), "database-url", "postgres://ü🔑");
    const opened: unknown = JSON.parse(runAge("age", ["-d", "-i", at("identity.txt"), at("store.age")]));
    expect(opened).toMatchObject({
      claviger: 1,
      revision: 1,
      recipients: [recipient],
      secrets: { "database-url": { versions: [{ text: "postgres://ü🔑" }] } },
    });
    // Edited by hand, and armoured.
    const edited = JSON.stringify(opened).replace("postgres://", "mysql://");
    runAge("age", ["-e", "-a", "-r", recipient, "-o", at("store.age")], edited);
    expect(await openSecrets({ file: "store.age", identity: "identity.txt" }).get("database-url")).toBe(
      "mysql://ü🔑",
    );
    await put(openProvider(), "other", "x");
    expect(runAge("age", ["-d", "-i", at("identity.txt"), at("store.age")])).toContain("mysql://");
  });

  test("makes a file of names and values by hand, with its own keys, which is read here", async ({
    skip,
  }) => {
    skip(!hasAge && !requiresAge, skipped);
    runAge("age-keygen", ["-o", at("one.txt")]);
    runAge("age-keygen", ["-o", at("two.txt")]);
    const recipients = ["one.txt", "two.txt"].flatMap((file) => [
      "-r",
      runAge("age-keygen", ["-y", at(file)]).trim(),
    ]);
    runAge("age", ["-e", ...recipients, "-o", at("hand.age")], '{ "API_KEY": "k", "db": { "host": "h" } }');
    for (const identity of ["one.txt", "two.txt"]) {
      const secrets = openSecrets({ file: "hand.age", identity });
      expect(await secrets.get("API_KEY")).toBe("k");
      expect(await secrets.get("db#host")).toBe("h");
      expect(await secrets.get("missing", { required: false })).toBeUndefined();
    }
  });

  test("encrypts for several people, and a write here keeps all of them", async ({ skip }) => {
    skip(!hasAge && !requiresAge, skipped);
    const { recipient } = await makeStore();
    runAge("age-keygen", ["-o", at("colleague.txt")]);
    const colleague = runAge("age-keygen", ["-y", at("colleague.txt")]).trim();
    const options = { file: "store.age", identity: "identity.txt", recipients: [recipient, colleague] };
    const writer = age.create(
      { ...options, history: 3, workFactor: 18, case: "as-is" },
      nodeHost({ env: {}, directory }),
    );
    await put(writer, "shared-with", "both");
    await put(openProvider(), "later", "both too");
    expect(runAge("age", ["-d", "-i", at("colleague.txt"), at("store.age")])).toContain("both too");
  });

  test("opens with a passphrase what was written here with it, and the other way round", async ({ skip }) => {
    skip(!hasAge && !requiresAge, skipped);
    const passphrase = "correct-horse-battery-staple";
    await writeFile(at("passphrase"), `${passphrase}\n`, { mode: 0o600 });
    const options = { passphraseFile: "passphrase", workFactor: 12, history: 3, case: "as-is" } as const;
    const writer = age.create({ ...options, file: "ours.age" }, nodeHost({ env: {}, directory }));
    await put(writer, "key", "from here");
    await runAgeWithPassphrase(["-d", "-o", at("opened"), at("ours.age")], passphrase);
    expect(await readFile(at("opened"), "utf8")).toContain("from here");

    await writeFile(at("plain"), '{ "key": "from there" }');
    await runAgeWithPassphrase(["-p", "-o", at("theirs.age"), at("plain")], passphrase);
    // age's own work factor takes a second here, and more than a link has when the machine is busy.
    const reader = age.create({ ...options, file: "theirs.age" }, nodeHost({ env: {}, directory }));
    const patient = { ...ctx(), deadline: Date.now() + 45_000 };
    expect(await reader.get?.({ path: "key" }, patient)).toMatchObject({ value: { text: "from there" } });
  }, 60_000);
});

describe("several processes", () => {
  test("that write a hundred fields each, at once, lose none", async () => {
    await makeStore();
    await openProvider().put?.({ path: "shared" }, { type: "fields", fields: {} }, {}, ctx());
    const writers = ["a", "b"].map((name) => startWriter({ name, count: 100, length: 20 }));
    await Promise.all(writers.map(({ ended }) => ended));
    expect(await Promise.all(writers.map(({ said }) => said))).toEqual(["", ""]);
    const fields = await sharedFields();
    expect(Object.keys(fields)).toHaveLength(200);
    expect(await readdir(directory)).not.toContain("store.age.lock");
  }, 60_000);

  test("of which one is killed again and again while it writes leave a store that opens, with all that was confirmed", async () => {
    await makeStore();
    await openProvider().put?.({ path: "shared" }, { type: "fields", fields: {} }, {}, ctx());
    const confirmed: string[] = [];
    for (let round = 0; round < 15; round++) {
      const { child, lines, written, ended } = startWriter({
        name: `round-${round}`,
        count: 1_000,
        length: 5_000,
      });
      await once(lines, "line");
      const kill = setTimeout(() => child.kill("SIGKILL"), round * 3);
      await ended;
      clearTimeout(kill);
      expect(child.signalCode).toBe("SIGKILL");
      confirmed.push(...written);
      expect(Object.keys(await sharedFields())).toEqual(expect.arrayContaining(confirmed));
    }
    // The lock and the torn files of the killed are no obstacle.
    await put(openProvider(), "after", "x");
    const left = await readdir(directory);
    expect(left.filter((name) => name.endsWith(".tmp") || name.endsWith(".lock"))).toEqual([]);
    expect(confirmed.length).toBeGreaterThan(15);
  }, 120_000);
});

/** Writes until the disk is full, and looks at what is there then. */
async function fill(prefix: readonly string[] = []) {
  await makeStore();
  await openProvider().put?.({ path: "shared" }, { type: "fields", fields: {} }, {}, ctx());
  const { child, written, said, ended } = startWriter({ name: "field", count: 1_000, length: 3_000 }, prefix);
  await ended;
  return {
    exitCode: child.exitCode,
    said: await said,
    isAllThere: Object.keys(await sharedFields()).length === written.length && written.length > 3,
    files: (await readdir(directory)).toSorted(),
  };
}

const nothingLost = {
  exitCode: 1,
  said: expect.stringMatching(
    /the disk is full; it is as it was before \(unavailable\)[^.]*\. Next: free some space/,
  ),
  isAllThere: true,
  files: ["identity.txt", "store.age", "store.age.bak"],
};

describe("a disk that is full", () => {
  test("loses nothing: a file may not grow any more", async () => {
    const outcome = await fill(["bash", "-c", 'ulimit -f 64 && exec "$@"', "bash"]);
    expect(outcome).toEqual(nothingLost);
    expect(outcome.said).not.toContain("field-0....");
  });

  test("loses nothing: a small file system", async ({ skip }) => {
    await mkdir(at("disk"));
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", at("disk")]).status === 0;
    skip(!mounted && !requiresAge, "file systems cannot be mounted here (it takes root)");
    expect(mounted).toBe(true);
    const mountPoint = at("disk");
    const around = directory;
    directory = mountPoint;
    try {
      expect(await fill()).toEqual(nothingLost);
      // With some space, it goes on.
      spawnSync("mount", ["-o", "remount,size=4m", mountPoint]);
      await put(openProvider(), "after", "x");
    } finally {
      directory = around;
      spawnSync("umount", [mountPoint]);
    }
  });
});

describe("a store of another user", () => {
  test("is denied, and not absent", async ({ skip }) => {
    skip(process.getuid?.() !== 0, "only root can become another user");
    await makeStore();
    const script = `
      import { nodeHost } from "@claviger/core";
      import { age } from "@claviger/provider-age";
      const options = { file: "store.age", identity: "identity.txt", history: 3, workFactor: 18, case: "as-is" };
      const directory = process.env.DIRECTORY;
      const provider = age.create(options, nodeHost({ env: {}, directory }));
      await provider.get({ path: "x" }, { signal: new AbortController().signal, deadline: Date.now() + 5000, report() {} })
        .catch(() => undefined);
      process.setegid(65534);
      process.seteuid(65534);
      const ctx = { signal: new AbortController().signal, deadline: Date.now() + 5000, report() {} };
      console.log(await provider.get({ path: "x" }, ctx).catch((error) => error.code));
      console.log(await provider.put({ path: "x" }, { type: "text", text: "" }, {}, ctx).catch((error) => error.code));`;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: fileURLToPath(new URL(".", import.meta.url)),
      env: { PATH: process.env["PATH"], DIRECTORY: directory },
      encoding: "utf8",
    });
    expect(stdout).toBe("denied\ndenied\n");
    expect((await stat(at("store.age"))).mode & 0o777).toBe(0o600);
  });
});
