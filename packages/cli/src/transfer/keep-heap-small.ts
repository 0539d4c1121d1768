import { setFlagsFromString } from "node:v8";

/**
 * Keeps V8 from making its young generation larger. A thousand calls of an SDK leave much garbage and little else (17 MB);
 * where a machine has memory to spare, V8 lets it pile up: 165 MB with AWS's SDK, 130 MB so, in the same time.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
