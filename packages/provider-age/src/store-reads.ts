import {
  type Answer,
  type CallContext,
  isSecretError,
  type Provider,
  type SecretInfo,
  type SecretRecord,
} from "@claviger/core/provider";
import type { Document } from "./document.ts";
import { listSecrets, listVersions, readSecret } from "./read-secret.ts";

/** Looks at what the store holds. */
export type Read = <T>(ctx: CallContext, task: string, look: (document: Document) => T) => Promise<T>;

export type StoreReads = Required<Pick<Provider, "get" | "getMany" | "probe">> & {
  versions(...args: Parameters<Required<Provider>["versions"]>): Promise<readonly SecretInfo[]>;
  list(...args: Parameters<Required<Provider>["list"]>): Promise<readonly SecretInfo[]>;
};

/** The calls of the contract that read. @param title - the store as messages call it */
export function storeReads(read: Read, title: string): StoreReads {
  return {
    get: (location, ctx) =>
      read(ctx, `reading ${location.path} in`, (document) => readSecret(document, location, title)),
    getMany: (locations, ctx) =>
      read(ctx, `reading ${locations.length} secrets in`, (document) =>
        locations.map((location) => answerOf(() => readSecret(document, location, title))),
      ),
    async probe(locations, ctx) {
      const task = `looking at ${locations.length} secrets in`;
      const answers = await read(ctx, task, (document) =>
        locations.map((location) => answerOf(() => readSecret(document, location, title))),
      );
      return answers.map(versionOf);
    },
    versions: ({ path }, ctx) =>
      read(ctx, `reading the history of ${path} in`, (document) => listVersions(document, path)),
    list: (prefix, ctx) => read(ctx, "listing", (document) => listSecrets(document, prefix)),
  };
}

function answerOf(look: () => SecretRecord | undefined): Answer<SecretRecord> {
  try {
    const record = look();
    return record ? { status: "found", value: record } : { status: "absent" };
  } catch (error) {
    if (!isSecretError(error)) throw error;
    return { status: "error", error };
  }
}

function versionOf(answer: Answer<SecretRecord>): Answer<string> {
  if (answer.status !== "found") return answer;
  return { status: "found", value: answer.value.version ?? "" };
}
