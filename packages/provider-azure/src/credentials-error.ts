import { isSecretError, networkMeaning, type SanitisedCause, SecretError } from "@claviger/core/provider";
import { networkHints } from "./error-table.ts";
import type { LoginOutcome } from "./login-watch.ts";
import { identifier, nativeCode, wrapped } from "./native-code.ts";

interface CredentialsContext {
  /** What the source of tokens answered last, if it was asked over HTTP by a credential that can be watched. */
  readonly outcome: LoginOutcome | undefined;
  /** Whether this instance has had a token before. */
  readonly held: boolean;
  /** `client-secret`, or whichever is configured. */
  readonly kind: string;
}

const source = "Microsoft Entra ID";

/**
 * Why there is no token. An authority that refused is `auth_failed`, and so is a process that never had credentials; a source
 * that cannot be reached, or answers garbage, is `unavailable`, and so is one that gave tokens before.
 */
export function credentialsError(error: unknown, { outcome, held, kind }: CredentialsContext): SecretError {
  if (isSecretError(error)) return error;
  if (outcome?.type === "failure") return unreachable(outcome, kind);
  if (outcome?.type === "reply") {
    const told = replied(outcome, kind);
    if (told) return told;
  }
  // A managed identity's endpoint cannot be watched: its errors come wrapped.
  const native = nativeCode(error);
  if (native !== undefined) return unreachable({ type: "failure", native, error: undefined }, kind);
  const cause = causeOf(error);
  const { status = 0 } = cause;
  if (isUnreachable(error))
    return unreachable({ type: "failure", native: undefined, error: undefined }, kind);
  if (status === 429 || status >= 500) return unavailable("gave no token now", cause);
  if (status < 400 && held) return unavailable("gave tokens before, and none now", cause);
  return new SecretError("auth_failed", `this process has no credentials for Azure (${kind})`, {
    hint: hints[kind] ?? hints["default"],
    cause,
  });
}

const hints: Readonly<Record<string, string>> = {
  default:
    "run az login, set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or give the machine a managed identity",
  "managed-identity":
    "assign a managed identity to what this runs on, and for a user-assigned one set AZURE_CLIENT_ID",
  "workload-identity": "check the federated credential of the application: issuer, subject and audience",
  "client-secret":
    "check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, and that the secret has not expired",
  certificate: "check that this certificate was added to the application, and has not expired",
};

function replied(
  { status, error, isJson }: Extract<LoginOutcome, { type: "reply" }>,
  kind: string,
): SecretError | undefined {
  const cause = { status, ...(error === undefined ? {} : { code: error }) };
  if (status === 429) {
    return new SecretError("throttled", `${source} asks for fewer requests`, {
      hint: "ask again shortly",
      cause,
    });
  }
  if (status >= 500 || status < 200 || (status >= 300 && status < 400))
    return unavailable("is in trouble", cause);
  if (!isJson) return unavailable("was not what answered: the reply is not its own", cause);
  if (status < 400) return undefined;
  if (error === undefined) return unavailable("was not what answered: the reply is not its own", cause);
  return new SecretError("auth_failed", `${source} refused the credentials (${kind})`, {
    hint: hints[kind] ?? hints["default"],
    cause,
  });
}

function unreachable(
  { native, error }: Extract<LoginOutcome, { type: "failure" }>,
  kind: string,
): SecretError {
  if (isSecretError(error)) return error;
  const { code, problem, hint } = networkMeaning(native ?? "", networkHints);
  return new SecretError(code, `the source of Azure's tokens (${kind}) ${problem}`, {
    hint: hint.replace("the URL", "SECRETS_AZURE_AUTHORITY"),
    ...(native === undefined ? {} : { cause: { code: native } }),
  });
}

function unavailable(problem: string, cause: SanitisedCause): SecretError {
  return new SecretError("unavailable", `${source} ${problem}`, {
    hint: "check what is between here and there, and Azure's service health; then ask again",
    cause,
  });
}

/** What MSAL says of a failed exchange, of which it drops the reason. */
function isUnreachable(error: unknown): boolean {
  return [...wrapped(error)].some((one) => "errorCode" in one && one.errorCode === "network_error");
}

function causeOf(error: unknown): SanitisedCause {
  const name = error instanceof Error ? identifier(error.name) : undefined;
  let status: number | undefined;
  for (const one of wrapped(error)) {
    const found = "statusCode" in one ? one.statusCode : "status" in one ? one.status : undefined;
    if (typeof found === "number") status ??= found;
  }
  return { ...(name === undefined ? {} : { name }), ...(status === undefined ? {} : { status }) };
}
