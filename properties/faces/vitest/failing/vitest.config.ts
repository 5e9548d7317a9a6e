import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Tests that fail on purpose; `search.deep.test.ts` runs them in a process of their own.
export default defineConfig({
  test: { include: ['*.failing.ts'], reporters: ['default'], attachmentsDir: join(process.cwd(), 'attachments') },
});
