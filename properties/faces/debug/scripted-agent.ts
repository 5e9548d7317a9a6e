import type { ToolAnswer } from '../../../sim/cli/mcp/tool-answer.ts';
import type { AgentClient } from './agent-client.ts';

/** What an agent came to. */
export interface Named {
  /** The lines that it names, the first one first. */
  readonly lines: readonly string[];
  /** The lines of code that it was shown, in any order. */
  readonly shown: readonly string[];
  readonly calls: number;
}

/** Calls that it may make. */
const MAX_CALLS = 6;

/** An agent without a mind: it searches, follows the first of the next steps, and names the lines of the finding. */
export async function scriptedAgent(client: AgentClient, scenario: string): Promise<Named> {
  let answer = await client.call('search', { scenario, runs: 1_000 });
  let calls = 1;
  while (calls < MAX_CALLS && linesIn(answer).length === 0) {
    const next =
      answer.next_steps.find(({ tool }) => tool === 'finding') ??
      answer.next_steps.find(({ tool }) => tool === 'search');
    if (next === undefined) break;
    answer = await client.call(next.tool, next.arguments);
    calls++;
  }
  const { code = [] } = answer.data as { code?: readonly string[] };
  return { lines: linesIn(answer), shown: code.map((text) => text.replace(/ .*$/s, '')), calls };
}

function linesIn({ data }: ToolAnswer): readonly string[] {
  const { lines } = data as { lines?: readonly { readonly line: string }[] };
  return lines?.map(({ line }) => line) ?? [];
}
