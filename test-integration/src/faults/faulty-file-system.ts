import { setTimeout as delay } from "node:timers/promises";
import type { HostFileSystem } from "@claviger/core/provider";
import type { ServerFaults } from "@claviger/testing";

type Fault =
  | "pass"
  | "hang"
  | { readonly errno: string }
  | { readonly delayMs: number }
  | "truncate"
  | "garbage";

/**
 * A file system that can be made to fail, for providers whose store is a file: what a lost disk or a network mount does,
 * which a test cannot bring about on a real one. Short and foreign contents are met in reads; the state of a file cannot be
 * had then, as on a damaged disk.
 */
export function faultyFileSystem(
  fs: HostFileSystem,
  {
    denies = () => false,
    concerns = () => true,
  }: {
    /** What nobody may read. */
    readonly denies?: (path: string) => boolean;
    /** What is on the disk that fails. */
    readonly concerns?: (path: string) => boolean;
  } = {},
): { readonly fs: HostFileSystem; readonly server: ServerFaults } {
  let fault: Fault = "pass";
  let requests = 0;
  const set = (to: Fault) => (): void => void (fault = to);
  const suffer = async (path: string): Promise<void> => {
    if (denies(path)) throw failure("EACCES");
    if (!concerns(path)) return;
    requests += 1;
    if (fault === "hang") await new Promise(() => undefined);
    if (typeof fault !== "object") return;
    if ("errno" in fault) throw failure(fault.errno);
    await delay(fault.delayMs, undefined, { ref: false });
  };
  const state = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
    await suffer(path);
    if (concerns(path) && (fault === "truncate" || fault === "garbage")) throw failure("EUCLEAN");
    return await work();
  };
  return {
    fs: {
      stat: (path) => state(path, () => fs.stat(path)),
      readDirectory: (path) => state(path, () => fs.readDirectory(path)),
      async readFile(path) {
        await suffer(path);
        if (!concerns(path)) return await fs.readFile(path);
        if (fault === "garbage") return new TextEncoder().encode("<html><h1>Not the store</h1></html>");
        const bytes = await fs.readFile(path);
        return fault === "truncate" ? bytes.subarray(0, bytes.length / 2) : bytes;
      },
    },
    server: {
      up: set("pass"),
      down: set({ errno: "EIO" }),
      cut: set({ errno: "ESTALE" }),
      truncate: set("truncate"),
      garbage: set("garbage"),
      hang: set("hang"),
      slow: (delayMs) => set({ delayMs })(),
      requests: () => requests,
    },
  };
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: made by the test`), { code });
}
