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

test("writing allows every change, and reading no value", () => {
  expect(instance.policy([{ path: "secret/x" }], "write")).toBe(
    [
      'path "secret/data/x" { capabilities = ["create", "update", "patch", "delete"] }',
      'path "secret/metadata/x" { capabilities = ["read", "create", "update", "patch", "delete"] }',
      'path "secret/delete/x" { capabilities = ["update"] }',
      'path "secret/undelete/x" { capabilities = ["update"] }',
      'path "secret/destroy/x" { capabilities = ["update"] }',
      "",
    ].join("\n"),
  );
});

test("rotating reads the value and its versions, and writes the next one", () => {
  expect(instance.policy([{ path: "secret/x" }], "rotate")).toBe(
    'path "secret/data/x" { capabilities = ["create", "read", "update", "patch"] }\npath "secret/metadata/x" { capabilities = ["read"] }\n',
  );
});

test("credentials that Vault makes are read, and their leases renewed and revoked", () => {
  const location = instance.parse("database/creds/app");
  expect(instance.policy([location, location], "read")).toBe(
    [
      'path "database/creds/app" { capabilities = ["read"] }',
      'path "sys/leases/renew" { capabilities = ["update"] }',
      'path "sys/leases/revoke" { capabilities = ["update"] }',
      "",
    ].join("\n"),
  );
  expect(() => instance.policy([location], "write")).toThrow(
    expect.objectContaining({ code: "unsupported" }),
  );
});

test("KV v1 has the secret at its own path, and is not written", () => {
  const legacy = vaultInstance({ kv1: ["legacy"] });
  const locations = [{ path: "legacy/app" }];
  expect(legacy.policy(locations, "read")).toBe('path "legacy/app" { capabilities = ["read"] }\n');
  for (const purpose of ["write", "rotate"] as const)
    expect(() => legacy.policy(locations, purpose)).toThrow(expect.objectContaining({ code: "unsupported" }));
});
