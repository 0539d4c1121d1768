/**
 * What a header `Retry-After` asks for, as `SecretError` takes it. Only its number of seconds is read: a date depends on the
 * clocks of both sides.
 *
 * @returns nothing where there is no such header, or no such number in it
 */
export function retryAfterOf(header: unknown): { readonly retryAfter?: number } {
  return typeof header === "string" && /^\d{1,6}$/.test(header) ? { retryAfter: Number(header) } : {};
}
