/** What is known of a value that is an address. */
export type Address = "with a password" | "with credentials" | "without credentials";

const scheme = /^[a-z][a-z0-9+.-]*:\/\//i;
const telling = /[?&;](?:[\w.-]*(?:password|passwd|pwd|secret|token|api_?key|signature|sig|auth))=[^&;\s]/i;

/**
 * Whether an address has credentials in it. It is cut by hand: a password with an unescaped `#` or `/` is in files too, and
 * no URL to a parser.
 *
 * @returns `undefined` if the value is no address
 */
export function addressOf(value: string): Address | undefined {
  if (!scheme.test(value) || /\s/.test(value)) return undefined;
  const rest = value.replace(scheme, "");
  const host = /^[^/?#]*/.exec(rest)?.[0] ?? "";
  const user = host.includes("@") ? host.slice(0, host.lastIndexOf("@")) : strayUser(rest);
  if (user !== undefined && /:./.test(user)) return "with a password";
  if (user !== undefined && user !== "") return "with credentials";
  return telling.test(rest) ? "with credentials" : "without credentials";
}

/** `user:pass/word@host`: an @ before which there is a colon, and after which there is a host. */
function strayUser(rest: string): string | undefined {
  return /^([^/?#@:]*:[^@]+)@[\w.[]/.exec(rest)?.[1];
}
