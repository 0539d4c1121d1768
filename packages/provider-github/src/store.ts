import {
  type CallContext,
  type Check,
  type DeleteOptions,
  type Host,
  type Location,
  type PutOptions,
  type SecretInfo,
  whileWanted,
  type WritableValue,
} from "@claviger/core/provider";
import { Api, type Call } from "./api.ts";
import { AppAuthentication, type LoginSetting } from "./app-authentication.ts";
import { type Authentication, noAuthentication, tokenAuthentication } from "./authentication.ts";
import { examine } from "./check.ts";
import { deleteSecret } from "./delete-secret.ts";
import { exchangeOver } from "./exchange.ts";
import { putSecret } from "./put-secret.ts";
import { describeScope } from "./scope.ts";
import { SecretsOf } from "./secrets-of.ts";
import type { Credentials, Settings } from "./settings.ts";
import { Transport } from "./transport.ts";
import { audienceIn, refuseConditions, textToWrite } from "./writable.ts";

/** The secrets of one place on GitHub. Every call ends when its context does. */
export interface Store {
  list(prefix: string, ctx: CallContext): AsyncGenerator<SecretInfo>;
  put(location: Location, value: WritableValue, options: PutOptions, ctx: CallContext): Promise<SecretInfo>;
  delete(location: Location, options: DeleteOptions, ctx: CallContext): Promise<void>;
  examine(locations: readonly Location[], ctx: CallContext): Promise<readonly Check[]>;
  close(): void;
}

/** Opens no socket: that is the first request's. */
export function openStore(settings: Settings, host: Host): Store {
  const { url, credentials, scope, visibility } = settings;
  const { clock } = host;
  const transport = new Transport(url);
  const exchange = exchangeOver(transport, url);
  const authentication = authenticationOf(credentials, { exchange, host, url });
  const secrets = new SecretsOf(scope, new Api({ url, clock }, { exchange, authentication }));
  const inTime = <T>(task: string, ctx: CallContext, work: (call: Call) => Promise<T>): Promise<T> => {
    const { signal, deadline } = ctx;
    const wanted = { signal, deadline, clock, task: `${task} at GitHub (${describeScope(scope)})` };
    return whileWanted((signal) => work({ signal, report: (report) => ctx.report(report) }), wanted);
  };
  return {
    async *list(prefix, ctx) {
      const wanted = prefix.toUpperCase();
      const collect = async (call: Call): Promise<readonly SecretInfo[]> => {
        const all: SecretInfo[] = [];
        for await (const info of secrets.list(call)) if (info.path.startsWith(wanted)) all.push(info);
        return all;
      };
      yield* await inTime("listing secrets", ctx, collect);
    },
    async put(location, value, options, ctx) {
      refuseConditions(location, options);
      const { path: name } = location;
      const audience = audienceIn(options.metadata, scope);
      const text = textToWrite(value);
      const write = { name, text, audience, visibility, ifAbsent: options.ifAbsent ?? false };
      return await inTime(`writing ${name}`, ctx, (call) => putSecret(write, secrets, call));
    },
    async delete(location, { version }, ctx) {
      refuseConditions({ ...location, ...(version === undefined ? {} : { version: { version } }) });
      const { path: name } = location;
      await inTime(`deleting ${name}`, ctx, (call) => deleteSecret(name, secrets, call));
    },
    examine: (locations, ctx) => inTime("examining", ctx, (call) => examine(locations, secrets, call)),
    close: () => transport.close(),
  };
}

function authenticationOf(credentials: Credentials, setting: LoginSetting): Authentication {
  if (credentials.kind === "app") return new AppAuthentication(credentials, setting);
  return credentials.kind === "token" ? tokenAuthentication(credentials.token) : noAuthentication;
}
