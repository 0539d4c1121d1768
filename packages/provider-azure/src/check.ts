import { answerOf, type Check, clockCheck, failedCheck, type Location } from "@claviger/core/provider";
import type { Call } from "./call.ts";
import { listSecrets } from "./list-secrets.ts";
import { readSecret } from "./read-secret.ts";

/**
 * Whether the vault can be reached, who this process is to it, and whether it may read those secrets. Key Vault has no question
 * "may I?": each secret is read, and its value is dropped.
 */
export async function checkVault(locations: readonly Location[], call: Call): Promise<readonly Check[]> {
  const { vault, session, clock } = call;
  const subject = "permission to list";
  let listing: Check = { subject, status: "ok", message: "the identity may list the vault" };
  const first = await answerOf(async () => (await listSecrets("", call).next()).value);
  if (first.status === "error") {
    const { error } = first;
    if (error.code !== "denied") return [failedCheck("reachability", error)];
    // An application that reads by name needs none; one behind the firewall has another problem.
    const isNetwork = /^ForbiddenBy(?!Rbac$|Policy$)/.test(error.cause?.code ?? "");
    listing = { ...failedCheck(subject, error), status: isNetwork ? "error" : "warning" };
  }
  const identity = session.tokens.identity() ?? "the vault takes the token";
  const checks: Check[] = [
    { subject: "reachability", status: "ok", message: `${vault} answers` },
    { subject: "identity", status: "ok", message: identity },
    listing,
  ];
  for (const location of locations) checks.push(await permission(location, call));
  const agreement = clockCheck(session.serverDate, clock.now());
  return agreement ? [...checks, agreement] : checks;
}

async function permission(location: Location, call: Call): Promise<Check> {
  const subject = `permission ${location.path}`;
  const answer = await answerOf(() => readSecret(location, call));
  if (answer.status === "error") return failedCheck(subject, answer.error);
  if (answer.status === "found") return { subject, status: "ok", message: "the identity may read it" };
  const message = "the identity may read it, and the vault does not have it";
  return { subject, status: "warning", message, fix: "write it, or correct the name" };
}
