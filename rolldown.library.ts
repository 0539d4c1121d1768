import type { CodeSplittingOptions, RolldownOptions } from "rolldown";

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
): RolldownOptions {
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
