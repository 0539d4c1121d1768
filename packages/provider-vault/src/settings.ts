import { type Host, type NameCase, SecretError } from "@claviger/core/provider";
import type { VaultOptions } from "./options.ts";
import { flawOf } from "./secret-path.ts";

/** The options, checked and brought into one form. */
export interface Settings {
  /** Without a slash at the end. */
  readonly address: string;
  readonly token: string;
  readonly mount: string;
  /** The path of the bundle inside the mount. */
  readonly bundle?: string;
  /** The prefix inside the mount. */
  readonly prefix?: string;
  readonly case: NameCase;
  readonly namespace?: string;
  /** The PEM file of the authorities to trust. */
  readonly cacert?: string;
}

/** @throws SecretError `not_configured` that names every option that cannot work */
export function settingsOf(options: VaultOptions, host: Host): Settings {
  const mount = trimSlashes(options.mount);
  const bundle = insideMount(options.path ?? "", mount);
  const prefix = insideMount(options.prefix ?? "", mount);
  const namespace = trimSlashes(options.namespace ?? "");
  const { token = "", cacert } = options;
  const problems = [
    addressProblem(options.addr),
    tokenProblem(token),
    mount === "" ? "mount is empty" : pathProblem("mount", mount),
    bundle === ""
      ? options.path && "path names the mount and no secret in it"
      : pathProblem("path", trimSlashes(bundle)),
    prefix === "" ? undefined : pathProblem("prefix", trimSlashes(prefix)),
    namespace === "" ? undefined : pathProblem("namespace", namespace),
    skipVerifyProblem(host.env),
  ].filter((problem) => problem !== undefined && problem !== "");
  if (problems.length > 0) {
    throw new SecretError("not_configured", `Vault: ${problems.join("; ")}`, {
      hint: "correct the options, or the variables SECRETS_VAULT_<OPTION> and VAULT_*",
    });
  }
  return {
    address: options.addr.replace(/\/+$/, ""),
    token,
    mount,
    case: options.case,
    ...(bundle === "" ? {} : { bundle: trimSlashes(bundle) }),
    ...(prefix === "" ? {} : { prefix }),
    ...(namespace === "" ? {} : { namespace }),
    ...(cacert ? { cacert } : {}),
  };
}

/** No problem quotes the address or the token: an address may hold a password, and the two get mixed up. */
function addressProblem(address: string | undefined): string | undefined {
  if (!address) return "addr is missing: set VAULT_ADDR to the URL of Vault or OpenBao";
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol)) return "addr is not an http or https URL";
  if (url.username || url.password) return "addr holds credentials: give the token as VAULT_TOKEN";
  if (url.search || url.hash || address.endsWith("?")) return "addr has a query or a fragment";
  return undefined;
}

function tokenProblem(token: string): string | undefined {
  if (token === "") return "the token is missing: set VAULT_TOKEN, or the option token";
  if (/^[\x21-\x7e]+$/.test(token)) return undefined;
  return "the token has a space, a line break or another character that no token has";
}

function pathProblem(option: string, path: string): string | undefined {
  const flaw = flawOf(path);
  return flaw && `${option} cannot be a path of Vault: ${flaw}`;
}

function skipVerifyProblem(env: Host["env"]): string | undefined {
  const name = ["VAULT_SKIP_VERIFY", "BAO_SKIP_VERIFY"].find(
    (name) => !/^(|0|f|false)$/i.test(env[name] ?? ""),
  );
  return (
    name &&
    `${name} is set, and certificates are always verified: unset it, and set VAULT_CACERT to the authority's PEM file`
  );
}

/** People write the bundle as it is inside the mount, with the mount before it, or as the API has it (`secret/data/…`). */
function insideMount(path: string, mount: string): string {
  const trimmed = path.replace(/^\/+/, "");
  if (trimmed === mount) return "";
  if (!trimmed.startsWith(`${mount}/`)) return trimmed;
  return trimmed.slice(mount.length + 1).replace(/^data\/(?=.)/, "");
}

function trimSlashes(text: string): string {
  return text.replace(/^\/+|\/+$/g, "");
}
