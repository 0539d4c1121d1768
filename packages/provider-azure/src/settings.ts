import { type Host, type NameCase, SecretError } from "@claviger/core/provider";
import { authorityOf } from "./cloud.ts";
import type { AzureOptions } from "./options.ts";
import { isSecretName, secretNameRule } from "./secret-name.ts";

/** The options, checked and brought into one form. */
export interface Settings extends Omit<AzureOptions, "url" | "authority" | "case"> {
  /** The vault's origin: `https://my-vault.vault.azure.net`. */
  readonly vault: string;
  readonly authority?: string;
  readonly case: NameCase;
}

/** @throws SecretError `not_configured` that names every option that cannot work */
export function settingsOf({ url, authority, prefix, ...others }: AzureOptions, host: Host): Settings {
  const { bundle, tenantId, clientId, clientSecret = "" } = others;
  const problems = [
    originProblem("url", url),
    authority === undefined ? undefined : originProblem("authority", authority),
    nameProblem("prefix", prefix),
    nameProblem("bundle", bundle),
    idProblem("tenantId", tenantId),
    idProblem("clientId", clientId),
    /\p{Cc}/u.test(clientSecret) ? "clientSecret has a line break or another control character" : undefined,
    ...missingFor(others),
    verificationProblem(host.env),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) {
    throw new SecretError("not_configured", `Azure Key Vault: ${problems.join("; ")}`, {
      hint: "correct the options, or the variables SECRETS_AZURE_<OPTION> and AZURE_*",
    });
  }
  const vault = new URL(url).origin;
  const login = authority === undefined ? authorityOf(vault) : new URL(authority).origin;
  return {
    ...others,
    vault,
    ...(prefix && { prefix: prefix.endsWith("-") ? prefix : `${prefix}-` }),
    ...(login && { authority: login }),
  };
}

/** No problem quotes the address: it may hold a password. */
function originProblem(option: string, address: string): string | undefined {
  const url = URL.parse(address);
  // Tokens travel to both, and Azure's SDK sends none without TLS, not even to this machine.
  if (url?.protocol !== "https:") return `${option} must be an https URL: no token is sent without TLS`;
  if (url.username || url.password) return `${option} holds credentials`;
  if (url.href !== `${url.origin}/`) return `${option} has more than a host: leave out what follows it`;
  return undefined;
}

function nameProblem(option: string, name: string | undefined): string | undefined {
  return !name || isSecretName(name) ? undefined : `${option} may only have ${secretNameRule}`;
}

function idProblem(option: string, id: string | undefined): string | undefined {
  const isId = id === undefined || /^[0-9a-zA-Z.-]{1,128}$/.test(id);
  return isId ? undefined : `${option} is not the id of one`;
}

/** What each kind of credential cannot do without. */
const needed = {
  default: [],
  "managed-identity": [],
  "workload-identity": ["tenantId", "clientId", "tokenFile"],
  "client-secret": ["tenantId", "clientId", "clientSecret"],
  certificate: ["tenantId", "clientId", "certificate"],
} as const satisfies Readonly<Record<AzureOptions["credential"], readonly (keyof AzureOptions)[]>>;

function missingFor(options: Omit<AzureOptions, "url">): readonly string[] {
  return needed[options.credential]
    .filter((option) => !options[option])
    .map((option) => `${option} is missing, which the credential ${options.credential} needs`);
}

/** Through a proxy the SDK makes the connection, and Node's own variable decides whether it looks at the certificate. */
function verificationProblem(env: Host["env"]): string | undefined {
  const behindProxy = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"].some((name) => env[name]);
  if (env["NODE_TLS_REJECT_UNAUTHORIZED"] !== "0" || !behindProxy) return undefined;
  return "NODE_TLS_REJECT_UNAUTHORIZED is 0, and certificates are always verified: unset it, and set NODE_EXTRA_CA_CERTS";
}
