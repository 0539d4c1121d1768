import type { CodeSplittingOptions, OutputOptions, RolldownOptions } from "rolldown";

type Library = Omit<RolldownOptions, "output"> & { readonly output: OutputOptions };

/**
 * How a library of ours is published: one file for each entry, and what they share or load lazily in chunks. A file costs
 * 0.4 ms to load, and core has a hundred (docs/decisions/0004-bundled-output.md).
 *
 * @param entries - by the name of the output: `{ index: "src/index.ts" }`
 * @param codeSplitting - which parts are one file, where the bundler's own choice makes too many
 */
export function library(
  entries: Readonly<Record<string, string>>,
  codeSplitting?: CodeSplittingOptions,
): Library {
  return {
    input: { ...entries },
    platform: "node",
    external: (id) => !/^(?:\.|\/|[A-Za-z]:)/.test(id) && !id.startsWith("src/"),
    // The oldest Node that is supported: newer syntax is translated where it can be.
    transform: { target: "node22.18" },
    output: {
      dir: "dist",
      format: "esm",
      cleanDir: true,
      chunkFileNames: "[name].js",
      ...(codeSplitting && { codeSplitting }),
    },
  };
}

/**
 * How a provider is published: one file for what is imported, and one for what the first call loads. What both need is in
 * both, since a third file would be 0.4 ms of every start: it has to be functions and constants, without a state that they
 * would have to share.
 *
 * @param lazy - the module in `src` that the first call loads: `store`
 */
export function provider(lazy: string): RolldownOptions[] {
  const apart = {
    name: "apart",
    resolveId: (id: string) => (id === `./${lazy}.ts` ? { id: `./${lazy}.js`, external: true } : null),
  };
  const later = library({ [lazy]: `src/${lazy}.ts` });
  return [
    { ...library({ index: "src/index.ts" }), plugins: [apart] },
    { ...later, output: { ...later.output, cleanDir: false } },
  ];
}
