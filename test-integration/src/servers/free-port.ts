import { randomInt } from "node:crypto";
import { createServer } from "node:net";

// Below the ports that systems give to outgoing connections: none of those can take one of ours between
// finding it free and listening on it, and two test files rarely draw the same.
const lowest = 10_240;
const highest = 32_000;

/**
 * A port of 127.0.0.1 that nothing listens on, with `adjacent - 1` free ones after it.
 *
 * @throws Error when 50 draws find none.
 */
export async function freePort(options: { readonly adjacent?: number } = {}): Promise<number> {
  const adjacent = options.adjacent ?? 1;
  for (let draw = 0; draw < 50; draw += 1) {
    const first = randomInt(lowest, highest - adjacent);
    const ports = Array.from({ length: adjacent }, (_, offset) => first + offset);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return first;
  }
  throw new Error("No free port was found on 127.0.0.1.");
}

async function isFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}
