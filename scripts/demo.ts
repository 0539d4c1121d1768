import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

// The main job on the embedded default: a small application in a folder of its own, with real .env files and a NAME_FILE,
// reads its secrets through a chain. No server, no account, nothing left behind.

const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "claviger-demo-"));

function secret(): string {
  return randomBytes(16).toString("hex");
}

/** Makes the application's folder: its code, its installed packages, its secrets. */
function prepare(): void {
  cpSync(join(root, "examples/quickstart/app.ts"), join(folder, "app.ts"));
  mkdirSync(join(folder, "node_modules/@claviger"), { recursive: true });
  for (const name of ["core", "cli", "provider-env", "provider-vault"]) {
    symlinkSync(join(root, "packages", name), join(folder, "node_modules/@claviger", name), "dir");
  }
  write("package.json", '{ "type": "module" }\n');
  write(".env", `DATABASE_URL=postgres://app:${secret()}@localhost/app\nAPI_KEY=${secret()}\n`);
  write(".env.local", `API_KEY=${secret()} # wins over .env\nREPORTING_URL="secret:///database-url"\n`);
  write("jwt-secret.txt", `${secret()}\n`);
}

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text, { mode: 0o600 });
}

function run(title: string, args: readonly string[], variables: Readonly<Record<string, string>>): void {
  const shown = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  console.log(`\n# ${title}\n$ ${[...shown, "node", ...args].join(" ").replaceAll(`${folder}/`, "")}`);
  // Only what the demo is about: a variable of the shell that runs it must not change what it shows.
  const { PATH = "" } = process.env;
  const { status } = spawnSync(process.execPath, args, {
    cwd: folder,
    env: { PATH, ...variables },
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`the demo's step "${title}" ended with ${status}`);
}

/** A port of this machine on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => {
    server.listen(0, "127.0.0.1", ready);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => {
    server.close(closed);
  });
  return port;
}

try {
  prepare();
  const claviger = "node_modules/@claviger/cli/dist/claviger.js";
  const jwt = { JWT_SECRET_FILE: "./jwt-secret.txt" };
  const vault = { VAULT_ADDR: `http://127.0.0.1:${await closedPort()}`, VAULT_TOKEN: "none" };
  run("The environment alone: .env.local wins over .env, and JWT_SECRET_FILE names a file", ["app.ts"], jwt);
  run("The same code on a chain whose first store is down: every step past it is loud", ["app.ts"], {
    ...jwt,
    SECRETS_PROVIDERS: "vault,env",
    SECRETS_FALLBACK: "unavailable",
    ...vault,
  });
  run("Why a name has the value it has", [claviger, "explain", "reporting-url"], {});
  run(
    "Any program, with the secrets that it needs and no others",
    [
      claviger,
      "run",
      "--env",
      "DB=database-url",
      "--",
      "node",
      "-e",
      "console.log(`DB has ${process.env.DB.length} characters`)",
    ],
    {},
  );
  console.log("\nDone: nothing was installed, and the folder is gone.");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
