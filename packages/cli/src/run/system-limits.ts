import { readFileSync } from "node:fs";

/** How much a new program may be given. Sizes are in bytes of UTF-8, in UTF-16 units on Windows. */
export interface SystemLimits {
  /** For messages. */
  readonly system: string;
  /** One argument, or one variable as `NAME=value`, without the NUL that ends it. */
  readonly string: number;
  /** All arguments and variables with the NULs that end them, and a pointer to each. */
  readonly total: number;
  /** What `total` is at least, for who need not know it: on Linux it is read from a file. */
  readonly totalAtLeast: number;
  readonly unit: "bytes" | "utf-16 units";
}

const KiB = 1024;
const MiB = 1024 * KiB;

/** Kept free for what the kernel adds: the program's path, an interpreter and its argument, alignment. */
const reserve = 8 * KiB;

/**
 * The limits of this system. Linux: execve(2), MAX_ARG_STRLEN and `bprm_stack_limits` in fs/exec.c; macOS: ARG_MAX in
 * sys/syslimits.h; Windows: SetEnvironmentVariable.
 */
export function systemLimits(platform: NodeJS.Platform = process.platform): SystemLimits {
  switch (platform) {
    case "linux":
      return {
        system: "Linux",
        string: 128 * KiB - 1,
        get total() {
          return linuxTotal(stackLimit());
        },
        totalAtLeast: linuxTotal(0),
        unit: "bytes",
      };
    case "win32":
      return {
        system: "Windows",
        string: 32_766,
        ...exactly(Number.POSITIVE_INFINITY),
        unit: "utf-16 units",
      };
    default:
      return {
        system: platform === "darwin" ? "macOS" : platform,
        string: MiB,
        ...exactly(MiB - reserve),
        unit: "bytes",
      };
  }
}

function exactly(total: number): Pick<SystemLimits, "total" | "totalAtLeast"> {
  return { total, totalAtLeast: total };
}

/** @param stack - the soft limit of the stack's size, in bytes */
export function linuxTotal(stack: number): number {
  return Math.max(Math.min(stack / 4, 6 * MiB), 128 * KiB) - reserve;
}

/** The soft limit from `/proc/self/limits`; if it cannot be read, one so small that the floor counts. */
function stackLimit(): number {
  try {
    const [, soft] = /^Max stack size\s+(\S+)/m.exec(readFileSync("/proc/self/limits", "latin1")) ?? [];
    return soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft) || 0;
  } catch {
    return 0;
  }
}
