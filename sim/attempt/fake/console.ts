import { format } from 'node:util';

/** Takes one line of `ctx.console`. */
export type LogSink = (level: string, text: string) => void;

/** @returns a console whose lines go to the sink. Other members (tables, timers) are those of the real console. */
export function contextConsole(sink: LogSink): Console {
  const line =
    (level: string) =>
    (...args: unknown[]): void =>
      sink(level, format(...args));
  const info = line('INFO');
  const own = { trace: line('TRACE'), debug: line('DEBUG'), info, log: info, warn: line('WARN'), error: line('ERROR') };
  return Object.assign(Object.create(console) as Console, own);
}
