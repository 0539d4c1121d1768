import { describe, expect, it } from "vitest";
import {
  type Change,
  deleteSecret,
  moveStage,
  patchSecret,
  putSecret,
  restoreSecret,
} from "./change-secret.ts";
import { type Document, emptyDocument } from "./document.ts";
import { formatDocument } from "./format-document.ts";
import { parseDocument } from "./parse-document.ts";
import { listSecrets, listVersions, readSecret } from "./read-secret.ts";

const change: Change = { path: "key", title: "store.age", now: new Date(0), suffix: "abc123", history: 3 };

function put(
  document: Document,
  text: string,
  options: Parameters<typeof putSecret>[2]["options"] = {},
): Document {
  return putSecret(document, change, { value: { type: "text", text }, options })[0];
}

function textOf(
  document: Document,
  version?: Parameters<typeof readSecret>[1]["version"],
): string | undefined {
  const record = readSecret(document, { path: "key", version }, "store.age");
  return record?.value.type === "text" ? record.value.text : undefined;
}

const failing = (code: string) => expect.objectContaining({ code });

describe("history", () => {
  it("keeps the newest versions, and those that a stage points at", () => {
    let document = put(emptyDocument, "pending", { stage: "pending" });
    for (const text of ["1", "2", "3", "4", "5"]) document = put(document, text);
    const kept = listVersions(document, "key").map(({ version, stages }) => [version, stages]);
    expect(kept).toEqual([
      ["6-abc123", ["current"]],
      ["5-abc123", ["previous"]],
      ["4-abc123", []],
      ["1-abc123", ["pending"]],
    ]);
    expect(textOf(document, { version: "4-abc123" })).toBe("3");
    expect(() => textOf(document, { version: "2-abc123" })).toThrow(failing("version_not_found"));
  });

  it("never gives an id twice, also after a purge", () => {
    const first = put(emptyDocument, "1");
    const again = put(deleteSecret(first, change, { purge: true }), "2");
    expect(listVersions(again, "key").map(({ version }) => version)).toEqual(["3-abc123"]);
  });

  it("loses one version that is deleted, but not the current one", () => {
    const document = put(put(put(emptyDocument, "1"), "2"), "3");
    const without = deleteSecret(document, change, { version: "2-abc123" });
    expect(listVersions(without, "key").map(({ version }) => version)).toEqual(["3-abc123", "1-abc123"]);
    expect(() => textOf(without, { stage: "previous" })).toThrow(failing("version_not_found"));
    expect(() => deleteSecret(document, change, { version: "3-abc123" })).toThrow(failing("conflict"));
    expect(deleteSecret(document, change, { version: "none" })).toBe(document);
  });
});

describe("a rollback", () => {
  it("moves the stage current back, and previous with it", () => {
    const document = put(put(emptyDocument, "old"), "new");
    const back = moveStage(document, change, { stage: "current", from: "2-abc123", to: "1-abc123" });
    expect(textOf(back)).toBe("old");
    expect(textOf(back, { stage: "previous" })).toBe("new");
    expect(() => moveStage(back, change, { stage: "current", from: "2-abc123", to: "1-abc123" })).toThrow(
      failing("conflict"),
    );
    expect(() => moveStage(back, change, { stage: "current", to: "9" })).toThrow(
      failing("version_not_found"),
    );
  });
});

describe("a deleted secret", () => {
  const deleted = deleteSecret(put(put(emptyDocument, "1"), "2"), change, {});

  it("is listed as deleted, and comes back as it was or as an earlier version", () => {
    expect(listSecrets(deleted, "")).toMatchObject([{ path: "key", deletedAt: new Date(0) }]);
    expect(textOf(restoreSecret(deleted, change, {}))).toBe("2");
    expect(textOf(restoreSecret(deleted, change, { version: "1-abc123" }))).toBe("1");
    expect(() => restoreSecret(deleted, change, { version: "9" })).toThrow(failing("version_not_found"));
    expect(() => restoreSecret(emptyDocument, change, {})).toThrow(failing("version_not_found"));
  });

  it("lives again when it is written, and keeps its history", () => {
    const revived = put(deleted, "3", { ifAbsent: true });
    expect(textOf(revived)).toBe("3");
    expect(listVersions(revived, "key")).toHaveLength(3);
  });

  it("is not what a condition expects, and its old value never returns by the way", () => {
    expect(() => put(deleted, "3", { ifVersion: "2-abc123" })).toThrow(failing("conflict"));
    expect(() => put(deleted, "3", { stage: "pending" })).toThrow(failing("deleted"));
    expect(() => patchSecret(deleted, change, { fields: { a: "1" }, options: {} })).toThrow(
      failing("deleted"),
    );
    expect(() => moveStage(deleted, change, { stage: "current", to: "1-abc123" })).toThrow(
      failing("deleted"),
    );
  });
});

