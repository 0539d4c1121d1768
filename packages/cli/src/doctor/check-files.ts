import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { envFilesIn } from "./env-files.ts";
import type { Finding } from "./finding.ts";
import { type Git, gitOf } from "./git.ts";

const area = "files";

/** The files of a directory that may hold secrets: who else may read them, and whether git would take them along. */
export function checkFiles(directory: string): Finding[] {
  const files = secretFiles(directory);
  if (files.length === 0)
    return [{ area, subject: ".env", status: "ok", message: "there is no file here that may hold secrets" }];
  const git = gitOf(directory);
  const findings = files.flatMap((file) => [
    ...permissions(directory, file),
    ...(git ? keptFromGit(directory, file).map((one) => inGit(git, one)) : []),
  ]);
  if (git) return findings;
  return [
    ...findings,
    {
      area,
      subject: "git",
      status: "skipped",
      message: "this is no git repository, or git is not installed",
    },
  ];
}

function secretFiles(directory: string): string[] {
  const env = envFilesIn(directory);
  return existsSync(join(directory, ".claviger")) ? [...env, ".claviger"] : env;
}

/** What of a file or directory must not get into the repository: an encrypted store may, its key may not. */
function keptFromGit(directory: string, file: string): string[] {
  if (!statSync(join(directory, file), { throwIfNoEntry: false })?.isDirectory()) return [file];
  // What has a .gitignore of its own, as the backups have, looks after itself.
  const inside = readdirSync(join(directory, file), { withFileTypes: true });
  const kept = inside.filter((entry) => entry.isFile() && !entry.name.endsWith(".age"));
  return kept.map(({ name }) => `${file}/${name}`);
}

function permissions(directory: string, file: string): Finding[] {
  // Windows has other means, which the mode does not tell.
  if (process.platform === "win32") return [];
  const stats = statSync(join(directory, file), { throwIfNoEntry: false });
  if (!stats) {
    const message = "it is a link to nothing: what the application expects in it is not there";
    return [{ area, subject: file, status: "error", message, fix: `mend the link, or remove ${file}` }];
  }
  const isDirectory = stats.isDirectory();
  const mode = (stats.mode & 0o777).toString(8).padStart(3, "0");
  if ((stats.mode & 0o077) === 0)
    return [{ area, subject: file, status: "ok", message: `only you may read it (${mode})` }];
  return [
    {
      area,
      subject: file,
      status: "warning",
      message: `other users of this machine may read it (${mode})`,
      fix: `chmod ${isDirectory ? "700" : "600"} ${file}`,
    },
  ];
}

function inGit(git: Git, file: string): Finding {
  const subject = file;
  if (git.isTracked(file)) {
    return {
      area,
      subject,
      status: "error",
      message: "git keeps it: what was in it is in the history",
      fix: `git rm --cached ${file}, add it to .gitignore, and replace every secret that was in it`,
    };
  }
  if (git.isIgnored(file)) return { area, subject, status: "ok", message: "git ignores it" };
  return {
    area,
    subject,
    status: "error",
    message: "git does not ignore it: the next commit may take it along",
    fix: `add ${file} to .gitignore`,
  };
}
