import type { CallContext, Host, Provider } from "@claviger/core/provider";
import {
  type Change,
  deleteSecret,
  moveStage,
  patchSecret,
  putSecret,
  restoreSecret,
} from "./change-secret.ts";
import { type Document, emptyDocument } from "./document.ts";
import type { Settings } from "./settings.ts";
import { checkSize } from "./value-size.ts";
import type { Update } from "./write-store.ts";

/** Changes what the store holds. */
export type Write = <T>(
  ctx: CallContext,
  task: string,
  update: Pick<Update<T>, "change" | "creates" | "purges">,
) => Promise<T>;

export type StoreWrites = Required<Pick<Provider, "put" | "patch" | "delete" | "restore" | "setStage">> & {
  /** Makes the store if there is none, and opens it. @returns whether it was made */
  create(ctx: CallContext): Promise<boolean>;
};

/** The calls of the contract that write. */
export function storeWrites(write: Write, { file, history }: Settings, host: Host): StoreWrites {
  const changeOf = (path: string): Change => ({
    path,
    title: file,
    history,
    now: new Date(host.clock.now()),
    suffix: suffixFrom(host.random()),
  });
  const changing = (
    ctx: CallContext,
    path: string,
    change: (document: Document, change: Change) => Document,
  ): Promise<void> =>
    write(ctx, `changing ${path} in`, {
      creates: false,
      change: (document) => [change(document, changeOf(path)), undefined],
    });
  return {
    async put({ path }, value, options, ctx) {
      checkSize(value, path);
      return await write(ctx, `writing ${path} in`, {
        creates: true,
        change: (document) => putSecret(document, changeOf(path), { value, options }),
      });
    },
    patch: ({ path }, fields, options, ctx) =>
      write(ctx, `changing ${path} in`, {
        creates: false,
        change: (document) => patchSecret(document, changeOf(path), { fields, options }),
      }),
    delete: ({ path }, options, ctx) =>
      write(ctx, `deleting ${path} in`, {
        creates: false,
        purges: options.purge === true || options.version !== undefined,
        change: (document) => [deleteSecret(document, changeOf(path), options), undefined],
      }),
    restore: ({ path }, options, ctx) =>
      changing(ctx, path, (document, change) => restoreSecret(document, change, options)),
    setStage: ({ path }, stage, move, ctx) =>
      changing(ctx, path, (document, change) => moveStage(document, change, { ...move, stage })),
    create: (ctx) =>
      write(ctx, "making", {
        creates: true,
        change: (document) => [document, document === emptyDocument],
      }),
  };
}

/** Six hexadecimal digits from a number in [0, 1). */
function suffixFrom(random: number): string {
  return Math.floor(random * 0x1000000)
    .toString(16)
    .padStart(6, "0");
}
