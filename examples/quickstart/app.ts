import { isSecretError, secretsFromEnv, type SecretsEvent } from "@claviger/core";

/** Every read says where its value came from, and never the value. */
function log(event: SecretsEvent): void {
  if (event.type === "resolved") {
    const how = event.cached ? "from the cache" : `in ${event.ms.toFixed(1)} ms`;
    console.log(`  ${event.name} from ${event.provider}, ${how}${event.degraded ? ", past a failure" : ""}`);
  }
  if (event.type === "fallback")
    console.log(`  ! ${event.provider} failed (${event.code}), asking the next layer`);
}

const secrets = await secretsFromEnv({ onEvent: log });

console.log("first read:");
const url = await secrets.get("database-url");
const key = await secrets.get("api-key");
const jwt = await secrets.get("jwt-secret");
const timeout = await secrets.get("api-timeout", { default: "30" }).catch((error: unknown) => {
  if (isSecretError(error, "unavailable")) return "not the default: the store that failed might have it";
  throw error;
});

console.log("second read:");
await secrets.get("database-url");

console.log("what the application got, masked:");
for (const [name, value] of Object.entries({ "database-url": url, "api-key": key, "jwt-secret": jwt })) {
  const { attempts } = await secrets.explain(name);
  const found = attempts.find(({ answer }) => answer === "found");
  console.log(`  ${name.padEnd(13)} ${"•".repeat(8)} (${value.length} characters)  ${found?.detail ?? ""}`);
}
console.log(`  api-timeout   ${timeout}`);
await secrets.close();
