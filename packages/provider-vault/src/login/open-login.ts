import type { Host } from "@claviger/core/provider";
import { appRoleLogin } from "./approle.ts";
import { certLogin } from "./cert.ts";
import { jwtLogin } from "./jwt.ts";
import type { LoginMethod } from "./login-method.ts";
import type { LoginSettings } from "./login-settings.ts";
import { userpassLogin } from "./userpass.ts";

/** The login that the settings name. */
export function openLogin(
  settings: Exclude<LoginSettings, { readonly auth: "token" }>,
  { host, renewTls }: { readonly host: Host; readonly renewTls: () => void },
): LoginMethod {
  switch (settings.auth) {
    case "approle":
      return appRoleLogin(settings, host);
    case "jwt":
    case "kubernetes":
      return jwtLogin(settings, host);
    case "cert":
      return certLogin(settings, renewTls);
    default:
      return userpassLogin(settings, host);
  }
}
