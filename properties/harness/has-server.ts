import { serverBinary } from '../../sim/real-server/binary.ts';

/** Whether there is a restate-server for this platform. Tests on a real server run only then. */
export function hasServer(): boolean {
  try {
    return serverBinary() !== '';
  } catch {
    return false;
  }
}
