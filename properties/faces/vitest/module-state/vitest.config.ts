import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// A test that fails on purpose; `search.deep.test.ts` runs it in a process of its own.
export default defineConfig({
  test: { include: ['*.failing.ts'], attachmentsDir: join(process.cwd(), 'attachments') },
});
