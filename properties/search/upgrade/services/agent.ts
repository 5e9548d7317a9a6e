import * as restate from '@restatedev/restate-sdk';

interface Turn {
  tool?: { name: 'weather' | 'calendar'; argument: string };
  answer?: string;
}

interface Message {
  role: 'user' | 'tool' | 'assistant';
  text: string;
}

const MAX_TURNS = 4;

const tools = {
  weather: async (place: string): Promise<string> => `sunny in ${place}`,
  calendar: async (day: string): Promise<string> => `nothing on ${day}`,
};

const model = {
  /** Asks for the weather, then for the calendar, and answers then. */
  complete: async (history: readonly Message[]): Promise<Turn> => {
    const results = history.filter(({ role }) => role === 'tool').length;
    if (results === 0) return { tool: { name: 'weather', argument: 'Rome' } };
    if (results === 1) return { tool: { name: 'calendar', argument: 'monday' } };
    return { answer: `done after ${results} tools` };
  },
};

/** A conversation with a model that calls tools. */
export const agent = restate.object({
  name: 'Agent',
  handlers: {
    ask: async (ctx: restate.ObjectContext<{ history: Message[] }>, prompt: string): Promise<string> => {
      const history: Message[] = [{ role: 'user', text: prompt }];
      for (let turn = 1; turn <= MAX_TURNS; turn++) {
        const { tool, answer } = await ctx.run('call model', () => model.complete(history));
        if (tool === undefined) {
          history.push({ role: 'assistant', text: answer ?? '' });
          break;
        }
        const result = await ctx.run(`tool ${tool.name}`, () => tools[tool.name](tool.argument));
        history.push({ role: 'tool', text: result });
      }
      ctx.set('history', history);
      return history.at(-1)?.text ?? '';
    },
  },
});
