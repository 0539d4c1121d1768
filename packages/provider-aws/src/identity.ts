import type { Check } from "@claviger/core/provider";
import type { AskOne, Call } from "./call.ts";
import type { Ready } from "./connection.ts";
import type { AwsOptions } from "./options.ts";
import { clientSettings, importSts } from "./sdk.ts";

/** Where STS answers: without `stsEndpoint` the region's, unless Secrets Manager itself is elsewhere. */
export type IdentitySettings = Pick<AwsOptions, "stsEndpoint" | "endpoint">;

const subject = "identity";

/** Milliseconds: STS may be out of reach where Secrets Manager is not. */
const requestTimeout = 3_000;

/** Whose the credentials are, as STS says. Nothing here depends on it, so that it never is an error. */
export async function askIdentity(
  { region, config: { credentials } }: Ready,
  { stsEndpoint, endpoint }: IdentitySettings,
  askOne: AskOne,
): Promise<Check> {
  if (endpoint && !stsEndpoint) {
    return { subject, status: "ok", message: "not asked for: an endpoint of STS is not configured" };
  }
  const ask = async ({ signal }: Call): Promise<string | undefined> => {
    const sts = await importSts();
    const client = new sts.STSClient({ ...clientSettings, region, credentials, endpoint: stsEndpoint });
    try {
      const command = new sts.GetCallerIdentityCommand({});
      return (await client.send(command, { abortSignal: signal, requestTimeout })).Arn;
    } finally {
      client.destroy();
    }
  };
  const arn = await askOne(ask).catch(() => undefined);
  // From the wire, and to be shown.
  if (arn !== undefined && /^arn:[\w:/+=,.@-]{1,2048}$/.test(arn)) {
    return { subject, status: "ok", message: arn };
  }
  return {
    subject,
    status: "warning",
    message: "whose the credentials are cannot be known: STS does not say",
    fix: "allow this process to reach STS, or run aws sts get-caller-identity",
  };
}
