import { defineProvider } from "../../contract/define-provider.ts";

/** A provider with an option of every kind. It keeps nothing. */
export const store = defineProvider({
  contract: 1,
  name: "store",
  options: {
    addr: { type: "url", env: ["STORE_ADDR", "OLD_STORE_ADDR"], doc: "The address.", required: true },
    prefix: { type: "string", doc: "Put before every name." },
    maxBatch: { type: "integer", doc: "Names a call.", default: 20, min: 1, max: 100 },
    tls: { type: "boolean", doc: "Whether to use TLS.", default: true },
    files: { type: "list", doc: "More files." },
    case: { type: "choice", values: ["as-is", "kebab"], doc: "The case.", default: "as-is" },
    identity: { type: "path", doc: "A file.", env: ["STORE_IDENTITY"] },
    token: { type: "string", env: ["STORE_TOKEN"], doc: "The token.", secret: true },
  },
  capabilities: { values: ["text"], versions: "none" },
  create: () => ({ locate: ({ name }) => [{ path: name }], parse: (path) => ({ path }) }),
});
