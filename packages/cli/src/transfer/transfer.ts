import type { SecretError } from "@claviger/core";
import { startProgress } from "../terminal/progress.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { type Entry, type Job, jobsOf, referenceOf } from "./job.ts";
import { paced } from "./paced.ts";
import { StoreHealth } from "./store-health.ts";
import type { StoreView } from "./store-view.ts";
import { type Finding, survey } from "./survey.ts";
import { type Outcome, writeJob } from "./write-job.ts";

/** How many secrets are read at once: what is asked in one tick travels together where the store can. */
const readsAtOnce = 40;
/** How many are written at once. */
const writesAtOnce = 8;

export interface TransferOptions {
  readonly view: StoreView;
  readonly terminal: Terminal;
  /** No progress is shown. */
  readonly silent: boolean;
}

/** What was found where entries are to be written, and how they hang together. */
export interface Plan {
  /** In the order of the entries. */
  readonly findings: readonly Finding[];
  readonly jobs: readonly Job[];
}

/** Looks at every place that is to be written. Nothing is changed. */
export async function planTransfer(entries: readonly Entry[], options: TransferOptions): Promise<Plan> {
  const { jobs, clashes } = jobsOf(entries);
  const found = new Map<Entry, Finding>();
  for (const [entry, error] of clashes)
    found.set(entry, { entry, reference: referenceOf(entry.target), action: "failed", error });
  const progress = await startProgress({ ...options, task: "reading", total: jobs.length });
  const health = new StoreHealth();
  const fail = ({ entries }: Job, error: SecretError): void => {
    for (const entry of entries)
      found.set(entry, { entry, reference: referenceOf(entry.target), action: "failed", error });
  };
  await paced(jobs, {
    atOnce: readsAtOnce,
    work: async (job) => {
      if (health.hopeless) return fail(job, health.hopeless);
      for (const finding of await survey(job, options.view)) {
        found.set(finding.entry, finding);
        health.saw(finding.action === "failed" ? finding.error : undefined);
      }
      progress.step();
    },
    gaveUp: fail,
  }).finally(() => progress.stop());
  return { jobs, findings: entries.flatMap((entry) => found.get(entry) ?? []) };
}

/** Writes what a plan says. What fails is told with the rest, which goes on. */
export async function applyPlan(plan: Plan, options: TransferOptions): Promise<readonly Outcome[]> {
  const { jobs, findings } = plan;
  const byEntry = new Map(findings.map((finding) => [finding.entry, finding]));
  const done = new Map<Entry, Outcome>();
  const progress = await startProgress({ ...options, task: "writing", total: jobs.length });
  // What was written before the store asked for fewer requests is not written again.
  const open = (job: Job): readonly Finding[] =>
    job.entries.flatMap((entry) => (done.has(entry) ? [] : (byEntry.get(entry) ?? [])));
  const health = new StoreHealth();
  const fail = (job: Job, error: SecretError): void => {
    for (const finding of open(job)) done.set(finding.entry, { finding, result: "failed", error });
  };
  await paced(jobs, {
    atOnce: writesAtOnce,
    work: async (job) => {
      if (health.hopeless) return fail(job, health.hopeless);
      await writeJob(job, open(job), {
        view: options.view,
        done: (outcome) => {
          done.set(outcome.finding.entry, outcome);
          health.saw(outcome.error);
        },
      });
      progress.step();
    },
    gaveUp: fail,
  }).finally(() => progress.stop());
  return findings.map(
    (finding) =>
      done.get(finding.entry) ?? {
        finding,
        result: "failed",
        error: "error" in finding ? finding.error : undefined,
      },
  );
}
