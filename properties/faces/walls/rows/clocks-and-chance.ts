import { harmless, noticed, type Row } from '../row.ts';

const IN_RUN = 'its result is in the journal, and comes from the seed';
const inRun = (code: string): string => `await ctx.run('read', () => { ${code}; })`;

/** Ways to real time, real random numbers, and measurements of this machine. */
export const CLOCKS_AND_CHANCE: readonly Row[] = [
  noticed('`Date.now`', 'Date.now()', 'uses Date.now'),
  noticed('`new Date`', 'new Date()', 'uses new Date'),
  harmless('`Date.now` in `ctx.run`', inRun('Date.now()'), IN_RUN),
  noticed('`performance.now`', 'performance.now()', 'uses performance.now'),
  noticed('`process.hrtime`', 'process.hrtime.bigint()', 'uses process.hrtime'),
  noticed('`process.uptime`', 'process.uptime()', 'uses process.uptime'),
  noticed('`performance.timeOrigin`', 'void performance.timeOrigin', 'performance.timeOrigin'),
  noticed('`performance.mark`', "performance.mark('x')", 'performance.mark'),
  noticed('`Event.timeStamp`', "void new Event('x').timeStamp", 'Event.timeStamp'),
  noticed('`Intl.DateTimeFormat().format()`', 'new Intl.DateTimeFormat().format()', 'Intl.DateTimeFormat'),
  harmless(
    '`Intl.DateTimeFormat().format(date)`',
    "new Intl.DateTimeFormat('en', { timeZone: 'UTC' }).format(5)",
    'a function of its input',
  ),
  harmless('the time zone', 'new Date(5).getTimezoneOffset()', 'the same in every run on one machine'),
  noticed('`Math.random`', 'Math.random()', 'uses Math.random'),
  harmless('`Math.random` in `ctx.run`', inRun('Math.random()'), IN_RUN),
  noticed('`crypto.randomUUID`', 'crypto.randomUUID()', 'uses crypto.randomUUID'),
  noticed('`crypto.getRandomValues`', 'crypto.getRandomValues(new Uint8Array(2))', 'uses crypto.getRandomValues'),
  noticed('`crypto.randomBytes`', 'crypto.randomBytes(2)', 'uses crypto.randomBytes'),
  noticed('`crypto.randomInt`', 'crypto.randomInt(5)', 'uses crypto.randomInt'),
  noticed('`crypto.randomFillSync`', 'crypto.randomFillSync(Buffer.alloc(2))', 'uses crypto.randomFill'),
  noticed(
    '`crypto.pseudoRandomBytes`',
    '(crypto as unknown as { pseudoRandomBytes(size: number): Buffer }).pseudoRandomBytes(2)',
    'uses crypto.pseudoRandomBytes',
  ),
  noticed('`crypto.generateKeyPairSync`', "crypto.generateKeyPairSync('ed25519')", 'crypto.generateKeyPairSync'),
  noticed(
    '`crypto.generateKeyPair`',
    "await util.promisify(crypto.generateKeyPair)('ed25519')",
    'crypto.generateKeyPair',
  ),
  noticed('`crypto.generateKeySync`', "crypto.generateKeySync('hmac', { length: 64 })", 'crypto.generateKeySync'),
  noticed('`crypto.generatePrimeSync`', 'crypto.generatePrimeSync(32)', 'crypto.generatePrimeSync'),
  noticed(
    '`crypto.createECDH().generateKeys()`',
    "crypto.createECDH('secp256k1').generateKeys()",
    'crypto.ECDH.generateKeys',
  ),
  noticed('`crypto.sign`', "crypto.sign('sha256', 'x' as unknown as Buffer, key)", 'crypto.sign', {
    module: "const key = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;",
  }),
  noticed(
    '`crypto.subtle.generateKey`',
    "await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign'])",
    'crypto.subtle.generateKey does real',
  ),
  noticed('`crypto.scrypt`', "await util.promisify(crypto.scrypt)('a', 'b', 8)", 'crypto.scrypt does real'),
  noticed('`crypto.pbkdf2`', "await util.promisify(crypto.pbkdf2)('a', 'b', 1, 8, 'sha1')", 'crypto.pbkdf2 does real'),
  harmless(
    '`crypto.createHash`, `createHmac`, `scryptSync`',
    "crypto.createHash('sha1').update('x').digest(); crypto.scryptSync('a', 'b', 8)",
    'functions of their input',
  ),
  noticed('`process.memoryUsage`', 'process.memoryUsage()', 'process.memoryUsage'),
  noticed('`process.cpuUsage`', 'process.cpuUsage()', 'process.cpuUsage'),
  noticed('`process.resourceUsage`', 'process.resourceUsage()', 'process.resourceUsage'),
  noticed('`process.pid`', 'void process.pid', 'process.pid'),
  noticed('`v8.getHeapStatistics`', 'v8.getHeapStatistics()', 'v8.getHeapStatistics'),
  noticed('`os.freemem`, `os.loadavg`, `os.uptime`', 'os.freemem()', 'os.freemem'),
  noticed('`os.cpus`, `os.networkInterfaces`', 'os.cpus()', 'os.cpus'),
  harmless(
    '`os.hostname`, `os.platform`, `os.tmpdir`',
    'os.hostname(); os.platform(); os.tmpdir()',
    'the same in every run on one machine',
  ),
  noticed('`WeakRef`', 'new WeakRef({}).deref()', 'WeakRef'),
  noticed('`FinalizationRegistry`', 'new FinalizationRegistry(() => {}).register({}, 1)', 'FinalizationRegistry'),
];
