import * as restate from '@restatedev/restate-sdk';
import { FakeEngine } from './attempt/fake/engine.ts';
import { boundHandler, json, TestProcess } from './attempt/testing/small-server.ts';
const obj = restate.object({name:'O',handlers:{h: async (ctx: restate.ObjectContext, n:number) => {
  const v = (await ctx.get<number>('v')) ?? 0; await ctx.run('now', () => 42); ctx.set('v', v+n); return v+n; }}});
const e = new FakeEngine(); const handler = boundHandler(obj);
const process_ = new TestProcess(); const state = new Map([['v', json(7)]]);
const input = { kind:'command', command:{type:'Input', headers:[], value: json(3)}, appendedAtMs:0} as const;
async function one() {
  const journal: any[] = [input]; let ready = 0; let proposal: any; let ended = false;
  const a = e.open({handler, invocationId:'inv_1', key:'k', randomSeed:1n, journal, knownEntries:1, state, partialState:false, retriesSinceLastStoredEntry:0, durationSinceLastStoredEntryMs:0, protocolVersion:6, process: process_}, {
    emit(m){ if (m.type==='command') journal.push({kind:'command', command:m.command, appendedAtMs:0}); else if (m.type==='proposal') proposal = m; else if (m.type==='end') ended=true; },
    closureReady(c){ ready = c.completion }, remark(){} });
  a.start(); await e.settle();
  a.release(ready); await e.settle();
  const notification = {type:'completion', of:'Run', completion: proposal.completion, result: proposal.result} as const;
  journal.push({kind:'notification', notification, appendedAtMs:0});
  a.notify(notification); await e.settle();
  if (!ended || journal.length !== 6) throw new Error('bad '+JSON.stringify(journal));
}
const N = 50000;
for (let i=0;i<20000;i++) await one();
for (let rep=0;rep<5;rep++){ const t=performance.now(); const c=process.cpuUsage(); for (let i=0;i<N;i++) await one(); const d=performance.now()-t; const cu=process.cpuUsage(c); console.log((d*1000/N).toFixed(2),'us wall', ((cu.user+cu.system)/N).toFixed(2),'us cpu'); }
