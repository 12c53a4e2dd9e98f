// What `npm start` keeps between runs besides the Worker's own storage: generated secrets, the demo
// users' passwords and the owner's token, in one file only its owner may read.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

export interface StartState {
  readonly url: string;
  readonly token: string;
  readonly wrappingSecret: string;
  readonly verifierSecret: string;
  /** Passwords of the simulated Exchange's two users. */
  readonly alice: string;
  readonly bob: string;
}

/**
 * Reads the state file, or makes it with fresh secrets. The url always follows the present port.
 */
export function loadStartState(file: string, port: number): StartState {
  const kept = readJson<StartState>(file);
  const state: StartState = {
    token: randomBytes(24).toString("base64url"),
    wrappingSecret: randomBytes(32).toString("base64"),
    verifierSecret: randomBytes(32).toString("base64"),
    alice: randomBytes(9).toString("base64url"),
    bob: randomBytes(9).toString("base64url"),
    ...kept,
    url: `http://127.0.0.1:${port}`,
  };
  writeJson(file, state);
  return state;
}

/** A JSON file's content, or undefined if there is none. */
export function readJson<Content>(file: string): Content | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Content) : undefined;
}

/**
 * Replaces a JSON file in one step, so that a crash leaves the old or the new content, never half
 * of one.
 */
export function writeJson(file: string, content: unknown): void {
  const fresh = `${file}.new`;
  writeFileSync(fresh, JSON.stringify(content), { mode: 0o600 });
  renameSync(fresh, file);
}
