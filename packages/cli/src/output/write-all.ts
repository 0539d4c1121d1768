import { writeSync } from "node:fs";

const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes all bytes to a file descriptor before it returns. `process.stdout` and `process.stderr` are not used: they
 * may set the pipe or terminal to non-blocking, and a command that takes over this process would inherit that.
 *
 * @returns `false` if nobody reads any more
 */
export function writeAll(descriptor: number, bytes: Uint8Array): boolean {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      const { code } = error as { readonly code?: unknown };
      if (code === "EPIPE") return false;
      if (code !== "EAGAIN") throw error;
      // Somebody else made it non-blocking, and its reader is slow.
      Atomics.wait(pause, 0, 0, 5);
    }
  }
  return true;
}
