import { builtinModules } from "node:module";
import { join } from "node:path";
import { defineConfig, type Plugin } from "rolldown";
import { thirdPartyLicenses } from "./third-party-licenses.ts";

const builtins = new Set(builtinModules.map((name) => `node:${name}`));
const importStatement = /^import (?:([\w$]+)(?:, | ))?(?:\{([^}]*)\} )?from "(node:[^"]+)";$/gm;

/**
 * Takes Node's own modules by `process.getBuiltinModule` in place of `import`, which evaluates every export of a module,
 * lazy ones too: 8 of the 12 ms that commander alone takes to start (benchmarks/README.md).
 */
function leanBuiltins(): Plugin {
  return {
    name: "lean-builtins",
    resolveId(id) {
      const name = id.startsWith("node:") ? id : `node:${id}`;
      return builtins.has(name) ? { id: name, external: true, moduleSideEffects: false } : null;
    },
    renderChunk(code) {
      return code.replace(
        importStatement,
        (_, whole: string | undefined, named: string | undefined, id: string) => {
          const module = `process.getBuiltinModule("${id}")`;
          const parts = [
            ...(whole === undefined ? [] : [`const ${whole} = ${module};`]),
            ...(named === undefined ? [] : [`const {${named.replaceAll(" as ", ": ")}} = ${module};`]),
          ];
          return parts.join(" ");
        },
      );
    },
  };
}

/** Keeps out of a start what Node loads slowly and claviger does without. */
function quickStart(): Plugin {
  const noChildProcess = "\0no-child-process";
  return {
    name: "quick-start",
    resolveId(id, importer) {
      // commander loads child processes (4 ms) for commands that are executables of their own: claviger has none.
      if (id === "node:child_process" && importer?.includes("/commander/")) return noChildProcess;
      if (id === "node:fs/promises") return join(import.meta.dirname, "src/promised-files.ts");
      return null;
    },
    load: (id) => (id === noChildProcess ? "export default {};" : null),
  };
}

/** Sources of the command that every `run` needs; the others are loaded by the calls that need them. */
const always =
  /\/cli\/src\/(?:main|cli-error|exit-code|open-deployment|promised-files|report-for|snapshot-file-system|commands\/(?:option|run-arguments)|run\/(?!supervise-child|run-as-child|poll-for-change|secret-files|select-variables).*|output\/(?:describe-failure|printable|report|stack-frames|write-all))\.ts$/;

/** Every `run` is one file, since each costs time; the rest is in files of its own, since bytes do too. */
function isAlwaysNeeded(id: string): boolean {
  if (id.includes("/node_modules/")) return id.includes("/node_modules/dotenv/");
  return (
    /\/packages\/(?:core|provider-env)\/(?!dist\/(?:operate|explain|dotenv-file)\.js)/.test(id) ||
    always.test(id)
  );
}

// oxlint-disable-next-line import/no-default-export -- rolldown's configuration is one
export default defineConfig({
  input: { claviger: "src/claviger.ts", "docker-credential-claviger": "src/docker-credential-claviger.ts" },
  platform: "node",
  plugins: [quickStart(), leanBuiltins(), thirdPartyLicenses()],
  // Nothing but Node itself is there when the command is installed.
  onLog(level, log, handle) {
    handle(log.code === "UNRESOLVED_IMPORT" ? "error" : level, log);
  },
  output: {
    dir: "dist",
    format: "esm",
    minify: true,
    cleanDir: true,
    chunkFileNames: "[name].js",
    codeSplitting: { groups: [{ name: "run", test: isAlwaysNeeded }] },
  },
});
