import { type Check, clockCheck, isSecretError, type Location, SecretError } from "@claviger/core/provider";
import { askIdentity, type IdentitySettings } from "./identity.ts";
import type { Ready } from "./connection.ts";
import type { Limits } from "./limits.ts";
import { readNativeError } from "./native-error.ts";
import { absenceOf } from "./read-failure.ts";
import { Semaphore } from "./semaphore.ts";
import { stateOf } from "./secret-state.ts";

/** A stage that no version has: asking for it is authorised like a read, and gives no value. */
const noStage = "claviger-check";

interface CheckContext {
  readonly limits: Limits;
  /** The client for a location, or for none in particular. */
  readonly ready: (location?: Location) => Promise<Ready>;
  readonly identity: IdentitySettings;
}

/** Credentials, identity, and each secret's permission to be read, all without reading a value. It fails with `aborted` only. */
export async function checkAccess(
  locations: readonly Location[],
  { limits, ready, identity }: CheckContext,
): Promise<readonly Check[]> {
  const first = await ready(locations[0]).catch(asSecretError);
  if (first instanceof SecretError) return [failed("credentials", first)];
  const paths = [...new Map(locations.map((location) => [location.path, location])).values()];
  const turns = new Semaphore(10);
  const permissions = paths.map((location) =>
    turns.run(
      async () =>
        await ready(location)
          .then((aws) => checkSecret(location, aws))
          .catch((error: unknown) => failed(`permission ${location.path}`, asSecretError(error))),
    ),
  );
  const credentials = `credentials for ${first.region} are at hand`;
  const asked = await Promise.all([askIdentity(first, { ...identity, limits }), ...permissions]);
  // The SDK learns it from answers: nothing is known of it before the first. As a difference, any moment does for its start.
  const offset = first.clockOffset();
  const clock = offset === 0 ? undefined : clockCheck(new Date(offset).toUTCString(), 0);
  return [
    { subject: "credentials", status: "ok", message: credentials },
    ...asked,
    ...(clock ? [clock] : []),
  ];
}

async function checkSecret({ path }: Location, aws: Ready): Promise<Check> {
  const subject = `permission ${path}`;
  await authorise(path, aws);
  const state = await stateOf(path, aws);
  if (state === "unknown") {
    return {
      subject,
      status: "warning",
      message: "may be read; whether it exists cannot be known, since DescribeSecret is not allowed",
      fix: `allow secretsmanager:DescribeSecret on it`,
    };
  }
  if (state === "absent") {
    return {
      subject,
      status: "warning",
      message: `there is no such secret in ${aws.region}`,
      fix: "create it, or correct the name, the prefix or the region",
    };
  }
  return {
    subject,
    status: "ok",
    message: "may be read, and exists; whether its key may be used, only a read would show",
  };
}

/** @throws SecretError if the secret may not be read, or is marked for deletion */
async function authorise(path: string, aws: Ready): Promise<void> {
  try {
    await aws.getSecretValue({ SecretId: path, VersionStage: noStage });
  } catch (error) {
    if (readNativeError(error).name === "ResourceNotFoundException") return;
    await absenceOf({ path }, error, aws);
  }
}

function failed(subject: string, { code, problem, hint }: SecretError): Check {
  return {
    subject,
    status: "error",
    message: `${problem} (${code})`,
    fix: hint ?? "see the documentation of this error",
  };
}

function asSecretError(error: unknown): SecretError {
  if (!isSecretError(error) || error.code === "aborted") throw error;
  return error;
}
