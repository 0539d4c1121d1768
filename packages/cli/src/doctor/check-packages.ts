import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Instance } from "@claviger/core";
import type { Finding } from "./finding.ts";

const area = "configuration";

/**
 * Providers that the command brings and the project has not: the command works with them, and an application in TypeScript
 * would end at its start.
 *
 * @param own - the packages that were taken from the command
 */
export function checkPackages(
  directory: string,
  { instances, own }: { readonly instances: readonly Instance[]; readonly own: ReadonlySet<string> },
): Finding[] {
  const missing = [...own].filter((name) =>
    instances.some(({ id }) => name === `@claviger/provider-${id.split(".")[0]}`),
  );
  return missing.map((subject): Finding => {
    const message = "it is the command's own: the project does not have it installed";
    if (!usesCore(directory)) return { area, subject, status: "ok", message };
    return { area, subject, status: "warning", message, fix: `npm install ${subject}` };
  });
}

/** Whether the project's own code reads secrets: for others the command is all that there is. */
function usesCore(directory: string): boolean {
  try {
    const { dependencies = {} }: { readonly dependencies?: Readonly<Record<string, string>> } = JSON.parse(
      readFileSync(join(directory, "package.json"), "utf8"),
    );
    return Object.hasOwn(dependencies, "@claviger/core");
  } catch {
    return false;
  }
}
