import { type Host, type NameCase, SecretError } from "@claviger/core/provider";
import { addressProblems, addressesOf } from "./addresses.ts";
import { loginProblems, type LoginSettings, loginSettingsOf } from "./login/login-settings.ts";
import type { VaultOptions } from "./options.ts";
import { flawOf, type MountNames } from "./secret-path.ts";

/** The options, checked and brought into one form. */
export interface Settings extends MountNames {
  /** The nodes of the cluster, without a slash at the end; one at least. */
  readonly addresses: readonly string[];
  readonly login: LoginSettings;
  /** The path of the bundle inside the mount. */
  readonly bundle?: string;
  /** The prefix inside the mount. */
  readonly prefix?: string;
  readonly case: NameCase;
  readonly namespace?: string;
  /** The PEM file of the authorities to trust. */
  readonly cacert?: string;
  /** The PEM files of this client's certificate and its key. */
  readonly client?: { readonly cert: string; readonly key: string };
}

/** @throws SecretError `not_configured` that names every option that cannot work */
export function settingsOf(options: VaultOptions, host: Host): Settings {
  const mount = trimSlashes(options.mount);
  const bundle = insideMount(options.path ?? "", mount);
  const prefix = insideMount(options.prefix ?? "", mount);
  const namespace = trimSlashes(options.namespace ?? "");
  const [dynamic, kv1] = [options.dynamic, options.kv1 ?? []].map((names) => names.map(trimSlashes));
  const { cacert, clientCert: cert, clientKey: key } = options;
  const problems = [
    ...addressProblems(options.addr, options.allowHttp ?? false),
    ...loginProblems(options),
    mount === "" ? "mount is empty" : pathProblem("mount", mount),
    ...(dynamic ?? []).map((name) => pathProblem("dynamic", name)),
    ...(kv1 ?? []).map((name) => pathProblem("kv1", name)),
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
    addresses: addressesOf(options.addr),
    login: loginSettingsOf(options),
    mount,
    // A KV mount may be called as an engine is by default.
    dynamic: (dynamic ?? []).filter((name) => name !== mount),
    kv1: kv1 ?? [],
    case: options.case,
    ...(bundle === "" ? {} : { bundle: trimSlashes(bundle) }),
    ...(prefix === "" ? {} : { prefix }),
    ...(namespace === "" ? {} : { namespace }),
    ...(cacert ? { cacert } : {}),
    ...(cert && key ? { client: { cert, key } } : {}),
  };
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
