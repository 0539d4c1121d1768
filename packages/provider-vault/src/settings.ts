import { addressProblem, type Host, type NameCase, SecretError } from "@claviger/core/provider";
import { loginProblems } from "./login/login-options.ts";
import type { VaultOptions } from "./options.ts";
import { type MountNames, pathProblem, trimSlashes } from "./secret-path.ts";

/** The options, checked and brought into one form. */
export interface Settings extends MountNames {
  /** The nodes of the cluster, without a slash at the end; one at least. */
  readonly addresses: readonly string[];
  /** The path of the bundle inside the mount. */
  readonly bundle?: string | undefined;
  /** The prefix inside the mount. */
  readonly prefix?: string | undefined;
  readonly case: NameCase;
  readonly namespace?: string | undefined;
  /** As they were given: those of TLS and of the login are used so. */
  readonly options: VaultOptions;
}

/** @throws SecretError `not_configured` that names every option that cannot work */
export function settingsOf(options: VaultOptions, host: Host): Settings {
  const mount = trimSlashes(options.mount);
  const bundle = trimSlashes(insideMount(options.path ?? "", mount));
  const prefix = insideMount(options.prefix ?? "", mount);
  const namespace = trimSlashes(options.namespace ?? "");
  const addresses = addressesOf(options.addr);
  const dynamic = (options.dynamic ?? []).map(trimSlashes);
  const kv1 = (options.kv1 ?? []).map(trimSlashes);
  const problems = [
    ...addressProblems(addresses, options),
    ...loginProblems(options),
    mount === "" ? "mount is empty" : pathProblem("mount", mount),
    ...dynamic.map((name) => pathProblem("dynamic", name)),
    ...kv1.map((name) => pathProblem("kv1", name)),
    bundle ? pathProblem("path", bundle) : options.path && "path names the mount and no secret in it",
    prefix && pathProblem("prefix", trimSlashes(prefix)),
    namespace && pathProblem("namespace", namespace),
    skipVerifyProblem(host.env),
  ].filter(Boolean);
  if (problems.length > 0) {
    throw new SecretError("not_configured", `Vault: ${problems.join("; ")}`, {
      hint: "correct the options, or the variables SECRETS_VAULT_<OPTION> and VAULT_*",
    });
  }
  return {
    addresses,
    mount,
    // A KV mount may be called as an engine is by default.
    dynamic: dynamic.filter((name) => name !== mount),
    kv1,
    case: options.case,
    bundle: bundle || undefined,
    prefix: prefix || undefined,
    namespace: namespace || undefined,
    options,
  };
}

/** The addresses in `addr`, each once. */
function addressesOf(addr: string): readonly string[] {
  const parts = addr.split(",").map((part) => part.trim().replace(/\/+$/, ""));
  return [...new Set(parts)].filter((part) => part !== "");
}

function addressProblems(
  addresses: readonly string[],
  { allowHttp }: VaultOptions,
): readonly (string | undefined)[] {
  if (addresses.length === 0) return ["addr is missing: set VAULT_ADDR to the URL of Vault or OpenBao"];
  const rules = { allowHttp, credentials: "give the token as VAULT_TOKEN", allow: "set allowHttp" };
  const problems = addresses.map((address) => addressProblem(address, rules));
  return [...new Set(problems)].map((problem) => problem && `addr ${problem}`);
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