describe("a patch", () => {
  it("of a text that is a JSON object leaves the rest to the letter of its numbers", () => {
    const document = put(
      emptyDocument,
      '{ "id": 12345678901234567890, "rate": 1.0, "key": "old", "gone": true }',
    );
    const fields = { key: "new", gone: null, added: "x" };
    const [patched] = patchSecret(document, change, { fields, options: {} });
    expect(textOf(patched)).toBe('{"id":12345678901234567890,"rate":1.0,"key":"new","added":"x"}');
  });

  it("of a text or of bytes without fields is decode, and of what is not there a conflict", () => {
    const patch = { fields: { key: "new" }, options: {} };
    const value = { type: "bytes", bytes: Uint8Array.from([0, 255]) } as const;
    const [bytes] = putSecret(emptyDocument, change, { value, options: {} });
    for (const document of [put(emptyDocument, "[1]"), put(emptyDocument, "s3cr3t"), bytes]) {
      expect(() => patchSecret(document, change, patch)).toThrow(failing("decode"));
      expect(() => patchSecret(document, change, patch)).not.toThrow("s3cr3t");
    }
    expect(() => patchSecret(emptyDocument, change, patch)).toThrow(failing("conflict"));
  });

  it("keeps what is said about the secret", () => {
    const value = { type: "fields", fields: { a: "1" } } as const;
    const [document] = putSecret(emptyDocument, change, { value, options: { metadata: { owner: "ops" } } });
    const [, info] = patchSecret(document, change, { fields: { a: "2" }, options: {} });
    expect(info.metadata).toEqual({ owner: "ops" });
  });
});

describe("the format", () => {
  it("comes back as it was", () => {
    let document = put(put(emptyDocument, "1", { metadata: { a: "b" } }), "2", { stage: "pending" });
    const bytes = { type: "bytes", bytes: Uint8Array.from([0, 255]) } as const;
    const fields = { type: "fields", fields: { ["__proto__"]: "p", toString: "t" } } as const;
    for (const [path, value] of [
      ["b", bytes],
      ["__proto__", fields],
    ] as const) {
      [document] = putSecret(document, { ...change, path }, { value, options: {} });
    }
    document = deleteSecret(document, { ...change, path: "b" }, {});
    const again = parseDocument(formatDocument(document), { id: "x", title: "store.age" });
    expect(formatDocument(again)).toBe(formatDocument(document));
    expect(readSecret(again, { path: "__proto__" }, "")?.value).toMatchObject({ type: "fields" });
    expect(Object.keys(again.secrets.get("__proto__")?.versions[0]?.value ?? {})).toEqual(["type", "fields"]);
  });

  it("made by hand is an object of names and values", () => {
    const text =
      '{ "A": "x", "n": 1.0, "t": true, "gone": null, "db": { "host": "h", "port": 5432 }, "list": [1] }';
    const document = parseDocument(text, { id: "file-1", title: "store.age" });
    expect(document.foreign).toBe(true);
    const read = (path: string) => readSecret(document, { path }, "")?.value;
    expect(read("A")).toEqual({ type: "text", text: "x" });
    expect(read("n")).toEqual({ type: "text", text: "1.0" });
    expect(read("t")).toEqual({ type: "text", text: "true" });
    expect(read("list")).toEqual({ type: "text", text: "[1]" });
    expect(read("db")).toMatchObject({ type: "fields", fields: { host: "h", port: "5432" } });
    expect(read("gone")).toBeUndefined();
    expect(readSecret(document, { path: "A" }, "")?.version).toBe("file-1");
  });

  it.each([
    "",
    "A=1\nB=2",
    "[1]",
    '"s3cr3t"',
    '{ "claviger": 2, "secrets": {} }',
    '{ "claviger": 1 }',
    '{ "claviger": 1, "revision": -1, "secrets": {} }',
    '{ "claviger": 1, "revision": 1, "secrets": { "a": "s3cr3t" } }',
    '{ "claviger": 1, "revision": 1, "secrets": { "a": { "stages": {}, "versions": [{ "id": "1" }] } } }',
    '{ "claviger": 1, "revision": 1, "secrets": { "a": { "stages": {}, "versions": ["s3cr3t"] } } }',
  ])("%j is none, and the message shows nothing of it", (text) => {
    const parsing = (): unknown => parseDocument(text, { id: "x", title: "store.age" });
    expect(parsing).toThrow(expect.objectContaining({ hint: expect.stringMatching(/./) }));
    expect(parsing).not.toThrow("s3cr3t");
  });
});
