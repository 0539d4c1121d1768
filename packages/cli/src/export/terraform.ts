import { usageError } from "../cli-error.ts";
import type { PlaceEntry } from "./entry.ts";

/** How one store's secrets are read in Terraform. */
interface Source {
  readonly type: string;
  readonly attributes: (path: string) => readonly (readonly [string, string])[];
  /** The value in it. */
  readonly value: (address: string, field: string | undefined) => string;
}

const sources: Readonly<Record<string, Source>> = {
  aws: {
    type: "aws_secretsmanager_secret_version",
    attributes: (path) => [["secret_id", text(path)]],
    value: (address, field) =>
      field === undefined
        ? `${address}.secret_string`
        : `jsondecode(${address}.secret_string)[${text(field)}]`,
  },
  vault: {
    type: "vault_kv_secret_v2",
    attributes: (path) => {
      const [mount = "", ...name] = path.split("/");
      return [
        ["mount", text(mount)],
        ["name", text(name.join("/"))],
      ];
    },
    value: (address, field = "value") => `${address}.data[${text(field)}]`,
  },
  azure: {
    type: "azurerm_key_vault_secret",
    attributes: (path) => [
      ["name", text(path)],
      ["key_vault_id", "var.key_vault_id"],
    ],
    value: (address, field) =>
      field === undefined ? `${address}.value` : `jsondecode(${address}.value)[${text(field)}]`,
  },
};

/** Data sources for the secrets, and a local value that holds them by variable. No value is in it. */
export function terraform(entries: readonly PlaceEntry[]): string {
  const blocks = new Map<string, string>();
  const values = entries.map(({ variable, provider, location: { path, field } }) => {
    const source = sources[provider.split(".")[0] ?? ""];
    if (!source)
      throw usageError(`${provider} has no data source for ${variable} in Terraform`, "name the others");
    const label = labelOf(`${provider}_${path}`);
    blocks.set(label, block(source, { label, path }));
    return `    ${text(variable)} = ${source.value(`data.${source.type}.${label}`, field)}\n`;
  });
  const hasAzure = entries.some(({ provider }) => provider.split(".")[0] === "azure");
  const variable = hasAzure ? `variable "key_vault_id" {\n  type = string\n}\n\n` : "";
  return `${variable}${[...blocks.values()].join("\n")}\nlocals {\n  secrets = {\n${values.join("")}  }\n}\n`;
}

function block(
  { type, attributes }: Source,
  { label, path }: { readonly label: string; readonly path: string },
): string {
  const all = attributes(path);
  const widest = Math.max(...all.map(([name]) => name.length));
  const lines = all.map(([name, value]) => `  ${name.padEnd(widest)} = ${value}\n`);
  return `data "${type}" "${label}" {\n${lines.join("")}}\n`;
}

function labelOf(path: string): string {
  return path
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");
}

/** A string of HCL: what would be a template in it is not. */
function text(value: string): string {
  return JSON.stringify(value).replaceAll("${", "$${").replaceAll("%{", "%%{");
}
