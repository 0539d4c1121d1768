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
  const problems = [
    url ? addressProblem("url", url) : "url is missing: set AZURE_KEYVAULT_URL to the address of the vault",
    authority === undefined ? undefined : addressProblem("authority", authority),
    nameProblem("prefix", prefix),
    nameProblem("bundle", others.bundle),
    idProblem("tenantId", others.tenantId),
    idProblem("clientId", others.clientId),
    others.clientSecret !== undefined && /\p{Cc}/u.test(others.clientSecret)
      ? "clientSecret has a line break or another control character"
      : undefined,
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
    ...(prefix ? { prefix: prefix.endsWith("-") ? prefix : `${prefix}-` } : {}),
    ...(login === undefined ? {} : { authority: login }),
  };
}

/** No problem quotes the address: it may hold a password. */
function addressProblem(option: string, address: string): string | undefined {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol)) return `${option} is not an https URL`;
  // Tokens travel to both, and Azure's SDK sends none without TLS, not even to this machine.
  if (url.protocol !== "https:") return `${option} must be https: no token is sent without TLS`;
  if (url.username || url.password) return `${option} holds credentials`;
  if (url.pathname !== "/" || url.search || url.hash || address.endsWith("?")) {
    return `${option} has more than a host: leave out what follows it`;
  }
  return undefined;
}

function nameProblem(option: string, name: string | undefined): string | undefined {
  if (!name || isSecretName(name)) return undefined;
  return `${option} may only have ${secretNameRule}`;
}

function idProblem(option: string, id: string | undefined): string | undefined {
  if (id === undefined || /^[0-9a-zA-Z.-]{1,128}$/.test(id)) return undefined;
  return `${option} is not the id of one`;
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
