import { isReference } from "@claviger/core";
import { addressOf } from "./address.ts";
import { knownFormat } from "./known-formats.ts";
import { looksRandom } from "./random-looking.ts";
import { readName } from "./telling-names.ts";

/** What a variable is, and why: the reason is for people and never has any of the value. */
export interface Classification {
  readonly kind: "secret" | "setting";
  readonly reason: string;
}

/**
 * Tells secrets from settings: by what the value is, where its form says so, then by the name, then by how random the
 * value looks. In doubt it is a setting, which stays where it is.
 */
export function classify(name: string, value: string): Classification {
  if (isReference(value)) return setting("a reference already");
  if (value === "") return setting("empty");
  const format = knownFormat(value);
  if (format !== undefined) return secret(format);
  const address = addressOf(value);
  if (address === "with a password" || address === "with credentials") return secret(`an address ${address}`);
  if (address !== undefined) return setting(`an address ${address}`);
  const named = readName(name);
  if (isSwitch(value)) return setting("a switch");
  if (isPath(value)) return setting("the path of a file");
  if (named?.kind === "secret") return secret(`its name: ${named.word}`);
  if (named?.kind === "setting") return setting(`its name: ${named.word}`);
  if (/^[-+]?\d[\d_.,:]*$/.test(value)) return setting("a number");
  if (looksRandom(value)) return secret("it looks random");
  return setting("nothing secret about it");
}

function isSwitch(value: string): boolean {
  return /^(?:true|false|yes|no|on|off)$/i.test(value);
}

/** With a short ending: a password may start with a slash. */
function isPath(value: string): boolean {
  return /^(?:~|\.{1,2})?\/[\w./@-]*\.[a-z]{1,5}$/.test(value);
}

function secret(reason: string): Classification {
  return { kind: "secret", reason };
}

function setting(reason: string): Classification {
  return { kind: "setting", reason };
}
