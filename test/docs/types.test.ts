import ts from 'typescript';
import { expect, test } from 'vitest';
import { blocksOf, pages, root, textOf } from './page.ts';

test('the blocks of every page compile as strictly as the library does', {
  timeout: 120_000,
}, () => {
  const programs = new Map(pages.map((page) => [`${root}test/docs/${page}.ts`, programOf(page)]));
  const system = ts.sys;
  const config = ts.readConfigFile(`${root}test/tsconfig.json`, (path) => system.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, system, `${root}test`);
  const host = ts.createCompilerHost(options);
  host.fileExists = (path) => programs.has(path) || system.fileExists(path);
  host.readFile = (path) => programs.get(path) ?? system.readFile(path);
  const program = ts.createProgram([...programs.keys()], options, host);
  const errors = [...programs.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    if (file === undefined) throw new Error(`the compiler did not read ${path}`);
    const found = [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ];
    return found.map(({ start = 0, messageText }) => {
      const { line } = file.getLineAndCharacterOfPosition(start);
      const page = path.slice(`${root}test/docs/`.length, -'.ts'.length);
      return `${page}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
  });
  expect(errors).toEqual([]);
});

/** The `ts` blocks of a page on the lines where they stand; all other lines are blank. */
function programOf(page: string): string {
  const lines = new Array<string>(textOf(page).split('\n').length).fill('');
  for (const { language, line, content } of blocksOf(page)) {
    if (language === 'ts') lines.splice(line, content.split('\n').length, ...content.split('\n'));
  }
  return `${lines.join('\n')}\nexport {};\n`;
}
