import { setTimeout as delay } from "node:timers/promises";

/** Asks again and again, every 20 ms, until the answer is yes; false when it was not within the time. */
export async function waitUntil(
  check: () => Promise<boolean>,
  options: { readonly seconds: number },
): Promise<boolean> {
  const deadline = performance.now() + options.seconds * 1000;
  while (!(await check())) {
    if (performance.now() > deadline) return false;
    await delay(20);
  }
  return true;
}
