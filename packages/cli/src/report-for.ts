import { createReport, type Report } from "./output/report.ts";

/** Says things as the command line and the environment ask for it. */
export function reportFor({ json = false }: { readonly json?: boolean | undefined }): Report {
  return createReport({ json, debug: process.env["CLAVIGER_DEBUG"] === "1" });
}
