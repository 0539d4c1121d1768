import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "rolldown";

/** Writes the licences of everything that a bundle contains of others beside it: who publishes the bundle publishes them. */
export function thirdPartyLicenses(): Plugin {
  return {
    name: "third-party-licenses",
    generateBundle(_, bundle) {
      const ids = Object.values(bundle).flatMap((part) => (part.type === "chunk" ? part.moduleIds : []));
      const folders = new Set(ids.flatMap((id) => packageFolder(id) ?? []));
      const texts = [...folders].map(licenceOf).toSorted();
      const source = `# What the bundle contains of others\n\n${[...new Set(texts)].join("\n")}`;
      this.emitFile({ type: "asset", fileName: "THIRD-PARTY-LICENSES.md", source });
    },
  };
}

/** The folder of the package that a module belongs to, where it is not one of this repository. */
function packageFolder(id: string): string | undefined {
  const [, folder] = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id) ?? [];
  return folder?.includes("/node_modules/@claviger/") ? undefined : folder;
}

function licenceOf(folder: string): string {
  const { name }: { readonly name: string } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence in ${dirname(folder)}`);
  return `## ${name}\n\n\`\`\`text\n${readFileSync(join(folder, file), "utf8").trim()}\n\`\`\`\n`;
}
