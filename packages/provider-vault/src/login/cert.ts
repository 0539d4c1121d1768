import type { LoginMethod } from "./login-method.ts";
import type { LoginSettings } from "./login-settings.ts";

/** A login with the certificate of the TLS connection. `renewTls` has the next connection made with the files as they are now. */
export function certLogin(
  { mount, role }: Extract<LoginSettings, { readonly auth: "cert" }>,
  renewTls: () => void,
): LoginMethod {
  let isFirst = true;
  return {
    name: `cert at auth/${mount}`,
    logIn: async (api, signal) => {
      if (!isFirst) renewTls();
      isFirst = false;
      const data = role ? { name: role } : {};
      return await api.send({ method: "POST", path: `auth/${mount}/login`, data, signal });
    },
  };
}
