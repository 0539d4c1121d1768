import type { Host } from "@claviger/core/provider";
import { readCredential } from "./credential-source.ts";
import type { LoginMethod } from "./login-method.ts";
import type { LoginSettings } from "./login-settings.ts";

type JwtSettings = Extract<LoginSettings, { readonly jwt: unknown }>;

/** A login with a signed token that somebody else issued: an OIDC token, or a Kubernetes service account's. */
export function jwtLogin({ auth, mount, role, jwt }: JwtSettings, host: Host): LoginMethod {
  const what = auth === "kubernetes" ? "the service account's token" : "the login's token";
  return {
    name: `${auth} at auth/${mount}`,
    logIn: async (api, signal) => {
      const data = { jwt: await readCredential(jwt, { host, what }), ...(role ? { role } : {}) };
      return await api.send({ method: "POST", path: `auth/${mount}/login`, data, signal });
    },
  };
}
