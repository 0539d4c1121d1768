import { type Location, SecretError } from "@claviger/core/provider";
import { credentialKind } from "./locations.ts";
import {
  type Endpoint,
  joinPath,
  type MountNames,
  policyPath,
  type SecretPath,
  splitPath,
} from "./secret-path.ts";

/** What a rule of Vault's policies may allow. */
export type Capability = "create" | "read" | "update" | "patch" | "delete" | "list";

/** What HCL or Vault's policies would read as something else: quotes, globs, templates. */
const special = /["\\*+]|\{\{|[$%]\{/;

type Purpose = "read" | "write" | "rotate";
type Rule = readonly [path: string, capabilities: readonly Capability[]];

/** What KV v2 has to allow at each of its endpoints. */
const needs: Readonly<Record<Purpose, Readonly<Partial<Record<Endpoint, readonly Capability[]>>>>> = {
  read: { data: ["read"] },
  write: {
    data: ["create", "update", "patch", "delete"],
    metadata: ["read", "create", "update", "patch", "delete"],
    delete: ["update"],
    undelete: ["update"],
    destroy: ["update"],
  },
  rotate: { data: ["create", "read", "update", "patch"], metadata: ["read"] },
};

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
export function policyFor(locations: readonly Location[], purpose: Purpose, known: MountNames): string {
  // Of one purpose, the same path needs the same wherever it is needed.
  const rules = new Map(locations.flatMap((location) => rulesFor(location, purpose, known)));
  return [...rules].map(([path, capabilities]) => `${policyRule(path, capabilities)}\n`).join("");
}

/** One rule on one line. */
export function ruleOf(path: string, capabilities: readonly Capability[]): string {
  const names = capabilities.map((name) => `"${name}"`).join(", ");
  return `path ${JSON.stringify(path)} { capabilities = [${names}] }`;
}

/** The same, for nothing but that path. @throws SecretError `unsupported` where a policy would read it as more */
export function policyRule(path: string, capabilities: readonly Capability[]): string {
  if (special.test(path)) {
    throw new SecretError("unsupported", `a policy of Vault cannot name "${path}" and nothing else`, {
      hint: "rename the secret, or write a rule with a wildcard by hand",
    });
  }
  return ruleOf(path, capabilities);
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

function rulesFor({ path, version }: Location, purpose: Purpose, known: MountNames): readonly Rule[] {
  const secret = splitPath(path, known);
  if (isPlain(secret, known)) return plainRules(secret, purpose, known);
  const needed = {
    ...needs[purpose],
    ...(purpose === "read" && version ? { metadata: ["read"] as const } : {}),
  };
  return Object.entries(needed).map(([endpoint, capabilities]) => [
    policyPath(endpoint as Endpoint, secret),
    capabilities,
  ]);
}

/** What is only read: KV v1, and credentials that are made. */
function plainRules(secret: SecretPath, purpose: Purpose, { dynamic, kv1 }: MountNames): readonly Rule[] {
  const path = joinPath(secret);
  if (purpose === "write" || (purpose === "rotate" && kv1.includes(secret.mount))) {
    throw new SecretError("unsupported", `there is no policy for writing "${path}": it is only read`, {
      hint: "ask for the purpose read",
    });
  }
  const read: Rule = [path, ["read"]];
  if (credentialKind(secret.path) !== "creds" || !dynamic.includes(secret.mount)) return [read];
  return [read, ["sys/leases/renew", ["update"]], ["sys/leases/revoke", ["update"]]];
}
