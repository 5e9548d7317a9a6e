import type { ts } from '@ts-morph/common';
import { dirname } from 'node:path';
import type { InputType } from '../../../simulation/scenario/hints.ts';
import { canBeAbsent, NoSchema, schemaOfType } from './schema-of-type.ts';

type Library = typeof import('@ts-morph/common');
type TypeScript = typeof ts;

/**
 * Reads what the types of files say about the inputs of handlers.
 * @returns by handler, `Service/handler`; a handler whose definition was not found is not there
 */
export function typedHandlers(library: Library, files: readonly string[]): ReadonlyMap<string, InputType> {
  const { ts: typescript } = library;
  const options = optionsFor(typescript, files[0] ?? '.');
  const program = typescript.createProgram(files, options, hostFor(library, options));
  const found = new Map<string, InputType>();
  for (const file of program.getSourceFiles()) {
    if (file.isDeclarationFile || program.isSourceFileFromExternalLibrary(file)) continue;
    const visit = (node: ts.Node): void => {
      if (typescript.isCallExpression(node)) noteDefinition(typescript, program, node, found);
      typescript.forEachChild(node, visit);
    };
    visit(file);
  }
  return found;
}

/** The library has the declarations of the language as text, and not as files. */
function hostFor(
  { ts: typescript, getLibFiles, libFolderInMemoryPath }: Library,
  options: ts.CompilerOptions,
): ts.CompilerHost {
  const host = typescript.createCompilerHost(options);
  const texts = new Map(getLibFiles().map(({ fileName, text }) => [`${libFolderInMemoryPath}/${fileName}`, text]));
  return {
    ...host,
    getDefaultLibLocation: () => libFolderInMemoryPath,
    fileExists: (path) => texts.has(path) || host.fileExists(path),
    readFile: (path) => texts.get(path) ?? host.readFile(path),
    getSourceFile: (path, ...how) => {
      const text = texts.get(path);
      return text === undefined ? host.getSourceFile(path, ...how) : typescript.createSourceFile(path, text, how[0]);
    },
  };
}

/** The options of the project, with what reading types needs. Errors in types are the business of the project. */
function optionsFor(typescript: TypeScript, file: string): ts.CompilerOptions {
  const config = typescript.findConfigFile(dirname(file), (path) => typescript.sys.fileExists(path));
  const own = config === undefined ? {} : configuredOptions(typescript, config);
  return {
    target: typescript.ScriptTarget.ESNext,
    ...own,
    // This one finds what the others find, also where a project is set up for another kind of module than a package has.
    module: typescript.ModuleKind.Preserve,
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    // JSON needs the types of the language only, and reading those of the browser takes a second.
    lib: ['lib.esnext.d.ts'],
    allowJs: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    strict: true,
  };
}

function configuredOptions(typescript: TypeScript, config: string): ts.CompilerOptions {
  const { config: json = {} } = typescript.readConfigFile(config, (path) => typescript.sys.readFile(path)) as {
    config?: object;
  };
  // Only the files that were named matter, not those that the project includes.
  const host = { ...typescript.sys, readDirectory: () => [] };
  return typescript.parseJsonConfigFileContent(json, host, dirname(config)).options;
}

/** What the functions of the SDK return. */
const DEFINITION = /^(Service|VirtualObject|Workflow)Definition$/;
/** What they return as well, for an interface that was declared without its handlers. */
const DESCRIPTOR = /^(Service|Object|Workflow)Descriptor$/;

function noteDefinition(
  typescript: TypeScript,
  program: ts.Program,
  call: ts.CallExpression,
  found: Map<string, InputType>,
): void {
  const checker = program.getTypeChecker();
  const type = checker.getTypeAtLocation(call);
  for (const { aliasSymbol, aliasTypeArguments } of type.isIntersection() ? type.types : [type]) {
    const [typedName, handlers] = aliasTypeArguments ?? [];
    const alias = aliasSymbol?.name ?? '';
    const described = DESCRIPTOR.test(alias);
    if (!(DEFINITION.test(alias) || described) || handlers === undefined) continue;
    const name = typedName?.isStringLiteral() === true ? typedName : nameIn(typescript, checker, call);
    if (name === undefined) continue;
    for (const property of checker.getPropertiesOfType(handlers)) {
      const handler = checker.getTypeOfSymbol(property);
      const input = described ? handler.aliasTypeArguments?.[0] : secondParameter(checker, handler);
      const address = `${name.value}/${property.name}`;
      // Of two definitions with one name, the first counts.
      if (!found.has(address)) found.set(address, input === undefined ? 'none' : inputType(typescript, program, input));
    }
  }
}

/** @returns the type of `name` as it is written, which the type of a definition in a list of services has lost */
function nameIn(
  typescript: TypeScript,
  checker: ts.TypeChecker,
  call: ts.CallExpression,
): ts.StringLiteralType | undefined {
  const [argument] = call.arguments;
  if (argument === undefined || !typescript.isObjectLiteralExpression(argument)) return undefined;
  const name = argument.properties.find((each) => each.name?.getText() === 'name');
  if (name === undefined || !typescript.isPropertyAssignment(name)) return undefined;
  const type = checker.getTypeAtLocation(name.initializer);
  return type.isStringLiteral() ? type : undefined;
}

/** A handler is a function of a context and its input. */
function secondParameter(checker: ts.TypeChecker, handler: ts.Type): ts.Type | undefined {
  const parameter = handler.getCallSignatures()[0]?.parameters[1];
  return parameter === undefined ? undefined : checker.getTypeOfSymbol(parameter);
}

function inputType(typescript: TypeScript, program: ts.Program, type: ts.Type): InputType {
  const { Undefined, Void } = typescript.TypeFlags;
  if ((type.flags & (Undefined | Void)) !== 0) return 'none';
  try {
    return { schema: schemaOfType(typescript, program, type), isOptional: canBeAbsent(typescript, type) };
  } catch (error) {
    if (error instanceof NoSchema) return { why: error.message };
    throw error;
  }
}
