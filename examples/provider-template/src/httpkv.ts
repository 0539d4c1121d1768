import {
  conventionalLocations,
  defineProvider,
  nameCases,
  SecretError,
  type SecretInfo,
} from "@claviger/core/provider";
import { checkedAddress } from "./checked-address.ts";
import { StoreClient } from "./store-client.ts";
import { textToWrite } from "./text-to-write.ts";

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

  create({ url, token, prefix, case: spelling }, { clock, env }) {
    const store = new StoreClient({ url: checkedAddress(url, env), token, clock });
    return {
      locate: (ask) =>
        conventionalLocations(ask, { prefix, case: spelling }).filter(({ path }) => isPath(path)),

      parse(path) {
        if (isPath(path)) return { path };
        throw new SecretError("invalid_ref", "the store has no such path", {
          hint: "write segments between slashes, such as app/database-url",
        });
      },

      async get({ path, version }, ctx) {
        if (version) {
          throw new SecretError("unsupported", "the store keeps no old values", {
            hint: "ask without a version",
          });
        }
        const { status, body } = await store.ask(
          "GET",
          { path, task: `reading "${path}"`, absent: true },
          ctx,
        );
        if (status === 404) return undefined;
        const { value, version: current } = body;
        if (typeof value !== "string" || typeof current !== "string")
          throw store.garbled(`reading "${path}"`);
        return { id: path, value: { type: "text", text: value }, version: current };
      },

      async *list(prefix, ctx) {
        for (let after: string | undefined; ;) {
          const query = { prefix, ...(after === undefined ? {} : { after }) };
          const { body } = await store.ask("GET", { query, task: "listing secrets" }, ctx);
          if (!Array.isArray(body["names"])) throw store.garbled("listing secrets");
          for (const path of body["names"]) yield { path: String(path) } satisfies SecretInfo;
          if (typeof body["next"] !== "string") return;
          after = body["next"];
        }
      },

      async put({ path }, value, { ifVersion, ifAbsent = false, stage, metadata = {} }, ctx) {
        if (stage !== undefined || Object.keys(metadata).length > 0) {
          throw new SecretError("unsupported", "the store keeps values alone", {
            hint: "write without a stage and without metadata",
          });
        }
        const headers = {
          ...(ifVersion === undefined ? {} : { "if-match": ifVersion }),
          ...(ifAbsent ? { "if-none-match": "*" } : {}),
        };
        const request = { path, headers, json: { value: textToWrite(value) }, task: `writing "${path}"` };
        const { body } = await store.ask("PUT", request, ctx);
        if (typeof body["version"] !== "string") throw store.garbled(request.task);
        return { path, version: body["version"] };
      },

      async delete({ path }, { version }, ctx) {
        if (version !== undefined) {
          throw new SecretError("unsupported", "the store keeps no old values", {
            hint: "delete the secret",
          });
        }
        await store.ask("DELETE", { path, task: `deleting "${path}"`, absent: true }, ctx);
      },
    };
  },
});

function isPath(path: string): boolean {
  const segments = path.split("/");
  return !segments.some((segment) => ["", ".", ".."].includes(segment)) && !/[\p{Cc}\p{Cs}]/u.test(path);
}
