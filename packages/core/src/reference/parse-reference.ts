import { SecretError } from "../errors/secret-error.ts";
import { parseInstanceId } from "../configuration/instance-id.ts";
import { withoutUndefined } from "../value/without-undefined.ts";
import type { Reference } from "./reference.ts";
import { versionReference } from "./version-reference.ts";

const scheme = "secret://";
// Control characters and line separators have no place in a reference: a newline would forge log lines, a NUL would cut
// paths short.
// oxlint-disable-next-line no-control-regex -- written out, since \p{Cc} takes 0.3 ms of a start to compile
const control = /[\0-\x1f\x7f-\x9f\u2028\u2029]/;
/** What stands before the query, the query, and what follows the `#`. Any text has this form. */
const form = /^([^?#]*)(?:\?([^#]*))?(?:#([^]*))?$/;
const parameters = ["field", "version", "stage"] as const;

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
  const isUri = isReference(text);
  const refuse: Refuse = (reason) => {
    throw invalid(text, reason);
  };
  if (!isUri) refuseStranger(text, refuse);
  const [, address = "", query, fragment] = form.exec(isUri ? text.slice(scheme.length) : text) ?? [];
  const segments = address.split("/");
  const provider = isUri ? segments.splice(0, address.startsWith("@") ? 2 : 1).join("/") : "";
  if (segments.length === 0) refuse("the path is missing");
  if (provider !== "" && !parseInstanceId(provider))
    refuse("what stands before the path is not a provider's name");
  const names = isUri ? segments.map((segment) => decoded(segment, refuse)) : segments;
  // A name that is no reference stays the string that it is: a copy for each that is cached would be a tenth more memory.
  const path = isUri ? names.join("/") : address;
  checkPath(path, names, refuse);
  const given = query === undefined ? {} : parseQuery(query, refuse);
  if (fragment !== undefined) {
    if (fragment.includes("?")) refuse("what follows ? is written before the #");
    if (given.field !== undefined) refuse("the field is given twice, by ? and by #");
    if (fragment === "" && !isUri) refuse("the field after # is empty");
    given.field = isUri ? decoded(fragment, refuse) : fragment;
  }
  for (const key of parameters) {
    const value = given[key];
    if (value === "") refuse(`${key} is empty`);
    if (value !== undefined) checkText(value, refuse);
  }
  const { field, version, stage } = given;
  if (version !== undefined && stage !== undefined) refuse("version and stage exclude each other");
  return withoutUndefined({
    provider: provider || undefined,
    path,
    field,
    version: versionReference(given),
  });
}

type Parameters = { [Key in (typeof parameters)[number]]?: string };

type Refuse = (reason: string) => never;

/** What is no reference and cannot be a name either. */
function refuseStranger(text: string, refuse: Refuse): void {
  if (/^secret:/i.test(text)) refuse("a reference to a store starts with secret:// in lower case");
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) refuse("it is an address: is it a value, where a name belongs?");
  if (text.includes("?")) refuse("a ? belongs to a reference: secret:///name?field=…");
}

function parseQuery(query: string, refuse: Refuse): Parameters {
  const given: Parameters = {};
  for (const pair of query.split("&")) {
    const [written = "", ...value] = pair.split("=");
    const key =
      parameters.find((parameter) => parameter === written) ??
      refuse(`it has a parameter that is none of ${parameters.join(", ")}`);
    if (given[key] !== undefined) refuse(`${key} is given twice`);
    given[key] = decoded(value.join("="), refuse);
  }
  return given;
}

function checkPath(path: string, segments: readonly string[], refuse: Refuse): void {
  if (path.split("/").length !== segments.length) refuse("a segment holds an encoded slash");
  if (path === "") refuse("the name is empty");
  for (const segment of segments) {
    if (segment === "") refuse("a segment of the path is empty");
    if (segment === "." || segment === "..") refuse(`a segment of the path is "${segment}"`);
    checkText(segment, refuse);
  }
}

function checkText(part: string, refuse: Refuse): void {
  if (control.test(part)) refuse("it holds a control character");
  if (!part.isWellFormed()) refuse("it is not well-formed Unicode");
}

function decoded(written: string, refuse: Refuse): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return refuse("a % is not followed by two hexadecimal digits of valid UTF-8");
  }
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
