import { describe, expect, it, test } from "vitest";
import type { AzureOptions } from "./options.ts";
import { settingsWith } from "./testing/settings.ts";

const application = { tenantId: "contoso.onmicrosoft.com", clientId: "00000000-0000-4000-8000-000000000000" };

describe("a vault's cloud", () => {
  test.each([
    ["https://my-vault.vault.azure.net", "https://login.microsoftonline.com"],
    ["https://my-vault.vault.azure.net/", "https://login.microsoftonline.com"],
    ["https://my-vault.vault.azure.cn", "https://login.chinacloudapi.cn"],
    ["https://my-vault.vault.usgovcloudapi.net", "https://login.microsoftonline.us"],
    ["https://my-vault.vault.local.azurestack.external", undefined],
    ["https://my-vault.vault.azure.net.example.com", undefined],
  ])("of %s has its login at %s", (url, authority) => {
    expect(settingsWith({ url }).authority).toBe(authority);
  });

  it("may have another login", () => {
    const authority = "https://adfs.local.azurestack.external/";
    expect(settingsWith({ authority }).authority).toBe("https://adfs.local.azurestack.external");
  });
});

test.each([
  [undefined, undefined],
  ["", undefined],
  ["imip", "imip-"],
  ["imip-production-", "imip-production-"],
])("the prefix %j is %j", (prefix, expected) => {
  expect(settingsWith(prefix === undefined ? {} : { prefix }).prefix || undefined).toBe(expected);
});

test.each<Partial<AzureOptions>>([
  { credential: "managed-identity" },
  { credential: "client-secret", ...application, clientSecret: "x~y" },
  { credential: "certificate", ...application, certificate: "./app.pem" },
  { credential: "workload-identity", ...application, tokenFile: "/var/run/secrets/token" },
])("%j can work", (options) => {
  expect(settingsWith(options).credential).toBe(options.credential);
});

/** What those options fail with. */
function problems(options: Partial<AzureOptions>, env?: Readonly<Record<string, string>>): unknown {
  try {
    settingsWith(options, env);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("what cannot work is told at once", () => {
  test.each([
    ["http://my-vault.vault.azure.net", "https"],
    ["http://127.0.0.1:8443", "https"],
    ["ftp://my-vault", "https"],
    ["my-vault", "https"],
    ["https://user:canary@my-vault.vault.azure.net", "credentials"],
    ["https://my-vault.vault.azure.net/secrets/canary", "more than a host"],
    ["https://my-vault.vault.azure.net?canary", "more than a host"],
    ["https://my-vault.vault.azure.net/#canary", "more than a host"],
    ["", "https"],
  ])("the URL %s", (url, problem) => {
    const error = problems({ url });
    expect(error).toMatchObject({ code: "not_configured", problem: expect.stringContaining(problem) });
    expect(error).not.toMatchObject({ message: expect.stringContaining("canary") });
  });

  test("all of it", () => {
    const wrong = {
      url: "http://x",
      authority: "http://y",
      prefix: "a/b",
      bundle: "a_b",
      tenantId: "a b",
      clientId: "../x",
      clientSecret: "canary\n",
      credential: "workload-identity",
    } as const;
    const error = problems(wrong);
    const { credential: _, ...named } = wrong;
    for (const option of [...Object.keys(named), "tokenFile"]) {
      expect(error).toMatchObject({ problem: expect.stringContaining(option) });
    }
    expect(error).not.toMatchObject({ message: expect.stringContaining("canary") });
  });

  test.each(["client-secret", "certificate", "workload-identity"] as const)(
    "what the credential %s lacks",
    (credential) => {
      expect(problems({ credential })).toMatchObject({
        problem: expect.stringMatching(
          /tenantId is missing.*clientId is missing.*(Secret|certificate|File) is missing/,
        ),
      });
    },
  );

  test("certificates that nobody would look at, behind a proxy", () => {
    const unverified = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    expect(problems({}, unverified)).toBeUndefined();
    expect(problems({}, { ...unverified, HTTPS_PROXY: "http://proxy:3128" })).toMatchObject({
      problem: expect.stringContaining("NODE_TLS_REJECT_UNAUTHORIZED"),
    });
  });
});
