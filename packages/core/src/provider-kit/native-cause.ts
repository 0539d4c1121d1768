import type { SanitisedCause } from "../errors/secret-error.ts";

/** The code of an error of Node: `ENOENT`, `ECONNREFUSED`. `undefined` where it has none. */
export function nativeCode(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

/** What a `SecretError` may keep of an error of Node: its class and its code. Its message may quote anything. */
export function nativeCause(error: unknown): SanitisedCause {
  const code = nativeCode(error);
  return { name: error instanceof Error ? error.name : "Error", ...(code === undefined ? {} : { code }) };
}
