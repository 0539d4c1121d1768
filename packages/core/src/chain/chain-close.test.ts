import { expect, it } from "vitest";
import { EventStream } from "../events/event-stream.ts";
import { nodeHost } from "../host/node-host.ts";
import { Variables } from "../configuration/variables.ts";
import { buildLink } from "../secrets/build-link.ts";
import { FakeClock, settled } from "../testing/fake-clock.ts";
import { gate } from "../testing/gate.ts";
import { ScriptedStore } from "../testing/scripted-store.ts";
import { Chain } from "./chain.ts";

it("a link that a reference asked for, and that is made only after close, is closed too", async () => {
  const clock = new FakeClock();
  const events = new EventStream(() => {});
  const store = new ScriptedStore("store").set("a", "v");
  const { definition } = store.provider();
  const loading = gate();
  const chain = new Chain({
    layers: [],
    writeOnly: [],
    fallback: "never",
    clock,
    events,
    instantiate: async () => {
      await loading.closed;
      return buildLink(
        { definition, instance: { id: "store", provider: "store", label: undefined } },
        {
          host: nodeHost({ env: {}, clock }),
          variables: new Variables({}),
          cache: { ttl: 300, staleTtl: 0, absentTtl: 30, maxEntries: 10 },
          events,
          epoch: { value: 0 },
        },
      );
    },
  });
  const reading = chain.resolve({ asked: "a", name: "a", provider: "store", wanted: "text", refresh: false });
  await settled();
  await chain.close();
  loading.open();
  expect(await reading).toMatchObject({ status: "failed", error: { code: "aborted" } });
  expect([store.calls, store.closed]).toEqual([[], 1]);
});
