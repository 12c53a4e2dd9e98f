// How a password reaches the command line: typed without echo, or piped in. Never as an argument,
// where the process list and the shell's history would keep it.
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { UsageError } from "./failure.ts";

/** The whole of standard input without its last line break. */
export async function passwordFromInput(): Promise<string> {
  return accepted((await text(process.stdin)).replace(/\r?\n$/, ""));
}

/**
 * Asks for a new password twice at the terminal.
 * @throws UsageError without a terminal, or if the two differ.
 */
export async function askPassword(user: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new UsageError(
      "There is no terminal to ask for a password at; pipe it in with --password-stdin.",
    );
  }
  const first = await ask(`Password for ${user}: `);
  if ((await ask("Once more: ")) !== first)
    throw new UsageError("The two passwords differ; nothing was sent.");
  return accepted(first);
}

function ask(question: string): Promise<string> {
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const line = createInterface({ input: process.stdin, output: silence, terminal: true });
  process.stderr.write(question);
  return new Promise((resolve, reject) => {
    line.once("SIGINT", () => reject(new UsageError("Nothing was sent.")));
    line.question("", resolve);
  }).finally(() => {
    line.close();
    process.stderr.write("\n");
  }) as Promise<string>;
}

function accepted(password: string): string {
  if (password === "") throw new UsageError("The password is empty.");
  return password;
}
