import type { Layout } from "./layout.ts";

/** The text of `claviger.config.json`. */
export function jsonConfig({ chain, options }: Layout): string {
  const hasOptions = Object.keys(options).length > 0;
  return `${JSON.stringify({ providers: chain, ...(hasOptions && { options }), secrets: {} }, undefined, 2)}\n`;
}

/** The text of `claviger.config.ts`. */
export function typescriptConfig({ chain, options, others }: Layout): string {
  const files = Object.keys(others).map((environment) => `.env.${environment}`);
  const elsewhere = files.length > 0 ? `, also where it stands in ${files.join(" or ")}` : "";
  const instances = Object.entries(options).map(
    ([id, values]) => `    ${key(id)}: { ${members(values)} },\n`,
  );
  return [
    `import { defineConfig } from "@claviger/core";\n\n`,
    `export default defineConfig({\n`,
    `  // The stores that are asked, in order. SECRETS_PROVIDERS wins${elsewhere}.\n`,
    `  providers: ${JSON.stringify(chain)},\n`,
    ...(instances.length > 0 ? [`  options: {\n`, ...instances, `  },\n`] : []),
    `  secrets: {\n`,
    `    // "database-url": { description: "PostgreSQL" },\n`,
    `  },\n`,
    `});\n`,
  ].join("");
}

function members(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${key(name)}: ${JSON.stringify(value)}`)
    .join(", ");
}

function key(name: string): string {
  return /^[a-z_$][\w$]*$/i.test(name) ? name : JSON.stringify(name);
}
