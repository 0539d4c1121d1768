import { isSecretError, type Secrets, SecretError, type SetOptions } from "@claviger/core";
import { digestOf, sameDigest, writable } from "./content.ts";
import type { Job } from "./job.ts";
import { isAbsence, readContent } from "./read-content.ts";
import type { StoreView } from "./store-view.ts";
import { type Finding, survey } from "./survey.ts";

/** What came of a finding. */
export interface Outcome {
  readonly finding: Finding;
  readonly result:
    /** Written, read back, and the same. */
    | "verified"
    /** Written, and the store cannot be read. */
    | "unknown"
    /** It was there already, and nothing was written. */
    | "same"
    | "failed";
  readonly error?: unknown;
}

/** How long a store may go on answering with what was there before, in milliseconds. */
const settleMs = [0, 100, 400, 1500];

export interface WriteOptions {
  readonly view: StoreView;
  /** Told of each as soon as it is known. */
  readonly done: (outcome: Outcome) => void;
}

/**
 * Writes what the findings of one job say, reads it back and compares. A failure is an outcome of its own.
 * @throws SecretError `throttled`, for who paces the work
 */
export async function writeJob(job: Job, findings: readonly Finding[], options: WriteOptions): Promise<void> {
  const { view, done } = options;
  const isNew = findings.length > 1 && findings.every(({ action }) => action === "create");
  if (isNew && (await writeTogether(job, findings, options))) return;
  // One after the other: fields of one secret are changes of the same thing.
  for (const finding of findings) done(await writeOne(job, finding, view));
}

/**
 * All fields of a secret that does not exist yet: one version and not one for each.
 * @returns whether it was done: not if the secret is there by now
 */
async function writeTogether(
  job: Job,
  findings: readonly Finding[],
  { view, done }: WriteOptions,
): Promise<boolean> {
  try {
    if (await exists(view.secrets, job)) return false;
    const fields = Object.fromEntries(
      findings.map(({ entry }) => [entry.target.field ?? "", textOf(entry.content)]),
    );
    await view.secrets.set(job.reference, fields, job.instance.capabilities.cas ? { ifAbsent: true } : {});
  } catch (error) {
    if (isSecretError(error, "throttled")) throw error;
    if (isSecretError(error, "conflict")) return false;
    for (const finding of findings) done({ finding, result: "failed", error });
    return true;
  }
  for (const outcome of await Promise.all(findings.map((finding) => readBack(job, finding, view))))
    done(outcome);
  return true;
}

/** Whether the secret is there by now, with whatever fields. */
async function exists(secrets: Secrets, { instance, reference }: Job): Promise<boolean> {
  if (instance.capabilities.read === false) return false;
  try {
    await secrets.getBundle(reference, { refresh: true });
    return true;
  } catch (error) {
    if (isAbsence(error)) return false;
    throw error;
  }
}

async function writeOne(job: Job, finding: Finding, view: StoreView): Promise<Outcome> {
  if (finding.action === "failed") return { finding, result: "failed", error: finding.error };
  if (finding.action === "same") return await stillSame(job, finding, view);
  try {
    await view.secrets.set(finding.reference, writable(finding.entry.content), conditions(job, finding));
  } catch (error) {
    if (isSecretError(error, "throttled")) throw error;
    if (isSecretError(error, "conflict")) return await afterConflict(job, finding, { view, error });
    return { finding, result: "failed", error };
  }
  return await readBack(job, finding, view);
}

/** Only over what was seen: another writer's value is not lost. */
function conditions({ instance }: Job, finding: Finding): SetOptions {
  if (!instance.capabilities.cas || finding.entry.target.field !== undefined) return {};
  if (finding.action === "create") return { ifAbsent: true };
  return "version" in finding && finding.version !== undefined ? { ifVersion: finding.version } : {};
}

/** Somebody wrote in between: perhaps the same, such as another import of the same file. */
async function afterConflict(
  job: Job,
  finding: Finding,
  { view, error }: { readonly view: StoreView; readonly error: SecretError },
): Promise<Outcome> {
  if (job.instance.capabilities.read === false) return { finding, result: "failed", error };
  const [now] = await survey({ ...job, entries: [finding.entry] }, view);
  return now?.action === "same" ? { finding, result: "same" } : { finding, result: "failed", error };
}

/** A person may have thought about the plan for a while. */
async function stillSame(job: Job, finding: Finding, view: StoreView): Promise<Outcome> {
  const [now] = await survey({ ...job, entries: [finding.entry] }, view);
  if (now?.action === "same") return { finding, result: "same" };
  const error =
    now?.action === "failed"
      ? now.error
      : new SecretError("conflict", `${finding.reference} was changed since the plan was made`, {
          location: finding.reference,
          hint: "run this again, and look at the plan",
        });
  return { finding, result: "failed", error };
}

async function readBack({ instance }: Job, finding: Finding, { secrets }: StoreView): Promise<Outcome> {
  if (instance.capabilities.read === false) return { finding, result: "unknown" };
  const written = digestOf(finding.entry.content);
  try {
    for (const ms of settleMs) {
      if (ms > 0) await new Promise((done) => setTimeout(done, ms));
      const there = await readContent(secrets, finding.reference);
      if (there && sameDigest(written, digestOf(there))) return { finding, result: "verified" };
    }
    return { finding, result: "failed", error: notTheSame(finding.reference) };
  } catch (error) {
    return { finding, result: "failed", error };
  }
}

function textOf(content: Finding["entry"]["content"]): string {
  const value = writable(content);
  if (typeof value === "string") return value;
  throw new SecretError("invalid_value", "the value of a field must be text", {
    hint: "write it into a secret of its own",
  });
}

function notTheSame(reference: string): SecretError {
  return new SecretError("conflict", `${reference} was written, and reads back as something else`, {
    location: reference,
    hint: "see who else writes it, and run this again",
  });
}
