import { createHash } from 'node:crypto';
import * as restate from '@restatedev/restate-sdk';

/** guide, part 2, "Pattern 3: Hierarchical Key" */
export function generateHierarchicalKey(...components: string[]): string {
  return components.join('/');
}

/** guide, part 2, "Pattern 4: Hash-Based Key (Large Keys)" */
export function generateHashKey(longBusinessKey: string): string {
  return createHash('sha256').update(longBusinessKey).digest('hex');
}

/** guide, part 2, "Key Validation" */
export function validateObjectKey(key: string): string | undefined {
  if (key === '') return 'key cannot be empty';
  if (Buffer.byteLength(key) > 256) return 'key too long (max 256 chars)';
  if (/[\n\r\t]/.test(key)) return 'key contains invalid characters';
  return undefined;
}

/** guide, part 2, "Pattern 4" (Initialize) and "Key Validation" (DoWork) */
export const myObject = restate.object({
  name: 'MyObject',
  handlers: {
    Initialize: async (ctx: restate.ObjectContext, originalKey: string): Promise<void> => {
      ctx.set('original_key', originalKey);
    },

    DoWork: async (ctx: restate.ObjectContext): Promise<void> => {
      const problem = validateObjectKey(ctx.key);
      if (problem !== undefined) throw new restate.TerminalError(problem, { errorCode: 400 });
    },
  },
});
