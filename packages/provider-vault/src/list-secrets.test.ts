import { expect, test } from "vitest";
import { listPaths, type Page } from "./list-secrets.ts";

async function listed(prefix: string, folders: Readonly<Record<string, readonly Page[]>>) {
  const asked: string[] = [];
  const readPage = async (folder: string, after: string | undefined): Promise<Page> => {
    asked.push(`${folder}>${after ?? ""}`);
    const pages = folders[folder] ?? [{ keys: [] }];
    return (
      (after === undefined ? pages[0] : pages.find((_, index) => pages[index - 1]?.after === after)) ?? {
        keys: [],
      }
    );
  };
  const paths: string[] = [];
  for await (const path of listPaths({ mount: "kv", path: prefix }, readPage)) paths.push(path);
  return { paths, asked };
}

test("folders that cannot have it are not asked, and each page once", async () => {
  const folders = {
    "a/": [{ keys: ["x", "xy/"], after: "xy/" }, { keys: ["xz", "y/"] }],
    "a/xy/": [{ keys: ["deep"] }],
  };
  const { paths, asked } = await listed("a/x", folders);
  expect(paths).toEqual(["kv/a/x", "kv/a/xz", "kv/a/xy/deep"]);
  expect(asked).toEqual(["a/>", "a/>xy/", "a/xy/>"]);
});

test("names that no reference can have are left out, and not descended into", async () => {
  const { paths, asked } = await listed("", { "": [{ keys: ["ok", "/", "../", ".", "a\nb", "\ud800/"] }] });
  expect(paths).toEqual(["kv/ok"]);
  expect(asked).toEqual([">"]);
});
