import type { Host } from "@claviger/core/provider";
import type { Api } from "../api.ts";
import { readCredential } from "./credential-source.ts";
import type { LoginMethod } from "./login-method.ts";
import type { LoginSettings } from "./login-settings.ts";
import { unwrapSecretId } from "./unwrap-secret-id.ts";

type AppRoleSettings = Extract<LoginSettings, { readonly auth: "approle" }>;

/** A login by AppRole, with a SecretID, a wrapped one, or none where the role wants none. */
export function appRoleLogin(settings: AppRoleSettings, host: Host): LoginMethod {
  const { mount, roleId } = settings;
  const secretIdOf = settings.wrapped ? unwrapping(settings, host) : given(settings, host);
  return {
    name: `approle at auth/${mount}`,
    logIn: async (api, signal) => {
      const secretId = await secretIdOf(api, signal);
      const data = { role_id: roleId, ...(secretId === undefined ? {} : { secret_id: secretId }) };
      return await api.send({ method: "POST", path: `auth/${mount}/login`, data, signal });
    },
  };
}

type SecretIdSource = (api: Api, signal: AbortSignal) => Promise<string | undefined>;

const what = "the SecretID";

function given({ secretId }: AppRoleSettings, host: Host): SecretIdSource {
  return async () => secretId && (await readCredential(secretId, { host, what }));
}

/** A wrapping token works once: the SecretID is kept for the next login, until there is another wrapping token. */
function unwrapping({ secretId: source, mount, role }: AppRoleSettings, host: Host): SecretIdSource {
  let unwrapped: { readonly by: string; readonly secretId: string } | undefined;
  return async (api, signal) => {
    const wrappingToken = source ? await readCredential(source, { host, what }) : "";
    if (unwrapped?.by === wrappingToken) return unwrapped.secretId;
    const secretId = await unwrapSecretId(wrappingToken, { api, signal, mount, role });
    unwrapped = { by: wrappingToken, secretId };
    return secretId;
  };
}
