import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startVault, type Vault } from "./servers/start-openbao.ts";
import {
  canary,
  context,
  openVaultProvider,
  type VaultOptions,
  type VaultProvider,
} from "./vault/vault-bench.ts";

let vault: Vault;
let folder: string;
const instances: VaultProvider[] = [];

beforeAll(async () => {
  vault = await startVault({ tls: true });
  folder = await mkdtemp(join(tmpdir(), "claviger-tls-"));
  await ask("PUT", "sys/policies/acl/app", { policy: 'path "secret/data/*" { capabilities = ["read"] }' });
  await ask("POST", "secret/data/app", { data: { a: canary } });
  await ask("POST", "sys/mounts/pki", { type: "pki" });
  const ca = await ask("POST", "pki/root/generate/internal", { common_name: "clients.test", ttl: "24h" });
  await ask("POST", "pki/roles/client", { allow_any_name: true, client_flag: true, max_ttl: "1h" });
  await ask("POST", "sys/auth/cert", { type: "cert" });
  await ask("POST", "auth/cert/certs/app", {
    certificate: ca["certificate"],
    allowed_common_names: ["app.test"],
    token_policies: "app",
    token_ttl: "1h",
  });
}, 120_000);

afterEach(async () => {
  for (const instance of instances.splice(0)) await instance.close();
});

afterAll(async () => {
  await vault.stop();
  await rm(folder, { recursive: true, force: true });
});

async function ask(method: string, path: string, body?: object): Promise<Readonly<Record<string, unknown>>> {
  const answer = await vault.request(method, path, { body });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status}`);
  return { ...Object(Reflect.get(Object(answer.body), "data")) };
}

/** Writes a client certificate and its key to files, which stay the same. */
async function issue(commonName: string): Promise<Pick<VaultOptions, "clientCert" | "clientKey">> {
  const issued = await ask("POST", "pki/issue/client", { common_name: commonName });
  const [clientCert, clientKey] = [join(folder, "tls.crt"), join(folder, "tls.key")];
  await writeFile(clientCert, String(issued["certificate"]));
  await writeFile(clientKey, String(issued["private_key"]), { mode: 0o600 });
  return { clientCert, clientKey };
}

function instance(options: Partial<VaultOptions>): VaultProvider {
  const created = openVaultProvider({
    addr: vault.address,
    cacert: vault.caPath ?? "",
    auth: "cert",
    ...options,
  });
  instances.push(created);
  return created;
}

const code = (call: Promise<unknown>) =>
  call.then(
    () => "answered",
    (error: unknown) => Reflect.get(Object(error), "code"),
  );

describe("a login by a TLS certificate", () => {
  test("is who the certificate says", async () => {
    const from = instance({ ...(await issue("app.test")), role: "app" });
    expect(await from.get({ path: "secret/app" }, context())).toMatchObject({
      value: { fields: { a: canary } },
    });
    const [, identity] = await from.check([], context());
    expect(identity?.message).toMatch(/^login cert-app by auth\/cert\/login .*cert_name app/);
  });

  test("with a certificate of another name is refused", async () => {
    const from = instance(await issue("other.test"));
    expect(await code(from.get({ path: "secret/app" }, context()))).toBe("auth_failed");
  });

  test("takes the certificate that the files hold at the next login", async () => {
    const from = instance(await issue("other.test"));
    expect(await code(from.get({ path: "secret/app" }, context()))).toBe("auth_failed");
    await issue("app.test");
    expect(await from.get({ path: "secret/app" }, context())).toMatchObject({ version: "1" });
  });

  test("with the key of another certificate is not_configured, and the key is in no error", async () => {
    const files = await issue("app.test");
    await writeFile(join(folder, "tls.key"), canary);
    const failed: unknown = await instance(files)
      .get({ path: "secret/app" }, context())
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: "not_configured" });
    expect(JSON.stringify(failed)).not.toContain(canary);
  });
});
