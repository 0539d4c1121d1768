import { isSecretError, type PutOptions, SecretError, type SecretRecord } from "@claviger/core/provider";
import type { Call } from "./call.ts";
import { readSecret } from "./read-secret.ts";

/**
 * Key Vault has no conditional write: what is there is looked at before, and a warning says that this is no guarantee.
 * @throws SecretError `conflict`
 */
export async function checkCondition(
  path: string,
  { options, call }: { readonly options: PutOptions; readonly call: Call },
): Promise<void> {
  if (options.ifVersion === undefined && !options.ifAbsent) return;
  const record = await readSecret({ path }, call).catch((error: unknown) => {
    if (isSecretError(error, "deleted")) return undefined;
    throw error;
  });
  checkVersion(path, { record, options });
  warnOfRace(path, call);
}

/** @throws SecretError `conflict` if that is not what was expected */
export function checkVersion(
  path: string,
  { record, options }: { readonly record: SecretRecord | undefined; readonly options: PutOptions },
): void {
  const { ifVersion, ifAbsent } = options;
  if ((!ifAbsent || !record) && (ifVersion === undefined || record?.version === ifVersion)) return;
  throw new SecretError(
    "conflict",
    `"${path}" was not written: ${record ? "it has another version" : "it is not there"}`,
    {
      location: path,
      hint: "read it again, and decide anew",
    },
  );
}

/** Somebody else may write between the look and the write. */
export function warnOfRace(path: string, call: Call): void {
  const message = `${call.vault} cannot write on a condition: "${path}" was compared before the write, and what another writes meanwhile is overwritten`;
  call.report({ type: "warning", id: `no-compare-and-set-${path}`, message });
}
