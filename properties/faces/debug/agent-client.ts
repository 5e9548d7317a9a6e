import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { ToolAnswer } from '../../../sim/cli/mcp/tool-answer.ts';

/** An agent's side of the protocol, by the client of the SDK. */
export interface AgentClient {
  readonly tools: () => Promise<readonly string[]>;
  readonly call: (tool: string, args?: Readonly<Record<string, unknown>>) => Promise<ToolAnswer>;
  /** Lengths of all answers so far, in characters of JSON. */
  readonly lengths: readonly number[];
  readonly close: () => Promise<void>;
}

/** Starts a program that serves tools, and connects to it. */
export async function agentClient(program: readonly string[], cwd: string): Promise<AgentClient> {
  const client = new Client({ name: 'a test', version: '1.0.0' });
  const transport = new StdioClientTransport({ command: process.execPath, args: [...program], cwd, stderr: 'ignore' });
  await client.connect(transport);
  const lengths: number[] = [];
  return {
    lengths,
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args = {}) => {
      const result = await client.callTool({ name, arguments: args }, { timeout: 120_000 });
      const answer = result.structuredContent as ToolAnswer;
      lengths.push(JSON.stringify(result.structuredContent).length);
      return answer;
    },
    close: () => client.close(),
  };
}
