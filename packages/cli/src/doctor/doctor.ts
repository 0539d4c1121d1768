import { exitCodes } from "../exit-code.ts";
import { openDeployment } from "../open-deployment.ts";
import type { Report } from "../output/report.ts";
import { writeOutput } from "../output/write-output.ts";
import { currentTerminal } from "../terminal/terminal.ts";
import { checkConfiguration } from "./check-configuration.ts";
import { checkFiles } from "./check-files.ts";
import { checkPackages } from "./check-packages.ts";
import { checkLeftSecrets } from "./check-left-secrets.ts";
import { checkRotation } from "./check-rotation.ts";
import { checkExtra, checkSecrets } from "./check-secrets.ts";
import { checkStores } from "./check-stores.ts";
import { failed, type Finding } from "./finding.ts";
import { presentFindings, summary } from "./present-findings.ts";

export interface DoctorCommandOptions {
  readonly report: Report;
  readonly environment?: string | undefined;
  readonly json: boolean;
  /** Warnings fail too. */
  readonly strict: boolean;
}

/**
 * Examines the deployment that the working directory and the environment configure, and changes nothing.
 *
 * @returns the exit code: 6 where something has to be mended
 */
export async function doctor({ environment, json, strict }: DoctorCommandOptions): Promise<number> {
  const findings = await examine(environment);
  const isWrong = findings.some(({ status }) => status === "error" || (strict && status === "warning"));
  const text = json
    ? JSON.stringify({ ok: !isWrong, findings })
    : [...presentFindings(findings, currentTerminal()), "", summary(findings)].join("\n");
  writeOutput(Buffer.from(`${text}\n`));
  return isWrong ? exitCodes.misconfigured : exitCodes.ok;
}

async function examine(environment: string | undefined): Promise<readonly Finding[]> {
  const files = checkFiles(process.cwd());
  // What is warned about while the rest is looked at is a finding like the others.
  const warned: Finding[] = [];
  const report: Report = {
    warn(message) {
      warned.push({
        area: "warnings",
        subject: "claviger",
        status: "warning",
        message,
        fix: "see what it says",
      });
    },
    note() {},
    fail() {},
  };
  try {
    const own = new Set<string>();
    const deployment = await openDeployment({
      environment,
      report,
      onOwnProvider: (name) => own.add(name),
    });
    const instances = await deployment.instances();
    const configuration = checkConfiguration(deployment, instances);
    const packages = checkPackages(process.cwd(), { instances: instances.all(), own });
    const left = await checkLeftSecrets(process.cwd(), { ...deployment, instances: instances.all() });
    const stores = await checkStores(instances.all(), deployment);
    const secrets = await checkSecrets(deployment);
    const extra = await checkExtra(deployment);
    const rotation = await checkRotation(deployment);
    return [
      ...configuration,
      ...packages,
      ...files,
      ...left,
      ...stores,
      ...secrets,
      ...extra,
      ...rotation,
      ...warned,
    ];
  } catch (error) {
    return [failed("configuration", "chain", error), ...files, ...warned];
  }
}
