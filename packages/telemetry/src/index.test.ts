import { createSecrets } from "@claviger/core";
import { defineProvider, SecretError, type SecretRecord } from "@claviger/core/provider";
import { expect, it } from "vitest";
import { emf, fanOut, logLines, prometheus } from "./index.ts";
import { canary } from "./testing/odd-event.ts";

/** Has every name but `absent`; does not answer for `unreachable`. */
const store = defineProvider({
  contract: 1,
  name: "store",
  options: {},
  capabilities: { values: ["text"], versions: "none" },
  create: () => {
    return {
      locate: ({ name }) => [{ path: name }],
      parse: (path) => {
        return { path };
      },
      get: ({ path }): Promise<SecretRecord | undefined> => {
        if (path === "unreachable") {
          return Promise.reject(new SecretError("not_configured", "the store is not there"));
        }
        const record = { id: path, value: { type: "text", text: `${canary} of ${path}` } } as const;
        return Promise.resolve(path === "absent" ? undefined : record);
      },
    };
  },
});

it("what core tells comes out of every sink, and no value does", async () => {
  const told: string[] = [];
  const metrics = prometheus();
  const lines = logLines({ write: (line) => told.push(line) });
  const cloudWatch = emf({ namespace: "Test", environment: "test", write: (line) => told.push(line) });
  const secrets = createSecrets({ providers: [store()], onEvent: fanOut(metrics, lines, cloudWatch) });
  expect(await secrets.get("database-url")).toContain(canary);
  expect(await secrets.get("database-url")).toContain(canary);
  expect(await secrets.get("absent", { default: canary })).toBe(canary);
  await expect(secrets.get("unreachable")).rejects.toThrow(SecretError);
  await secrets.close();

  const text = metrics.text();
  expect(text).toContain(
    'claviger_secret_access_total{secret="database-url",source="store",cached="true"} 1',
  );
  expect(text).toContain('claviger_secret_access_total{secret="absent",source="default",cached="false"} 1');
  expect(text).toMatch(/claviger_secret_failures_total\{secret="unreachable",code="not_configured",.*\} 1/);
  expect(told).toContainEqual(
    expect.stringMatching(/^SecretAccess name=database-url source=store cached=false/),
  );
  expect(told).toContainEqual(
    expect.stringContaining('"SecretName":"database-url","Source":"store","SecretAccess":2'),
  );
  expect(`${text}${told.join("\n")}`).not.toContain(canary);
});
