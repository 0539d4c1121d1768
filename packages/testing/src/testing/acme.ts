import {
  defineProvider,
  isJsonObject,
  parseLosslessJson,
  SecretError,
  whileWanted,
} from "@claviger/core/provider";

export const acme = defineProvider({
  contract: 1,
  name: "acme",
  options: {
    url: { type: "url", env: ["ACME_URL"], required: true, doc: "Where Acme answers." },
    token: { type: "string", env: ["ACME_TOKEN"], required: true, secret: true, doc: "Says who asks." },
  },
  capabilities: { values: ["text"], versions: "none" },
  create: ({ url, token }, { clock }) => ({
    locate: ({ name }) => (isPath(name) ? [{ path: name }] : []),
    parse(path) {
      if (isPath(path)) return { path };
      throw new SecretError("invalid_ref", "Acme has no such path", {
        hint: "write segments between slashes",
      });
    },
    get({ path, version }, { signal, deadline }) {
      const task = `reading "${path}" from Acme`;
      const read = async (signal: AbortSignal) => {
        if (version)
          throw new SecretError("unsupported", "Acme keeps no versions", { hint: "ask without one" });
        const address = `${url}/v1/${path.split("/").map(encodeURIComponent).join("/")}`;
        const headers = { authorization: `Bearer ${token}` };
        // The native error holds the request: nothing of it is kept.
        const response = await fetch(address, { headers, signal, redirect: "error" }).catch(() => undefined);
        const text = await response?.text().catch(() => undefined);
        const body = text === undefined ? undefined : parsed(text);
        const { status = 0 } = response ?? {};
        // An answer that is not Acme's own proves nothing, whatever its status says.
        if (!body)
          throw new SecretError("unavailable", `${task} failed`, {
            hint: "check ACME_URL",
            cause: { status },
          });
        if (status === 404 && body["error"] === "no such secret") return undefined;
        if (status === 200 && typeof body["value"] === "string") {
          return { id: path, value: { type: "text" as const, text: body["value"] } };
        }
        const code = status === 401 ? "auth_failed" : status === 403 ? "denied" : "unavailable";
        throw new SecretError(code, `${task} was refused`, { hint: "check ACME_TOKEN", cause: { status } });
      };
      return whileWanted(read, { signal, deadline, clock, task });
    },
  }),
});

function isPath(path: string): boolean {
  const segments = path.split("/");
  return !segments.some((segment) => ["", ".", ".."].includes(segment)) && !/[\p{Cc}\p{Cs}]/u.test(path);
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const body = parseLosslessJson(text);
    return isJsonObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}
