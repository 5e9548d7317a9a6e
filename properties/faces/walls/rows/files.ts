import { harmless, noticed, refused, type Row } from '../row.ts';

const FILE = "join(tmpdir(), 'restate-sim-walls')";

/** Ways to the disk, the terminal and databases in files. */
export const FILES: readonly Row[] = [
  harmless(
    '`fs.readFileSync`',
    "fs.readFileSync('package.json', 'utf8')",
    'it reads, and every run reads the same as long as nothing writes; writing is noticed',
  ),
  harmless('`fs.existsSync`, `fs.statSync`', "fs.existsSync('x'); fs.statSync('.')", 'it reads'),
  noticed('`fs.promises.readFile`', "await fs.promises.readFile('package.json')", 'fs.promises.readFile does real'),
  noticed(
    '`fs.readFile` with a callback',
    "await new Promise((done) => fs.readFile('package.json', done))",
    'fs.readFile does real',
  ),
  noticed(
    '`fs.createReadStream`',
    "for await (const _ of fs.createReadStream('package.json')) void _",
    'fs.createReadStream does real',
  ),
  noticed('`fs.writeFileSync`', `fs.writeFileSync(${FILE}, 'x')`, 'fs.writeFileSync does real'),
  noticed('`fs.appendFileSync`', `fs.appendFileSync(${FILE}, 'x')`, 'fs.appendFileSync does real'),
  noticed(
    '`fs.writeSync`',
    `const fd = fs.openSync(${FILE}, 'w'); fs.writeSync(fd, 'x'); fs.closeSync(fd)`,
    'fs.writeSync does real',
  ),
  noticed(
    '`fs.mkdirSync`, `fs.rmSync`',
    `fs.mkdirSync(${FILE} + '-d', { recursive: true }); fs.rmSync(${FILE} + '-d', { recursive: true })`,
    'fs.mkdirSync does real',
  ),
  noticed(
    '`fs.unlinkSync`, `fs.renameSync`',
    `fs.writeFileSync(${FILE} + '-1', ''); fs.renameSync(${FILE} + '-1', ${FILE} + '-2'); fs.unlinkSync(${FILE} + '-2')`,
    'fs.writeFileSync does real',
  ),
  noticed('`fs.promises.writeFile`', `await fs.promises.writeFile(${FILE}, 'x')`, 'fs.promises.writeFile does real'),
  noticed(
    '`fs.writeFile` with a callback',
    `await new Promise((done) => fs.writeFile(${FILE}, 'x', done))`,
    'fs.writeFile does real',
  ),
  noticed(
    '`fs.createWriteStream`',
    `await new Promise((done) => fs.createWriteStream(${FILE}).end('x', done))`,
    'fs.createWriteStream does real',
  ),
  noticed('`fs.watch`', "fs.watch('.').close()", 'fs.watch does real'),
  noticed(
    '`fs.watchFile`',
    "fs.watchFile('package.json', () => {}); fs.unwatchFile('package.json')",
    'fs.watchFile does real',
  ),
  noticed(
    '`node:sqlite`, a file',
    `new (process.getBuiltinModule('node:sqlite').DatabaseSync)(${FILE} + '.db').close()`,
    'DatabaseSync',
  ),
  harmless(
    '`node:sqlite`, in memory',
    "new (process.getBuiltinModule('node:sqlite').DatabaseSync)(':memory:').close()",
    'it ends with the handler; one that a module keeps is state outside of Restate',
  ),
  noticed('`zlib.gzip`', "await util.promisify(zlib.gzip)('x')", 'zlib.gzip does real'),
  harmless('`zlib.gzipSync`', "zlib.gzipSync('x')", 'a function of its input'),
  noticed('`process.stdin`', "process.stdin.on('data', () => {}).pause()", 'process.stdin does real'),
  noticed('`readline`', 'readline.createInterface({ input: process.stdin }).close()', 'process.stdin does real'),
  harmless('`process.stdout.write`', "process.stdout.write('x\\n')", 'it goes into the trace'),
  harmless('`console.log`', "console.log('x')", 'it goes into the trace'),
  harmless('`process.emitWarning`', "process.emitWarning('x')", 'it goes into the trace'),
  refused('`process.chdir`', "process.chdir('/')", 'process.chdir is called', { alone: true }),
  refused('`process.umask(mask)`', 'process.umask(0)', 'process.umask is called'),
];
