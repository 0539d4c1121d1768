import type { Manifest, SecretDeclaration } from "@claviger/core";
import { variableNameProblem, variableOf } from "../run/variable-name.ts";

/** The types of a manifest's secrets, as the text of a `.d.ts` file. */
export function declarationsOf(manifest: Manifest): string {
  const secrets = Object.entries(manifest).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const names = secrets.map(([name]) => JSON.stringify(name));
  return `// Written by \`claviger types\` from the manifest of the claviger configuration: do not edit.

/** The names of the secrets. */
export type SecretName = ${names.length > 0 ? names.join(" | ") : "never"};

/** The secrets by name, as an application reads them. */
export interface ManifestSecrets {
${secrets.map(([name, declaration]) => property(JSON.stringify(name), declaration)).join("")}}

declare global {
  namespace NodeJS {
    /** What \`claviger run\` gives a command. */
    interface ProcessEnv {
${secrets
  .filter(([name, { type }]) => type !== "bytes" && variableNameProblem(variableOf(name)) === undefined)
  .map(([name, declaration]) => property(JSON.stringify(variableOf(name)), declaration, "      "))
  .join("")}    }
  }
}
`;
}

function property(name: string, declaration: SecretDeclaration, indent = "  "): string {
  const { description, required = true, default: fallback, type } = declaration;
  const optional = !required && fallback === undefined ? "?" : "";
  const value = type === "bytes" ? "Uint8Array" : "string";
  return `${comment(description, indent)}${indent}readonly ${name}${optional}: ${value};\n`;
}

function comment(description: string | undefined, indent: string): string {
  if (description === undefined) return "";
  // What would end the comment does not.
  const lines = description.replaceAll("*/", "*\\/").split(/\r?\n/);
  return lines.length === 1
    ? `${indent}/** ${lines[0]} */\n`
    : `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join("")}${indent} */\n`;
}
