import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  callClaviger,
  claviger,
  firstOutput,
  type Outcome,
  outcomeOf,
  path,
  project,
  start,
  startProgram,
} from "../testing/claviger.ts";

const ways = [
  ["as this process", []],
  ["as a child", ["--no-exec"]],
] as const;

/** A shell's line that calls claviger, so that the shell says how it ended. */
function inShell(line: string): Promise<Outcome> {
  return outcomeOf(startProgram("sh", ["-c", line], { env: { CLAVIGER: claviger, NODE: process.execPath } }));
}

describe.each(ways)("a command that runs %s", (_, options) => {
  test("ends with its own exit code", async () => {
    const codes = [0, 1, 2, 3, 42, 125, 126, 127, 128, 130, 200, 255];
    const ended = await Promise.all(
      codes.map((code) => callClaviger(["run", ...options, "--", "sh", "-c", `exit ${code}`])),
    );
    expect(ended.map(({ exitCode }) => exitCode)).toEqual(codes);
  });

  test.each([
    ["KILL", 137],
    ["TERM", 143],
    ["INT", 130],
    ["HUP", 129],
    ["SEGV", 139],
    ["PIPE", 141],
    ["ABRT", 134],
  ])("killed by SIG%s, is seen by a shell as %i", async (signal, status) => {
    const { stdout } = await inShell(
      `"$NODE" "$CLAVIGER" run ${options.join(" ")} -- sh -c 'kill -${signal} $$'; echo $?`,
    );
    expect(stdout.trim().split("\n").at(-1)).toBe(String(status));
  });

  test.each(["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGWINCH"] as const)(
    "hears %s",
    async (signal) => {
      const script = `trap 'echo heard; exit 7' ${signal.slice(3)}; echo ready; while :; do sleep 0.05; done`;
      const child = start(["run", ...options, "--", "sh", "-c", script]);
      const outcome = outcomeOf(child);
      await firstOutput(child);
      child.kill(signal);
      expect(await outcome).toMatchObject({ exitCode: 7, stdout: expect.stringContaining("heard") });
    },
  );

  test("reads standard input and writes both outputs", async () => {
    const args = ["run", ...options, "--", "sh", "-c", "cat; echo problem >&2"];
    expect(await callClaviger(args, { input: "from the pipe" })).toMatchObject({
      stdout: "from the pipe",
      stderr: "problem\n",
    });
  });

  test("has the signals that a shell's own child has: none ignored, none blocked", async () => {
    const { stdout } = await callClaviger([
      "run",
      ...options,
      "--",
      "grep",
      "-E",
      "Sig(Ign|Blk)",
      "/proc/self/status",
    ]);
    expect(stdout).toMatch(/^SigBlk:\t0{16}\nSigIgn:\t0{16}\n$/);
  });

  test("dies of a closed pipe like any other", async () => {
    const call = `"$NODE" "$CLAVIGER" run ${options.join(" ")} -- yes`;
    const { stderr } = await inShell(`{ ${call}; echo $? >&2; } | head -n 1 > /dev/null`);
    expect(stderr.trim()).toBe("141");
  });

  test("has the terminal, and hears one Ctrl-C for one", async () => {
    const script = `trap 'n=$((n+1))' INT; test -t 0 && echo ready; read x; read x; echo count=$n`;
    const line = `"${process.execPath}" "${claviger}" run ${options.join(" ")} -- sh -c '${script.replaceAll("'", `'\\''`)}'`;
    const child = startProgram("script", ["-qec", line, "/dev/null"], { input: { open: true } });
    const outcome = outcomeOf(child);
    await firstOutput(child);
    child.stdin?.write("\u0003\n\n");
    expect((await outcome).stdout).toMatch(/count=1\s*$/);
  });

  test("keeps a signal ignored that nohup in front of it ignores", async () => {
    const args = ["run", ...options, "--", "nohup", "grep", "SigIgn", "/proc/self/status"];
    const { stdout } = await callClaviger(args);
    expect(stdout).toBe("SigIgn:\t0000000000000001\n");
  });

  test("gets nothing that claviger opened", async () => {
    const without = await outcomeOf(startProgram("ls", ["/proc/self/fd"]));
    const { stdout } = await callClaviger(["run", ...options, "--", "ls", "/proc/self/fd"]);
    expect(stdout).toBe(without.stdout);
  });

  test("has the name it was called by", async () => {
    const { stdout } = await callClaviger([
      "run",
      ...options,
      "--",
      "sh",
      "-c",
      "tr '\\0' ' ' < /proc/$$/cmdline",
    ]);
    expect(stdout).toMatch(/^sh -c /);
  });
});

describe("a command that takes this process over", () => {
  test("has its pid", async () => {
    const child = start(["run", "--", "sh", "-c", "echo $$"]);
    const { pid } = child;
    expect((await outcomeOf(child)).stdout.trim()).toBe(String(pid));
  });

  test("leaves the terminal's and pipes' flags as they were", async () => {
    const child = start(["run", "--", "cat", "/proc/self/fdinfo/1"]);
    const flags = /flags:\s+(\d+)/.exec((await outcomeOf(child)).stdout)?.[1];
    // O_NONBLOCK is 04000.
    expect(Number.parseInt(flags ?? "", 8) & 0o4000).toBe(0);
  });
});

test("a child is not left behind when claviger is told to end", async () => {
  const child = start(["run", "--no-exec", "--", "sh", "-c", "echo $$; exec sleep 60"]);
  const outcome = outcomeOf(child);
  const pid = Number(await firstOutput(child));
  child.kill("SIGTERM");
  expect(await outcome).toMatchObject({ signal: "SIGTERM" });
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
});

function write(file: string, { content, mode }: { content: string | Uint8Array; mode: number }): void {
  writeFileSync(file, content);
  chmodSync(file, mode);
}

describe("which file a command is", () => {
  const bin = project({});
  const other = project({});
  write(join(bin, "plain"), { content: "echo plain $0 $1\n", mode: 0o755 });
  write(join(bin, "script"), { content: "#!/bin/sh\necho script $1\n", mode: 0o755 });
  write(join(bin, "locked"), { content: "#!/bin/sh\necho no\n", mode: 0o644 });
  write(join(bin, "shadowed"), { content: "#!/bin/sh\necho no\n", mode: 0o644 });
  write(join(other, "shadowed"), { content: "#!/bin/sh\necho second\n", mode: 0o755 });
  write(join(bin, "orphan"), { content: "#!/nowhere/sh\necho no\n", mode: 0o755 });
  write(join(bin, "through"), { content: `#!${join(bin, "script")}\n`, mode: 0o755 });
  write(join(bin, "empty"), { content: "", mode: 0o755 });
  mkdirSync(join(bin, "folder"));
  const elf = readFileSync(process.execPath).subarray(0, 8192);
  const foreign = Buffer.from(elf);
  foreign.writeUInt16LE(0xf3 === foreign.readUInt16LE(18) ? 0x3e : 0xf3, 18);
  write(join(bin, "foreign"), { content: foreign, mode: 0o755 });
  const env = { PATH: `${bin}:${other}:${path}` };
  const call = (args: readonly string[], directory = bin): ReturnType<typeof callClaviger> =>
    callClaviger(["run", "--", ...args], { env, directory });

  test.each([
    ["a script", ["script", "x"], "script x\n"],
    ["a script without #!, which sh runs", ["plain", "x"], `plain ${join(bin, "plain")} x\n`],
    ["a path", ["./script", "y"], "script y\n"],
    ["one behind a file of that name that is not executable", ["shadowed"], "second\n"],
    ["a script whose interpreter is a script", ["through"], `script ${join(bin, "through")}\n`],
    ["an empty file, which sh runs", ["empty"], ""],
  ])("%s", async (_, args, stdout) => {
    expect(await call(args)).toMatchObject({ stdout, exitCode: 0 });
  });

  test.each([
    ["no such command", ["nowhere-to-be-found"], 127],
    ["no such path", ["./nowhere"], 127],
    ["no permission", ["locked"], 126],
    ["a directory", ["./folder"], 126],
    ["an interpreter that does not exist", ["orphan"], 126],
    ["a path through a file", ["./script/x"], 127],
  ])("%s", async (_, args, exitCode) => {
    const outcome = await call(args);
    expect(outcome).toMatchObject({ stdout: "", exitCode, signal: null });
    expect(outcome.stderr).toMatch(/^claviger: .*Next: .*\n$/);
  });

  test("a program for another machine ends with an exit code, not with a core dump", async () => {
    expect(await call(["foreign"])).toMatchObject({ signal: null, stdout: "" });
  });

  test("the working directory, where PATH has an empty entry", async () => {
    const outcome = callClaviger(["run", "--", "script", "z"], { env: { PATH: `:${path}` }, directory: bin });
    expect(await outcome).toMatchObject({ stdout: "script z\n" });
  });
});
