import { resolve } from "node:path";
import type { Deployment } from "@claviger/core";
import type { Report } from "../output/report.ts";
import { commentedSecrets } from "./commented-secrets.ts";

/** A value that another place wins over is not the one that the application reads. */
export function warnOfShadows(
  title: string,
  names: readonly string[],
  { deployment, report }: { readonly deployment: Deployment; readonly report: Report },
): void {
  for (const name of names) {
    const origin = deployment.originOf(name);
    if (origin === undefined || resolve(origin.replace(/:\d+$/, "")) === resolve(title)) continue;
    report.warn(`${name} of ${title} is not what the application reads here: ${origin} has it too, and wins`);
  }
}

/** What stays in the file, and should perhaps not. */
export function warnOfComments(title: string, text: string, report: Report): void {
  const lines = commentedSecrets(text);
  if (lines.length === 0) return;
  const where = lines.length === 1 ? `line ${lines[0]}` : `lines ${lines.join(", ")}`;
  report.warn(`${title} has comments that look as if they held secrets, and keeps them: ${where}`);
}
