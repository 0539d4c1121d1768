import { isSecretError } from "@claviger/core";
import { clearCache, getCacheStats, getSecret } from "./secrets.ts";

/** A secret is shown by its length alone. */
function show(name: string, value: string): void {
  console.log(`${name}: ${value.length} characters`);
}

show("database-url", await getSecret("database-url"));
show("database-url again", await getSecret("database-url"));
show("jwt-secret-key", await getSecret("jwt-secret-key"));
show("feature-x-key", await getSecret("feature-x-key", { default: "off" }));

try {
  await getSecret("no-such-secret");
} catch (error) {
  // "Nobody has it" and "a store failed" are different errors.
  if (isSecretError(error, "not_found")) console.log("no-such-secret: nobody has it");
  else throw error;
}

show("database-url refreshed", await getSecret("database-url", { forceRefresh: true }));
const { names, ttl, environment, hits, links } = getCacheStats();
console.log(
  JSON.stringify({
    names,
    ttl,
    environment,
    hits,
    calls: links.map(({ provider, calls }) => [provider, calls]),
  }),
);
clearCache("database-url");
clearCache();
console.log(`after clearing: ${getCacheStats().names.length} names`);
