import type { Instance, Manifest } from "@claviger/core";
import { CliError, usageError } from "../cli-error.ts";
import { exitCodes } from "../exit-code.ts";
import { openDeployment } from "../open-deployment.ts";
import type { Report } from "../output/report.ts";
import { writeOutput } from "../output/write-output.ts";

export const purposes = ["read", "write", "rotate"] as const;

export interface PolicyCommandOptions {
  readonly report: Report;
  readonly environment?: string | undefined;
  readonly json: boolean;
  readonly purpose: (typeof purposes)[number];
}

/**
 * Writes the least privilege that some secrets take, in the store's own language. No store is asked.
 *
 * @param id - of the instance: `aws`, `vault.dr`
 * @param names - those of the manifest that the instance can hold, where none is given
 * @throws SecretError, CliError
 */
export async function policy(
  id: string,
  names: readonly string[],
  options: PolicyCommandOptions,
): Promise<void> {
  const { manifest, instances } = await openDeployment(options);
  const instance = await (await instances()).open(id);
  const asked = names.length > 0 ? names : heldBy(instance, manifest);
  const { purpose } = options;
  const text = instance.policy(asked, purpose);
  if (text === undefined) {
    throw new CliError(`the store of ${id} has no policies that claviger knows`, {
      code: "unsupported",
      exitCode: exitCodes.misconfigured,
      hint: "see the store's own documentation for its permissions",
    });
  }
  const output = options.json
    ? JSON.stringify({ provider: id, purpose, names: asked, policy: text })
    : text.trimEnd();
  writeOutput(Buffer.from(`${output}\n`));
}

function heldBy(instance: Instance, manifest: Manifest): string[] {
  const names = Object.keys(manifest).filter((name) => instance.locate(name).length > 0);
  if (names.length > 0) return names;
  throw usageError(
    `the manifest lists no secret that ${instance.id} can hold`,
    `name the secrets: claviger policy ${instance.id} <name> …, or list them in claviger.config.ts`,
  );
}
