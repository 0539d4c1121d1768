import type { SecretsEvent } from "@claviger/core";
import type { Timer } from "@claviger/core/provider";
import { FaultReport } from "../sink/fault-report.ts";
import type { EventSink } from "../sink/sink.ts";
import { SecretLabels } from "../text/secret-labels.ts";
import { emfDocument } from "./emf-document.ts";
import { checkEmfOptions, type EmfOptions } from "./emf-options.ts";
import { EmfWindow } from "./emf-window.ts";
import { tally } from "./tally.ts";
import { unrefTimers } from "./unref-timers.ts";

export interface EmfSink extends EventSink {
  /** Writes what the open window holds. Called by itself when the window ends and when secrets are closed. */
  flush(): void;
}

/**
 * Counts core's events and writes them as lines of CloudWatch's Embedded Metric Format: once a window, and when secrets
 * are closed. A process that ends otherwise calls `flush()` first, as does a Lambda function at the end of each call.
 *
 * @example
 * ```ts
 * const metrics = emf({ namespace: "Afirgen/Secrets", environment: "production" });
 * const secrets = createSecrets({ providers: [env()], onEvent: metrics.onEvent });
 * ```
 * @throws TypeError or RangeError that names the option that CloudWatch would not take
 */
export function emf(options: EmfOptions): EmfSink {
  checkEmfOptions(options);
  const flusher = new Flusher(options);
  const tallyOptions = { totals: flusher.totals, secrets: new SecretLabels(options.maxSecrets) };
  return {
    onEvent: (event: SecretsEvent) => {
      const added = tally(event, tallyOptions);
      if (added) flusher.window().add(added);
      if (event.type === "closed") flusher.flush();
    },
    flush: () => flusher.flush(),
  };
}

/** Owns the open window and the timer that ends it. */
class Flusher {
  readonly totals: { readonly Environment: string };
  readonly #options: EmfOptions;
  readonly #faults = new FaultReport();
  #window: EmfWindow | undefined;
  #timer: Timer | undefined;

  constructor(options: EmfOptions) {
    this.#options = options;
    this.totals = { Environment: options.environment };
  }

  /** The open window. The first event opens it: without events there is no timer. */
  window(): EmfWindow {
    const { clock = unrefTimers, flushSeconds = 60, random = Math.random } = this.#options;
    this.#timer ??= clock.after(flushSeconds * 1000, () => this.flush());
    this.#window ??= new EmfWindow({ totals: this.totals, random });
    return this.#window;
  }

  flush(): void {
    const window = this.#window;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#window = undefined;
    if (!window) return;
    const { namespace, clock = unrefTimers, write = toStandardOutput } = this.#options;
    const timestamp = clock.now();
    try {
      for (const group of window.groups()) write(emfDocument({ namespace, timestamp, ...group }));
    } catch (error) {
      // On a timer nobody would catch it, and it would end the process.
      this.#faults.tell("emf's write", error);
    }
  }
}

function toStandardOutput(line: string): void {
  process.stdout.write(`${line}\n`);
}
