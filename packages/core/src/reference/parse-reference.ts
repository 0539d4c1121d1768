import { SecretError } from "../errors/secret-error.ts";
import type { VersionReference } from "../contract/location.ts";
import type { Reference } from "./reference.ts";

const scheme = "secret://";
const instance = /^[a-z][a-z0-9]*(?:\.[a-z0-9]+)?$|^(?:@[a-z0-9][\w.-]*\/)?claviger-provider-[\w.-]+$/;
// Control characters have no place in a name: a newline would forge log lines, a NUL would cut paths short.
// eslint-disable-next-line no-control-regex
const control = /[\u0000-\u001f\u007f]/;
const parameters = ["field", "version", "stage"];

/** Whether a text is written as a `secret://` reference. */
export function isReference(text: string): boolean {
  return text.startsWith(scheme);
}

/**
 * Reads a name as code and the command line write it: `database-url`, `path/name#field`, or
 * `secret://<provider>/<path>[?field=…&version=…&stage=…]`, with `#field` as sugar for `?field=`.
 *
 * @throws SecretError `invalid_ref`
 */
export function parseReference(text: string): Reference {
  return isReference(text) ? parseUri(text) : parseBare(text);
}

function parseBare(text: string): Reference {
  const hash = text.indexOf("#");
  const path = hash === -1 ? text : text.slice(0, hash);
  checkPath(path.split("/"), text);
  if (hash === -1) return { path };
  const field = text.slice(hash + 1);
  if (field === "") throw invalid(text, "the field after # is empty");
  return { path, field };
}

function parseUri(text: string): Reference {
  const [beforeHash, fragment] = splitOnce(text.slice(scheme.length), "#");
  const [address, query] = splitOnce(beforeHash, "?");
  const [provider, encodedPath] = splitOnce(address, "/");
  if (encodedPath === undefined) throw invalid(text, "the path is missing");
  if (provider !== "" && !instance.test(provider))
    throw invalid(text, `"${provider}" is not a provider's name`);
  const segments = encodedPath.split("/").map((segment) => decode(segment, text));
  if (segments.some((segment) => segment.includes("/")))
    throw invalid(text, "a segment holds an encoded slash");
  checkPath(segments, text);
  const asked = parseQuery(query, text);
  if (fragment !== undefined) {
    if (asked.has("field")) throw invalid(text, "the field is given twice, by ? and by #");
    asked.set("field", decode(fragment, text));
  }
  for (const [key, value] of asked) if (value === "") throw invalid(text, `${key} is empty`);
  const field = asked.get("field");
  const version = pinned(asked, text);
  return {
    ...(provider === "" ? {} : { provider }),
    path: segments.join("/"),
    ...(field === undefined ? {} : { field }),
    ...(version === undefined ? {} : { version }),
  };
}

function parseQuery(query: string | undefined, text: string): Map<string, string> {
  const asked = new Map<string, string>();
  if (query === undefined) return asked;
  for (const pair of query.split("&")) {
    const [key, value] = splitOnce(pair, "=");
    if (!parameters.includes(key))
      throw invalid(text, `unknown parameter "${key}": only ${parameters.join(", ")}`);
    if (asked.has(key)) throw invalid(text, `${key} is given twice`);
    asked.set(key, decode(value ?? "", text));
  }
  return asked;
}

function pinned(asked: ReadonlyMap<string, string>, text: string): VersionReference | undefined {
  const version = asked.get("version");
  const stage = asked.get("stage");
  if (version !== undefined && stage !== undefined)
    throw invalid(text, "version and stage exclude each other");
  if (version !== undefined) return { version };
  return stage === undefined ? undefined : { stage };
}

function checkPath(segments: readonly string[], text: string): void {
  if (segments.length === 1 && segments[0] === "") throw invalid(text, "the name is empty");
  for (const segment of segments) {
    if (segment === "") throw invalid(text, "a segment of the path is empty");
    if (segment === "." || segment === "..") throw invalid(text, `a segment of the path is "${segment}"`);
    if (control.test(segment)) throw invalid(text, "it holds a control character");
  }
}

function decode(encoded: string, text: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw invalid(text, "a % is not followed by two hexadecimal digits of valid UTF-8");
  }
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

function invalid(text: string, reason: string): SecretError {
  return new SecretError(
    "invalid_ref",
    `${JSON.stringify(shown(text))} is not a valid reference: ${reason}`,
    {
      hint: "write a name, name#field, or secret://<provider>/<path>?field=<field>",
    },
  );
}

/** Somebody may paste a value where a reference belongs: only the start of a long text is shown. */
function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 24)}…` : text;
}
