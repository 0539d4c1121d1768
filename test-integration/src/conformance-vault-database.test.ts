import { vault as provider } from "@claviger/provider-vault";
import { describeProvider } from "@claviger/testing";
import { expect, test } from "vitest";
import { mountDatabaseEngine } from "./servers/database-engine.ts";
import { findPostgres, noPostgres } from "./servers/find-postgres.ts";
import { startPostgres } from "./servers/start-postgres.ts";
import { vaultCapabilities, vaultHarness } from "./vault/vault-harness.ts";

const programs = await findPostgres();
const everything = `capabilities = ["create", "read", "update", "patch", "delete", "list"]`;
const policyForAll = ["secret/*", "database/creds/*", "sys/leases/*"]
  .map((path) => `path "${path}" { ${everything} }\n`)
  .join("");

// By a login, whose token is the provider's own, and with a real PostgreSQL behind the engine, which Vault as a process reaches.
test("there is a database to make credentials on", (task) => {
  if (programs === undefined) task.skip(noPostgres);
  expect(programs).toMatch(/./);
});

if (programs !== undefined) {
  describeProvider(
    "vault on OpenBao, logged in, with a database",
    async (canary) => {
      const { vault, ...harness } = await vaultHarness(canary, { via: "process" });
      const postgres = await startPostgres(programs);
      const engine = await mountDatabaseEngine(vault, postgres);
      const mintingPath = await engine.createRole("conformance", { ttl: "60s" });
      const password = canary.value();
      await vault.request("POST", "sys/auth/userpass", { body: { type: "userpass" } });
      await vault.request("PUT", "sys/policies/acl/all", { body: { policy: policyForAll } });
      await vault.request("POST", "auth/userpass/users/all", {
        body: { password, token_policies: "all", token_ttl: "1h" },
      });
      const { addr } = (await harness.provider()).options;
      return {
        ...harness,
        mintingPath,
        provider: () => provider({ addr: String(addr), auth: "userpass", username: "all", password }),
        wrongCredentials: () =>
          provider({ addr: String(addr), auth: "userpass", username: "all", password: canary.value() }),
        close: async () => {
          await harness.close();
          await postgres.stop();
        },
      };
    },
    { capabilities: { ...vaultCapabilities, leases: true } },
  );
}
