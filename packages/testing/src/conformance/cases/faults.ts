import type { ErrorCode } from "@claviger/core/provider";
import { expect } from "vitest";
import { startLoopbackServer } from "../../fixtures/loopback-server.ts";
import type { Bench } from "../bench.ts";
import type { ConformanceCase } from "../conformance-case.ts";
import type { ServerFaults } from "../server-faults.ts";

/** A page with a status that the store uses, too, may be the sign of a wrong address. */
const pageCodes = ["unavailable", "decode", "not_configured"] as const;

/** Brings a fault about, what meets it, and what may be said to it. Never that a secret is absent, and never a value. */
const faults: readonly (readonly [
  (server: ServerFaults) => void | Promise<void>,
  string,
  readonly ErrorCode[],
])[] = [
  [(server) => server.down(), "a store that refuses connections", ["unavailable"]],
  [(server) => server.cut(), "a connection that is broken off", ["unavailable"]],
  [(server) => server.truncate(), "an answer that is broken off", ["unavailable", "decode"]],
  [(server) => server.garbage(200), "a page that is not the store's", ["unavailable", "decode"]],
  [(server) => server.garbage(404), "a page that says that nothing was found", pageCodes],
  [(server) => server.garbage(503), "a page that says that a gateway failed", ["unavailable", "decode"]],
];

/** A fault, what meets it, and what may be said to it. */
type Meeting = (typeof faults)[number];

function serverOf(bench: Bench): ServerFaults {
  const { server } = bench.harness;
  if (!server) throw bench.skipped("the harness has no server");
  return server;
}

async function meetsAtFirst(bench: Bench, [bringAbout, what, codes]: Meeting): Promise<void> {
  const { name, path } = await bench.seed("the value");
  const server = serverOf(bench);
  await bringAbout(server);
  const location = bench.provider.parse(path);
  await bench.failure(bench.read(location), `a read that meets ${what}`, ...codes);
  await server.up();
  expect(await bench.read(location)).toBeDefined();
  expect(await bench.secrets.get(name)).toBe("the value");
}

async function meetsLater(bench: Bench, [bringAbout, what, codes]: Meeting): Promise<void> {
  const { path } = await bench.seed();
  const server = serverOf(bench);
  const [present, missing] = [bench.provider.parse(path), bench.provider.parse(`${path}missing`)];
  await bench.read(present);
  await bringAbout(server);
  for (const location of [present, missing]) {
    await bench.failure(bench.read(location), `a read that meets ${what}`, ...codes);
  }
  await server.up();
  expect(await bench.read(present)).toBeDefined();
  expect(await bench.read(missing)).toBeUndefined();
}

const failing = faults.flatMap<ConformanceCase>((meeting) => {
  const said = `${meeting[1]} is ${meeting[2].join(" or ")}`;
  return [
    {
      behaviour: `${said} at the first call, and is read again when it is over`,
      needs: ["faults"],
      run: (bench) => meetsAtFirst(bench, meeting),
    },
    {
      behaviour: `${said} to an instance that has read before, for secrets that are there and that are not`,
      needs: ["faults"],
      run: (bench) => meetsLater(bench, meeting),
    },
  ];
});

/** When the store cannot be reached, or what answers is not the store. */
export const faultCases: readonly ConformanceCase[] = [
  ...failing,
  {
    behaviour: "no default stands in for a store that is down",
    needs: ["faults"],
    async run(bench) {
      const { name } = await bench.seed();
      await serverOf(bench).down();
      for (const options of [{ default: "the default" }, { required: false }]) {
        await bench.failure(
          bench.secrets.get(name, options),
          "a read of a store that is down",
          "unavailable",
        );
      }
    },
  },
  {
    behaviour: "a redirect to another server takes no credentials there, and is no answer",
    needs: ["faults"],
    async run(bench) {
      const server = serverOf(bench);
      if (!server.redirect) throw bench.skipped("the harness has no server.redirect");
      const { path } = await bench.seed();
      const received: string[] = [];
      const other = await startLoopbackServer(({ url = "", rawHeaders }, response) => {
        received.push(url, ...rawHeaders);
        response.writeHead(404).end();
      });
      try {
        await server.redirect(other.address);
        const read = bench.read(bench.provider.parse(path));
        await bench.failure(read, "a read that is redirected to another server", ...pageCodes, "denied");
        bench.canary.assertNoLeak(received, "what another server received");
        expect(received.filter((header) => /^(authorization|x-vault-token|cookie)$/i.test(header))).toEqual(
          [],
        );
      } finally {
        await other.close();
      }
    },
  },
  {
    behaviour: "a failed call is not made again: that is core's to do",
    needs: ["faults"],
    async run(bench) {
      const server = serverOf(bench);
      if (!server.requests) throw bench.skipped("the harness does not count requests");
      const { path } = await bench.seed();
      const location = bench.provider.parse(path);
      await bench.read(location);
      await server.cut();
      const before = server.requests();
      await bench.failure(bench.read(location), "a read of a store that is cut off", "unavailable");
      expect(server.requests() - before, "requests for one failed read").toBe(1);
    },
  },
];
