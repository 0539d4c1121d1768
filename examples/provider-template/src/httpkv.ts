import {
  addressProblem,
  conventionalLocations,
  defineProvider,
  nameCases,
  SecretError,
  StoreCalls,
} from "@claviger/core/provider";

/** A key-value store of texts behind HTTP. */
export const httpkv = defineProvider({
  contract: 1,
  name: "httpkv",
  options: {
    url: { type: "url", env: ["HTTPKV_URL"], required: true, doc: "The store, as https://kv.example.com." },
    token: { type: "string", env: ["HTTPKV_TOKEN"], required: true, secret: true, doc: "Says who asks." },
    prefix: { type: "string", doc: "Put before every name." },
    case: { type: "choice", values: nameCases, default: "as-is", doc: "How names without a / are spelled." },
  },
  capabilities: { values: ["text"], versions: "none", write: true, cas: true, maxBytes: 65_536 },

  create({ url, token, prefix, case: spelling }, { clock }) {
    const problem = addressProblem(url, { credentials: "give the token as HTTPKV_TOKEN" });
    if (problem) {
      throw new SecretError("not_configured", `httpkv: url ${problem}`, { hint: "correct HTTPKV_URL" });
    }
    const calls = new StoreCalls({
      open: async () => new (await import("./store.ts")).Store(url, token),
      clock,
      title: "httpkv",
    });
    return {
      locate: (ask) =>
        conventionalLocations(ask, { prefix, case: spelling }).filter(({ path }) => isPath(path)),

      parse(path) {
        if (isPath(path)) return { path };
        throw new SecretError("invalid_ref", "the store has no such path", {
          hint: "write segments between slashes, such as app/database-url",
        });
      },

      ...calls.methods({
        get: ({ path }) => `reading "${path}"`,
        list: () => "listing secrets",
        put: ({ path }) => `writing "${path}"`,
        delete: ({ path }) => `deleting "${path}"`,
      }),
      close: () => calls.close(),
    };
  },
});

function isPath(path: string): boolean {
  const segments = path.split("/");
  return !segments.some((segment) => ["", ".", ".."].includes(segment)) && !/[\p{Cc}\p{Cs}]/u.test(path);
}
