import { createSecretsManager } from "./secrets-manager.ts";

const useAws = (process.env["USE_AWS_SECRETS"] ?? "false") === "true";
const secrets = createSecretsManager({ useAws, cacheTtl: 300 });

const password = await secrets.get("MYSQL_PASSWORD");
console.log(`MYSQL_PASSWORD: ${password.length} characters`);
await secrets.get("MYSQL_PASSWORD");
console.log(`not required: ${String(await secrets.get("GOOGLE_MAPS_KEY", { required: false }))}`);
console.log(`default: ${await secrets.get("LLM_MODEL", { default: "small" })}`);

// One secret each, or one bundle; without AWS the environment answers, if it has every field.
const bundle = await secrets.getBundle("afirgen/production/secrets", {
  fields: ["MYSQL_PASSWORD", "FIR_AUTH_KEY"],
});
console.log(
  `bundle: ${Object.entries(bundle)
    .map(([name, value]) => `${name} ${value.length}`)
    .join(", ")}`,
);

/** A rotation: read past the cache, then open the connections anew. */
async function rotated(): Promise<void> {
  const fresh = await secrets.refresh("MYSQL_PASSWORD");
  console.log(`rotated: ${fresh.length} characters, connections restarted`);
}

await rotated();
await secrets.close();
