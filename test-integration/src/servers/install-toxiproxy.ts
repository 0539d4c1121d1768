import { access, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { withInstallLock } from "./install-lock.ts";
import { CommandError, runCommand } from "./run-command.ts";
import { say } from "./say.ts";
import { serversDirectory } from "./servers-directory.ts";

const version = "v2.5.0";
const module = `github.com/Shopify/toxiproxy/v2/cmd/server@${version}`;

/** toxiproxy's server, where Go was there to build it. */
export const toxiproxyBinary = join(serversDirectory, `toxiproxy-${version}`);

/**
 * Builds toxiproxy once, with Go. Its source and what it depends on are checked against Go's public database of hashes.
 * Without Go it is left out, and a line says so.
 *
 * @throws Error when it cannot be built, and when `CLAVIGER_REQUIRE_DOCKER` is 1 and there is no Go: what was to be tested
 * behind toxiproxy is then never quietly tested without it.
 */
export async function installToxiproxy(
  options: { readonly log?: (line: string) => void } = {},
): Promise<void> {
  const log = options.log ?? say;
  if (await hasToxiproxy()) return;
  if (!(await hasGo())) {
    const problem = "toxiproxy needs Go, and there is none here";
    if (process.env["CLAVIGER_REQUIRE_DOCKER"] === "1") {
      throw new Error(`CLAVIGER_REQUIRE_DOCKER is 1, and ${problem}.`);
    }
    return log(`Test servers: ${problem}: faults are made by the proxy of our own alone.`);
  }
  await withInstallLock(join(serversDirectory, "toxiproxy-lock"), {
    onWait: (pid) => log(`Test servers: process ${pid} is building toxiproxy, waiting.`),
    work: async () => {
      if (!(await hasToxiproxy())) await build(log);
    },
  });
}

/** Whether tests can run behind toxiproxy. */
export async function hasToxiproxy(): Promise<boolean> {
  return await access(toxiproxyBinary).then(
    () => true,
    () => false,
  );
}

async function hasGo(): Promise<boolean> {
  try {
    await runCommand("go", ["version"]);
    return true;
  } catch (error) {
    if (error instanceof CommandError && error.notFound) return false;
    throw error;
  }
}

async function build(log: (line: string) => void): Promise<void> {
  const started = performance.now();
  log("Test servers: building toxiproxy into .servers (once, about a minute).");
  const partial = join(serversDirectory, `toxiproxy-partial-${process.pid}`);
  try {
    await mkdir(partial, { recursive: true });
    // No C compiler is needed, and nothing switches the check of the hashes off.
    const strict = { GOSUMDB: "sum.golang.org", GONOSUMDB: "", GOPRIVATE: "", GOFLAGS: "", CGO_ENABLED: "0" };
    await runCommand("go", ["install", module], { env: { ...process.env, ...strict, GOBIN: partial } });
    await rename(join(partial, "server"), toxiproxyBinary);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  log(`Test servers: toxiproxy was built in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}
