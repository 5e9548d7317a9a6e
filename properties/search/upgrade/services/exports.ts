import * as restate from '@restatedev/restate-sdk';

interface Report {
  month: string;
}

const files = {
  render: async (month: string): Promise<string> => `report of ${month}`,
  upload: async (name: string): Promise<string> => `https://files.example.com/${name}`,
  remove: async (_url: string): Promise<void> => undefined,
};

/** Removes files when their links have expired. */
export const cleanup = restate.service({
  name: 'Cleanup',
  handlers: {
    remove: restate.handlers.handler({ ingressPrivate: true }, async (ctx: restate.Context, url: string) => {
      await ctx.run('remove file', () => files.remove(url));
    }),
  },
});

/** Makes a report, whose link is valid for a week. */
export const reports = restate.service({
  name: 'Reports',
  handlers: {
    create: async (ctx: restate.Context, { month }: Report): Promise<string> => {
      const name = await ctx.run('render', () => files.render(month));
      const url = await ctx.run('upload', () => files.upload(name));
      ctx.serviceSendClient(cleanup).remove(url, restate.rpc.sendOpts({ delay: { days: 7 } }));
      return url;
    },
  },
});

/** The interface of last year, which some clients still call. */
export const legacyReports = restate.service({
  name: 'LegacyReports',
  handlers: {
    fetch: async (ctx: restate.Context, month: string): Promise<string> => {
      return ctx.serviceClient(reports).create({ month });
    },
  },
});
