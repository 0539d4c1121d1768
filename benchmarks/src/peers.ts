import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Contestant } from "./measure.ts";

/** Beside the test servers, which git ignores. No test needs it. */
const peersDirectory = resolve(import.meta.dirname, "../../.servers/peers");

const varlockPackages = { varlock: "1.20.0", "@varlock/aws-secrets-plugin": "1.2.2" } as const;
const valsVersion = "v0.46.1";

/** Where and how a peer is to run `true` with secrets of these names. */
export interface PeerTask {
  readonly names: readonly string[];
  readonly node: string;
  readonly env: Readonly<Record<string, string>>;
  /** The folder in which it may make one of its own. */
  readonly root: string;
}

/** The peers that are there, or could be had: each is installed once. What could not is said. */
export function peers(task: PeerTask): Contestant[] {
  return [attempt("varlock", () => varlock(task)), attempt("vals", () => vals(task))].flat();
}

function attempt(name: string, prepare: () => Contestant): Contestant[] {
  try {
    return [prepare()];
  } catch (error) {
    const [reason = ""] = String(error instanceof Error ? error.message : error).split("\n");
    process.stdout.write(`${name} is left out, since it could not be installed: ${reason}\n`);
    return [];
  }
}

function varlock({ names, node, env, root }: PeerTask): Contestant {
  const installed = join(peersDirectory, "varlock");
  const packages = join(installed, "node_modules");
  if (!existsSync(join(packages, "varlock"))) {
    mkdirSync(installed, { recursive: true });
    writeFileSync(
      join(installed, "package.json"),
      JSON.stringify({ private: true, dependencies: varlockPackages }),
    );
    const npm = ["install", "--ignore-scripts", "--no-audit", "--no-fund"];
    // npm passes over versions that the Node which runs it is too old for.
    const path = `${dirname(node)}:${process.env["PATH"]}`;
    execFileSync("npm", npm, { cwd: installed, env: { ...process.env, PATH: path }, stdio: "pipe" });
  }
  const directory = join(root, "varlock");
  mkdirSync(directory);
  symlinkSync(packages, join(directory, "node_modules"));
  // varlock loads only plugins that the project depends on.
  writeFileSync(
    join(directory, "package.json"),
    JSON.stringify({ private: true, dependencies: varlockPackages }),
  );
  const header = "# @plugin(@varlock/aws-secrets-plugin)\n# @initAws(region=us-east-1)\n# ---\n";
  const lines = names.map((name) => `${name}=awsSecret("${name}")\n`);
  writeFileSync(join(directory, ".env.schema"), header + lines.join(""));
  return {
    title: "varlock",
    file: node,
    args: [join(packages, "varlock/bin/cli.js"), "run", "--", "true"],
    env: { ...env, VARLOCK_TELEMETRY_DISABLED: "true" },
    directory,
  };
}

function vals({ names, env, root }: PeerTask): Contestant {
  const binary = join(peersDirectory, "vals");
  if (!existsSync(binary)) {
    mkdirSync(peersDirectory, { recursive: true });
    const build = join(peersDirectory, `vals-partial-${process.pid}`);
    process.stdout.write("Building vals into .servers/peers (once, many minutes).\n");
    try {
      // As with the test servers: nothing switches the check of the hashes off.
      const strict = {
        GOSUMDB: "sum.golang.org",
        GONOSUMDB: "",
        GOPRIVATE: "",
        GOFLAGS: "",
        CGO_ENABLED: "0",
      };
      const module = `github.com/helmfile/vals/cmd/vals@${valsVersion}`;
      execFileSync("go", ["install", module], {
        env: { ...process.env, ...strict, GOBIN: build },
        stdio: "pipe",
      });
      renameSync(join(build, "vals"), binary);
    } finally {
      rmSync(build, { recursive: true, force: true });
    }
  }
  const directory = join(root, "vals");
  mkdirSync(directory);
  const lines = names.map((name) => `${name}: ref+awssecrets://${name}?region=us-east-1\n`);
  writeFileSync(join(directory, "vals.yaml"), lines.join(""));
  return { title: "vals", file: binary, args: ["exec", "-f", "vals.yaml", "--", "true"], env, directory };
}
