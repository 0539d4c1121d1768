import { SecretError } from "../errors/secret-error.ts";
import { parseInstanceId } from "../configuration/instance-id.ts";
import type { VersionReference } from "../contract/location.ts";
import { withoutUndefined } from "../value/without-undefined.ts";
import type { Reference } from "./reference.ts";

const scheme = "secret://";
// Control characters and line separators have no place in a reference: a newline would forge log lines, a NUL would cut
// paths short.
const control = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const parameters = ["field", "version", "stage"];

/** Whether a text is written as a `secret://` reference. */
export function isReference(text: string): boolean {
  return text.startsWith(scheme);
}

/**
 * Reads a name as code and the command line write it: `database-url`, `path/name#field`, or
 * `secret://<provider>/<path>[?field=…&version=…&stage=…]`, with `#field` as sugar for `?field=`. The provider may have a
 * label (`aws.dr`) or be a package (`claviger-provider-acme`, `@acme/claviger-provider-kms`: a scope takes the first
 * segment too).
 *
 * @throws SecretError `invalid_ref`
 */
export function parseReference(text: string): Reference {
  return isReference(text) ? parseUri(text) : parseBare(text);
}

function parseBare(text: string): Reference {
  if (/^secret:/i.test(text))
    throw invalid(text, "a reference to a store starts with secret:// in lower case");
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    throw invalid(text, "it is an address: is it a value, where a name belongs?");
  if (text.includes("?")) throw invalid(text, "a ? belongs to a reference: secret:///name?field=…");
  const [path, field] = splitOnce(text, "#");
  checkPath(path.split("/"), text);
  if (field === undefined) return { path };
  if (field === "") throw invalid(text, "the field after # is empty");
  checkText(field, text);
  return { path, field };
}

function parseUri(text: string): Reference {
  const [beforeHash, fragment] = splitOnce(text.slice(scheme.length), "#");
  const [address, query] = splitOnce(beforeHash, "?");
  const { provider, path } = parseAddress(address, text);
  const asked = parseQuery(query, text);
  if (fragment !== undefined) {
    if (fragment.includes("?")) throw invalid(text, "what follows ? is written before the #");
    if (asked.has("field")) throw invalid(text, "the field is given twice, by ? and by #");
    asked.set("field", decode(fragment, text));
  }
  for (const [key, value] of asked) {
    if (value === "") throw invalid(text, `${key} is empty`);
    checkText(value, text);
  }
  const field = asked.get("field");
  const version = pinned(asked, text);
  return withoutUndefined({ provider: provider || undefined, path, field, version });
}

function parseAddress(address: string, text: string): { readonly provider: string; readonly path: string } {
  const parts = address.split("/");
  const provider = parts.splice(0, address.startsWith("@") ? 2 : 1).join("/");
  if (parts.length === 0) throw invalid(text, "the path is missing");
  if (provider !== "" && !parseInstanceId(provider))
    throw invalid(text, "what stands before the path is not a provider's name");
  const segments = parts.map((segment) => decode(segment, text));
  if (segments.some((segment) => segment.includes("/")))
    throw invalid(text, "a segment holds an encoded slash");
  checkPath(segments, text);
  return { provider, path: segments.join("/") };
}

function parseQuery(query: string | undefined, text: string): Map<string, string> {
  const asked = new Map<string, string>();
  if (query === undefined) return asked;
  for (const pair of query.split("&")) {
    const [key, value] = splitOnce(pair, "=");
    if (!parameters.includes(key))
      throw invalid(text, `it has a parameter that is none of ${parameters.join(", ")}`);
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
    checkText(segment, text);
  }
}

function checkText(part: string, text: string): void {
  if (control.test(part)) throw invalid(text, "it holds a control character");
  if (!part.isWellFormed()) throw invalid(text, "it is not well-formed Unicode");
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
  return new SecretError("invalid_ref", `${shown(text)} is not a valid reference: ${reason}`, {
    hint: "write a name, name#field, or secret://<provider>/<path>?field=<field>",
  });
}

/**
 * Somebody may paste a value where a name belongs: a text that is not spelled like a name (a connection string, JSON) is
 * not shown at all, and of a long one only the start.
 */
function shown(text: string): string {
  const likeName = isReference(text) ? !control.test(text) : /^(?:arn:[\w:]*)?[\w./#-]*$/.test(text);
  if (!likeName) return `a text of ${text.length} characters`;
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 24)}…` : text);
}
