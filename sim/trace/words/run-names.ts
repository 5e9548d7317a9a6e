import type { ShownCommand, ShownEvent } from '../shown.ts';
import { entryLabel } from './command-words.ts';
import { targetText } from './target-text.ts';

/** What the events of a run so far have named: a later event only refers to it. */
export class RunNames {
  readonly #handlers = new Map<string, string>();
  readonly #clients = new Map<string, string>();
  readonly #labels = new Map<string, string>();
  readonly #awaited = new Map<string, ShownCommand>();

  see(event: ShownEvent): void {
    switch (event.type) {
      case 'operation':
        this.#clients.set(event.operation, event.client);
        if (event.kind === 'call' || event.kind === 'send')
          this.#handlers.set(event.operation, targetText(event.target));
        return;
      case 'invocation created':
        this.#handlers.set(event.invocation, targetText(event.target));
        return;
      case 'appended': {
        const { command, invocation, entry, atMs } = event;
        this.#issued(invocation, entry, command, atMs);
        return;
      }
      case 'journal copied': {
        const commands = event.rows.filter((row) => row.kind === 'command');
        for (const [index, { command, appendedAtMs }] of commands.entries())
          this.#issued(event.invocation, index + 1, command, appendedAtMs);
        return;
      }
      default:
    }
  }

  #issued(invocation: string, entry: number, command: ShownCommand, atMs: number): void {
    this.#labels.set(`${invocation}@${entry}`, entryLabel(command, atMs));
    if ('completion' in command) this.#awaited.set(`${invocation} ${command.completion}`, command);
  }

  /** @returns `BankAccount/ann/debit`, the handler of an invocation; undefined before the invocation is created */
  handlerOf(invocation: string): string | undefined {
    return this.#handlers.get(invocation);
  }

  /** @returns the client that made a request */
  clientOf(operation: string): string | undefined {
    return this.#clients.get(operation);
  }

  /** @returns an entry of a journal as code */
  labelOf(invocation: string, entry: number): string | undefined {
    return this.#labels.get(`${invocation}@${entry}`);
  }

  /** @returns the command that a completion belongs to */
  commandOf(invocation: string, completion: number): ShownCommand | undefined {
    return this.#awaited.get(`${invocation} ${completion}`);
  }
}
