import type { Clock } from "@claviger/core/provider";

export interface EmfOptions {
  /** The CloudWatch namespace of the metrics, such as `Afirgen/Secrets`. */
  readonly namespace: string;
  /** The deployment's environment, such as `production`: the dimension `Environment` of the totals. */
  readonly environment: string;
  /**
   * How long a window is, in seconds: 1 to 3600. Metrics of CloudWatch's standard resolution are kept by the minute.
   * @default 60
   */
  readonly flushSeconds?: number;
  /**
   * How many secrets are told apart; those that come later count as `other`. Each is a custom metric that AWS charges for.
   * @default 1000
   */
  readonly maxSecrets?: number;
  /**
   * Takes each line, without a line end.
   * @default writes it to standard output, which Lambda and the CloudWatch agent read
   */
  readonly write?: (line: string) => void;
  /** @default real time; its timers never keep the process alive */
  readonly clock?: Pick<Clock, "now" | "after">;
  /**
   * A number in [0, 1), for the sample of latencies.
   * @default Math.random
   */
  readonly random?: () => number;
}

/** @throws TypeError or RangeError that names the option */
export function checkEmfOptions({ namespace, environment, flushSeconds = 60 }: EmfOptions): void {
  // What CloudWatch takes as a namespace; `AWS/` is its own.
  if (!/^(?!AWS\/)(?=.*\S)[\w./#: -]{1,255}$/.test(namespace)) {
    throw new TypeError(
      "emf's namespace must be 1 to 255 letters, digits, spaces or ._-/#: and not start with AWS/",
    );
  }
  if (!/^(?=.*\S)[ -~]{1,1024}$/.test(environment)) {
    throw new TypeError("emf's environment must be 1 to 1024 printable ASCII characters, not all blank");
  }
  if (!(flushSeconds >= 1 && flushSeconds <= 3600)) {
    throw new RangeError("emf's flushSeconds must be 1 to 3600");
  }
}
