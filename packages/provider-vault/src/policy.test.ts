import { expect, test } from "vitest";
import { vaultInstance } from "./testing/vault-instance.ts";

const instance = vaultInstance();

test("reading needs read on the data of each secret, once", () => {
  const locations = [
    { path: "secret/imip/production", field: "A" },
    { path: "secret/imip/production" },
    { path: "kv/x" },
  ];
  expect(instance.policy(locations, "read")).toBe(
    'path "secret/data/imip/production" { capabilities = ["read"] }\npath "kv/data/x" { capabilities = ["read"] }\n',
  );
});

test("a stage or a version also needs the metadata", () => {
  expect(instance.policy([{ path: "secret/x", version: { stage: "previous" } }], "read")).toContain(
    'path "secret/metadata/x" { capabilities = ["read"] }',
  );
});

test.each(["secret/x*", "secret/+/x", 'secret/a"b', "secret/{{identity}}"])(
  "%s would allow more than itself",
  (path) => {
    expect(() => instance.policy([{ path }], "read")).toThrow(
      expect.objectContaining({ code: "unsupported" }),
    );
  },
);

test("there is none for writing", () => {
  expect(() => instance.policy([], "write")).toThrow(expect.objectContaining({ code: "unsupported" }));
});
