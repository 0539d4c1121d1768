import {
  type Check,
  clockCheck,
  failedCheck,
  type Location,
  type SecretError,
} from "@claviger/core/provider";
import { isDenied } from "./denial.ts";
import { policyRule, readPath } from "./policy.ts";
import { type JsonObject, objectAt, type Reply } from "./reply.ts";
import type { Session } from "./session.ts";
import type { Settings } from "./settings.ts";
import { errorFromReply } from "./translate-error.ts";

/** What an examination works with. */
export interface Examination {
  readonly settings: Settings;
  readonly session: Session;
}

/**
 * Whether Vault can be reached, knows the token, and lets it read those locations. What fails makes the rest pointless, so
 * nothing is asked after it. It reads no secret, and makes no credentials.
 */
export async function examine(
  locations: readonly Location[],
  examination: Examination,
): Promise<readonly Check[]> {
  const checks = await reachability(examination);
  if (checks.every(({ status }) => status === "error")) return checks;
  checks.push(await identity(examination.session).catch((error: unknown) => failedCheck("identity", error)));
  if (checks.at(-1)?.status === "error" || locations.length === 0) return checks;
  return [...checks, ...(await permissions(locations, examination))];
}

/**
 * Of a cluster one line a node: one that is down is a warning as long as another answers. A clock that is off is worth a word,
 * and no more: what has an end here is counted from when it was asked for.
 */
async function reachability({ settings, session }: Examination): Promise<Check[]> {
  const { addresses } = settings;
  const checks = await Promise.all(
    addresses.map((node) => {
      const subject = addresses.length === 1 ? "reachability" : `reachability ${node}`;
      return reachable(node, { subject, session }).catch((error: unknown) => [failedCheck(subject, error)]);
    }),
  );
  const all = checks.flat();
  if (all.every(({ status }) => status === "error")) return all;
  return all.map((check) => (check.status === "error" ? { ...check, status: "warning" as const } : check));
}

async function reachable(
  node: string,
  { subject, session }: { readonly subject: string; readonly session: Session },
): Promise<readonly Check[]> {
  const reply = await session.health(node);
  // Here, unlike everywhere else, 429 is a standby, and 473 one that answers reads.
  const standby = reply.status === 429 || reply.status === 473;
  if (!reply.body || (reply.status !== 200 && !standby)) throw unhealthy(reply, node);
  const { version } = reply.body;
  const message = `${node} answers${typeof version === "string" ? `, version ${version}` : ""}${standby ? ", a standby" : ""}`;
  const time = clockCheck(reply.headers.date, session.clock.now());
  return [{ subject, status: "ok", message }, ...(time && time.status !== "ok" ? [time] : [])];
}

/** `sys/health` says by its status what every other path says in words. */
function unhealthy(reply: Reply, address: string): SecretError {
  const isSealed = reply.status === 503 && reply.body?.["sealed"] === true;
  const body = isSealed ? { errors: ["Vault is sealed"] } : reply.body;
  return errorFromReply({ ...reply, body }, { address });
}

async function identity(session: Session): Promise<Check> {
  const subject = "identity";
  const reply = await session.send("auth/token/lookup-self");
  if (isDenied(reply)) {
    return withoutDefault(subject, "Vault knows the token, which may not look itself up");
  }
  const data = objectAt(reply.body, "data");
  if (reply.status !== 200 || !data) throw session.failure(reply);
  return { subject, status: "ok", message: `${who(data)}, ${whatItMay(data)}, ${howLong(data)}` };
}

/** `token app`, or `login approle by auth/approle/login (role_name app)`. Of the metadata, what names an identity. */
function who({ display_name: name, path, meta }: JsonObject): string {
  const login = typeof path === "string" && /^auth\/(?!token\/)/.test(path) ? path : undefined;
  const named = ["role_name", "role", "username", "cert_name", "service_account_name"].flatMap((key) => {
    const value = objectAt({ meta }, "meta")?.[key];
    return typeof value === "string" && value !== "" ? [`${key} ${value}`] : [];
  });
  const about = named.length > 0 ? ` (${named.join(", ")})` : "";
  return login ? `login ${String(name)} by ${login}${about}` : `token ${String(name)}${about}`;
}

function whatItMay({ policies, identity_policies: more }: JsonObject): string {
  const held = [policies, more].flatMap((names): readonly unknown[] => (Array.isArray(names) ? names : []));
  return `policies ${held.length > 0 ? held.join(", ") : "none"}`;
}

function howLong({ ttl, renewable }: JsonObject): string {
  if (typeof ttl !== "number" || ttl <= 0) return "does not expire";
  return `expires in ${ttl} s${renewable === true ? " unless renewed" : ""}`;
}

async function permissions(
  locations: readonly Location[],
  { settings, session }: Examination,
): Promise<readonly Check[]> {
  try {
    const paths = locations.map(({ path }) => readPath(path, settings));
    const reply = await session.send("sys/capabilities-self", { method: "POST", data: { paths } });
    if (isDenied(reply)) return [withoutDefault("permission", "the token may not ask what it may do")];
    const data = objectAt(reply.body, "data");
    if (reply.status !== 200 || !data) throw session.failure(reply, settings.mount);
    return paths.map((path) => permission(path, data[path]));
  } catch (error) {
    return [failedCheck("permission", error)];
  }
}

function withoutDefault(subject: string, message: string): Check {
  return { subject, status: "warning", message, fix: "give the token the policy default" };
}

function permission(path: string, capabilities: unknown): Check {
  const subject = `permission ${path}`;
  const held: readonly unknown[] = Array.isArray(capabilities) ? capabilities : [];
  if (held.includes("read") || held.includes("root")) {
    return { subject, status: "ok", message: "the token may read it, if it exists" };
  }
  const message = "the token may not read it, or its mount does not exist";
  return {
    subject,
    status: "error",
    message,
    fix: `add to a policy of the token: ${policyRule(path, ["read"])}`,
  };
}
