import { printable } from "../output/printable.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { Finding } from "./finding.ts";

const marks = { ok: "ok", warning: "!!", error: "XX", skipped: "--" } as const;
const colours = { ok: "green", warning: "yellow", error: "red", skipped: "dim" } as const;

/** Findings as lines, by what they are about; what is not as it should be with what to do. */
export function presentFindings(
  findings: readonly Finding[],
  { columns, style }: Pick<Terminal, "columns" | "style">,
): string[] {
  const areas = Map.groupBy(findings, ({ area }) => area);
  return [...areas].flatMap(([area, own]) => [
    style("bold", printable(area)),
    ...own.flatMap(({ status, subject, message, fix }) => [
      ...wrapped(`${printable(subject)}: ${printable(message)}`, {
        first: `  ${style(colours[status], marks[status])} `,
        width: columns - 5,
      }),
      ...(fix === undefined ? [] : wrapped(`Fix: ${printable(fix)}`, { first: "     ", width: columns - 5 })),
    ]),
  ]);
}

/** A text at most so wide, broken between words. */
function wrapped(
  text: string,
  { first, width }: { readonly first: string; readonly width: number },
): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > Math.max(20, width)) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((one, index) => `${index === 0 ? first : "     "}${one}`);
}

/** How it came out, in one line. */
export function summary(findings: readonly Finding[]): string {
  const count = (status: Finding["status"]): number =>
    findings.filter((finding) => finding.status === status).length;
  const [errors, warnings] = [count("error"), count("warning")];
  if (errors + warnings === 0) return "Everything is as it should be.";
  return [plural(errors, "error"), plural(warnings, "warning")].filter(Boolean).join(", ");
}

function plural(count: number, word: string): string {
  if (count === 0) return "";
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
