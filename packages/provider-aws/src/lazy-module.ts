import { SecretError } from "@claviger/core/provider";

/**
 * A function that imports a package at its first call and gives the same module after. A failed import is not kept.
 *
 * @param packageName - what to install where it is missing
 * @throws the function: SecretError `not_configured`
 */
export function lazyModule<Module>(
  packageName: string,
  importModule: () => Promise<Module>,
): () => Promise<Module> {
  let loading: Promise<Module> | undefined;
  const load = async (): Promise<Module> => {
    try {
      return await importModule();
    } catch (error) {
      loading = undefined;
      throw notInstalled(packageName, error);
    }
  };
  return () => (loading ??= load());
}

function notInstalled(packageName: string, error: unknown): SecretError {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  const missing = code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
  return new SecretError(
    "not_configured",
    missing ? `${packageName} is not installed` : `${packageName} cannot be imported`,
    {
      hint: `install ${packageName}${missing ? "" : " again, in a version that this Node can run"}`,
      ...(typeof code === "string" ? { cause: { code } } : {}),
    },
  );
}
