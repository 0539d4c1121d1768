import { SecretError } from "@claviger/core/provider";
import type { Call } from "./api.ts";
import { isGithubs } from "./reply.ts";
import type { SecretsOf } from "./secrets-of.ts";

/** Deletes a secret; what is proved not to be there is no failure. */
export async function deleteSecret(name: string, secrets: SecretsOf, call: Call): Promise<void> {
  const target = { suffix: "/{secret_name}", parameters: { secret_name: name } };
  const reply = await secrets.send("DELETE", target, call);
  if (reply.status === 204) return;
  if (reply.status !== 404 || !isGithubs(reply)) throw await secrets.refusal(reply, call);
  // The same answer is for who may not delete it.
  if (!(await secrets.find(name, call))) return;
  throw new SecretError("denied", `GitHub does not let these credentials delete ${name}`, {
    hint: "the token needs what policy() writes",
    cause: { status: 404 },
  });
}
