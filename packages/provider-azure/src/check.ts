import {
  type Check,
  clockCheck,
  isSecretError,
  type Location,
  type SecretError,
} from "@claviger/core/provider";
import type { Call } from "./call.ts";
import { secretPages } from "./list-secrets.ts";
import { readSecret } from "./read-secret.ts";

/**
 * Whether the vault can be reached, who this process is to it, and whether it may read those secrets. Key Vault has no question
 * "may I?": each secret is read, and its value is dropped.
 */
export async function examine(locations: readonly Location[], call: Call): Promise<readonly Check[]> {
  const { vault, session } = call;
  const listing = await firstPage(call);
  if (isSecretError(listing) && listing.code !== "denied") return [failed("reachability", listing)];
  const who = session.tokens.identity();
  const checks: Check[] = [
    { subject: "reachability", status: "ok", message: `${vault} answers` },
    {
      subject: "identity",
      status: "ok",
      message: who
        ? `application ${who.application}, object ${who.object}, tenant ${who.tenant}`
        : "the vault takes the token",
    },
    isSecretError(listing)
      ? {
          subject: "permission to list",
          // An application that reads by name needs none; one behind the firewall has another problem.
          status:
            listing.cause?.code?.startsWith("ForbiddenBy") && !isOfIdentity(listing.cause.code)
              ? "error"
              : "warning",
          message: listing.problem,
          ...(listing.hint === undefined ? {} : { fix: listing.hint }),
        }
      : { subject: "permission to list", status: "ok", message: "the identity may list the vault" },
  ];
  for (const location of locations) checks.push(await permission(location, call));
  const clock = clockCheck(session.serverDate, call.clock.now());
  if (clock) checks.push(clock);
  return checks;
}

function isOfIdentity(code: string): boolean {
  return code === "ForbiddenByRbac" || code === "ForbiddenByPolicy";
}

async function firstPage(call: Call): Promise<unknown> {
  try {
    for await (const page of secretPages("", call)) return page;
    return undefined;
  } catch (error) {
    if (!isSecretError(error)) throw error;
    return error;
  }
}

async function permission(location: Location, call: Call): Promise<Check> {
  const subject = `permission ${location.path}`;
  try {
    if (await readSecret(location, call))
      return { subject, status: "ok", message: "the identity may read it" };
    const message = "the identity may read it, and the vault does not have it";
    return { subject, status: "warning", message, fix: "write it, or correct the name" };
  } catch (error) {
    if (!isSecretError(error)) throw error;
    return failed(subject, error);
  }
}

/** A failure as a line of the report. */
export function failed(subject: string, { problem, code, hint }: SecretError): Check {
  return {
    subject,
    status: "error",
    message: `${problem} (${code})`,
    ...(hint === undefined ? {} : { fix: hint }),
  };
}
