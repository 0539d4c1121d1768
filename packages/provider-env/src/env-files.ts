import path from "node:path";
import type { Host } from "@claviger/core/provider";
import { EnvFile } from "./env-file.ts";

/** The most particular first. */
const defaultFiles = [".env.{environment}.local", ".env.local", ".env.{environment}", ".env"];

/**
 * The `.env` files in the order they are asked. Those that the caller lists must exist; of the default ones, any may be
 * missing.
 */
export function envFiles(listed: readonly string[] | undefined, host: Host): readonly EnvFile[] {
  const titles = (listed ?? defaultFiles).map((file) =>
    file.replaceAll("{environment}", () => host.environment),
  );
  return [...new Set(titles)].map(
    (title) =>
      new EnvFile({
        title,
        path: path.resolve(host.directory, title),
        required: listed !== undefined,
        fs: host.fs,
      }),
  );
}
