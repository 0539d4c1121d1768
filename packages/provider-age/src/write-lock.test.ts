import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../core/src/host/system-clock.ts";
import { temporaryDirectory } from "./testing/age-provider.ts";
import { acquireLock, type WriteLock } from "./write-lock.ts";

const directory = temporaryDirectory();

function acquire(ms = 200): Promise<WriteLock> {
  const { signal } = new AbortController();
  return acquireLock(directory.at("lock"), {
    clock: systemClock,
    random: Math.random,
    signal,
    deadline: Date.now() + ms,
  });
}

/** The id of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

function leave(lock: { readonly pid: number; readonly host?: string; readonly since?: number }): void {
  const left = { host: hostname(), since: Date.now(), nonce: "left", ...lock };
  writeFileSync(directory.at("lock"), JSON.stringify(left));
}

describe("the lock", () => {
  it("is one process's at a time, and says whose it is", async () => {
    const lock = await acquire();
    expect(JSON.parse(readFileSync(directory.at("lock"), "utf8"))).toMatchObject({ pid: process.pid });
    await expect(acquire()).rejects.toMatchObject({
      code: "timeout",
      problem: expect.stringContaining(`process ${process.pid} on ${hostname()}`),
      hint: expect.stringContaining("remove the lock file"),
    });
    lock.release();
    expect(existsSync(directory.at("lock"))).toBe(false);
    (await acquire()).release();
  });

  it("is waited for", async () => {
    const lock = await acquire();
    const waiting = acquire(5_000);
    systemClock.after(50, () => lock.release());
    const next = await waiting;
    expect(next.isHeld()).toBe(true);
    next.release();
  });

  it("of a process that is gone is taken at once; of one elsewhere after two minutes", async () => {
    leave({ pid: deadPid() });
    (await acquire()).release();
    leave({ pid: deadPid(), host: "elsewhere" });
    await expect(acquire()).rejects.toMatchObject({ code: "timeout" });
    leave({ pid: deadPid(), host: "elsewhere", since: Date.now() - 121_000 });
    (await acquire()).release();
  });

  it("of a living process is left alone, until it cannot be a write's any more", async () => {
    leave({ pid: process.pid, since: Date.now() - 60_000 });
    await expect(acquire()).rejects.toMatchObject({ code: "timeout" });
    leave({ pid: process.pid, since: Date.now() - 121_000 });
    (await acquire()).release();
  });

  it("that was created and never written to is taken after ten seconds", async () => {
    writeFileSync(directory.at("lock"), "");
    await expect(acquire()).rejects.toMatchObject({ code: "timeout" });
    const before = Date.now() / 1000 - 11;
    utimesSync(directory.at("lock"), before, before);
    (await acquire()).release();
  });

  it("that was taken away is known to be lost, and not released for the other", async () => {
    const lock = await acquire();
    leave({ pid: process.pid });
    expect(lock.isHeld()).toBe(false);
    lock.release();
    expect(existsSync(directory.at("lock"))).toBe(true);
  });

  it("that cannot be made is an error of ours", async () => {
    const { signal } = new AbortController();
    const nowhere = { clock: systemClock, random: Math.random, signal, deadline: Date.now() + 200 };
    await expect(acquireLock(directory.at("no/such/lock"), nowhere)).rejects.toMatchObject({
      code: "unavailable",
    });
  });
});
