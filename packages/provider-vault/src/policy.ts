import { type Location, SecretError } from "@claviger/core/provider";
import { credentialKind } from "./locations.ts";
import { joinPath, type MountNames, policyPath, type SecretPath, splitPath } from "./secret-path.ts";

/** What a rule of Vault's policies may allow. */
export type Capability = "create" | "read" | "update" | "patch" | "delete" | "list";

/** What HCL or Vault's policies would read as something else: quotes, globs, templates. */
const special = /["\\*+]|\{\{|[$%]\{/;

type Rule = readonly [path: string, ...Capability[]];

/**
 * The policy, in HCL, that those secrets need and no more.
 *
 * - `read`: get, and where a location has a version or a stage, or is probed, the metadata.
 * - `write`: put, patch, delete, restore, purge and metadata, and no reading of values.
 * - `rotate`: read the value and its versions, and put the next one.
 *
 * Credentials that are made at each read are read, renewed and revoked; nobody writes them.
 *
 * @throws SecretError `invalid_ref`; `unsupported` for a path that a policy cannot name literally, and for writing what is
 * only read
 */
export function policyFor(
  locations: readonly Location[],
  purpose: "read" | "write" | "rotate",
  known: MountNames,
): string {
  const rules = new Map<string, Set<Capability>>();
  for (const location of locations) {
    for (const [path, ...capabilities] of rulesFor(location, purpose, known)) {
      const held = rules.get(path) ?? new Set();
      for (const capability of capabilities) held.add(capability);
      rules.set(path, held);
    }
  }
  return [...rules].map(([path, capabilities]) => `${policyRule(path, [...capabilities])}\n`).join("");
}

/** One rule on one line, as a hint shows it. */
export function policyRule(path: string, capabilities: readonly Capability[]): string {
  if (special.test(path)) {
    throw new SecretError("unsupported", `a policy of Vault cannot name "${path}" and nothing else`, {
      hint: "rename the secret, or write a rule with a wildcard by hand",
    });
  }
  return `path "${path}" { capabilities = [${capabilities.map((name) => `"${name}"`).join(", ")}] }`;
}

/** The path that reading a location needs `read` on. */
export function readPath(path: string, known: MountNames): string {
  const secret = splitPath(path, known);
  return isPlain(secret, known) ? joinPath(secret) : policyPath("data", secret);
}

/** Whether the API has the secret at the path that people write: everywhere but in KV v2. */
function isPlain({ mount }: SecretPath, { dynamic, kv1 }: MountNames): boolean {
  return dynamic.includes(mount) || kv1.includes(mount);
}

function rulesFor(
  { path, version }: Location,
  purpose: "read" | "write" | "rotate",
  known: MountNames,
): readonly Rule[] {
  const secret = splitPath(path, known);
  if (isPlain(secret, known)) {
    if (purpose === "write") throw readOnly(path);
    if (known.kv1.includes(secret.mount) && purpose === "rotate") throw readOnly(path);
    const read: Rule = [joinPath(secret), "read"];
    if (credentialKind(secret.path) !== "creds" || !known.dynamic.includes(secret.mount)) return [read];
    return [read, ["sys/leases/renew", "update"], ["sys/leases/revoke", "update"]];
  }
  const data = policyPath("data", secret);
  const metadata = policyPath("metadata", secret);
  if (purpose === "read")
    return version
      ? [
          [data, "read"],
          [metadata, "read"],
        ]
      : [[data, "read"]];
  if (purpose === "rotate") {
    return [
      [data, "create", "read", "update", "patch"],
      [metadata, "read"],
    ];
  }
  return [
    [data, "create", "update", "patch", "delete"],
    [metadata, "read", "create", "update", "patch", "delete"],
    ...(["delete", "undelete", "destroy"] as const).map((name): Rule => [policyPath(name, secret), "update"]),
  ];
}

function readOnly(path: string): SecretError {
  return new SecretError("unsupported", `there is no policy for writing "${path}": it is only read`, {
    hint: "ask for the purpose read",
  });
}
