import { builtinModules } from "node:module";
import { join } from "node:path";
import { defineConfig, type Plugin } from "rolldown";
import { thirdPartyLicenses } from "./third-party-licenses.ts";

const builtins = new Set(builtinModules.map((name) => `node:${name}`));
const importStatement = /^import (?:([\w$]+)(?:, | ))?(?:\{([^}]*)\} )?from "(node:[^"]+)";$/gm;

const requireCall = /\b__require\$?\d*\("(node:[^"]+)"\)/g;

/**
 * Takes Node's own modules by `process.getBuiltinModule` in place of `import`, which evaluates every export of a module,
 * lazy ones too: 8 of the 12 ms that commander alone takes to start (benchmarks/README.md). In place of `require` as well,
 * which is Node's whole look-up of modules: 0.5 ms.
 */
function leanBuiltins(): Plugin {
  return {
    name: "lean-builtins",
    resolveId(id) {
      const name = id.startsWith("node:") ? id : `node:${id}`;
      return builtins.has(name) ? { id: name, external: true, moduleSideEffects: false } : null;
    },
    renderChunk(code) {
      const required = code.replace(requireCall, (_, id: string) => `process.getBuiltinModule("${id}")`);
      return required.replace(
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

const promisedFiles = join(import.meta.dirname, "src/promised-files.ts");
/** Modules that stand for one of Node's, where that would be loaded for nothing. */
const noChildProcess = "\0no-child-process";
const lateHttp2 = "\0late-http2";
const lateOs = "\0late-os";

const standIns: Readonly<Record<string, string>> = {
  [noChildProcess]: "export default {};",
  [lateHttp2]: `
    const http2 = () => process.getBuiltinModule("node:http2");
    const late = (own, whole) => new Proxy(own, { get: (_, key) => own[key] ?? whole()[key] });
    module.exports = late({ constants: late({}, () => http2().constants) }, http2);`,
  [lateOs]: `module.exports = { homedir: () => process.getBuiltinModule("node:os").homedir() };`,
};

/** Keeps out of a start what Node loads slowly and claviger does without. */
function quickStart(): Plugin {
  return {
    name: "quick-start",
    resolveId(id, importer = "") {
      // commander loads child processes (4 ms) for commands that are executables of their own: claviger has none.
      if (id === "node:child_process" && importer.includes("/commander/")) return noChildProcess;
      // Secrets Manager is spoken to in HTTP/1.1; this one loads it (4 ms) when it is used after all.
      if (id === "node:http2" && importer.includes("/@smithy/node-http-handler/")) return lateHttp2;
      // dotenv asks it where a home directory is, for a call that nobody makes here.
      if (id === "os" && importer.includes("/dotenv/")) return lateOs;
      if (id !== "node:fs/promises") return null;
      // What the SDK does with files is Node's own.
      return importer.includes("/node_modules/") ? null : promisedFiles;
    },
    load: (id) => (standIns[id] === undefined ? null : { code: standIns[id], moduleType: "js" }),
  };
}

/** Sources of the command that every `run` needs; the others are loaded by the calls that need them. */
const always =
  /\/cli\/src\/(?:main|cli-error|exit-code|open-deployment|promised-files|report-for|snapshot-file-system|commands\/(?:get-arguments|option|quick-options|run-arguments)|run\/(?!supervise-child|run-as-child|poll-for-change|secret-files|select-variables).*|output\/(?:describe-failure|printable|report|stack-frames|write-all))\.ts$/;

/** What `get` needs beside those; others use parts of it. */
const toGet = /\/cli\/src\/(?:get|output)\//;

/** The AWS provider and its SDK, in one file as well; a role takes one more. */
const toAskAws =
  /\/packages\/provider-aws\/|\/node_modules\/(?:@aws|@aws-sdk|@smithy|bowser)\/(?!client-sts\/)/;

/**
 * What the bundler needs for modules of Node's old kind is a file that all chunks share, and so one more for each `run` to
 * load, which takes 0.4 ms: `run` has a copy of its own.
 */
function runtimeInRun(): Plugin {
  return {
    name: "runtime-in-run",
    generateBundle(_, bundle) {
      const [runtime, run] = [bundle["rolldown-runtime.js"], bundle["run.js"]];
      if (runtime?.type !== "chunk" || run?.type !== "chunk") return;
      const imported = /^import\{([^}]*)\}from"\.\/rolldown-runtime\.js";/.exec(run.code);
      const exported = /export\{([^}]*)\};?\s*$/.exec(runtime.code);
      if (!imported || !exported) throw new Error("run.js does not import the bundler's runtime as it did");
      const taken = names(imported[1]).map(([from, to]) => `${from}:${to}`);
      const given = names(exported[1]).map(([from, to]) => `${to}:${from}`);
      const body = runtime.code.slice(0, exported.index);
      const rest = run.code.slice(imported[0].length);
      run.code = `const{${taken.join(",")}}=(()=>{${body}return{${given.join(",")}}})();${rest}`;
    },
  };
}

/** Writes what is not ASCII as escapes: text beyond Latin-1 makes V8 keep a whole file in twice the bytes, and read it so. */
function onlyAscii(): Plugin {
  return {
    name: "only-ascii",
    generateBundle(_, bundle) {
      for (const part of Object.values(bundle)) {
        if (part.type === "chunk") part.code = part.code.replace(notAscii, escaped);
      }
    },
  };
}

// oxlint-disable-next-line no-control-regex -- ASCII begins with control characters
const notAscii = /[^\0-\x7f]/g;

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** The pairs of an import or export: `a as b, c as d`. */
function names(list = ""): string[][] {
  return list.split(",").map((pair) => pair.split(" as "));
}

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
  resolve: { conditionNames: ["node"] },
  plugins: [quickStart(), leanBuiltins(), runtimeInRun(), onlyAscii(), thirdPartyLicenses()],
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
    codeSplitting: {
      groups: [
        { name: "run", test: isAlwaysNeeded },
        { name: "get", test: toGet },
        { name: "aws", test: toAskAws },
      ],
    },
  },
});
