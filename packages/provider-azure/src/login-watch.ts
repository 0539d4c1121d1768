import { isSecretError, networkMeaning, type SanitisedCause, SecretError } from "@claviger/core/provider";
import { networkHints } from "./error-table.ts";
import { identifier, nativeCode, wrapped } from "./native-code.ts";
import { jsonObject } from "./reply-error.ts";
import type { Policy, PolicyResponse } from "./sdk.ts";
import type { Settings } from "./settings.ts";

type Kind = Settings["credential"];

const source = "Microsoft Entra ID";

/** How long a request for a token may take: it serves all who wait, and has the limits of none of them. */
const longestRequestMs = 10_000;

/**
 * Watches the requests for tokens, to tell why there is none. The SDK's own errors tell a refusal from a source that cannot be
 * reached in prose alone, and prose may quote what was sent.
 */
export class LoginWatch {
  /** `client-secret`, or whichever is configured. */
  readonly kind: Kind;
  #failure: SecretError | undefined;

  constructor(kind: Kind) {
    this.kind = kind;
  }

  readonly policy: Policy = {
    name: "clavigerLoginWatch",
    sendRequest: async (request, next) => {
      request.timeout = longestRequestMs;
      try {
        const response = await next(request);
        this.#failure = refusalIn(response, this.kind);
        return response;
      } catch (error) {
        this.#failure = isSecretError(error) ? error : unreachable(nativeCode(error), this.kind);
        throw error;
      }
    },
  };

  /** Forgets what was, before a token is asked for. */
  start(): void {
    this.#failure = undefined;
  }

  /**
   * Why there is no token. An authority that refused is `auth_failed`, and so is a process that never had credentials; a source
   * that cannot be reached, or answers garbage, is `unavailable`, and so is one that gave tokens before.
   *
   * @param error - what the SDK's credential threw
   * @param context - whether this login has had a token before
   */
  explain(error: unknown, { held }: { readonly held: boolean }): SecretError {
    const { kind } = this;
    if (isSecretError(error)) return error;
    if (this.#failure) return this.#failure;
    // A managed identity's endpoint cannot be watched: its errors come wrapped. MSAL drops the reason of a failed exchange.
    const native = nativeCode(error);
    const errors = [...wrapped(error)];
    const isUnreachable = errors.some((one) => "errorCode" in one && one.errorCode === "network_error");
    if (native !== undefined || isUnreachable) return unreachable(native, kind);
    const status = errors.map(statusOf).find((found) => found !== undefined) ?? 0;
    const name = error instanceof Error ? identifier(error.name) : undefined;
    const cause = { ...(name && { name }), ...(status && { status }) };
    if (status === 429 || status >= 500) return unavailable("gave no token now", cause);
    if (status < 400 && held) return unavailable("gave tokens before, and none now", cause);
    return refused("this process has no credentials for Azure", kind, cause);
  }
}

/** What the source of tokens says with a reply, unless it gives one. */
function refusalIn(
  { status, bodyAsText }: Pick<PolicyResponse, "status" | "bodyAsText">,
  kind: Kind,
): SecretError | undefined {
  const body = jsonObject(bodyAsText);
  const error = identifier(body?.["error"]);
  const cause = { status, ...(error && { code: error }) };
  if (status === 429) {
    const hint = "ask again shortly";
    return new SecretError("throttled", `${source} asks for fewer requests`, { hint, cause });
  }
  const [isGiven, isRefused] = [status >= 200 && status < 300, status >= 400 && status < 500];
  if (!isGiven && !isRefused) return unavailable("is in trouble", cause);
  if (!body || (isRefused && error === undefined)) {
    return unavailable("was not what answered: the reply is not its own", cause);
  }
  return isRefused ? refused(`${source} refused the credentials`, kind, cause) : undefined;
}

/** The source did not answer: by one of Node's codes, where one is known. */
function unreachable(native: string | undefined, kind: Kind): SecretError {
  const { code, problem, hint } = networkMeaning(native ?? "", networkHints);
  return new SecretError(code, `the source of Azure's tokens (${kind}) ${problem}`, {
    hint: hint.replace("the URL", "SECRETS_AZURE_AUTHORITY"),
    ...(native && { cause: { code: native } }),
  });
}

function unavailable(problem: string, cause: SanitisedCause): SecretError {
  return new SecretError("unavailable", `${source} ${problem}`, {
    hint: "check what is between here and there, and Azure's service health; then ask again",
    cause,
  });
}

const hints: Readonly<Record<Kind, string>> = {
  default:
    "run az login, set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or give the machine a managed identity",
  "managed-identity":
    "assign a managed identity to what this runs on, and for a user-assigned one set AZURE_CLIENT_ID",
  "workload-identity": "check the federated credential of the application: issuer, subject and audience",
  "client-secret":
    "check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, and that the secret has not expired",
  certificate: "check that this certificate was added to the application, and has not expired",
};

function refused(problem: string, kind: Kind, cause: SanitisedCause): SecretError {
  return new SecretError("auth_failed", `${problem} (${kind})`, { hint: hints[kind], cause });
}

function statusOf(error: object): number | undefined {
  const status = "statusCode" in error ? error.statusCode : "status" in error ? error.status : undefined;
  return typeof status === "number" ? status : undefined;
}
