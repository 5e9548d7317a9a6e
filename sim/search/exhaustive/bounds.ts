import { itemAt } from '../../core/item-at.ts';
/** How far an exploration goes. Its verdict names the bounds. */
export interface Bounds {
  /** Crashes, lost connections and forced suspensions in one run. */
  readonly troubles: number;
  /** Effects that fail or lose their response. */
  readonly effects: number;
  /** Choices of time (latency, jitter, skew) and of partitions that are not the quiet option. */
  readonly timings: number;
  /** Times that the clock advances although a step could be taken. */
  readonly advances: number;
  /** Retries of one invocation. */
  readonly retries: number;
  /** Times that a chain of steps is preempted although it could continue; undefined for no bound. */
  readonly preemptions: number | undefined;
}

export const DEFAULT_BOUNDS: Bounds = {
  troubles: 1,
  effects: 0,
  timings: 0,
  advances: 0,
  retries: 3,
  preemptions: undefined,
};

/** @returns the bounds in words, such as `1 trouble and 3 retries` */
export function boundsInWords({ troubles, effects, timings, advances, retries, preemptions }: Bounds): string {
  const words = [
    count(troubles, 'trouble'),
    ...(effects > 0 ? [count(effects, 'failing effect')] : []),
    ...(timings > 0 ? [count(timings, 'unusual delay')] : []),
    ...(advances > 0 ? [count(advances, 'early advance', 'early advances of the clock')] : []),
    ...(preemptions === undefined ? [] : [count(preemptions, 'preemption')]),
    count(retries, 'retry', 'retries'),
  ];
  return `${words.slice(0, -1).join(', ')} and ${itemAt(words, words.length - 1)}`;
}

function count(number: number, noun: string, plural: string = `${noun}s`): string {
  return `${number === 0 ? 'no' : number} ${number === 1 ? noun : plural}`;
}
