import type { InboxItem } from '../../../sim/server/object-key.ts';
import type { Invocation } from '../../../sim/server/invocation.ts';
import type { Server } from '../../../sim/server/server.ts';
import { eachKey, loseLock, type Mutants } from '../mutant.ts';

function lockNotTaken(server: Server): void {
  eachKey(server, (key) => {
    key.locked = () => false;
  });
}

function lockLostOnSuspension({ ...parts }: Server): void {
  const { invoker } = parts;
  const alreadyArrived = invoker.alreadyArrived.bind(invoker);
  invoker.alreadyArrived = (stream, awaited) => {
    loseLock(parts as Server, stream.invocation);
    return alreadyArrived(stream, awaited);
  };
}
