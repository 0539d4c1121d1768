import { SecretError } from "@claviger/core/provider";
import type { Subject } from "../error-table.ts";
import { errorTexts, objectAt, type Reply } from "../reply.ts";
import { errorFromReply } from "../translate-error.ts";

/** What it means that a login gave no token: refused, not there, or as every other reply. */
export function loginError(
  reply: Reply,
  { name, subject }: { readonly name: string; readonly subject: Subject },
): SecretError {
  const { status } = reply;
  const { address } = subject;
  const texts = errorTexts(reply) ?? [];
  if (objectAt(reply.body, "auth")?.["mfa_requirement"] != null) {
    return new SecretError("auth_failed", `the login by ${name} wants a second factor at Vault ${address}`, {
      hint: "take a login that a program can do, or exempt this one from MFA",
    });
  }
  if ((status === 400 || status === 401 || status === 403) && texts.length > 0) {
    return new SecretError("auth_failed", `Vault at ${address} refuses the login by ${name}`, {
      hint: "check the credentials, whether they have expired, role and authMount; Vault's own log says why",
      cause: { status },
    });
  }
  return errorFromReply(reply, subject);
}
