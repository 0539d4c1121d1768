import { applyCase, type Ask, type Location, SecretError } from "@claviger/core/provider";

/** How names are spelled before GitHub turns them into upper case. */
export type Spelling = "as-is" | "upper-snake";

/**
 * One secret, in upper case as GitHub keeps it; nowhere for a name that GitHub does not take, and for a bundle, since nothing is read.
 */
export function locate({ name, as }: Ask, spelling: Spelling): readonly Location[] {
  // Letters beyond ASCII are refused before upper case is made, which turns some of them into ASCII.
  if (as === "bundle" || !/^[A-Za-z0-9_.-]+$/.test(name)) return [];
  // What is spelled as GitHub has it stays so: A__B is not A_B.
  const path = /^[A-Z0-9_]+$/.test(name) ? name : applyCase(name, spelling).toUpperCase();
  return flawOf(path) === undefined ? [{ path }] : [];
}

/** @throws SecretError `invalid_ref` */
export function parse(path: string): Location {
  const flaw = flawOf(path);
  if (flaw === undefined) return { path: path.toUpperCase() };
  const [meant] = locate({ name: path, as: "value" }, "upper-snake");
  throw new SecretError("invalid_ref", `${JSON.stringify(path)} cannot be a secret of GitHub: ${flaw}`, {
    hint: meant
      ? `write it as ${meant.path}`
      : "write letters, digits and _ alone, such as secret://github/DATABASE_URL; another repository is another instance (github.other)",
  });
}

/** GitHub's rules for names. */
function flawOf(name: string): string | undefined {
  if (name === "") return "it is empty";
  if (!/^[A-Za-z0-9_]+$/.test(name)) return "it has other characters than letters, digits and _";
  if (/^[0-9]/.test(name)) return "it begins with a digit";
  if (/^GITHUB_/i.test(name)) return "names that begin with GITHUB_ are GitHub's own";
  return undefined;
}
