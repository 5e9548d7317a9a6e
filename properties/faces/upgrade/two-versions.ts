import { execute } from '../../harness/command.ts';
import { FolderOfServices } from '../cli/folder-of-services.ts';

/** A user's repository, whose last commit is the old version of a service. */
export class Repository extends FolderOfServices {
  /** @param files committed on the branch main; without any, there is no repository yet */
  constructor(files: Readonly<Record<string, string>> = {}) {
    super();
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    if (Object.keys(files).length > 0) this.commit();
  }

  /** Commits everything, on the branch main. */
  commit(): void {
    this.write('.gitignore', 'node_modules\n.sim\ndist\n');
    this.git('init', '-q', '-b', 'main', '.');
    this.git('add', '-A');
    this.git('-c', 'user.email=a@example.org', '-c', 'user.name=a', 'commit', '-q', '-m', 'old');
  }

  git(...args: readonly string[]): string {
    return execute('git', args, { cwd: this.path }).out;
  }
}

/** @param steps what the handler `place` does @param more handlers */
export function orders(steps: string, more: string = ''): string {
  return `import * as restate from '@restatedev/restate-sdk';
import { label } from './label.ts';
export const orders = restate.object({
  name: 'Order',
  handlers: {
    place: async (ctx: restate.ObjectContext): Promise<string> => {
      ${steps}
      return label;
    },
    ${more}
  },
});
`;
}
