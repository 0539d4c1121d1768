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
      // Thirty packages of one publisher are under one text.
      const byText = Map.groupBy([...folders].map(licenceOf), ({ text }) => text);
      const sections = [...byText].map(([text, licences]) => {
        const names = new Set(licences.map(({ name }) => name).toSorted((a, b) => a.localeCompare(b)));
        return `## ${[...names].join(", ")}\n\n\`\`\`text\n${text}\n\`\`\`\n`;
      });
      const source = `# What the bundle contains of others\n\n${sections.toSorted().join("\n")}`;
      this.emitFile({ type: "asset", fileName: "THIRD-PARTY-LICENSES.md", source });
    },
  };
}

/** The folder of the package that a module belongs to, where it is not one of this repository. */
function packageFolder(id: string): string | undefined {
  const [, folder] = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id) ?? [];
  return folder?.includes("/node_modules/@claviger/") ? undefined : folder;
}

interface Licence {
  readonly name: string;
  readonly text: string;
}

function licenceOf(folder: string): Licence {
  const { name, license }: { readonly name: string; readonly license?: string } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file !== undefined) return { name, text: readFileSync(join(folder, file), "utf8").trim() };
  // Some of AWS's packages only name it: the text is the one that this repository is under, too.
  if (license === "Apache-2.0") return { name, text: readFileSync(apacheLicence, "utf8").trim() };
  throw new Error(`${name} has no licence in ${dirname(folder)}`);
}

const apacheLicence = join(import.meta.dirname, "../../LICENSE");
