/**
 * What the engine `fake` says of a mismatch, in the short form of the SDK's message for the same mismatch.
 * @returns undefined for another message
 */
export function fakeMismatch(message: string): string | undefined {
  const found = MESSAGE.exec(message)?.groups;
  if (found === undefined) return undefined;
  const { index = '', what = '', field = '', recorded = '', now = '' } = found;
  if (field === 'await') return "'await' could not be replayed";
  if (field === 'command') return `now '${kindOf(now)}', journal '${kindOf(recorded)}' at ${index}`;
  const text = (value: string): string => valueText(value, field, what);
  return `${FIELDS[field] ?? field}: ${text(recorded)} != ${text(now)}`.trim();
}

const MESSAGE =
  /^Journal mismatch at command (?<index>\d+): (?:(?<what>[^]*?): )?the journal holds (?<field>command|await|service|handler|parameter|headers|key|idempotency key|name|value|result) (?<recorded>[^]*), but now it is (?<now>[^]*)\.$/;

/** The SDK's names of fields, where ours are others. */
const FIELDS: Readonly<Record<string, string>> = {
  service: 'service_name',
  handler: 'handler_name',
  'idempotency key': 'idempotency_key',
};

/** The SDK puts values and keys of state in quotes, and names not. */
function valueText(value: string, field: string, what: string): string {
  if (value === 'none') return '<empty>';
  if (field === 'parameter' || field === 'value' || field === 'result') return `'${value}'`;
  return field === 'key' && OF_STATE.test(what) ? value : value.replace(/^'([^]*)'$/, '$1');
}

const OF_STATE = /^(get|set|clear) '/;

/** The SDK's word for a command. */
function kindOf(command: string): string {
  return KINDS.find(([shape]) => shape.test(command))?.[1] ?? command;
}

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/ of the handler$/, 'handler return'],
  [/^run\b/, 'run'],
  [/^sleep\b/, 'sleep'],
  [/^call /, 'call'],
  [/^send /, 'one way call/send'],
  [/^get '/, 'get state'],
  [/^set '/, 'set state'],
  [/^clear '/, 'clear state'],
];
