import type { Host } from "@claviger/core/provider";
import type { Api } from "../api.ts";
import type { VaultOptions } from "../options.ts";
import type { Reply } from "../reply.ts";
import { loginMount } from "./login-options.ts";
import { readCredential } from "./read-credential.ts";
import { unwrapSecretId } from "./unwrap-secret-id.ts";

/** A way to get a token: one login of Vault's. */
export interface LoginMethod {
  /** For messages: `approle at auth/approle`. */
  readonly name: string;
  /**
   * Logs in.
   * @returns Vault's reply to the login, whatever it is
   * @throws SecretError if there is none, or the credentials cannot be had
   */
  logIn(api: Api, signal: AbortSignal): Promise<Reply>;
}

/** What a login is made with. */
export interface LoginMeans {
  /** Without problems. */
  readonly options: VaultOptions;
  readonly host: Host;
  /** Has the next connection made with the files of TLS as they are then. */
  readonly renewTls: () => void;
}

/** Gives what a login tells of who logs in, as it is now. */
type Credentials = (api: Api, signal: AbortSignal) => Promise<object>;

/** The login that the option `auth` names. */
export function openLogin(means: LoginMeans): LoginMethod {
  const { auth, username } = means.options;
  const mount = `auth/${loginMount(means.options)}`;
  const path = auth === "userpass" ? `${mount}/login/${username}` : `${mount}/login`;
  const credentials = credentialsOf(means);
  return {
    name: `${auth} at ${mount}`,
    logIn: async (api, signal) =>
      api.send({ method: "POST", path, data: await credentials(api, signal), signal }),
  };
}

function credentialsOf(means: LoginMeans): Credentials {
  const { auth, role } = means.options;
  switch (auth) {
    case "approle":
      return appRole(means);
    case "cert":
      return certificate(means);
    case "userpass":
      return async () => ({ password: await readCredential("password", means) });
    default:
      // A signed token that somebody else issued: an OIDC token, or a Kubernetes service account's.
      return async () => ({ jwt: await readCredential("jwt", means), role: role || undefined });
  }
}

/** A SecretID, a wrapped one, or none where the role wants none. */
function appRole(means: LoginMeans): Credentials {
  const { roleId: role_id, role, secretIdWrapped } = means.options;
  const mount = loginMount(means.options);
  // A wrapping token works once: the SecretID is kept for the next login, until there is another wrapping token.
  let unwrapped: { readonly by: string; readonly secretId: string } | undefined;
  return async (api, signal) => {
    const given = await readCredential("secretId", means);
    if (!secretIdWrapped || given === undefined) return { role_id, secret_id: given };
    if (unwrapped?.by !== given) {
      const secretId = await unwrapSecretId(given, { api, signal, mount, role: role || undefined });
      unwrapped = { by: given, secretId };
    }
    return { role_id, secret_id: unwrapped.secretId };
  };
}

/** The certificate of the TLS connection, which may have been renewed since the last login. */
function certificate({ options, renewTls }: LoginMeans): Credentials {
  let isFirst = true;
  return async () => {
    if (!isFirst) renewTls();
    isFirst = false;
    return { name: options.role || undefined };
  };
}
