import { type Check, isSecretError, type Location, type SecretError } from "@claviger/core/provider";
import type { Connection } from "./connection.ts";
import { isTokenRefused, refusedToken } from "./denial.ts";
import { errorFromReply } from "./translate-error.ts";
import { policyRule } from "./policy.ts";
import { objectAt, type Reply } from "./reply.ts";
import { policyPath, splitPath } from "./secret-path.ts";

/** What an examination works with. */
export interface Examination {
  readonly connection: Connection;
  /** The configured mount. */
  readonly mount: string;
  readonly signal: AbortSignal;
}

const steps = [
  ["reachability", reachability],
  ["identity", identity],
] as const;

/**
 * Whether Vault can be reached, knows the token, and lets it read those locations. What fails makes the rest pointless, so
 * nothing is asked after it. It reads no secret.
 */
export async function examine(
  locations: readonly Location[],
  examination: Examination,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const [subject, step] of steps) {
    checks.push(await step(examination).catch((error: unknown) => failed(subject, error)));
    if (checks.at(-1)?.status === "error") return checks;
  }
  if (locations.length > 0) checks.push(...(await permissions(locations, examination)));
  return checks;
}

async function reachability({ connection, signal }: Examination): Promise<Check> {
  const subject = "reachability";
  const reply = await connection.read("sys/health", { signal, anonymous: true });
  const { address } = connection.subject();
  // Here, unlike everywhere else, 429 is a standby, and 473 one that answers reads.
  const standby = reply.status === 429 || reply.status === 473;
  if (!reply.body || (reply.status !== 200 && !standby)) throw unhealthy(reply, connection);
  const { version } = reply.body;
  const message = `${address} answers${typeof version === "string" ? `, version ${version}` : ""}${standby ? ", a standby" : ""}`;
  return { subject, status: "ok", message };
}

/** `sys/health` says by its status what every other path says in words. */
function unhealthy(reply: Reply, connection: Connection): SecretError {
  const isSealed = reply.status === 503 && reply.body?.["sealed"] === true;
  const body = isSealed ? { errors: ["Vault is sealed"] } : reply.body;
  return errorFromReply({ ...reply, body }, connection.subject());
}

async function identity({ connection, signal }: Examination): Promise<Check> {
  const subject = "identity";
  const reply = await connection.read("auth/token/lookup-self", { signal });
  if (isTokenRefused(reply)) throw refusedToken(connection.subject().address);
  if (reply.status === 403 && reply.body) {
    const message = "Vault knows the token, which may not look itself up";
    return { subject, status: "warning", message, fix: "give the token the policy default" };
  }
  const data = objectAt(reply.body, "data");
  if (reply.status !== 200 || !data) throw errorFromReply(reply, connection.subject());
  const { display_name: name, policies, ttl } = data;
  const life = typeof ttl === "number" && ttl > 0 ? `expires in ${ttl} s` : "does not expire";
  const held = Array.isArray(policies) ? policies.join(", ") : "none";
  return { subject, status: "ok", message: `token ${String(name)}, policies ${held}, ${life}` };
}

async function permissions(
  locations: readonly Location[],
  { connection, mount, signal }: Examination,
): Promise<readonly Check[]> {
  try {
    const paths = locations.map(({ path }) => policyPath("data", splitPath(path, mount)));
    const reply = await connection.write("sys/capabilities-self", { signal, data: { paths } });
    if (reply.status === 403 && reply.body) {
      const message = "the token may not ask what it may do";
      return [
        { subject: "permission", status: "warning", message, fix: "give the token the policy default" },
      ];
    }
    const data = objectAt(reply.body, "data");
    if (reply.status !== 200 || !data) throw errorFromReply(reply, connection.subject(mount));
    return paths.map((path) => permission(path, data[path]));
  } catch (error) {
    return [failed("permission", error)];
  }
}

function permission(path: string, capabilities: unknown): Check {
  const subject = `permission ${path}`;
  const held: readonly unknown[] = Array.isArray(capabilities) ? capabilities : [];
  if (held.includes("read") || held.includes("root")) {
    return { subject, status: "ok", message: "the token may read it, if it exists" };
  }
  const message = "the token may not read it, or its mount does not exist";
  return { subject, status: "error", message, fix: `add to a policy of the token: ${policyRule(path)}` };
}

/** A failure as a line of the report; whether the caller still waits is decided outside. */
function failed(subject: string, error: unknown): Check {
  if (!isSecretError(error)) throw error;
  const fix = error.hint === undefined ? {} : { fix: error.hint };
  return { subject, status: "error", message: `${error.problem} (${error.code})`, ...fix };
}
