import type { WritableValue } from "@claviger/core/provider";

/** One value that was written, and never changes. */
export interface StoredVersion {
  readonly id: string;
  readonly value: WritableValue;
  readonly createdAt: Date;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A secret with its versions, oldest first, and the labels that point at them. */
export interface StoredSecret {
  readonly versions: StoredVersion[];
  /** The version's id by stage. */
  readonly stages: Map<string, string>;
  deletedAt: Date | undefined;
}

/** The stages that point at a version. */
export function stagesOf({ stages }: StoredSecret, id: string): string[] {
  return [...stages].filter(([, version]) => version === id).map(([stage]) => stage);
}
