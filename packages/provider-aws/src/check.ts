import { type Check, clockCheck, failedCheck, isSecretError, type Location } from "@claviger/core/provider";
import type { AskOne } from "./call.ts";
import type { Ready } from "./connection.ts";
import { askIdentity, type IdentitySettings } from "./identity.ts";
import { isNotFound } from "./native-error.ts";
import { absenceOf } from "./secret-failure.ts";
import { Semaphore } from "./semaphore.ts";
import { deletedError, stateOf } from "./secret-state.ts";

/** A stage that no version has: asking for it is authorised like a read, and gives no value. */
const noStage = "claviger-check";

/** How many secrets are asked for at a time. */
const mostPermissions = 10;

/**
 * Credentials, identity, and each secret's permission to be read, all without reading a value. It fails with `aborted`
 * only.
 */
export async function checkAccess(
  locations: readonly Location[],
  { askOne, ...identity }: IdentitySettings & { readonly askOne: AskOne },
): Promise<readonly Check[]> {
  const paths = [...new Set(locations.map(({ path }) => path))];
  const first = await askOne((call) => call.ready(paths[0] ?? "")).catch((error: unknown) =>
    finding("credentials", error),
  );
  if ("status" in first) return [first];
  const turns = new Semaphore(mostPermissions);
  const permissions = paths.map((path) =>
    turns.run(() =>
      askOne(async (call) => await checkSecret(path, await call.ready(path))).catch((error: unknown) =>
        finding(`permission ${path}`, error),
      ),
    ),
  );
  const asked = await Promise.all([askIdentity(first, identity, askOne), ...permissions]);
  // In milliseconds, and 0 before the first answer. As a difference, any moment does for its start.
  const offset = first.config.systemClockOffset;
  const clock = offset === 0 ? undefined : clockCheck(new Date(offset).toUTCString(), 0);
  return [
    { subject: "credentials", status: "ok", message: `credentials for ${first.region} are at hand` },
    ...asked,
    ...(clock ? [clock] : []),
  ];
}

async function checkSecret(path: string, aws: Ready): Promise<Check> {
  await authorise(path, aws);
  const { state } = await stateOf(path, aws);
  if (state === "deleted") throw deletedError(path, aws);
  const subject = `permission ${path}`;
  if (state === "present") {
    const message = "may be read, and exists; whether its key may be used, only a read would show";
    return { subject, status: "ok", message };
  }
  const [message, fix] =
    state === "absent"
      ? [
          `there is no such secret in ${aws.region}`,
          "create it, or correct the name, the prefix or the region",
        ]
      : [
          "may be read; whether it exists cannot be known, since DescribeSecret is not allowed",
          "allow secretsmanager:DescribeSecret on it",
        ];
  return { subject, status: "warning", message, fix };
}

/** @throws SecretError if the secret may not be read, or is marked for deletion */
async function authorise(path: string, aws: Ready): Promise<void> {
  try {
    const input = { SecretId: path, VersionStage: noStage };
    await aws.send((client, options) => client.getSecretValue(input, options));
  } catch (error) {
    if (isNotFound(error)) return;
    await absenceOf({ path }, error, aws);
  }
}

/** Nobody waits for a check that was given up. */
function finding(subject: string, error: unknown): Check {
  if (isSecretError(error, "aborted")) throw error;
  return failedCheck(subject, error);
}
