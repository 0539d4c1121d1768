import type { SecretsEvent } from "@claviger/core";
import type { EventListener } from "../sink/sink.ts";
import { formatLine, type LogFormat } from "./format-line.ts";
import { defaultLevel, type EventType, type LogLevel } from "./log-level.ts";
import { toLogRecord } from "./log-record.ts";

export interface LogLinesOptions {
  /**
   * Takes each line, without a line end, and its level.
   * @default writes it to standard error
   */
  readonly write?: (line: string, level: LogLevel) => void;
  /**
   * `SecretAccess name=jwt-secret source=aws …`, or one JSON object with `level` and `event`.
   * @default "logfmt"
   */
  readonly format?: LogFormat;
  /**
   * Which events are told.
   * @default all but "hit" and "miss"
   */
  readonly events?: readonly EventType[];
  /**
   * Other levels than the default ones.
   * @default error: failed. warn: fallback, stale, retry, warning, a breaker that opens, a lease that is lost.
   * debug: hit, miss, closed. info: the rest.
   */
  readonly levels?: Readonly<Partial<Record<EventType, LogLevel>>>;
}

/**
 * A line for each event, naming the secret and its source, never a value. Line ends and control characters in names are
 * escaped. Lines have no time: where they are written to adds it.
 *
 * @example
 * ```ts
 * logLines({ write: (line, level) => console[level](line) });
 * // SecretAccess name=database-url source=aws cached=false ms=12.3 location=store/production/database-url
 * ```
 */
export function logLines(options: LogLinesOptions = {}): EventListener {
  const { write = toStandardError, format = "logfmt", events, levels = {} } = options;
  const told = events && new Set(events);
  return (event: SecretsEvent) => {
    const wanted = told ? told.has(event.type) : event.type !== "hit" && event.type !== "miss";
    if (!wanted) return;
    const record = toLogRecord(event);
    if (!record) return;
    const level = levels[event.type] ?? defaultLevel(event);
    write(formatLine(record, { level, format }), level);
  };
}

function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}
