#!/usr/bin/env node
import { useCompileCache } from "./compile-cache.ts";

useCompileCache();

// Timers of the chain (a pause before another try) do not keep a process alive. Without this one Node would end in such a
// pause, with nothing written and the exit code of success.
setInterval(() => {}, 2 ** 31 - 1);

// Loaded after, so that it comes from the cache. The end is not left to the event loop: sockets that a store keeps open
// would hold the prompt for seconds. `main` does not reject.
void import("./main.ts").then(async ({ main }) => process.exit(await main(process.argv)));
