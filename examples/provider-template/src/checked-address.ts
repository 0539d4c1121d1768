import { type Host, SecretError } from "@claviger/core/provider";

/**
 * That it is a http or https URL was checked before, since the option is of the type `url`.
 *
 * @throws SecretError `not_configured`; the address is never quoted, since it may hold a password
 */
export function checkedAddress(address: string, env: Host["env"]): string {
  const { protocol, hostname, username, password, search, hash } = new URL(address);
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  const problem =
    username || password || search || hash
      ? "has more than a host and a path"
      : protocol === "http:"
        ? !isHere && "is http, over which the token would travel unencrypted"
        : env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0" &&
          "would be asked without a look at its certificate: unset NODE_TLS_REJECT_UNAUTHORIZED";
  if (!problem) return address.replace(/\/+$/, "");
  throw new SecretError("not_configured", `httpkv: url ${problem}`, { hint: "correct HTTPKV_URL" });
}
