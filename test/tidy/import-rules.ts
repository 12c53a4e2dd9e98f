// Which folder may import what: the table of docs/decisions/0007-import-rules.md, as rows. The
// first row whose folder holds a file is that file's row.
import { packageOf, type Source, target } from "./tree.ts";

interface ImportRow {
  readonly folder: string;
  /**
   * Folders end in a slash and hold everything below; files are named whole; the rest are packages
   * and modules.
   */
  readonly may: readonly string[];
  /** May be imported for its types only. */
  readonly types?: readonly string[];
}

const WORKER_GROUND = ["worker/clock.ts", "worker/log.ts", "worker/env.ts"];
const LETTERS_AND_DECISIONS = ["worker/core/", "worker/wire/"];
const FRONT = [
  ...LETTERS_AND_DECISIONS,
  ...WORKER_GROUND,
  "worker/context.ts",
  "worker/objects/handles.ts",
  "worker/objects/handles/",
  "worker/upstream.ts",
  "worker/connection-check.ts",
  "worker/credentials.ts",
  "worker/access.ts",
  "worker/failures.ts",
  "worker/tenant-cache.ts",
  "hono",
  "valibot",
  "uqr",
];
const SIMULATED_PARTY = ["simulator/clock.ts", "simulator/network.ts", "worker/wire/", "node:"];

export const IMPORT_ROWS: readonly ImportRow[] = [
  {
    folder: "worker/wire/",
    // reflect-metadata is what @peculiar/x509 itself needs while it loads.
    may: [
      "worker/wire/",
      "plist",
      "pkijs",
      "asn1js",
      "@peculiar/x509",
      "reflect-metadata",
      "node:crypto",
    ],
  },
  { folder: "worker/core/", may: ["worker/core/", "node:crypto"], types: ["worker/wire/"] },
  {
    folder: "worker/objects/handles.ts",
    may: [...LETTERS_AND_DECISIONS, "worker/env.ts", "worker/objects/handles/", "itty-durable"],
  },
  {
    folder: "worker/objects/handles/",
    may: [...LETTERS_AND_DECISIONS, "worker/objects/handles/"],
  },
  {
    folder: "worker/objects/",
    may: [
      ...LETTERS_AND_DECISIONS,
      ...WORKER_GROUND,
      "worker/objects/",
      "cloudflare:workers",
      "itty-durable",
    ],
  },
  { folder: "worker/routes/", may: ["worker/routes/", "worker/views/", ...FRONT] },
  { folder: "worker/views/", may: ["worker/views/", ...FRONT] },
  { folder: "worker/dial.ts", may: ["worker/clock.ts", "cloudflare:sockets"] },
  { folder: "worker/access.ts", may: ["worker/log.ts", "jose"] },
  { folder: "worker/", may: ["worker/", "hono", "reflect-metadata"] },
  { folder: "simulator/phone/", may: ["simulator/phone/", ...SIMULATED_PARTY] },
  { folder: "simulator/exchange/", may: ["simulator/exchange/", ...SIMULATED_PARTY] },
  { folder: "simulator/world-worker.ts", may: ["worker/", "simulator/", "reflect-metadata"] },
  {
    folder: "simulator/",
    may: ["simulator/", "worker/wire/", "node:", "miniflare", "wrangler", "esbuild"],
  },
  { folder: "scenarios/", may: ["simulator/scenario.ts"] },
  { folder: "cli/provost/", may: ["cli/provost/", "node:", "commander"] },
  { folder: "cli/provost.ts", may: ["cli/provost/", "node:"] },
  {
    folder: "cli/",
    may: [
      "cli/",
      "simulator/",
      "scenarios/",
      "node:",
      "commander",
      "miniflare",
      "wrangler",
      "esbuild",
    ],
  },
];

/**
 * Of node:crypto, decisions take what computes and nothing that draws random bytes or makes keys.
 */
const CORE_CRYPTO = ["createHash", "createHmac", "timingSafeEqual"];
/**
 * Objects meet as remote objects, through handles: nobody but the composition roots sees another's
 * class.
 */
const OBJECT_CLASS = /^worker\/objects\/(directory|alias|tenant|device|authority|guard)\.ts$/;

/** What is wrong with the imports of one file, a sentence each. */
export function importProblems(source: Source): string[] {
  const row = IMPORT_ROWS.find(({ folder }) => source.path.startsWith(folder));
  if (!row) return [];
  return source.imports.flatMap((found) => {
    const to = target(source, found);
    const problems: string[] = [];
    const allowed = row.may.some((may) => covers(may, to));
    const asType = found.typeOnly && (row.types ?? []).some((may) => covers(may, to));
    if (!allowed && !asType) problems.push(`${source.path}: ${row.folder} may not import ${to}`);
    if (row.folder === "worker/core/" && to === "node:crypto") {
      const extra = found.names.filter((name) => !CORE_CRYPTO.includes(name));
      if (extra.length > 0)
        problems.push(`${source.path}: core may not take ${extra} of node:crypto`);
    }
    if (source.path.startsWith("worker/objects/") && OBJECT_CLASS.test(to)) {
      problems.push(`${source.path}: objects meet through handles, not by importing ${to}`);
    }
    return problems;
  });
}

function covers(may: string, to: string): boolean {
  if (may.endsWith("/") || may.endsWith(":")) return to.startsWith(may);
  return to === may || packageOf(to) === may;
}

/**
 * Circles of imports that exist at run time, each as its path. Imports of types only are no circle.
 */
export function importCycles(sources: readonly Source[]): string[] {
  const edges = new Map(
    sources.map((source) => [
      source.path,
      source.imports.filter(({ typeOnly }) => !typeOnly).map((found) => target(source, found)),
    ]),
  );
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path].join(" -> "));
    if (start >= 0 || finished.has(path)) return;
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    finished.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return cycles;
}
