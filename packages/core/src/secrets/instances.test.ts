import { expect, test } from "vitest";
import { defineProvider } from "../contract/define-provider.ts";
import { nodeHost } from "../host/node-host.ts";
import { openDeployment } from "./open-deployment.ts";
import type { Deployment } from "./deployment.ts";
import type { Instances } from "./instances.ts";

/** A provider that answers nothing, and tells what it was asked to check and to permit. */
function store(name: string, capabilities: { readonly read?: boolean; readonly write?: boolean } = {}) {
  return defineProvider({
    contract: 1,
    name,
    options: { prefix: { type: "string", doc: "" } },
    capabilities: { values: ["text"], versions: "none", ...capabilities },
    create: ({ prefix = "" }) => ({
      locate: ({ name: asked }) => [{ path: prefix + asked }],
      parse: (path) => ({ path }),
      get: async () => undefined,
      check: async (locations) => [
        { subject: "reach", status: "ok", message: locations.map(({ path }) => path).join() },
      ],
      policy: (locations, purpose) => `${purpose} ${locations.map(({ path }) => path).join()}`,
    }),
  });
}

function deployment(variables: Readonly<Record<string, string>>): Promise<Deployment> {
  return openDeployment({
    providers: [store("aws"), store("vault"), store("github", { read: false, write: true })],
    host: nodeHost({ env: variables, directory: import.meta.dirname }),
    onEvent: () => {},
  });
}

async function instancesOf(variables: Readonly<Record<string, string>>): Promise<Instances> {
  return (await deployment(variables)).instances();
}

test("the instances of a chain are told in its order, replicas and write-only stores too", async () => {
  const instances = await instancesOf({ SECRETS_PROVIDERS: "aws.main+aws.dr,github,vault" });
  expect(instances.all().map(({ id, replicas }) => [id, replicas])).toEqual([
    ["aws.main", ["aws.dr"]],
    ["aws.dr", ["aws.main"]],
    ["vault", []],
    ["github", []],
  ]);
});

test("an instance says where it keeps a name, checks it, and what permission it takes", async () => {
  const instances = await instancesOf({ SECRETS_PROVIDERS: "aws", SECRETS_AWS_PREFIX: "app/" });
  const aws = await instances.open("aws");
  expect(aws.locate("key")).toEqual([{ path: "app/key" }]);
  expect(aws.locate("key#F")).toEqual([{ path: "app/key", field: "F" }]);
  expect(aws.locate("secret://aws/x?field=F")).toEqual([{ path: "x", field: "F" }]);
  expect(aws.locate("secret://vault/x")).toEqual([]);
  expect(await aws.check(["a", "b"])).toEqual([{ subject: "reach", status: "ok", message: "app/a,app/b" }]);
  expect(aws.policy(["a"], "write")).toBe("write app/a");
  expect(() => aws.policy(["secret://vault/x"], "read")).toThrow(
    expect.objectContaining({ code: "not_configured" }),
  );
  expect([aws.can("check"), aws.can("put")]).toEqual([true, false]);
});

test("an instance that is not in the chain can be opened, and one that nobody has cannot", async () => {
  const opened = await deployment({ SECRETS_PROVIDERS: "aws", SECRETS_VAULT_PREFIX: "v/" });
  const instances = await opened.instances();
  expect((await instances.open("vault")).locate("a")).toEqual([{ path: "v/a" }]);
  await expect(instances.open("azure")).rejects.toMatchObject({ code: "not_configured" });
  expect([opened.originOf("SECRETS_PROVIDERS"), opened.originOf("NOTHING")]).toEqual([
    "the environment",
    undefined,
  ]);
});
