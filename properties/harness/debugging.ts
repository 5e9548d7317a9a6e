import { expect } from 'vitest';

/** A position in a script; lines and columns from 0. */
export interface Breakpoint {
  readonly urlRegex: string;
  readonly lineNumber: number;
  readonly columnNumber?: number;
}

/** Where a process is paused, the innermost frame first. */
export interface Paused {
  readonly callFrames: readonly { readonly callFrameId: string; readonly functionName: string; readonly url: string }[];
}

/** Speaks to the debugger of a process. */
export class Debugging implements AsyncDisposable {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (result: unknown) => void>();
  readonly #paused = Promise.withResolvers<Paused>();
  readonly #over = Promise.withResolvers<undefined>();
  #asked = 0;

  /**
   * Attaches to a process that waits for it, and lets it go on.
   * @param stopsAt where it is to be paused; by default at `debugger` statements only
   */
  static async of(text: () => string, stopsAt?: Breakpoint): Promise<Debugging> {
    const address = (): string | undefined => /ws:\S+/.exec(text())?.[0];
    await expect.poll(address, { timeout: 20_000 }).toBeDefined();
    // oxlint-disable-next-line no-restricted-globals -- a debugger is spoken to over a real socket, outside of every run
    const socket = new WebSocket(address() ?? '');
    await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
    const debugging = new Debugging(socket);
    await debugging.#ask('Runtime.enable');
    await debugging.#ask('Debugger.enable');
    if (stopsAt !== undefined) await debugging.#ask('Debugger.setBreakpointByUrl', stopsAt);
    await debugging.#ask('Runtime.runIfWaitingForDebugger');
    return debugging;
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as { id?: number; method?: string; params: Paused; result?: unknown };
      if (message.id !== undefined) this.#answers.get(message.id)?.(message.result);
      if (message.method === 'Debugger.paused') this.#paused.resolve(message.params);
      if (message.method === 'Runtime.executionContextDestroyed') this.#over.resolve(undefined);
    });
  }

  paused(): Promise<Paused> {
    return this.#paused.promise;
  }

  async evaluate(callFrameId: string, expression: string): Promise<unknown> {
    const params = { callFrameId, expression, returnByValue: true };
    const answer = (await this.#ask('Debugger.evaluateOnCallFrame', params)) as { result: { value: unknown } };
    return answer.result.value;
  }

  async resume(): Promise<void> {
    await this.#ask('Debugger.resume');
  }

  /** Resumes, and is not paused again. */
  async resumeToTheEnd(): Promise<void> {
    await this.#ask('Debugger.setSkipAllPauses', { skip: true });
    await this.resume();
  }

  /** The program has come to its end; the process goes on until the debugger has left. */
  async over(): Promise<void> {
    await this.#over.promise;
    this.#socket.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    return Promise.resolve();
  }

  #ask(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#asked;
    const answered = new Promise((resolve) => this.#answers.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    return answered;
  }
}
