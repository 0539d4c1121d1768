import type { Check } from "@claviger/core/provider";
import { clientSettings } from "./client-settings.ts";
import type { Ready } from "./connection.ts";
import type { Limits } from "./limits.ts";
import type { Sts } from "./sdk.ts";

export interface IdentitySettings {
  readonly loadSts: () => Promise<Sts>;
  /** Where STS answers; without it the region's, unless Secrets Manager itself is elsewhere. */
  readonly stsEndpoint: string | undefined;
  readonly endpoint: string | undefined;
}

const subject = "identity";

/** Milliseconds: STS may be out of reach where Secrets Manager is not. */
const longest = 3_000;

/** Whose the credentials are, as STS says. Nothing here depends on it, so that it never is an error. */
export async function askIdentity(
  { region, credentials }: Pick<Ready, "region" | "credentials">,
  { loadSts, stsEndpoint, endpoint, limits }: IdentitySettings & { readonly limits: Limits },
): Promise<Check> {
  if (endpoint && !stsEndpoint) {
    return { subject, status: "ok", message: "not asked for: an endpoint of STS is not configured" };
  }
  try {
    const sts = await limits.wait(loadSts());
    const client = new sts.STSClient({
      ...clientSettings,
      region,
      credentials,
      ...(stsEndpoint ? { endpoint: stsEndpoint } : {}),
    });
    try {
      const asking = client.send(new sts.GetCallerIdentityCommand({}), {
        abortSignal: limits.signal,
        requestTimeout: Math.min(longest, limits.remaining()),
      });
      const { Arn } = await limits.wait(asking);
      // From the wire, and to be shown.
      if (Arn !== undefined && /^arn:[\w:/+=,.@-]{1,2048}$/.test(Arn))
        return { subject, status: "ok", message: Arn };
    } finally {
      client.destroy();
    }
  } catch {
    // Below.
  }
  return {
    subject,
    status: "warning",
    message: "whose the credentials are cannot be known: STS does not say",
    fix: "allow this process to reach STS, or run aws sts get-caller-identity",
  };
}
