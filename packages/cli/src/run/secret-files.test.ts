import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import {
  callClaviger,
  firstOutput,
  outcomeOf,
  project,
  start,
  temporaryDirectory,
} from "../testing/claviger.ts";
import { storeProject } from "../testing/store.ts";

const files = storeProject({ "tls-key": [0, 255, 10], token: "canary-token", app: { PASSWORD: "x" } });
const config = {
  ...JSON.parse(files["claviger.config.json"] ?? ""),
  secrets: { "tls-key": { type: "bytes" } },
};
const directory = project({ ...files, "claviger.config.json": JSON.stringify(config) });
const runtime = temporaryDirectory();
const options = { directory, env: { XDG_RUNTIME_DIR: runtime } };

test("a secret is in a private file as long as the command runs", async () => {
  const script = 'stat -c %a "$KEY" "$(dirname "$KEY")"; od -An -tx1 "$KEY"; echo "$KEY"; exit 3';
  const args = ["run", "--as-file", "KEY=tls-key", "--", "sh", "-c", script];
  const { stdout, exitCode } = await callClaviger(args, options);
  const [mode, directoryMode, bytes, path = ""] = stdout.split("\n");
  expect([mode, directoryMode, bytes?.trim(), exitCode]).toEqual(["600", "700", "00 ff 0a", 3]);
  expect(path.startsWith(runtime)).toBe(true);
  expect(existsSync(dirname(path))).toBe(false);
  expect(readdirSync(runtime)).toEqual([]);
});

test("a name of the manifest or a reference is taken as it is asked for there", async () => {
  const args = ["run", "--pristine", "--as-file", "TLS_KEY", "--as-file", "TOKEN", "--", "/bin/sh", "-c"];
  const script = 'read -r token < "$TOKEN"; echo "$token"; test -s "$TLS_KEY" && echo key';
  const { stdout } = await callClaviger([...args, script], {
    ...options,
    env: { ...options.env, TOKEN: "secret://store/token" },
  });
  expect(stdout).toBe("canary-token\nkey\n");
});

test.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)("it is gone after %s", async (signal) => {
  const child = start(
    ["run", "--as-file", "TOKEN=token", "--", "sh", "-c", 'echo "$TOKEN"; exec sleep 30'],
    options,
  );
  const outcome = outcomeOf(child);
  const path = (await firstOutput(child)).trim();
  expect(statSync(path).isFile()).toBe(true);
  child.kill(signal);
  expect(await outcome).toMatchObject({ signal });
  expect(readdirSync(runtime)).toEqual([]);
});

test("where it cannot be had nothing is started or left, and where it cannot be written that is said", async () => {
  const missing = await callClaviger(["run", "--as-file", "X=nothing", "--", "echo", "started"], options);
  expect(missing).toMatchObject({ exitCode: 125, stdout: "" });
  expect(readdirSync(runtime)).toEqual([]);
});

test("a command that cannot be started leaves no file", async () => {
  const script = project({ script: "#!/no/such/interpreter\n" });
  const { exitCode } = await callClaviger(
    ["run", "--as-file", "T=token", "--", "sh", "-c", `exec ${script}/none`],
    options,
  );
  expect(exitCode).toBe(127);
  expect(readdirSync(runtime)).toEqual([]);
});
