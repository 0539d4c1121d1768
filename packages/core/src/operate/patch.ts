import type { Link } from "../chain/link.ts";
import type { Location } from "../contract/location.ts";
import type { SecretInfo, SecretRecord } from "../contract/secret-record.ts";
import { isSecretError } from "../errors/secret-error.ts";
import { callProvider, type ProviderCall } from "./call-provider.ts";
import { editFields, type FieldChanges } from "../value/edit-fields.ts";
import { unsupported } from "./unsupported.ts";

/** How often a change is made anew because another writer was first. */
const mostTries = 10;

export interface PatchOptions extends ProviderCall {
  readonly location: Location;
  readonly ifVersion: string | undefined;
}

/**
 * Changes some fields of a secret and keeps the others: by the provider's own means, else by reading and writing on the
 * condition that nobody wrote in between. Where the store has no such condition, it is warned about.
 *
 * @returns `undefined` where there was nothing to change
 * @throws SecretError `conflict`, `decode`, `unsupported`
 */
export async function patch(
  link: Link,
  changes: FieldChanges,
  options: PatchOptions,
): Promise<SecretInfo | undefined> {
  const { location, ifVersion } = options;
  const { provider, capabilities } = link;
  if (provider.patch !== undefined) return await patchOrMake(link, changes, options);
  if (provider.get === undefined) {
    throw unsupported(
      { link, location },
      "cannot change one field of a secret",
      "write the secret as a whole",
    );
  }
  if (!capabilities.cas) {
    link.warn(
      "unconditional-write",
      `${link.id} has no conditional write: what somebody else changes at the same moment may be lost`,
    );
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await readAndWrite(link, changes, options);
    } catch (error) {
      const again = capabilities.cas && ifVersion === undefined && attempt < mostTries;
      if (!again || !isSecretError(error, "conflict")) throw error;
    }
  }
}

/** A store's own patch changes only what is there, and says `conflict` where nothing is: the field is the first of its secret then. */
async function patchOrMake(
  link: Link,
  changes: FieldChanges,
  options: PatchOptions,
): Promise<SecretInfo | undefined> {
  const { location, ifVersion } = options;
  const condition = ifVersion === undefined ? {} : { ifVersion };
  const own = (): Promise<SecretInfo | undefined> =>
    callProvider(link, options, async (ctx) => link.provider.patch?.(location, changes, condition, ctx));
  try {
    return await own();
  } catch (error) {
    if (ifVersion !== undefined || !isSecretError(error, "conflict") || (await stored(link, options)))
      throw error;
  }
  try {
    return await readAndWrite(link, changes, options);
  } catch (error) {
    // Somebody else has made it meanwhile.
    if (!isSecretError(error, "conflict")) throw error;
    return await own();
  }
}

function stored(link: Link, options: PatchOptions): Promise<SecretRecord | undefined> {
  return callProvider(link, { ...options, task: "reading" }, async (ctx) =>
    link.provider.get?.(options.location, ctx),
  );
}

async function readAndWrite(
  link: Link,
  changes: FieldChanges,
  options: PatchOptions,
): Promise<SecretInfo | undefined> {
  const { location, ifVersion } = options;
  const { provider } = link;
  const before = await stored(link, options);
  const added = Object.entries(changes).filter((change): change is [string, string] => change[1] !== null);
  if (!before && added.length === 0) return undefined;
  const made = { type: "fields", fields: Object.fromEntries(added) } as const;
  const value = before ? editFields(before, changes) : made;
  const condition = conditionOf(link, before, ifVersion);
  return await callProvider(link, options, async (ctx) => provider.put?.(location, value, condition, ctx));
}

function conditionOf(
  { capabilities: { cas } }: Link,
  before: SecretRecord | undefined,
  ifVersion: string | undefined,
): { readonly ifVersion?: string; readonly ifAbsent?: boolean } {
  if (ifVersion !== undefined) return { ifVersion };
  if (!cas) return {};
  if (!before) return { ifAbsent: true };
  return before.version === undefined ? {} : { ifVersion: before.version };
}
