import type { Host } from "@claviger/core/provider";
import { readCredential } from "./credential-source.ts";
import type { LoginMethod } from "./login-method.ts";
import type { LoginSettings } from "./login-settings.ts";

/** A login with a name and a password. */
export function userpassLogin(
  { mount, username, password: source }: Extract<LoginSettings, { readonly auth: "userpass" }>,
  host: Host,
): LoginMethod {
  return {
    name: `userpass at auth/${mount}`,
    logIn: async (api, signal) => {
      const password = await readCredential(source, { host, what: "the password" });
      const path = `auth/${mount}/login/${username}`;
      return await api.send({ method: "POST", path, data: { password }, signal });
    },
  };
}
