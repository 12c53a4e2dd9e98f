// What esbuild is told beyond its settings, so that a Worker carries less and starts from fewer
// modules (docs/decisions/0017). The rule: what the code does stays the same; a package that is no
// longer written as expected here ends the build.
import { readFileSync } from "node:fs";
import { dirname, extname } from "node:path";
import type { Loader, Plugin } from "esbuild";

/** Marks the plugin's own question, which is not to be asked again. */
const OURS = Symbol("without-unused-readers");

/**
 * plist's modules do nothing when they are loaded, which its package does not say: said here, so
 * that a Worker that only writes property lists carries no reader of XML.
 */
export const withoutUnusedReaders: Plugin = {
  name: "without-unused-readers",
  setup: ({ onResolve, resolve }) => {
    onResolve({ filter: /^(plist|@xmldom\/xmldom|\.\/parse[\w-]*\.js)$/ }, async (found) => {
      const { path, importer, resolveDir, kind } = found;
      const isForeign = path.startsWith(".") && !/\/plist\/dist\//.test(importer);
      if (isForeign || found.pluginData === OURS) return undefined;
      const resolved = await resolve(path, { importer, resolveDir, kind, pluginData: OURS });
      return { ...resolved, sideEffects: false };
    });
  },
};

/** What PKI.js writes into its classes one by one, as a block of code that esbuild keeps. */
const CLASS_BLOCK = /static \{\s*((?:this\.\w+ = [^;{}]+;\s*)+)\}/g;
/** PKI.js looks for a crypto engine when it is loaded. Our signatures are WebCrypto's (wire/cms). */
const ENGINE_SEARCH = "\ninitCryptoEngine();\n";

/**
 * PKI.js is one module of 130 classes that name themselves in static blocks, which esbuild takes for
 * work to be done. Written as static fields they are the same, and the half that nobody uses is left
 * out.
 */
export const withoutUnusedClasses: Plugin = {
  name: "without-unused-classes",
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]pkijs[\\/]build[\\/]index\.js$/ }, ({ path }) => {
      const found = readFileSync(path, "utf8");
      const contents = found
        .replace(CLASS_BLOCK, (_, body: string) => body.replace(/this\.(\w+) =/g, "static $1 ="))
        .replace(ENGINE_SEARCH, "\n");
      const isAsExpected = found.includes(ENGINE_SEARCH) && contents.length < found.length;
      return isAsExpected
        ? { contents, resolveDir: dirname(path) }
        : { errors: [{ text: "PKI.js is written otherwise: see without-unused-classes" }] };
    });
  },
};

/**
 * All that a fresh isolate loads becomes one module beside the entry: esbuild puts together what
 * the same entries reach, so each late module (absolute paths) is made to reach the entry, which is
 * loaded before it anyway. Without this a late module that shares three files with the start splits
 * them off.
 */
export const startInOnePiece = (entry: string, late: ReadonlySet<string>): Plugin => ({
  name: "start-in-one-piece",
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.tsx?$/ }, ({ path }) => {
      if (!late.has(path)) return undefined;
      const contents = `${readFileSync(path, "utf8")}\nimport ${JSON.stringify(entry)};\n`;
      return { contents, loader: extname(path).slice(1) as Loader };
    });
  },
});
