import { join } from "node:path";
import type { ChunkingContext } from "rolldown";
import { library } from "../../rolldown.library.ts";

const source = (name: string): string => join(import.meta.dirname, "src", `${name}.ts`);

/** Whether a module is always loaded with an entry. */
function isPartOf(entry: string, id: string, context: ChunkingContext): boolean {
  const seen = new Set<string>();
  const reaches = (module: string): boolean => {
    if (module === entry) return true;
    if (seen.has(module)) return false;
    seen.add(module);
    return context.getModuleInfo(module)?.importers.some(reaches) ?? false;
  };
  return id !== entry && reaches(id);
}

/**
 * What an entry always loads is one file, and what a provider needs another: the bundler would make one for each set of
 * parts that have something in common, five in all.
 */
const chunks = ["provider", "index"] as const;

export default library(
  { index: "src/index.ts", provider: "src/provider.ts" },
  {
    groups: [
      {
        debugName: "by entry",
        name: (id, context) => {
          const entry = chunks.find((name) => isPartOf(source(name), id, context));
          return entry === undefined ? null : { provider: "contract", index: "core" }[entry];
        },
      },
    ],
  },
);
