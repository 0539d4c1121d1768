/** Codes and ids come over the wire, and may be anything. */
export function identifier(value: unknown): string | undefined {
  return typeof value === "string" && /^[\w.-]{1,80}$/.test(value) ? value : undefined;
}

/** An error of the SDK and those that it wraps, itself first. */
export function* wrapped(error: unknown, depth = 0): Generator<object> {
  if (typeof error !== "object" || error === null || depth > 4) return;
  yield error;
  if ("cause" in error) yield* wrapped(error.cause, depth + 1);
  // Node tries all addresses of a host, and tells what each answered.
  if ("errors" in error && Array.isArray(error.errors)) {
    for (const one of error.errors) yield* wrapped(one, depth + 1);
  }
}

/** The code of one of Node's errors, or the SDK's own for a request that was not sent; MSAL's words such as `invalid_client` are none. */
export function nativeCode(error: unknown): string | undefined {
  const codes = [...wrapped(error)]
    .map((one) => ("code" in one ? identifier(one.code) : undefined))
    .filter((code) => code !== undefined && /^[A-Z][A-Z0-9_]+$/.test(code) && code !== "PARSE_ERROR");
  return codes.find((code) => code !== "REQUEST_SEND_ERROR") ?? codes[0];
}
