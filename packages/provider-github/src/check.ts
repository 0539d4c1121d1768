import {
  type CallContext,
  type Check,
  type ErrorCode,
  failedCheck,
  isSecretError,
  type Location,
  type SecretInfo,
} from "@claviger/core/provider";
import { capacityOf, describeScope } from "./scope.ts";
import type { Store } from "./store.ts";

/** What an error of the one question is about. */
const subjects: Partial<Readonly<Record<ErrorCode, string>>> = {
  unavailable: "reachability",
  throttled: "reachability",
  auth_failed: "identity",
};

/**
 * Whether the secrets can be listed, and those are there. Whether they may be written shows at a write: GitHub tells of no
 * other way, and a check changes nothing.
 */
export async function examine(
  locations: readonly Location[],
  store: Store,
  ctx: CallContext,
): Promise<readonly Check[]> {
  const scope = describeScope(store.scope);
  const found = new Map<string, SecretInfo>();
  try {
    for await (const info of store.list("", ctx)) found.set(info.path, info);
    await store.publicKey(ctx);
  } catch (error) {
    const subject = isSecretError(error) ? subjects[error.code] : undefined;
    return [failedCheck(subject ?? `permission ${scope}`, error)];
  }
  const capacity = capacityOf(store.scope);
  const full = found.size >= capacity;
  return [
    { subject: "reachability", status: "ok", message: "GitHub answers, and knows the credentials" },
    {
      subject: `permission ${scope}`,
      status: full ? "warning" : "ok",
      message: `its secrets can be listed: ${found.size} of at most ${capacity}; whether they may be written shows at the first write`,
      ...(full ? { fix: "delete secrets that are no longer used" } : {}),
    },
    ...locations.map(({ path }) => presence(path, found.get(path))),
  ];
}

function presence(path: string, info: SecretInfo | undefined): Check {
  const subject = `secret ${path}`;
  if (!info) {
    return { subject, status: "warning", message: "is not there", fix: "write it, if a workflow uses it" };
  }
  const written = info.updatedAt ? `was last written at ${info.updatedAt.toISOString()}` : "is there";
  return { subject, status: "ok", message: `${written}; its value is not known: GitHub never gives it` };
}
